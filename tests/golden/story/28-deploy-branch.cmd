deploy --yes --reason "try the rooms"
