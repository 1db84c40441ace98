"""What practitioners owe by art. 22, with its evidence: promises, secrecy, archives, training."""
