rollback --yes -q
