env history -o wide
