"""How a question to the law is written down: facts, clauses, values, duties, exposure.

A question is one definition. The engine decides it, the pages render it, the coverage report
counts it, and (with the same clauses) a whole province is assessed in columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from jifang.law.engine.expr import FALSE, Expr, Fact, facts_of
from jifang.law.engine.types import Domain, Kind
from jifang.law.errors import DefinitionError, Problem, Text
from jifang.law.instruments import Cite, check_cite, load_precedence
from jifang.law.texts import MEASURES

Tone = Literal["ok", "warn", "stop", "open"]

UNKNOWN = "unknown"
NOT_IN_FORCE = "not_in_force"


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading that is ours, not the text's: why, and how the text could also be read."""

    id: str
    name: Text
    reason: Text
    other: Text


@dataclass(frozen=True, slots=True)
class Outcome:
    """One possible answer, in words, and how it is marked on a page."""

    code: str
    label: Text
    tone: Tone


@dataclass(frozen=True, slots=True)
class Over:
    """A provision of another instrument that a clause meets and that gives way to it.

    `rule` is the id of the rule of precedence (`data/precedence.yaml`); told only where `where`
    holds.
    """

    law: str
    provision: str
    rule: str
    where: Expr | None = None

    @property
    def cite(self) -> Cite:
        """The provision that gives way."""
        return Cite(self.law, self.provision)


@dataclass(frozen=True, slots=True)
class Clause:
    """One rule of a question: where its condition holds, it leads to an outcome.

    `provision` is the paragraph that decides, of the instrument `law` (the Measures, unless said);
    `also` names further paragraphs it rests on, of the same instrument unless given as a `Cite`.
    `over` names what it prevails over, or stands beside, in other instruments, and by which rule.
    `about` says which cases the clause speaks of at all; where it does not hold, the clause is not
    worth a word in the explanation. Not given, it is the first of several joined conditions.
    A `cumulative` clause is a ground of its own: cited even where an earlier one has decided alike.
    """

    provision: str
    when: Expr
    then: str
    text: Text
    also: tuple[str | Cite, ...] = ()
    reading: Reading | None = None
    about: Expr | None = None
    cumulative: bool = False
    law: str = MEASURES
    over: tuple[Over, ...] = ()

    @property
    def cites(self) -> tuple[Cite, ...]:
        """The provision that decides, then those it also rests on."""
        also = (a if isinstance(a, Cite) else Cite(self.law, a) for a in self.also)
        return (Cite(self.law, self.provision), *also)


