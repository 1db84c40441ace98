"""What is counted, said once: the database's triggers, the recount and the pages follow it.

A source is a table; a measure a number that each of its rows gives. After every statement the
database writes what the statement added and took away, by organ and measure, into `figure`; the
sum is the count. A recount reads the sources themselves. Both are made of the lines below.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

ACTIVE: Final = "r.state = 'active'"


@dataclass(frozen=True, slots=True)
class Measure:
    """A number that each row of a source gives, as SQL on the row `r`; by month where it says."""

    code: str
    number: str
    month: str = "NULL::date"


@dataclass(frozen=True, slots=True)
class Source:
    """A table whose rows are counted."""

    table: str
    measures: tuple[Measure, ...]


def count_if(code: str, condition: str = "") -> Measure:
    """How many rows in the register fit a condition."""
    return Measure(code, f"({ACTIVE}{f' AND {condition}' if condition else ''})::int")


BEGINNING: Final = "date_trunc('month', r.declared_at AT TIME ZONE 'Asia/Shanghai')::date"
SOURCES: Final = (
    Source(
        "site",
        (
            count_if("sites"),
            count_if("key_units", "r.setting = 'key_unit'"),
            count_if("party_unknown", "r.responsible_outcome = 'unknown'"),
            count_if("demonstration", "r.demonstration"),
            Measure("entered", "1", BEGINNING),
        ),
    ),
    Source("system", (count_if("systems"),)),
    Source(
        "channel",
        (
            count_if("channels"),
            count_if("video_channels", "r.kind = 'video'"),
            count_if("complete_channels", "r.kind = 'video' AND r.is_complete"),
        ),
    ),
    Source(
        "site_standing",
        (
            Measure("assessed", "(r.outcome <> 'retired')::int"),
            Measure("breached_sites", "(r.breaches > 0)::int"),
            Measure("breaches", "r.breaches"),
            Measure("open_sites", "(r.open > 0)::int"),
            Measure("short_sites", "(r.short > 0)::int"),
        ),
    ),
)
MEASURES: Final = tuple(m.code for s in SOURCES for m in s.measures)

CHANGES_A_SITE: Final = {
    "site": "r.id",
    "designation": "r.site_id",
    "system": "r.site_id",
    "channel": "r.site_id",
}
"""Tables whose rows are facts of a site, and which site."""

# Whoever writes within a territory leaves no party, so that a statement of many parties makes few
# rows; a member's statement is about its own party alone.
WHOSE: Final = (
    "CASE WHEN r.organ_region >= current_setting('jifang.lo', true)"
    " AND r.organ_region < current_setting('jifang.hi', true) THEN '' ELSE r.party END"
)


def write_numbers(source: Source, rows: str, sign: str = "", whose: str = "''::text") -> str:
    """What the rows of a relation give, as a SELECT of organ, party, measure, month, number."""
    values = ", ".join(f"('{m.code}', {m.month}, {m.number})" for m in source.measures)
    return (
        f"SELECT r.organ_region, {whose} AS party, m.measure, m.month, {sign}m.number AS number"
        f" FROM {rows} r CROSS JOIN LATERAL (VALUES {values}) AS m (measure, month, number)"
        " WHERE m.number <> 0"
    )


def write_sum(numbers: str) -> str:
    """The rows of `figure` that some numbers come to."""
    return (
        "INSERT INTO figure (organ_region, party, measure, month, number)"
        " SELECT organ_region, party, measure, month, sum(number) FROM"
        f" ({numbers}) n GROUP BY organ_region, party, measure, month HAVING sum(number) <> 0"
    )


def write_counters() -> Iterator[str]:
    """The functions and triggers that count, for a migration."""
    for source in SOURCES:
        new = write_numbers(source, "new_rows", whose=WHOSE)
        old = write_numbers(source, "old_rows", "-", WHOSE)
        yield write_function(
            f"count_{source.table}", write_sum(new), write_sum(f"{new} UNION ALL {old}"),
            write_sum(old),
        )  # fmt: skip
        yield from write_triggers(source.table, f"count_{source.table}")


def write_watchers() -> Iterator[str]:
    """The functions and triggers that note which sites are to be assessed again."""
    for table, site in CHANGES_A_SITE.items():
        new, old = write_due(site, "new_rows"), write_due(site, "old_rows")
        # A site that leaves or is made anew concerns both ends of an update.
        yield write_function(f"note_{table}", new, f"{new}; {old}", old)
        yield from write_triggers(table, f"note_{table}")


def write_due(site: str, rows: str) -> str:
    """Note the sites of some rows, once for each transaction."""
    now = "pg_current_xact_id()::text::bigint"
    return (
        "INSERT INTO site_due (site_number, organ_region, party, transaction, at)"
        f" SELECT DISTINCT {site}, r.organ_region, r.party, {now}, now() FROM {rows} r"
        f" WHERE NOT EXISTS (SELECT FROM site_due d WHERE d.site_number = {site}"
        f" AND d.transaction = {now})"
    )


def write_function(name: str, added: str, changed: str, removed: str) -> str:
    """A trigger function with the writer's own rights: the walls hold for what it writes."""
    return f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN {added};
    ELSIF TG_OP = 'UPDATE' THEN {changed};
    ELSE {removed};
    END IF;
    RETURN NULL;
