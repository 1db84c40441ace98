"""The service guide, the public tracker, and the figures of cases."""
