deploy --dry-run
