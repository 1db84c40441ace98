"""Being watched: counts for Prometheus, and the log of what concerns security."""
