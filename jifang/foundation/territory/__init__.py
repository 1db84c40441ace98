"""Divisions with the days they exist, and the organs that are competent in them."""
