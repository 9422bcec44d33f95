deploy chat=main-9999-0000000
