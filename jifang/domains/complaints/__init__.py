"""Complaints and reports (art. 30): filed by anyone, handled as cases, answered and rated."""
