rollback --yes