END $$"""


def write_triggers(table: str, function: str) -> Iterator[str]:
    """One trigger for each kind of statement."""
    yield f"REVOKE ALL ON FUNCTION {function}() FROM PUBLIC"
    for event, seen in (
        ("INSERT", "NEW TABLE AS new_rows"),
        ("UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
        ("DELETE", "OLD TABLE AS old_rows"),
    ):
        name = f"{function}_{event.lower()}"
        yield (
            f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {seen}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )
        yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"


def write_removal() -> Iterator[str]:
    """Take triggers and functions away again."""
    tables = [(s.table, f"count_{s.table}") for s in SOURCES]
    tables += [(table, f"note_{table}") for table in CHANGES_A_SITE]
    for _table, function in tables:
        yield f"DROP FUNCTION {function}() CASCADE"


def write_recount() -> Iterator[str]:
    """Every count made anew from the sources. In one snapshot: what is written meanwhile is in
    neither the counts that go nor in those that come, and adds its own."""
    yield "DELETE FROM figure"
    for source in SOURCES:
        yield write_sum(write_numbers(source, source.table))


def write_comparison() -> str:
    """The counts kept beside those of the sources, where they differ."""
    counted = " UNION ALL ".join(write_numbers(s, s.table) for s in SOURCES)
    of = "organ_region, measure, month, sum(number)::bigint AS number"
    return (
        f"SELECT coalesce(k.organ_region, c.organ_region), coalesce(k.measure, c.measure),"
        " coalesce(k.month, c.month), coalesce(k.number, 0), coalesce(c.number, 0)"
        f" FROM (SELECT {of} FROM figure GROUP BY organ_region, measure, month) k"
        f" FULL JOIN (SELECT {of} FROM ({counted}) n GROUP BY organ_region, measure, month) c"
        " ON c.organ_region = k.organ_region AND c.measure = k.measure"
        " AND coalesce(c.month, 'epoch') = coalesce(k.month, 'epoch')"
        " WHERE coalesce(k.number, 0) <> coalesce(c.number, 0) ORDER BY 1, 2, 3"
    )


FOLD: Final = (
    "WITH several AS (SELECT organ_region, measure, month FROM figure"
    " GROUP BY organ_region, measure, month HAVING count(*) > 1 OR bool_or(party <> '')"
    " ORDER BY organ_region, measure, month LIMIT %s),"
    " gone AS (DELETE FROM figure f USING several s WHERE f.organ_region = s.organ_region"
    " AND f.measure = s.measure AND f.month IS NOT DISTINCT FROM s.month"
    " RETURNING f.organ_region, f.measure, f.month, f.number)"
    " INSERT INTO figure (organ_region, party, measure, month, number)"
    " SELECT organ_region, '', measure, month, sum(number) FROM gone"
    " GROUP BY organ_region, measure, month HAVING sum(number) <> 0"
)
"""Many rows of a count become one. One statement: a reader sees those before, or the one after."""
