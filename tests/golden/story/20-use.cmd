env use s42
