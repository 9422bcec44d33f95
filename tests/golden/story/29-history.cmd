env history
