artifact show chat=nope
