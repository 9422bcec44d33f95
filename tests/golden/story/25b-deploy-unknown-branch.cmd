deploy chat@nosuch --yes
