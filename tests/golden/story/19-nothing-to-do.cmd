deploy -e s42
