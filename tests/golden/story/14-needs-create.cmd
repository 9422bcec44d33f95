deploy -e s42 --dry-run
