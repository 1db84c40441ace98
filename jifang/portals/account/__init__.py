"""Signing in, and what everyone who is signed in has: home, security, the members of the body."""
