"""The statements that count, three for any region and any number of cases.

They read what happened: periods with the events that ended them, cases, notices, letters. The walls
hold; the range of the region is said besides, so that an index serves it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django.db import connection

from jifang.domains.statistics.data import Wanted
from jifang.foundation.cases.procedures import PROCEDURES
from jifang.foundation.cases.standing import read_calendar
from jifang.foundation.documents.templates import load_templates
from jifang.foundation.walls.scope import find_range
from jifang.law.calendar import WorkCalendar
from jifang.law.period_book import load_periods

ZONE: Final = "Asia/Shanghai"
LAST: Final = date(2100, 12, 31)
"""No end of a period is looked for after this day."""
REMEDY: Final = "remedy"
Rows = list[dict[str, Any]]

SETS: Final = "GROUPING SETS ((), (part), (procedure), (month), (part, procedure){more})"
IN_REGION: Final = "{row}.organ_region >= %(lo)s AND {row}.organ_region < %(hi)s"

WORKED: Final = "(%(worked)s::int[])[{day} - %(first)s::date + 1]"
"""The working days up to and including a day, from a table that the statement is given."""

# Each period is looked at by its own events, through an index: joined relations that the walls make
# hard to estimate would be compared row by row. A pause lasts from its day until the day before the
# clock runs again (jifang/law/clock.py); one that is open at the end lasts to the end.
SERVED: Final = f"""
WITH judged AS (
    SELECT c.procedure, p.name, left(p.organ_region, %(width)s) AS part,
        date_trunc('month', coalesce(p.finished_on, p.due_on))::date AS month,
        p.finished_on IS NOT NULL AS done,
        p.finished_on IS NOT NULL AND (p.due_on IS NULL OR p.finished_on <= p.due_on) AS in_time,
        p.finished_on IS NOT NULL AND (p.due_on IS NULL
            OR p.finished_on <= least(p.alert_on, p.due_on)) AS early,
        coalesce(v.by_party = c.party AND c.party <> '', false) AS withdrawn,
        greatest(0, {WORKED.format(day="p.finished_on")} - {WORKED.format(day="p.started_on")}
            - coalesce(t.paused, 0)
            - CASE WHEN t.open THEN {WORKED.format(day="p.finished_on")} ELSE 0 END) AS took
    FROM case_period p
    JOIN case_file c ON c.id = p.case_id
    LEFT JOIN LATERAL (
        SELECT max(e.event_id) FILTER (WHERE e.act = 'finish') AS finish,
            sum(CASE e.act WHEN 'pause' THEN -1 WHEN 'resume' THEN 1 END
                * {WORKED.format(day="e.on - 1")}) AS paused,
            count(*) FILTER (WHERE e.act = 'pause')
                > count(*) FILTER (WHERE e.act = 'resume') AS open
        FROM case_period_event e WHERE e.period_id = p.id
    ) t ON p.finished_on IS NOT NULL
    LEFT JOIN case_event v ON v.id = t.finish
    WHERE {IN_REGION.format(row="p")} AND p.name = ANY(%(names)s)
      AND (%(procedure)s = '' OR c.procedure = %(procedure)s)
      AND coalesce(p.finished_on, p.due_on) BETWEEN %(since)s AND %(until)s
      AND (p.finished_on IS NOT NULL OR p.due_on < %(today)s)
)
SELECT part, procedure, name, month, GROUPING(part, procedure, name, month) AS level,
    count(*) FILTER (WHERE in_time AND NOT withdrawn) AS in_time,
    count(*) FILTER (WHERE early AND NOT withdrawn) AS early,
    count(*) FILTER (WHERE done AND NOT in_time AND NOT withdrawn) AS late,
    count(*) FILTER (WHERE NOT done) AS running,
    count(*) FILTER (WHERE withdrawn) AS withdrawn,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY took)
        FILTER (WHERE done AND NOT withdrawn) AS median
