"""Pages of practitioners' duties: a firm's own, an association's entering, the officers' list."""
