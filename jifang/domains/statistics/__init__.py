"""How cases are served: in time or late, how long, what was refused; counted from what happened."""
