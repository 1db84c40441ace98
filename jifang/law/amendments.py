"""Amendments: a change of the law that is proposed, or adopted after this release, as data.

An amendment may give a parameter another value from a day on, move the days an instrument is in
force, and switch off clauses. New clauses are rules and are written as such. `amend_law` gives
another law and leaves the given one as it is; `list_changes` says in what the two differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from jifang.law.engine.expr import Fact, Par, all_of, negate, walk_expr
from jifang.law.engine.law import Law
from jifang.law.engine.question import Question, list_exprs
from jifang.law.engine.types import BOOL, DATE, NONE, TEXT, Kind, Type, define_domain
from jifang.law.errors import InputError, Problem, Text
from jifang.law.instruments import Cite, find_cited, load_cited_instruments
from jifang.law.intake import read_path
from jifang.law.parameters import EARLIEST, UNITS, Parameter, Step, date_instrument
from jifang.law.schema import read_facts
from jifang.law.texts import MEASURES

DRAFT, ADOPTED = "draft", "adopted"
PROPOSED = "P"
"""The confidence of what a draft would set: it is no law."""

STATUS = define_domain(
    "status",
    draft=("草案，尚未通过", "draft, not passed"),
    adopted=("已经通过", "passed"),
)


@dataclass(frozen=True, slots=True)
class ParameterChange:
    """A parameter takes another value from a day on, for good or until a day."""

    id: str
    value: Any
    since: date
    until: date | None
    provision: str


@dataclass(frozen=True, slots=True)
class InstrumentChange:
    """Another instrument comes into force on another day, or ends on one."""

    id: str
    in_force_from: date | None
    in_force_until: date | None


@dataclass(frozen=True, slots=True)
class ClauseSwitch:
    """The clauses of a question that a provision decides cease to hold from a day on."""

    question: str
    cite: Cite
    outcome: str
    since: date

    @property
    def parameter(self) -> str:
        """The parameter that the clauses then ask."""
        told = f".{self.outcome}" if self.outcome else ""
        return f"switched_off.{self.question}.{self.cite}{told}"


@dataclass(frozen=True, slots=True)
class Amendment:
    """What is changed, from when, and whether it has been passed."""

    id: str
    title: Text
    status: str
    since: date
    demonstration: bool
    parameters: tuple[ParameterChange, ...] = ()
    instruments: tuple[InstrumentChange, ...] = ()
    clauses: tuple[ClauseSwitch, ...] = ()

    @property
    def settled_on(self) -> date:
        """The first day on which everything it changes has changed."""
        days = [self.since, *(p.since for p in self.parameters), *(c.since for c in self.clauses)]
        days += [i.in_force_from for i in self.instruments if i.in_force_from is not None]
        return max(days)

    @property
    def confidence(self) -> str:
        """How sure what it sets is: a draft is proposed only."""
        return PROPOSED if self.status == DRAFT else "B"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two laws: of what, from when, before and after."""

    what: Text
    unit: str
    since: date
    before: Any
    after: Any
    of: tuple[str, ...]
    """The questions whose answers it can change."""


def _fact(name: str, of: Type, zh: str, en: str) -> Fact:
    return Fact(name, of, Text(zh, en))


def _maybe(of: Type) -> Type:
    return replace(of, nullable=True)


_HEAD = (
    _fact("id", TEXT, "编号", "id"),
    _fact("status", Type(Kind.CODE, STATUS), "状态", "status"),
    _fact("from", DATE, "生效日", "day it takes effect"),
    _fact("demonstration", BOOL, "演示", "demonstration"),
)
_TITLE = (_fact("zh", TEXT, "中文", "Chinese"), _fact("en", TEXT, "英文", "English"))
_PARAMETER = (
    _fact("id", TEXT, "参数编号", "id of the parameter"),
    _fact("from", DATE, "自", "from"),
    _fact("until", _maybe(DATE), "至", "until"),
    _fact("provision", TEXT, "依据条款", "provision it comes from"),
)
_INSTRUMENT = (
    _fact("id", TEXT, "文件编号", "id of the instrument"),
    _fact("in_force_from", DATE, "施行日", "in force from"),
    _fact("in_force_until", _maybe(DATE), "施行至", "in force until"),
)
_CLAUSE = (
    _fact("question", TEXT, "问题", "question"),
    _fact("provision", TEXT, "条款", "provision"),
    _fact("law", TEXT, "文件编号", "id of the instrument"),
    _fact("outcome", TEXT, "结论", "outcome"),
    _fact("from", DATE, "自", "from"),
)
_LISTS = ("parameters", "instruments", "clauses")


