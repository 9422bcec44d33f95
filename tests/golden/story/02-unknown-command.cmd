deplpy
