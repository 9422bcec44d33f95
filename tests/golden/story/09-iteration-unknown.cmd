iteration show 999
