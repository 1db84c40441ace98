"""Qualification certificates, filing of firms from outside, and what a firm may undertake."""