def read_amendment(raw: Mapping[str, Any], law: Law) -> Amendment:
    """An amendment from its plain form, checked against the law it would change.

    Raises `InputError` with every problem: an unknown field, parameter, instrument, question or
    clause, a value that does not fit, a missing title or day, an amendment that changes nothing.
    """
    head = read_facts(_HEAD, raw, extra=("title", *_LISTS))
    problems = [
        Problem(name, None, Text("必须写出", "must be given"))
        for name in ("id", "title", "status", "from")
        if name not in raw
    ]
    if problems:
        raise InputError(problems)
    title = read_facts(_TITLE, raw["title"], "title")
    problems = [
        Problem(f"title.{lang}", None, Text("必须写出", "must be given"))
        for lang in ("zh", "en")
        if lang not in title
    ]
    reader = _Reader(law, head["from"], problems)
    parameters = tuple(reader.read_all(raw, "parameters", _PARAMETER, reader.read_parameter))
    instruments = tuple(reader.read_all(raw, "instruments", _INSTRUMENT, reader.read_instrument))
    clauses = tuple(reader.read_all(raw, "clauses", _CLAUSE, reader.read_clause))
    if not problems and not (parameters or instruments or clauses):
        said = Text("没有改动任何规定", "nothing is changed")
        problems.append(Problem("", None, said))
    if problems:
        raise InputError(problems)
    return Amendment(
        id=head["id"],
        title=Text(title["zh"], title["en"]),
        status=head["status"],
        since=head["from"],
        demonstration=head.get("demonstration", False),
        parameters=parameters,
        instruments=instruments,
        clauses=clauses,
    )


