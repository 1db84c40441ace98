"""Projects: their members and shared file, from initiation to use (arts. 11–13, 17–19)."""
