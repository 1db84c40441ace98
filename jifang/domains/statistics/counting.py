"""The statements that count, three for any region and any number of cases.

They read what happened: periods as they ended, cases, notices, letters. The walls hold; the range
of the region is said besides, so that an index serves it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from django.db import connection

from jifang.domains.statistics.data import Wanted
from jifang.domains.statistics.tally import FlowGroup, ServedGroup
from jifang.foundation.cases.procedures import PROCEDURES
from jifang.foundation.documents.templates import load_templates
from jifang.foundation.walls.scope import find_range
from jifang.law.calendar import add_months
from jifang.law.period_book import load_periods

REMEDY: Final = "remedy"
OPENED: Final = {"case": "opened"}

IN_REGION: Final = "{row}.organ_region >= %(lo)s AND {row}.organ_region < %(hi)s"
SPAN: Final = "{at} >= %(begin)s AND {at} < %(end)s"
AT: Final = "width_bucket({at}, %(turns)s::timestamptz[])"
"""The month of an instant, as a number from 1; the last one and nought are outside of the span. The
instants at which months begin are given: no calendar is asked for each row."""
ON: Final = "width_bucket({day}, %(firsts)s::date[])"
"""The same of a day."""

# One pass over the periods, into few groups: sums and medians of every level follow from these
# (`tally.py`). No other table is read: what a period took and how it ended is kept with it. How it
# stands (`STANDINGS`) and what it took are one number, for that is what is hashed for each row.
SERVED: Final = f"""
SELECT part, procedure, name, month, code, count(*) AS number
FROM (
    SELECT left(p.organ_region, %(width)s) AS part, p.procedure, p.name,
        {ON.format(day="coalesce(p.finished_on, p.due_on)")} AS month,
        CASE WHEN p.finished_on IS NULL THEN 0 WHEN p.withdrawn THEN 1
             WHEN p.finished_on > p.due_on THEN p.took * 8 + 2
             WHEN p.finished_on > p.alert_on THEN p.took * 8 + 3
             ELSE p.took * 8 + 4 END AS code
    FROM case_period p
    WHERE {IN_REGION.format(row="p")} AND p.name = ANY(%(names)s)
      AND (%(procedure)s = '' OR p.procedure = %(procedure)s)
      AND coalesce(p.finished_on, p.due_on) BETWEEN %(since)s AND %(until)s
      AND (p.finished_on IS NOT NULL OR p.due_on < %(today)s)
) judged
GROUP BY GROUPING SETS ((part, procedure, name, code), (month, code))
"""  # noqa: S608  (constants)

# Each table is read once and summed by part, procedure and month; cases by the months in which they
# were opened and closed.
FLOW: Final = f"""
SELECT 'case' AS what, c.procedure, left(c.organ_region, %(width)s) AS part,
    {AT.format(at="c.opened_at")} AS month, {AT.format(at="c.closed_at")} AS closed,
    count(*) AS number
FROM case_file c
WHERE {IN_REGION.format(row="c")} AND (%(procedure)s = '' OR c.procedure = %(procedure)s)
  AND ({SPAN.format(at="c.opened_at")} OR {SPAN.format(at="c.closed_at")})
GROUP BY 2, 3, 4, 5
UNION ALL
SELECT 'notices', s.procedure, s.part, s.month, NULL, count(*)
FROM (
    SELECT (SELECT c.procedure FROM case_file c WHERE c.id = n.case_id) AS procedure,
        left(n.organ_region, %(width)s) AS part, {AT.format(at="n.sent_at")} AS month
    FROM case_notice n WHERE {IN_REGION.format(row="n")} AND {SPAN.format(at="n.sent_at")}
) s
WHERE %(procedure)s = '' OR s.procedure = %(procedure)s
GROUP BY 2, 3, 4
UNION ALL
SELECT 'refused', v.procedure, left(v.organ_region, %(width)s), {ON.format(day="v.legal_day")},
    NULL, count(*)
FROM case_event v
WHERE {IN_REGION.format(row="v")} AND (%(procedure)s = '' OR v.procedure = %(procedure)s)
  AND {{refuses}}
