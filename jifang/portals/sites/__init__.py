"""Sites as one page each, one's own sites, and the dashboard of a region."""
