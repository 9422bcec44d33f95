deploy --timeout 10
