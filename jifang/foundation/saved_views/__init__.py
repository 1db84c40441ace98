"""Lists as their reader likes them: filter, order and columns, under a name."""
