"""Art. 9 ¶3: who answers for the system of a key unit."""

from __future__ import annotations

from jifang.law.engine.expr import TRUE, constant, pick
from jifang.law.engine.question import Clause, Question, Value
from jifang.law.engine.types import define_domain
from jifang.law.errors import Text
from jifang.law.facts import words, yes_no
from jifang.law.rules.terms import outcome, reading

GROUND = define_domain(
    "ground",
    agreement=("约定", "agreement"),
    ownership=("所有权", "ownership"),
    right_of_use_or_operation=("使用权或者经营权", "right of use or of operation"),
)

agreed_party = words(
    "agreed_party",
    ("约定的责任主体", "the party agreed on"),
    none=("没有约定", "there is no agreement"),
)
owner = words("owner", ("所有权人", "the owner"), none=("没有所有权人", "there is no owner"))
state_owned = yes_no(
    "state_owned",
    ("所有权属于国家", "ownership is the State's"),
    ("所有权不属于国家", "ownership is not the State's"),
)
right_holder = words(
    "right_holder",
    ("依法取得使用权或者经营权的人", "the lawful holder of the right of use or of operation"),
    none=("没有使用权人或者经营权人", "there is no holder of such a right"),
)

READ_AGREEMENT = reading(
    "agreement_under_state_ownership",
    ("国有也可约定", "agreement also under State ownership"),
    (
        "“约定”一句在前，没有把国有排除在外；国有的特别规定只接在“没有约定”之后",
        (
            "the sentence on agreement comes first and excludes nothing; the special rule for "
            "State "
            "ownership follows only where nothing was agreed"
        ),
    ),
    (
        "所有权属于国家的，一律由使用权人或者经营权人负责",
        "under State ownership the holder of the right of use or operation always answers",
    ),
)

RESPONSIBLE_PARTY = Question(
    name="responsible_party",
    title=Text("谁是责任主体", "Who is the responsible party?"),
    asks=Text(
        "重点单位的系统由谁负责规划、建设、维护、管理和使用",
        "Who answers for planning, building, maintaining, managing and using a key unit's system",
    ),
    provisions=("art_9__para_3",),
    facts=(agreed_party, owner, state_owned, right_holder),
    outcomes=(
        outcome("determined", "责任主体确定", "determined", "ok"),
        outcome("undetermined", "责任主体不能确定", "undetermined", "warn"),
    ),
    clauses=(
        Clause(
            "art_9__para_3",
            ~agreed_party.is_none(),
            "determined",
            Text("有约定的，从约定", "where a party was agreed on, that party answers"),
            reading=READ_AGREEMENT,
        ),
        Clause(
            "art_9__para_3",
            state_owned & ~right_holder.is_none(),
            "determined",
            Text(
                "没有约定、所有权属于国家的，由依法取得使用权或者经营权的人负责",
                "without agreement, under State ownership, the lawful holder of the right of use "
                "or of operation answers",
            ),
        ),
        Clause(
            "art_9__para_3",
            ~state_owned & ~owner.is_none(),
            "determined",
            Text("没有约定的，由所有权人负责", "without agreement the owner answers"),
        ),
        Clause(
            "art_9__para_3",
            TRUE,
            "undetermined",
            Text(
                "既无约定，又无可以负责的所有权人或者权利人",
                "there is neither an agreement nor an owner or right holder who could answer",
            ),
        ),
    ),
    values=(
        Value(
            "party",
            Text("责任主体", "responsible party"),
            pick(agreed_party.is_none(), pick(state_owned, right_holder, owner), agreed_party),
            when=("determined",),
        ),
        Value(
            "ground",
            Text("依据", "ground"),
            pick(
                agreed_party.is_none(),
                pick(
                    state_owned,
                    constant(GROUND, "right_of_use_or_operation"),
                    constant(GROUND, "ownership"),
                ),
                constant(GROUND, "agreement"),
            ),
            when=("determined",),
            domain=GROUND,
        ),
    ),
    adverse=(),
)
