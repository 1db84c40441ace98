"""Rebuilding what was handed in, in a process of its own: a parser that is fooled reaches nothing.

Nothing of the platform is imported here, so the process starts quickly and knows no secret.
"""
