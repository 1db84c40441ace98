"""Tokens with which programs act for an account, and what holds for every such request.

`services` and `selectors` make, list and revoke tokens; `answers` keeps the answer of a write so
that a retry gets the same one; `limits` is the token bucket that bounds how often someone asks.
"""
