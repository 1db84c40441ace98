"""The law over a whole province: the same trees, folded into columns."""
