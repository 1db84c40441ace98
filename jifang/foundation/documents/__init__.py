"""Documents: what is handed in, what numbers are drawn, and the letters that are sent."""
