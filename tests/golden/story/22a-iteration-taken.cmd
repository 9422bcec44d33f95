env create other --iteration 42
