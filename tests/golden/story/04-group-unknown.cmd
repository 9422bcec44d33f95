env lsit
