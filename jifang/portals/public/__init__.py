"""The public pages: no login, no record of who reads them."""
