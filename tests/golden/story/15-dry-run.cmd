deploy -e s42 --create --iteration 42 --dry-run
