"""The guide of each procedure, put together of the procedures as data, the law and the letters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from jifang.domains.guide.conditions import find_papers, list_cites, list_conditions
from jifang.domains.guide.data import Door, Guide, GuidedPeriod, Remedy
from jifang.domains.guide.stages import list_first, list_stages
from jifang.foundation.cases.data import CaseError, Field, PeriodUse, Procedure
from jifang.foundation.cases.procedures import PROCEDURES, find_procedure
from jifang.foundation.cases.standing import read_day
from jifang.foundation.documents.templates import find_template
from jifang.law.errors import Text
from jifang.law.instruments import Cite
from jifang.law.period_book import find_period, load_counting
from jifang.law.periods import Definition, NoPause, Period

REMEDY: Final = "remedy"
"""The field of a letter that tells how its decision may be contested."""
REMEDIES: Final = ("reconsideration", "litigation")
"""The periods that such letters name."""


def list_guides() -> list[Guide]:
    """Every procedure of this installation: those that are applied for first."""
    found = [make_guide(p) for p in PROCEDURES.values()]
    return sorted(found, key=lambda g: not g.is_applied_for)


def find_guide(code: str) -> Guide | None:
    """The guide of a procedure; none where there is no such procedure."""
    try:
        return make_guide(find_procedure(code))
    except CaseError:
        return None


def make_guide(procedure: Procedure, on: date | None = None) -> Guide:
    """The guide of a procedure on a day (today)."""
    day = on or read_day()
    contested = list_contested(procedure)
    return Guide(
        code=procedure.code, title=procedure.title, applicant=procedure.applicant,
        doors=tuple(list_doors(procedure)), basis=list_cites(procedure),
        asks=list_asked(procedure), conditions=list_conditions(procedure, day),
        papers=find_papers(procedure), stages=list_stages(procedure),
        periods=tuple(guide_period(use, day) for use in procedure.periods),
        remedies=tuple(find_remedy(name, day) for name in REMEDIES) if contested else (),
        contested=contested, bearers=procedure.bearers,
    )  # fmt: skip


def list_doors(procedure: Procedure) -> Iterator[Door]:
    """How a case is opened, each way once."""
    relations = {who.relation for step in list_first(procedure) for who in step.who}
    if "applicant" in relations:
        yield "anyone" if procedure.bearers else "own"
    if relations & {"organ", "holder", "keeper"}:
        yield "counter"
    if "system" in relations and "applicant" not in relations:
        yield "platform"


def list_asked(procedure: Procedure) -> tuple[Field, ...]:
    """What the form of the application asks for: the fields of the first step that a person
    takes."""
    for step in list_first(procedure):
        if any(who.relation != "system" for who in step.who):
            return tuple(f for f in step.fields if f.kind != "papers")
    return ()


def guide_period(use: PeriodUse, on: date) -> GuidedPeriod:
    """A period as it is on a day, with what may stop it."""
    period = find_period(use.name)
    definition = define(period, on)
    cites = {definition.cite, *(v.cite for v in period.values), *period.also}
    return GuidedPeriod(
        period, definition, use.target_days, definition.pauses, tuple(list_no_pauses(cites))
    )


def define(period: Period, on: date) -> Definition:
    """A period on a day; the one that holds last, where none holds on that day."""
    if any(value.holds(on) for value in period.values):
        return period.at(on)
    return period.latest


def list_no_pauses(cites: set[Cite | None]) -> Iterator[NoPause]:
    """What is often taken for a pause of a period and is none, where its provision says so."""
    for one in load_counting().no_pauses.values():
        if one.cite in cites:
            yield one


def find_remedy(name: str, on: date) -> Remedy:
    """A way to contest a decision."""
    period = find_period(name)
    return Remedy(period, define(period, on))


def list_contested(procedure: Procedure) -> tuple[Text, ...]:
    """The letters of a procedure that tell how they may be contested, each once."""
    names = dict.fromkeys(
        find_template(t.document).name
        for t in procedure.transitions
        if t.document and REMEDY in find_template(t.document).fields
    )
    return tuple(names)