@dataclass(frozen=True, slots=True)
class Value:
    """Something the outcome fixes: a number, a date, an organ, a word.

    Given for the outcomes in `when` (all, if empty) and only where `where` holds. A `remark` is
    worth a word only where it holds: facts it would need are not told as missing.
    """

    name: str
    label: Text
    expr: Expr
    when: tuple[str, ...] = ()
    where: Expr | None = None
    provision: str = ""
    reading: Reading | None = None
    domain: Domain | None = None
    unit: Text | None = None
    law: str = MEASURES
    remark: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A list the outcome fixes: every code whose condition holds, in the order written.

    Codes whose condition is open are listed beside it, unless they are `remarks` only. An empty
    list of remarks is not shown.
    """

    name: str
    label: Text
    domain: Domain
    items: tuple[tuple[str, Expr], ...]
    when: tuple[str, ...] = ()
    remarks: bool = False


@dataclass(frozen=True, slots=True)
class Statuses:
    """Per code that applies: `met`, `breached` or `unknown`."""

    name: str
    label: Text
    domain: Domain
    items: tuple[tuple[str, Expr, Expr], ...]  # code, applies, breached
    when: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Nested:
    """Values that hold only on a further condition, grouped; a group falls away if it cannot hold.

    Used for what follows if an order is not obeyed: per kind of offender, the statutory range.
    With `only_open` a group stands only while it is not known whether its condition holds.
    """

    name: str
    label: Text
    groups: tuple[tuple[str, Expr, tuple[Value, ...]], ...]  # key, where, values
    when: tuple[str, ...] = ()
    only_open: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure that a rule asks for: how much, how much there is, and where it is asked for.

    `waived` is where another way of meeting the rule is reached; a measure that is waived and not
    met is left out. `each` is what every counted thing must come to.
    """

    code: str
    where: Expr
    required: Expr
    held: Expr
    unit: Text
    waived: Expr = FALSE
    each: Expr | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Per figure asked for: required, held, lacking; figures not known are named apart."""

    name: str
    label: Text
    domain: Domain
    measures: tuple[Measure, ...]
    provision: str
    when: tuple[str, ...] = ()
    reading: Reading | None = None
    law: str = MEASURES


Spec = Value | Listing | Statuses | Nested | Gap
Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Duty:
    """What someone must now do, by when (a date expression, or no date), and on what ground.

    A duty `of_decider` falls on someone only where its very provision decides.
    """

    who: Text
    what: Text
    provision: str
    when: tuple[str, ...]
    by: Expr | None = None
    where: Expr | None = None
    law: str = MEASURES
    of_decider: bool = False


@dataclass(frozen=True, slots=True)
class Exposure:
    """Which breach the outcome is, or would be; answered by the question `liability`.

    `breach` is the id of a provision of the Measures, or `law/provision` of another instrument.
    """

    breach: str
    when: tuple[str, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)
    where: Expr | None = None


@dataclass(frozen=True)
class Question:
    """A question to the law of a day.

    `provisions` are ids of the Measures, or `law/provision` of another instrument. `defaults` are
    facts that the law itself supplies where they are left out, as expressions over other facts;
    they are supplied in their order, and none reads a fact that is supplied after it.
    """

    name: str
    title: Text
    asks: Text
    provisions: tuple[str, ...]
    facts: tuple[Fact, ...]
    outcomes: tuple[Outcome, ...]
    clauses: tuple[Clause, ...]
    values: tuple[Spec, ...] = ()
    duties: tuple[Duty, ...] = ()
    exposures: tuple[Exposure, ...] = ()
    batchable: bool = True
    adverse: tuple[str, ...] = ()  # outcomes that are a breach, a refusal or fall short
    always_asked: bool = False  # answered although the law is not yet in force (scope)
    defaults: Mapping[str, Expr] = field(default_factory=dict)
    check: Callable[[Facts], Iterable[Problem]] | None = None  # facts that contradict each other

    def __post_init__(self) -> None:
        check_question(self)

    def fact(self, name: str) -> Fact:
        """One fact by name."""
        return next(f for f in self.facts if f.name == name)

    def outcome(self, code: str) -> Outcome:
        """One outcome by code, the two general ones included."""
        for outcome in (*self.outcomes, *GENERAL_OUTCOMES):
            if outcome.code == code:
                return outcome
        raise DefinitionError(f"`{code}` is not an outcome of `{self.name}`")


GENERAL_OUTCOMES = (
    Outcome(UNKNOWN, Text("尚不能判断", "cannot be decided yet"), "open"),
    Outcome(
        NOT_IN_FORCE, Text("当日办法尚未施行", "the Measures were not in force that day"), "open"
    ),
)


def check_question(q: Question) -> None:
    """Refuse a question that names an outcome or reads a fact it does not declare."""
    if len({f.name for f in q.facts}) != len(q.facts):
        raise DefinitionError(f"`{q.name}` declares a fact twice")
    if not q.clauses:
        raise DefinitionError(f"`{q.name}` has no clause")
    _check_outcomes(q)
    _check_reads(q)
    _check_cites(q)
    for clause in q.clauses:
        if clause.when.type.kind is not Kind.BOOL or clause.when.type.nullable:
            raise DefinitionError(f"`{q.name}`: a condition is {clause.when.type}")
    for value in q.values:
        if isinstance(value, Listing | Statuses):
            for item in value.items:
                value.domain.label(item[0])
        if isinstance(value, Gap):
            for measure in value.measures:
                value.domain.label(measure.code)


def _check_outcomes(q: Question) -> None:
    declared = {o.code for o in q.outcomes}
    groups = [q.adverse, tuple(c.then for c in q.clauses)]
    groups += [x.when for part in (q.values, q.duties, q.exposures) for x in part]
    for code in (c for group in groups for c in group):
        if code not in declared:
            raise DefinitionError(f"`{q.name}`: `{code}` is not one of its outcomes")


def _check_reads(q: Question) -> None:
    used = [(c.provision, e) for c in q.clauses for e in (c.when, c.about)]
    used += [(v.name, e) for v in q.values for e in list_exprs(v)]
    used += [(d.provision, e) for d in q.duties for e in (d.by, d.where)]
    used += [(x.breach, x.where) for x in q.exposures]
    used += [(o.provision, o.where) for c in q.clauses for o in c.over]
    used += list(q.defaults.items())
    declared = {f.name: f for f in q.facts}
    for name, expr in used:
        for fact in facts_of(expr) if expr is not None else ():
            if declared.get(fact.name) is not fact:
                raise DefinitionError(f"`{q.name}`: `{name}` reads undeclared `{fact.name}`")
    _check_order(q)


def _check_order(q: Question) -> None:
    later = list(q.defaults)
    for name, expr in q.defaults.items():
        later.remove(name)
        for fact in facts_of(expr):
            if fact.name in later:
                raise DefinitionError(f"`{q.name}`: `{name}` is supplied before `{fact.name}`")


def _check_cites(q: Question) -> None:
    cites = [cite for c in q.clauses for cite in c.cites]
    cites += [o.cite for c in q.clauses for o in c.over]
    told = (v for v in q.values if isinstance(v, Value | Gap) and v.provision)
    cites += [Cite(v.law, v.provision) for v in told]
    cites += [Cite(d.law, d.provision) for d in q.duties]
    for cite in cites:
        check_cite(cite)
    for rule in (o.rule for c in q.clauses for o in c.over):
        if rule not in load_precedence():
            raise DefinitionError(f"`{q.name}`: there is no rule of precedence `{rule}`")
    for name, expr in q.defaults.items():
        of = q.fact(name).type
        if not of.matches(expr.type) or (expr.type.nullable and not of.nullable):
            raise DefinitionError(f"`{q.name}`: the default of `{name}` is {expr.type}")


def list_exprs(spec: Spec) -> tuple[Expr, ...]:
    """Every expression a value is made of."""
    if isinstance(spec, Value):
        return (spec.expr,) if spec.where is None else (spec.expr, spec.where)
    if isinstance(spec, Listing):
        return tuple(e for _, e in spec.items)
    if isinstance(spec, Statuses):
        return tuple(e for _, *pair in spec.items for e in pair)
    if isinstance(spec, Gap):
        each = (e for m in spec.measures for e in (m.where, m.required, m.held, m.waived, m.each))
        return tuple(e for e in each if e is not None)
    inner = tuple(e for _, _, values in spec.groups for v in values for e in list_exprs(v))
    return (*(where for _, where, _ in spec.groups), *inner)
