"""The procedures the platform knows, checked when they are registered."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from django.db import connections, transaction

from jifang.foundation.accounts.powers import POWERS
from jifang.foundation.cases.data import CaseError, Procedure, Transition
from jifang.foundation.cases.models import Case, LawfulMove
from jifang.foundation.cases.verbs import BY_CODE, list_transitions
from jifang.foundation.documents.templates import find_template
from jifang.law import load_law
from jifang.law.errors import DefinitionError, Text
from jifang.law.instruments import check_cite
from jifang.law.period_book import find_period

PROCEDURES: Final[dict[str, Procedure]] = {}
"""Every procedure by code; filled when the domains are loaded."""


def add_procedure(procedure: Procedure) -> Procedure:
    """Make a procedure known. Raises `DefinitionError` for what cannot stand in one."""
    if procedure.code in PROCEDURES:
        raise DefinitionError(f"there is a procedure {procedure.code} already")
    if any(p.series == procedure.series for p in PROCEDURES.values()):
        raise DefinitionError(f"the series {procedure.series} is another procedure's")
    check_procedure(procedure)
    PROCEDURES[procedure.code] = procedure
    index_transitions.cache_clear()
    return procedure


def find_procedure(code: str) -> Procedure:
    """A procedure by code. Raises `CaseError`."""
    found = PROCEDURES.get(code)
    if found is None:
        said = Text(f"没有“{code}”这种程序", f"there is no procedure “{code}”")
        raise CaseError("procedure", said)
    return found


@cache
def index_transitions(procedure: str) -> dict[tuple[str, str], Transition]:
    """The transitions of a procedure by code and the state they leave."""
    return {(t.code, t.since): t for t in list_transitions(PROCEDURES[procedure])}


def list_from(procedure: str, state: str) -> list[Transition]:
    """The transitions that leave a state, in the order in which they were written."""
    return [t for (_, since), t in index_transitions(procedure).items() if since == state]


def list_main(procedure: str, state: str) -> list[Transition]:
    """The main steps from a state, the preferred first: those that it names, else every one of the
    procedure's own that a person takes. Handing over is none."""
    own = [
        t for t in list_from(procedure, state)
        if t.code not in BY_CODE and any(who.relation != "system" for who in t.who)
    ]  # fmt: skip
    wanted = PROCEDURES[procedure].find_state(state).next
    if wanted is None:
        return own
    return [t for code in wanted for t in own if t.code == code]


def list_leading(case: Case) -> list[Transition]:
    """The main steps from the present state of a case, those first that the case itself prefers."""
    found = list_main(case.procedure, case.state)
    prefers = PROCEDURES[case.procedure].find_state(case.state).prefers
    first = prefers(case) if prefers else ()
    return sorted(found, key=lambda t: first.index(t.code) if t.code in first else len(first))


# -- checking --------------------------------------------------------------------------------------


def check_procedure(procedure: Procedure) -> None:
    """Everything a procedure names is there. Raises `DefinitionError`, `InputError`."""
    check_cite(procedure.provision)
    states = {state.code for state in procedure.states}
    if len(states) != len(procedure.states):
        raise DefinitionError(f"{procedure.code}: a state stands twice")
    seen = set()
    for step in procedure.transitions:
        where = f"{procedure.code}.{step.code}"
        if (step.code, step.since) in seen or step.code in BY_CODE:
            raise DefinitionError(f"{where}: it leaves {step.since!r} twice, or is a verb's name")
        seen.add((step.code, step.since))
        if step.to not in states or (step.since and step.since not in states):
            raise DefinitionError(f"{where}: from {step.since!r} to {step.to!r}: no such state")
        since = procedure.find_state(step.since) if step.since else None
        if since is not None and since.is_final and not since.reopens:
            raise DefinitionError(f"{where}: {step.since} is final")
        check_transition(procedure, step, where)
    check_periods(procedure, seen)


def check_transition(procedure: Procedure, step: Transition, where: str) -> None:
    """One step. Raises `DefinitionError`."""
    from jifang.foundation.cases.checks import CHECKS

    if step.provision is not None:
        check_cite(step.provision)
    for who in step.who:
        if who.power and who.power not in POWERS:
            raise DefinitionError(f"{where}: there is no power {who.power}")
    for name in (*procedure.checks, *step.checks):
        if name not in CHECKS:
            raise DefinitionError(f"{where}: there is no check {name}")
    if step.guard is not None:
        asked = load_law().questions.get(step.guard.question)
        known = {o.code for o in asked.outcomes} if asked else set()
        if not step.guard.passes <= known:
            raise DefinitionError(f"{where}: {step.guard.question}: {step.guard.passes - known}")
    if step.document:
        find_template(step.document)
    if step.second_to and not any(t.code == step.second_to for t in procedure.transitions):
        raise DefinitionError(f"{where}: there is no step {step.second_to}")
    check_given(step, where)
    check_clock(procedure, step, where)


