"""Lists taken out of the platform: who, what for, how many rows, and the digest of the file."""
