"""The portal of projects."""
