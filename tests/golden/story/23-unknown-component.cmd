deploy chta=1
