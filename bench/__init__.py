"""The law against its peers: the same rules on the same cases, in one run (`make bench`)."""
