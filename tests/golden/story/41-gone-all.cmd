env list --all
