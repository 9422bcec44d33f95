iteration list