class _Reader:
    """Reads the lists of an amendment and gathers every problem."""

    def __init__(self, law: Law, since: date, problems: list[Problem]) -> None:
        self._law = law
        self._since = since
        self._problems = problems

    def read_all(
        self,
        raw: Mapping[str, Any],
        name: str,
        facts: Sequence[Fact],
        read: Callable[[dict[str, Any], Mapping[str, Any], str], Any],
    ) -> Iterator[Any]:
        """Every entry of a list; entries with problems are left out, their problems kept."""
        entries = raw.get(name, [])
        if not isinstance(entries, list):
            self._fail(name, entries, "应为列表", "must be a list")
            return
        extra = ("value",) if name == "parameters" else ()
        for at, entry in enumerate(entries):
            where = f"{name}[{at}]"
            try:
                found = read_facts(facts, entry, where, extra)
                yield read(found, entry, where)
            except InputError as error:
                self._problems.extend(error.problems)

    def _fail(self, field: str, value: Any, zh: str, en: str) -> None:
        self._problems.append(Problem(field, value, Text(zh, en)))

    @staticmethod
    def _require(entry: Mapping[str, Any], where: str, *names: str) -> None:
        missing = [n for n in names if n not in entry]
        if missing:
            said = Text("必须写出", "must be given")
            raise InputError(Problem(f"{where}.{n}", None, said) for n in missing)

    def read_parameter(
        self, found: dict[str, Any], entry: Mapping[str, Any], where: str
    ) -> ParameterChange:
        """A parameter's new value, of the parameter's own unit."""
        self._require(entry, where, "id", "value")
        parameter = self._law.parameters.get(found["id"])
        if parameter is None or parameter.id.startswith(_GENERATED):
            raise _refuse(f"{where}.id", found["id"], "没有这个参数", "there is no such parameter")
        unit = UNITS[parameter.unit][1]
        as_fact = Fact("value", parameter.type, parameter.title, unit=unit)
        value = read_facts((as_fact,), {"value": entry["value"]}, where)["value"]
        since = found.get("from", self._since)
        until = found.get("until")
        until = None if until is NONE else until
        if until is not None and until < since:
            raise _refuse(
                f"{where}.until", until, f"早于生效日 {since}", f"before it takes effect, {since}"
            )
        return ParameterChange(parameter.id, value, since, until, found.get("provision", ""))

    def read_instrument(
        self, found: dict[str, Any], entry: Mapping[str, Any], where: str
    ) -> InstrumentChange:
        """Other days of an instrument."""
        self._require(entry, where, "id")
        cited = load_cited_instruments().get(found["id"])
        if cited is None:
            names = ", ".join(load_cited_instruments())
            raise _refuse(
                f"{where}.id", found["id"], f"没有这个文件；有：{names}", f"there are: {names}"
            )
        begins = found.get("in_force_from", cited.in_force_from)
        ends = found.get("in_force_until", cited.in_force_until)
        ends = None if ends is NONE else ends
        if (begins, ends) == (cited.in_force_from, cited.in_force_until):
            raise _refuse(where, found["id"], "没有改动", "nothing is changed")
        if begins is not None and ends is not None and ends < begins:
            raise _refuse(
                f"{where}.in_force_until",
                ends,
                f"早于施行日 {begins}",
                f"before it begins, {begins}",
            )
        return InstrumentChange(cited.id, begins, ends)

    def read_clause(
        self, found: dict[str, Any], entry: Mapping[str, Any], where: str
    ) -> ClauseSwitch:
        """Clauses that cease to hold; the general rule of a question cannot be switched off."""
        self._require(entry, where, "question", "provision")
        question = self._law.questions.get(found["question"])
        if question is None:
            names = ", ".join(self._law.questions)
            raise _refuse(
                f"{where}.question", found["question"], f"有：{names}", f"there are: {names}"
            )
        cite = Cite(found.get("law", MEASURES), found["provision"])
        switch = ClauseSwitch(
            question.name, cite, found.get("outcome", ""), found.get("from", self._since)
        )
        if not any(_is_switched(question, at, switch) for at in range(len(question.clauses) - 1)):
            named = sorted({f"{c.cites[0]} → {c.then}" for c in question.clauses[:-1]})
            raise _refuse(
                f"{where}.provision",
                str(cite),
                f"没有可以停用的规则；有：{'；'.join(named)}",
                f"no rule to switch off; there are: {'; '.join(named)}",
            )
        return switch


_GENERATED = ("in_force.", "commencement.", "switched_off.")


def _refuse(field: str, value: Any, zh: str, en: str) -> InputError:
    return InputError(Problem(field, value, Text(zh, en)))


def _is_switched(question: Question, at: int, switch: ClauseSwitch) -> bool:
    clause = question.clauses[at]
    return clause.cites[0] == switch.cite and switch.outcome in ("", clause.then)


NOT_PASSED = Text(
    "只是草案，尚未通过，不能作为现行法载入",
    "only a draft, not passed: it cannot be loaded as law in force",
)


def enact_files(law: Law, paths: Iterable[str | Path]) -> Law:
    """The law with amendments that have been passed, read from files in their order.

    Raises `InputError`, naming the file, for one that cannot be read or is only a draft.
    """
    for path in paths:
        amendment = read_amendment(read_path(path), law)
        if amendment.status != ADOPTED:
            raise InputError(Problem(f"{path}: status", amendment.status, NOT_PASSED))
        law = amend_law(law, amendment)
    return law


