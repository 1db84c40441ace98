"""The way of a case through its states, and which periods run where: read off the transitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from jifang.domains.guide.data import Effect, Stage, Step
from jifang.foundation.cases.data import Clock, Procedure, Transition, Who
from jifang.foundation.documents.templates import find_template
from jifang.law.errors import Text
from jifang.law.period_book import find_period

BY_LAW: Final = Text("平台（依法自动）", "the platform, by law")
PLATFORM: Final = Text("平台", "the platform")
HANDLES: Final = Text("公安机关（经办）", "the organ, by whoever handles the case")
DECIDES: Final = Text("公安机关（审批）", "the organ, by whoever decides")
SAID: Final[Mapping[str, Text]] = {
    "start": Text("起算", "starts"),
    "finish": Text("到此为止", "ends"),
    "pause": Text("暂停计算", "stands still"),
    "resume": Text("恢复计算", "runs again"),
    "extend": Text("依法延长", "is extended"),
}
Clocks = frozenset[tuple[str, bool]]
"""Periods that have started and not ended, and whether each stands still."""


def list_stages(procedure: Procedure) -> tuple[Stage, ...]:
    """The states in the order in which they were written, with the steps that an applicant sees."""
    clocks = find_clocks(procedure)
    found = []
    for state in procedure.states:
        held = sorted(clocks.get(state.code, frozenset()))
        found.append(
            Stage(
                state.code, state.name, state.sentence, state.holder,
                tuple(find_period(name).title for name, stands in held if not stands),
                tuple(find_period(name).title for name, stands in held if stands),
                tuple(show_step(procedure, t) for t in procedure.transitions
                      if t.since == state.code and not t.internal),
            )
        )  # fmt: skip
    return tuple(found)


def list_first(procedure: Procedure) -> list[Transition]:
    """The steps that open a case."""
    return [t for t in procedure.transitions if not t.since]


def find_clocks(procedure: Procedure) -> dict[str, Clocks]:
    """For each state the periods that may be running in it: what the steps into it left running."""
    found: dict[str, Clocks] = {}
    moved = True
    while moved:
        moved = False
        for step in procedure.transitions:
            before = found.get(step.since, frozenset()) if step.since else frozenset()
            if step.since and step.since not in found:
                continue
            after = found.get(step.to, frozenset()) | turn_clocks(before, step.clock)
            if procedure.find_state(step.to).is_final:
                after = frozenset(one for one in after if not is_deadline(one[0]))
            if after != found.get(step.to):
                found[step.to], moved = after, True
    return found


def is_deadline(name: str) -> bool:
    """Whether a period is one that ends with the case."""
    return find_period(name).meaning == "deadline"


def turn_clocks(before: Clocks, clock: tuple[Clock, ...]) -> Clocks:
    """What a step leaves running."""
    running = set(before)
    for effect in clock:
        running -= {(effect.period, False), (effect.period, True)}
        if effect.act != "finish":
            running.add((effect.period, effect.act == "pause"))
    return frozenset(running)


def show_step(procedure: Procedure, step: Transition) -> Step:
    """A step in words."""
    ends = next(
        (e.period for e in procedure.expiries if (e.act, e.state) == (step.code, step.since)), ""
    )
    return Step(
        step.code, step.act, name_who(procedure, step.who), procedure.find_state(step.to).name,
        step.to == step.since, step.provision,
        find_template(step.document).name if step.document else None,
        tuple(show_effect(one) for one in step.clock),
        find_period(ends).title if ends else None,
    )  # fmt: skip


def show_effect(effect: Clock) -> Effect:
    """What a step does to a period, in words."""
    title, said = find_period(effect.period).title, SAID[effect.act]
    return Effect(effect.act, title, Text(f"“{title.zh}”{said.zh}", f"“{title.en}” {said.en}"))


def name_who(procedure: Procedure, who: tuple[Who, ...]) -> tuple[Text, ...]:
    """By whom, each once: the applicant, the organ, the platform."""
    found: list[Text] = []
    for one in who:
        if one.relation == "applicant":
            said = procedure.applicant
        elif one.relation == "system":
            said = BY_LAW if procedure.expiries else PLATFORM
        else:
            said = DECIDES if one.power == "decide_case" else HANDLES
        if said not in found:
            found.append(said)
    return tuple(found)
