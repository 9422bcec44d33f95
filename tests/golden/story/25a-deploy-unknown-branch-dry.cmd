deploy chat@nosuch --dry-run
