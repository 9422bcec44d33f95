env list -o wide
