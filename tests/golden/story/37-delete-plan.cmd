env delete s42 --dry-run
