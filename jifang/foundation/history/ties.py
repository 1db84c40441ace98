"""Ties in migrations: a row that belongs to another carries its organ and its party.

A foreign key of the id alone looks through row-level security: a county could hang a row on
another county's. Here the key is (id, organ_region, party), so that a child in another place than
its parent cannot be; and when the parent moves, the database takes its children along.
"""

from __future__ import annotations

from django.db.migrations import RunSQL

PLACE = ("organ_region", "party")


def let_carry(table: str, *more: str) -> RunSQL:
    """Let rows of a table have children that are tied to it; `more` are columns carried besides."""
    columns = ", ".join(("id", *PLACE, *more))
    return RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_place UNIQUE ({columns})",
        f"ALTER TABLE {table} DROP CONSTRAINT {table}_place",
    )


def tie_to(child: str, link: str, parent: str, *more: str) -> RunSQL:
    """Tie a table's rows to those of another: same organ, same party, moved together."""
    here = ", ".join((link, *PLACE, *more))
    there = ", ".join(("id", *PLACE, *more))
    name = f"{child}_tied_by_{link}"
    return RunSQL(
        f"ALTER TABLE {child} ADD CONSTRAINT {name} FOREIGN KEY ({here})"
        f" REFERENCES {parent} ({there}) ON UPDATE CASCADE",
        f"ALTER TABLE {child} DROP CONSTRAINT {name}",
    )
