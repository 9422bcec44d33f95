deploy --dryrun