FROM judged GROUP BY {SETS.format(more=", (procedure, name)")}
"""  # noqa: S608  (constants)

FLOW: Final = f"""
WITH happened AS (
    SELECT 'opened' AS what, c.procedure, left(c.organ_region, %(width)s) AS part,
        (c.opened_at AT TIME ZONE '{ZONE}')::date AS on_day
    FROM case_file c
    WHERE {IN_REGION.format(row="c")} AND c.opened_at >= %(begin)s AND c.opened_at < %(end)s
    UNION ALL
    SELECT 'closed', c.procedure, left(c.organ_region, %(width)s),
        (c.closed_at AT TIME ZONE '{ZONE}')::date
    FROM case_file c
    WHERE {IN_REGION.format(row="c")} AND c.closed_at >= %(begin)s AND c.closed_at < %(end)s
    UNION ALL
    SELECT 'notices', c.procedure, left(n.organ_region, %(width)s),
        (n.sent_at AT TIME ZONE '{ZONE}')::date
    FROM case_notice n JOIN case_file c ON c.id = n.case_id
    WHERE {IN_REGION.format(row="n")} AND n.sent_at >= %(begin)s AND n.sent_at < %(end)s
    UNION ALL
    SELECT 'refused', v.procedure, left(v.organ_region, %(width)s), v.legal_day
    FROM case_event v
    WHERE {IN_REGION.format(row="v")} AND v.legal_day BETWEEN %(since)s AND %(until)s
      AND v.procedure || '.' || v.act = ANY(%(refusing)s)
)
SELECT part, procedure, date_trunc('month', on_day)::date AS month,
    GROUPING(part, procedure, date_trunc('month', on_day)::date) AS level,
    count(*) FILTER (WHERE what = 'opened') AS opened,
    count(*) FILTER (WHERE what = 'closed') AS closed,
    count(*) FILTER (WHERE what = 'notices') AS notices,
    count(*) FILTER (WHERE what = 'refused') AS refused
FROM happened WHERE %(procedure)s = '' OR procedure = %(procedure)s
GROUP BY GROUPING SETS ((), (part), (procedure), (date_trunc('month', on_day)::date),
    (part, procedure))
"""  # noqa: S608  (constants)

GROUNDS: Final = f"""
SELECT b.law, b.provision, count(DISTINCT v.id) AS number
FROM case_event v
JOIN letter l ON l.public_id = nullif(v.letter, '')::uuid
CROSS JOIN LATERAL jsonb_to_recordset(l.basis) AS b (law text, provision text)
WHERE {IN_REGION.format(row="v")} AND {IN_REGION.format(row="l")}
  AND v.legal_day BETWEEN %(since)s AND %(until)s
  AND v.procedure || '.' || v.act = ANY(%(refusing)s)
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


def count_worked(calendar: WorkCalendar, until: date) -> tuple[date, list[int]]:
    """The first day that is recorded, and for every day from there on the working days up to and
    including it."""
    first = date(calendar.first_year, 1, 1)
    worked, number = [], 0
    for n in range((until - first).days + 1):
        number += calendar.kind_of(first + timedelta(days=n)).is_worked
        worked.append(number)
    return first, worked


def read_served(wanted: Wanted) -> Rows:
    """The first statement: periods."""
    first, worked = count_worked(read_calendar(), max(min(wanted.until, LAST), wanted.today))
    return ask(SERVED, {**give(wanted), "names": list_deadlines(), "first": first,
                        "worked": worked})  # fmt: skip


def read_flow(wanted: Wanted) -> Rows:
    """The second statement: cases, notices, refusals."""
    given = give(wanted) | {
        "begin": f"{wanted.since.isoformat()} 00:00:00+08",
        "end": f"{(wanted.until + timedelta(days=1)).isoformat()} 00:00:00+08",
    }
    return ask(FLOW, given)


def read_grounds(wanted: Wanted) -> Rows:
    """The third statement: what the letters that refuse rest on."""
    return ask(GROUNDS, give(wanted))


def give(wanted: Wanted) -> dict[str, Any]:
    """What every statement is given."""
    lo, hi = find_range(wanted.region)
    return {
        "lo": lo, "hi": hi, "width": find_width(wanted.region), "procedure": wanted.procedure,
        "since": wanted.since, "until": wanted.until, "today": wanted.today,
        "refusing": list_refusing(),
    }  # fmt: skip


def find_width(region: str) -> int:
    """How long the beginnings of the codes of its parts are: cities of the province, counties of a
    city, a county itself."""
    lo, _hi = find_range(region)
    return 4 if len(lo) == 2 else 6


def ask(statement: str, given: dict[str, Any]) -> Rows:
    """The rows of a statement by the names of its columns."""
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
