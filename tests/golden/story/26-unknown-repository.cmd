branch chatt main