def check_given(step: Transition, where: str) -> None:
    """What a step asks for can be asked; a draft is one of a letter. Raises `DefinitionError`."""
    if step.letter is not None and not step.document:
        raise DefinitionError(f"{where}: a draft of no letter")
    known = find_template(step.document).fields if step.document else {}
    if step.derives and (step.letter is None or set(step.derives) - set(known)):
        raise DefinitionError(f"{where}: what it derives is no field of its letter")
    for field in step.fields:
        if (field.kind in {"choice", "choices"}) != bool(field.choices):
            raise DefinitionError(f"{where}.{field.name}: a choice has choices, nothing else has")
        if (field.kind == "record") != bool(field.register):
            raise DefinitionError(f"{where}.{field.name}: a record is one of a register")
        if field.private and field.kind not in {"line", "text"}:
            raise DefinitionError(f"{where}.{field.name}: only words are private")
        if field.sealed and not field.private:
            raise DefinitionError(f"{where}.{field.name}: only what is private is sealed")


def check_clock(procedure: Procedure, step: Transition, where: str) -> None:
    """Periods a step touches are the procedure's; a fixed reason of a pause is lawful for it."""
    names = {use.name for use in procedure.periods}
    for effect in step.clock:
        if effect.period not in names:
            raise DefinitionError(f"{where}: the procedure has no period {effect.period}")
        if effect.since and (effect.act != "start" or effect.since not in names):
            raise DefinitionError(f"{where}: {effect.period} cannot count since {effect.since}")
        lawful = {reason.id for reason in find_period(effect.period).pauses}
        if effect.act == "pause" and effect.reason and effect.reason not in lawful:
            raise DefinitionError(f"{where}: {effect.reason} stops {effect.period} by no provision")


def check_periods(procedure: Procedure, steps: set[tuple[str, str]]) -> None:
    """Periods are recorded; what expires is a step that the platform may take."""
    for use in procedure.periods:
        find_period(use.name)
    for expiry in procedure.expiries:
        step = next(
            (t for t in procedure.transitions if (t.code, t.since) == (expiry.act, expiry.state)),
            None,
        )
        if step is None or not any(who.relation == "system" for who in step.who):
            raise DefinitionError(f"{procedure.code}: {expiry.act} is no step of the platform's")
        if step.document or step.notice or step.needs_reason or step.goes_to_someone:
            raise DefinitionError(f"{procedure.code}: {expiry.act} needs somebody to say something")
        if expiry.period not in {use.name for use in procedure.periods}:
            raise DefinitionError(f"{procedure.code}: it has no period {expiry.period}")
    for state in procedure.states:
        if not any(to.to == state.code for to in procedure.transitions):
            raise DefinitionError(f"{procedure.code}: nothing leads to {state.code}")
        if not state.is_final and not any(since == state.code for _, since in steps):
            raise DefinitionError(f"{procedure.code}: nothing leads out of {state.code}")
        if state.next and not any((code, state.code) in steps for code in state.next):
            raise DefinitionError(f"{procedure.code}: {state.code} names no step of its own")


# -- what the database holds them to ---------------------------------------------------------------


class Move(NamedTuple):
    """A lawful change of state, as the database knows it."""

    procedure: str
    act: str
    from_state: str
    to_state: str
    acceptance: bool
    notice: str
    letter: bool
    system: bool


def list_moves() -> Iterator[Move]:
    """Every change of state that a registered procedure allows."""
    for code in sorted(PROCEDURES):
        for t in index_transitions(code).values():
            system = any(who.relation == "system" for who in t.who)
            letter = bool(t.document)
            yield Move(code, t.code, t.since, t.to, t.acceptance, t.notice, letter, system)


def publish_moves(using: str) -> int:
    """Put the lawful changes of state into the table that the database checks; by its owner.

    Args:
        using: the alias of the owner; the application's role may not write the table.

    Returns how many there are.
    """
    moves = set(list_moves())
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("LOCK TABLE case_transition IN SHARE ROW EXCLUSIVE MODE")
        found = LawfulMove.objects.using(using)
        held = {Move(*row): pk for pk, *row in found.values_list("pk", *Move._fields)}
        found.filter(pk__in=[pk for move, pk in held.items() if move not in moves]).delete()
        fresh = sorted(moves - held.keys())
        found.bulk_create([LawfulMove(**move._asdict()) for move in fresh])
    return len(moves)
