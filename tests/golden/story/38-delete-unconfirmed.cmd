env delete s42
