"""OpenFisca: facts as variables, clauses as formulas over NumPy vectors, parameters dated.

OpenFisca has no unknown: what is missing becomes the default of its variable. "Known to be none"
is written as a code of its own, or as -1 days. The deciding clause is a variable; the outcome
follows from it by look-up, which is the fastest form found.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from bench.peers import Answer, Peer
from bench.rules import ACCESS, load_bench_law
from jifang.law.engine.expr import Fact
from jifang.law.engine.types import NONE, Kind

__all__ = ["MONTH", "EnumArray", "build_system", "load", "make_simulation"]

MONTH = "2026-11"
NO_DAYS = -1
WORDS = {True: "yes", False: "no"}
Case = build_entity(key="case", plural="cases", label="a case", doc="", roles=None, is_person=True)
PARAMETERS = {
    "retention": {
        "general": {"values": {"2017-08-01": {"value": 30}}},
        "target": {"values": {"2017-08-01": {"value": 90}}},
    },
    "access": {"staff": {"values": {"2017-08-01": {"value": 2}}}},
}


def make_enum(fact: Fact) -> Any:
    """The closed list of a fact, with a code for none where null is an answer."""
    codes = fact.type.domain.codes if fact.type.domain else ("yes", "no")
    listed = (*codes, "none") if fact.type.nullable else codes
    return Enum(fact.name, [(c, c) for c in listed])


def make_variable(fact: Fact) -> type[Variable]:
    """A fact as an input variable."""
    body: dict[str, Any] = {"entity": Case, "definition_period": DateUnit.MONTH, "label": fact.name}
    if fact.type.kind is Kind.COUNT:
        body |= {"value_type": int, "default_value": NO_DAYS if fact.type.nullable else 0}
    elif fact.type.kind is Kind.BOOL and not fact.type.nullable:
        body |= {"value_type": bool}
    else:
        listed = make_enum(fact)
        body |= {
            "value_type": Enum,
            "possible_values": listed,
            "default_value": list(listed)[-1],
        }
    return type(fact.name, (Variable,), body)


def clause_of_retention(case: Any, period: Any, parameters: Any) -> Any:
    """Art. 20, the first clause that holds."""
    setting = case("setting", period)
    listed = setting.possible_values
    target = case("counter_terrorism_target", period)
    stored = case("effective_storage_days", period)
    other = case("other_law_days", period)
    days = parameters(period).retention
    governed = target | (setting == listed.public_area) | (setting == listed.key_unit)
    short = governed & (stored < np.where(target, days.target, days.general))
    has_other = other != NO_DAYS
    return np.select(
        [target & short, short, has_other & (stored < other), ~governed & ~has_other],
        [0, 1, 2, 3],
        4,
    )


def clause_of_access(case: Any, period: Any, parameters: Any) -> Any:
    """Arts. 24-27, the first clause that holds."""
    requester, action = case("requester", period), case("action", period)
    purpose = case("purpose", period)
    who, what, why = (x.possible_values for x in (requester, action, purpose))
    police = (requester == who.public_security) | (requester == who.national_security)
    department = (requester == who.emergency_department) | (requester == who.other_department)
    official, citizen = police | department, requester == who.citizen
    staff = requester == who.using_unit_staff
    viewing, copying = action == what.view, action == what.copy
    connecting = action == what.connect
    enforcing, duty = purpose == why.law_enforcement, purpose == why.duty
    in_emergency = purpose == why.public_emergency
    emergency = in_emergency & case("emergency_power", period)
    registered = case("registered", period)
    formal = (
        (case("staff_count", period) >= parameters(period).access.staff)
        & case("work_cards_shown", period)
        & case("letter_shown", period)
        & registered
    )
    level, kind = case("approved_by_level", period), case("approved_by_kind", period)
    high, organ = level.possible_values, kind.possible_values
    above = (level == high.county) | (level == high.prefecture) | (level == high.province)
    by_police = (
        above & (kind == organ.public_security) & is_yes(case, "approver_covers_place", period)
    )
    by_head = (
        above
        & ((kind == organ.public_security) | (kind == organ.national_security))
        & is_yes(case, "approver_is_person_in_charge", period)
        & is_yes(case, "approver_covers_place", period)
    )
    grievance = case("major_loss", period) & case("urgent", period) & case("unit_consents", period)
    place = case("system_setting", period)
    statutory = (
        (purpose == why.statutory_reason)
        & (place == place.possible_values.public_area)
        & is_yes(case, "approved_by_builder_organ", period)
    )
    on_duty = staff & duty & registered
    return np.select(
        [
            requester == who.judicial_or_supervisory,
            police & connecting & (enforcing | in_emergency),
            connecting,
            official & emergency & formal,
            police & enforcing & viewing & formal,
            police & enforcing & by_head & formal,
            department & enforcing & by_police & formal,
            citizen & viewing & grievance,
            citizen & copying & statutory,
            on_duty & viewing,
            on_duty & (copying | (action == what.retrieve)),
            official & (enforcing | emergency) & ~formal,
            police,
            department,
            citizen & viewing,
            citizen,
            staff,
        ],
        list(range(17)),
        17,
    )


def is_yes(case: Any, name: str, period: Any) -> Any:
    """A yes/no fact that may be none is yes."""
    found = case(name, period)
    return found == found.possible_values.yes


def give_outcome(case: Any, period: Any) -> Any:
    """The outcome of the deciding clause."""
    table: Any = OUTCOMES[case.simulation.tax_benefit_system.question]
    return table[case("clause", period)]


OUTCOMES: dict[str, Any] = {}


@cache
def build_system(question: str) -> TaxBenefitSystem:
    """The rule as a system of variables and parameters."""
    asked = load_bench_law().questions[question]
    system = TaxBenefitSystem([Case])
    system.question = question
    system.parameters = ParameterNode("", data=PARAMETERS)
    for fact in asked.facts:
        system.add_variable(make_variable(fact))
    formula = clause_of_access if question == ACCESS else clause_of_retention
    codes = [o.code for o in asked.outcomes]
    OUTCOMES[question] = np.array([codes.index(c.then) for c in asked.clauses], dtype=np.int8)
    common = {"value_type": int, "entity": Case, "definition_period": DateUnit.MONTH, "label": ""}
    system.add_variable(type("clause", (Variable,), {**common, "formula": formula}))
    system.add_variable(type("outcome", (Variable,), {**common, "formula": give_outcome}))
    return system


def make_simulation(question: str, columns: Mapping[str, Any], count: int) -> Simulation:
    """A simulation of so many cases; enumerations as arrays of their indexes."""
    simulation = SimulationBuilder.build_default_simulation(build_system(question), count)
    for name, values in columns.items():
        simulation.set_input(name, MONTH, values)
    return simulation


def prepare(question: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """One case as vectors of length one."""
    system = build_system(question)
    found = {}
    for name, value in facts.items():
        variable = system.variables[name]
        if variable.value_type is Enum:
            code = WORDS[value] if isinstance(value, bool) else "none" if value is NONE else value
            found[name] = variable.possible_values.encode(np.array([code]))
        else:
            found[name] = np.array([NO_DAYS if value is NONE else value])
    return found


def load(question: str) -> Peer:
    """The peer for a question: a simulation of one case, traced."""
    asked = load_bench_law().questions[question]
    codes = [o.code for o in asked.outcomes]

    def ask(columns: Mapping[str, Any]) -> Any:
        simulation = make_simulation(question, columns, 1)
        simulation.trace = True
        outcome = simulation.calculate("outcome", MONTH)
        return outcome, simulation.calculate("clause", MONTH), simulation.tracer.trees

    def read(output: Any) -> Answer:
        outcome, clause, _ = output
        return Answer(codes[outcome[0]], (asked.clauses[clause[0]].provision,))

    return Peer(
        "openfisca",
        "vectors per variable; the deciding clause because we made it a variable",
        lambda facts: prepare(question, facts),
        ask,
        read,
    )
