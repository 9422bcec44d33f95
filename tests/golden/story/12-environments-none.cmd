env list
