"""Single cases and records opened to an organ across territories, and closed again."""
