"""Template tags shared by all portals."""
