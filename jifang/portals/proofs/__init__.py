"""Pages on what a case proves: its bundle, the audit of its file."""
