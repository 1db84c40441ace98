"""投诉举报 (complaints and reports, art. 30): the public pages, and the panel of the officers."""
