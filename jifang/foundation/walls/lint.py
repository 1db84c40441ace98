"""Every table stands behind a wall, and every wall is built of what was measured to hold.

Read off the live schema: a table that comes without a policy fails the tests, and so do a policy
that calls a function of ours or matches a pattern, a view that looks past the walls, and a role of
the application's that could step over them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connections

from jifang.foundation.walls.scope import SETTINGS

EXEMPT: dict[str, str] = {
    "django_migrations": "which migrations ran; the application only reads it",
    "django_content_type": "names of tables; nothing in it is anybody's",
    "auth_permission": "Django's own permissions, unused: powers are in accounts/powers.py",
    "auth_group": "Django's own groups, unused",
    "auth_group_permissions": "Django's own groups, unused",
    "django_session": "reached by a session key that nobody can guess; no territory",
    "procrastinate_jobs": "the queue: ids and bounds, taken up by workers of no territory",
    "procrastinate_events": "when a job of the queue changed its state",
    "procrastinate_workers": "which workers are alive",
    "procrastinate_periodic_defers": "when a job of the clock was last asked for",
}
"""Tables without a wall, each with its reason."""

ALLOWED_CALLS = frozenset({"current_setting", "string_to_array", "any", "nullif"})
_CALL = re.compile(r"\b([a-z_][a-z0-9_.]*)\s*\(", re.IGNORECASE)
_PATTERN = re.compile(r"~~|\blike\b|\bsimilar\b|(?<![<>=!])~", re.IGNORECASE)
_SETTING = re.compile(r"current_setting\('([^']+)'")
_WORDS = frozenset({"and", "or", "in", "not", "when", "then", "else", "case", "select"})
_ASKED = re.compile(
    r"\(\s*SELECT (?:string_to_array\()?current_setting\('[^']+'(?:::text)?, true\)"
    r"(?:, ','(?:::text)?\))? AS \w+\s*\)"
)
"""A sub-select that asks for a setting and reads no table."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that would let a row through."""

    table: str
    what: str


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy as the database holds it."""

    table: str
    name: str
    condition: str


def find_faults(using: str = "default") -> list[Fault]:
    """Every fault of the live schema."""
    faults = [Fault(t, w) for t, w in _list_open_tables(using)]
    for policy in list_policies(using):
        faults += [Fault(policy.table, f"{policy.name}: {w}") for w in check_policy(policy)]
    faults += [Fault(v, "a view that looks past the walls") for v in _list_open_views(using)]
    return faults


def _read(using: str, query: str) -> list[tuple[str, ...]]:
    with connections[using].cursor() as cursor:
        cursor.execute(query)
        found: list[tuple[str, ...]] = cursor.fetchall()
        return found


def list_tables(using: str = "default") -> list[str]:
    """Every table of the platform."""
    query = (
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind IN ('r', 'p') ORDER BY relname"
    )
    return [name for (name,) in _read(using, query)]


def _list_open_tables(using: str) -> Iterator[tuple[str, str]]:
    query = (
        "SELECT relname, relrowsecurity::text, relforcerowsecurity::text,"
        " (SELECT count(*) FROM pg_policy WHERE polrelid = c.oid)::text FROM pg_class c"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
    )
    for table, enabled, forced, policies in _read(using, query):
        if table in EXEMPT:
            continue
        if enabled != "true":
            yield table, "row-level security is off"
        elif forced != "true":
            yield table, "row-level security does not bind the owner"
        elif policies == "0":
            yield table, "no policy"


def list_policies(using: str = "default") -> list[Policy]:
    """Every policy with its condition as the database writes it."""
    query = (
        "SELECT c.relname, p.polname, coalesce(pg_get_expr(p.polqual, p.polrelid), '') || ' ' ||"
        " coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '')"
        " FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid ORDER BY 1, 2"
    )
    return [Policy(*row) for row in _read(using, query)]


def check_policy(policy: Policy) -> Iterator[str]:
    """What is wrong with a policy."""
    condition = policy.condition
    if _PATTERN.search(condition):
        yield "it matches a pattern, and an empty one matches every row"
    for name in _CALL.findall(condition):
        if name.lower() not in ALLOWED_CALLS | _WORDS:
            yield f"it calls {name}, row by row"
    if re.search(r"\bselect\b", _ASKED.sub("", condition), re.IGNORECASE):
        yield "it reads a table"
    for name in _SETTING.findall(condition):
        if name not in SETTINGS:
            yield f"it reads the setting {name}, which nobody sets"


def _list_open_views(using: str) -> list[str]:
    query = (
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND (relkind = 'm' OR (relkind = 'v' AND NOT"
        " coalesce(reloptions::text LIKE '%security_invoker=true%', false)))"
    )
    return [name for (name,) in _read(using, query)]
