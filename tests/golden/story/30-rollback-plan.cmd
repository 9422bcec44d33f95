rollback --dry-run
