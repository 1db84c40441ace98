"""Test data at the size of a province: rows as the services would have written them, by COPY."""
