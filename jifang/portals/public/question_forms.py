"""What the pages with forms share: errors said by label, facts in groups, answers in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jifang.law.engine.expr import Fact
from jifang.law.engine.prose import say_value
from jifang.law.engine.types import Kind
from jifang.law.errors import Lang, Problem, Text
from jifang.law.rules.duties import ROLE, STANDING, Standing
from jifang.portals.public.fact_fields import NONE, UNKNOWN, Field

DAY_FIELD = "on"
DAY_LABEL = Text("按哪一天的法", "The law of which day")
EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """A problem as a form lists it: the label the reader sees, not the name of the fact.

    The value is left out, since it stands in the form.
    """

    field: str
    label: Text
    message: Text
    value: None = None

    def say(self, lang: Lang) -> str:
        """One line in the reader's language."""
        joined = Text("{label}：{message}", "{label}: {message}")
        return joined.fill(label=self.label, message=self.message).say(lang)


def show_problems(facts: Iterable[Fact], problems: Iterable[Problem]) -> list[ShownProblem]:
    """The problems under the labels of their fields; what is no field keeps its name."""
    labels = {f.name: f.label for f in facts} | {DAY_FIELD: DAY_LABEL}
    return [
        ShownProblem(p.field, labels.get(p.field, Text(p.field, p.field)), p.message)
        for p in problems
    ]


@dataclass(slots=True)
class FieldGroup:
    """Fields that stand together: one standing duty with its evidence, or all that are alone."""

    duty: Standing | None = None
    fields: list[Field] = field(default_factory=list)
    is_open: bool = False

    @property
    def title(self) -> Text:
        """The duty in words."""
        return Text("", "") if self.duty is None else Text(self.duty.zh, self.duty.en)

    @property
    def roles(self) -> list[Text]:
        """On whom the duty is."""
        on_whom = () if self.duty is None else self.duty.roles
        return [c.label for c in ROLE.choices if c.code in on_whom]


def group_fields(fields: Sequence[Field], asked_for: Collection[str] = ()) -> list[FieldGroup]:
    """The fields in their order, the evidence of each standing duty folded together.

    A group stands open where something in it was entered, is wrong, or is asked for by the answer,
    so that a link to one of its fields leads to something visible.
    """
    duties = {d.code: d for d in STANDING}
    groups: list[FieldGroup] = []
    for each in fields:
        duty = duties.get(find_duty_code(each.fact.name))
        if not groups or groups[-1].duty is not duty:
            groups.append(FieldGroup(duty))
        groups[-1].fields.append(each)
        told = any(e != UNKNOWN for e in each.entered)
        groups[-1].is_open |= told or bool(each.errors) or each.fact.name in asked_for
    return groups


def find_duty_code(fact_name: str) -> str:
    """The duty that a fact is evidence of; empty for any other fact."""
    head, _, rest = fact_name.partition(".")
    return rest.partition(".")[0] if head == EVIDENCE else ""


def say_answer(entry: Field, facts: Mapping[str, Any]) -> str:
    """What was answered to one field, in words; `facts` holds what the law read of it."""
    name = entry.fact.name
    if entry.fact.type.kind is Kind.BOOL or facts.get(name) is None:
        wanted = entry.entered[0] if entry.entered else UNKNOWN
        return say_choice(entry, wanted)
    return say_value(facts[name], entry.fact.type, entry.lang, entry.fact.unit)


def say_choice(entry: Field, wanted: str) -> str:
    """The label of a choice; "don't know" where it is none of them."""
    if wanted == NONE and entry.none_label:
        return entry.none_label
    labels = {o.value: o.label for o in entry.options}
    return labels.get(wanted, labels[UNKNOWN])
