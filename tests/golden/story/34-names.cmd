artifact list chat -n 2 -o name
