artifact list chat live -n 3
