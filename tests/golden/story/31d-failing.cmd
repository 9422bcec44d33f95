deploy --yes
