env ls -o name