def amend_law(law: Law, amendment: Amendment) -> Law:
    """The law as the amendment would have it; the given law stays as it is."""
    parameters: dict[str, Parameter] = {}
    for change in amendment.parameters:
        before = parameters.get(change.id) or law.parameters[change.id]
        parameters[change.id] = _change_parameter(before, change, amendment)
    for moved in amendment.instruments:
        cited = replace(
            find_cited(moved.id),
            in_force_from=moved.in_force_from,
            in_force_until=moved.in_force_until,
            confidence=amendment.confidence,
        )
        parameters.update({p.id: p for p in date_instrument(cited)})
    questions = dict(law.questions)
    for switch in amendment.clauses:
        parameters[switch.parameter] = _date_switch(switch, amendment)
        questions[switch.question] = _switch_off(questions[switch.question], switch)
    return law.amend(questions=questions.values(), parameters=parameters.values())


def _change_parameter(before: Parameter, change: ParameterChange, by: Amendment) -> Parameter:
    """Steps before the change stay; after its end, and at later days already set, the old ones."""
    last = before.steps[-1]
    new = Step(
        since=change.since,
        value=change.value,
        law=last.law,
        provision=change.provision or last.provision,
        confidence=by.confidence,
        until=change.until,
    )
    steps = [s for s in before.steps if s.since < change.since]
    later = [s for s in before.steps if s.since >= change.since]
    if change.until is not None:
        after = date.fromordinal(change.until.toordinal() + 1)
        kept = [s for s in before.steps if s.since <= after]
        later = [s for s in before.steps if s.since > after]
        if kept and (kept[-1].until is None or kept[-1].until >= after):
            later.insert(0, replace(kept[-1], since=after))
    else:
        later = [s for s in later if s.since > change.since]
    return replace(before, steps=(*steps, new, *later))


def _date_switch(switch: ClauseSwitch, by: Amendment) -> Parameter:
    title = Text(
        f"{switch.question} 中 {switch.cite} 的规则停用",
        f"the rules of {switch.cite} in {switch.question} are switched off",
    )
    law, provision = switch.cite
    steps = (
        Step(EARLIEST, False, law, provision, by.confidence),
        Step(switch.since, True, law, provision, by.confidence),
    )
    return Parameter(switch.parameter, title, "choice", steps)


def _switch_off(question: Question, switch: ClauseSwitch) -> Question:
    """The clauses hold only while they are not switched off; their number stays, so that
    patterns of the two laws can be laid beside each other."""
    off = Par(switch.parameter, BOOL)
    clauses = tuple(
        replace(c, when=all_of(negate(off), c.when), about=c.about or c.when)
        if at < len(question.clauses) - 1 and _is_switched(question, at, switch)
        else c
        for at, c in enumerate(question.clauses)
    )
    return replace(question, clauses=clauses)


def list_changes(before: Law, after: Law) -> tuple[Change, ...]:
    """In what two laws differ, as data: parameters, days of instruments, switched-off rules."""
    found = []
    for name, parameter in after.parameters.items():
        old = before.parameters.get(name)
        if old == parameter:
            continue
        days = {s.since for s in parameter.steps} | {s.since for s in (old.steps if old else ())}
        for day in sorted(days):
            was, now = _value_at(old, day), _value_at(parameter, day)
            if was != now and (was, now) != (None, False):  # a rule that is not switched off yet
                found.append(
                    Change(
                        parameter.title, parameter.unit, day, was, now, list_readers(after, name)
                    )
                )
    return tuple(found)


def _value_at(parameter: Parameter | None, on: date) -> Any:
    try:
        return None if parameter is None else parameter.at(on).value
    except LookupError:
        return None


def list_readers(law: Law, parameter: str) -> tuple[str, ...]:
    """The questions that read a parameter."""
    return tuple(q.name for q in law.questions.values() if parameter in list_read(q))


def list_read(question: Question) -> frozenset[str]:
    """The parameters that the conditions, defaults, values and duties of a question read."""
    exprs = [c.when for c in question.clauses] + list(question.defaults.values())
    exprs += [e for v in question.values for e in list_exprs(v)]
    return frozenset(n.name for e in exprs for n in walk_expr(e) if isinstance(n, Par))


__all__ = [
    "Amendment",
    "Change",
    "amend_law",
    "enact_files",
    "list_changes",
    "read_amendment",
]