GROUP BY 2, 3, 4
"""  # noqa: S608  (constants)
REFUSES: Final = """v.letter <> '' AND v.legal_day BETWEEN %(since)s AND %(until)s
  AND v.act = ANY(%(acts)s) AND v.procedure || '.' || v.act = ANY(%(refusing)s)"""
"""A step whose letter refuses. Few steps bear the names of such acts: an index leads to these."""
STANDINGS: Final = ("running", "withdrawn", "late", "in_time", "early")
"""How a period stands, by the number that it has in the statement."""

GROUNDS: Final = f"""
SELECT b.law, b.provision, count(DISTINCT v.id) AS number
FROM case_event v
JOIN letter l ON l.public_id = nullif(v.letter, '')::uuid
CROSS JOIN LATERAL jsonb_to_recordset(l.basis) AS b (law text, provision text)
WHERE {IN_REGION.format(row="v")} AND {IN_REGION.format(row="l")}
  AND {{refuses}}
  AND (%(procedure)s = '' OR v.procedure = %(procedure)s)
GROUP BY b.law, b.provision ORDER BY number DESC, b.law, b.provision
"""  # noqa: S608  (constants)


def list_refusing() -> list[str]:
    """The steps that refuse: their letter tells how it may be contested. As `procedure.act`."""
    templates = load_templates()
    return sorted(
        {
            f"{procedure.code}.{step.code}"
            for procedure in PROCEDURES.values()
            for step in procedure.transitions
            if step.document and REMEDY in templates[step.document].fields
        }
    )


def list_deadlines() -> list[str]:
    """The periods of the procedures after whose end an act is late."""
    names = {use.name for procedure in PROCEDURES.values() for use in procedure.periods}
    return sorted(name for name in names if load_periods()[name].meaning == "deadline")


def read_served(wanted: Wanted) -> Iterator[ServedGroup]:
    """The first statement: periods."""
    months = list_months(wanted)
    given = give(wanted) | {"names": list_deadlines(), "firsts": months}
    for part, procedure, name, month, code, number in ask(SERVED, given):
        took, standing = divmod(code, 8)
        at = None if month is None else months[month - 1]
        yield ServedGroup(part, procedure, name, at, STANDINGS[standing], took, number)


def read_flow(wanted: Wanted) -> Iterator[FlowGroup]:
    """The second statement: cases, notices, refusals."""
    months = list_months(wanted)
    end = wanted.until + timedelta(days=1)
    turns = [f"{day.isoformat()} 00:00:00+08" for day in (wanted.since, *months[1:], end)]
    given = give(wanted) | {
        "begin": turns[0], "end": turns[-1], "turns": turns, "firsts": months,
    }  # fmt: skip
    for what, procedure, part, month, closed, number in ask(FLOW.format(refuses=REFUSES), given):
        if month is not None and 0 < month <= len(months):
            yield FlowGroup(OPENED.get(what, what), part, procedure, months[month - 1], number)
        if closed is not None and 0 < closed <= len(months):
            yield FlowGroup("closed", part, procedure, months[closed - 1], number)


def read_grounds(wanted: Wanted) -> Iterator[tuple[str, str, int]]:
    """The third statement: what the letters that refuse rest on, as law, provision, number."""
    yield from ask(GROUNDS.format(refuses=REFUSES), give(wanted))


def list_months(wanted: Wanted) -> list[date]:
    """The first days of the months of a span."""
    found = [wanted.since.replace(day=1)]
    while (following := add_months(found[-1], 1)) <= wanted.until:
        found.append(following)
    return found


def give(wanted: Wanted) -> dict[str, Any]:
    """What every statement is given."""
    lo, hi = find_range(wanted.region)
    refusing = list_refusing()
    return {
        "lo": lo, "hi": hi, "width": find_width(wanted.region), "procedure": wanted.procedure,
        "since": wanted.since, "until": wanted.until, "today": wanted.today,
        "refusing": refusing, "acts": sorted({one.rpartition(".")[2] for one in refusing}),
    }  # fmt: skip


def find_width(region: str) -> int:
    """How long the beginnings of the codes of its parts are: cities of the province, counties of a
    city, a county itself."""
    lo, _hi = find_range(region)
    return 4 if len(lo) == 2 else 6


def ask(statement: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())
