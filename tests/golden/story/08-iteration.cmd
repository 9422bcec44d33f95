iteration show 42
