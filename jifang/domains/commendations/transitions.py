"""The procedure `commendation` (art. 28), from a proposal to the public, as data.

The law sets no period and no amount: there is no clock in it.
"""

from __future__ import annotations

from typing import Final

from jifang.domains.commendations import effects, facts, fields, letters
from jifang.domains.commendations.data import ART_28, PROCEDURE
from jifang.domains.commendations.guards import APART, DECIDED, OFFICERS_APART, PAPERS, PROPOSED
from jifang.foundation.cases.data import Guard, Procedure, State, Transition, Who
from jifang.foundation.cases.procedures import add_procedure
from jifang.law.errors import Text

PROPOSER: Final = (Who("applicant", "own_body"), Who("applicant", "handle_case"))
HOLDER: Final = Who("holder", "handle_case")
OFFICER: Final = Who("organ", "handle_case")
DECIDER: Final = Who("organ", "decide_case")
ELIGIBLE: Final = frozenset({"eligible"})

STATES: Final = (
    State("proposed", Text("已提出", "proposed"),
          Text("公安机关在核实事迹", "the organ finds out what was done"), next=("examine",)),
    State("waiting", Text("待补充", "more is asked"),
          Text("在建议单位处：请补充事迹", "with the proposer: say more of what was done"),
          holder="applicant", next=("supply",)),
    State("advised_against", Text("拟不予表彰", "advised against"),
          Text("等待另一人审批", "another person decides"), next=("not_commend",)),
    State("examined", Text("已核实", "examined"),
          Text("符合第二十八条，等待另一人审批", "eligible by art. 28; another person decides"),
          next=("approve",)),
    State("approved", Text("已决定表彰", "decided"),
          Text("等待公布；个人姓名须本人同意", "to be published; a person is named if they agree"),
          next=("publish",)),
    State("published", Text("已公布", "published"),
          Text("任何人可以查看", "anyone may read it"), holder="", reopens=True, next=()),
    State("taken_down", Text("已撤下公布内容", "taken down"),
          Text("表彰有效，公布的内容已撤下", "the commendation stands, what was published is gone"),
          holder="", reopens=True, next=()),
    State("withdrawn", Text("表彰已撤销", "withdrawn"),
          Text("表彰不再有效，公开页写明", "it holds no longer, and its page says so"), holder=""),
    State("not_commended", Text("不予表彰", "not commended"),
          Text("已说明理由", "the reason was given"), holder=""),
    State("dropped", Text("建议已撤回", "proposal withdrawn"),
          Text("由建议单位撤回", "by the proposer"), holder=""),
)  # fmt: skip

OPENING: Final = (
    Transition("propose", Text("建议表彰", "propose"), "", "proposed", (*PROPOSER, OFFICER),
               ART_28, checks=(PAPERS,), tells=("organ",), backdated=True,
               fields=fields.PROPOSE, effect=effects.write_proposal),
    Transition("ask_more", Text("请补充", "ask for more"), "proposed", "waiting", (HOLDER,),
               ART_28, checks=(PROPOSED,), needs_reason=True, tells=("applicant",)),
    Transition("supply", Text("补充", "add to it"), "waiting", "proposed", PROPOSER, ART_28,
               checks=(PAPERS,), tells=("holder",), fields=fields.SUPPLY,
               effect=effects.add_story),
    Transition("go_on", Text("不等补充，继续核实", "go on without it"), "waiting", "proposed",
               (OFFICER,), ART_28, needs_reason=True, tells=("applicant",)),
    *(
        Transition("drop", Text("撤回建议", "withdraw the proposal"), since, "dropped", PROPOSER,
                   ART_28, tells=("holder",))
        for since in ("proposed", "waiting")
    ),
)  # fmt: skip

DECIDING: Final = (
    Transition("examine", Text("核实符合条件", "examine: eligible"), "proposed", "examined",
               (HOLDER,), ART_28, guard=Guard("commendation", facts.read_given, ELIGIBLE),
               checks=(APART, PAPERS), fields=fields.EXAMINE, effect=effects.write_found),
    Transition("advise_against", Text("核实后建议不予表彰", "examine: advise against"), "proposed",
               "advised_against", (HOLDER,), ART_28, checks=(APART, PAPERS), needs_reason=True),
    *(
        Transition("reopen", Text("退回核实", "back to examination"), since, "proposed",
                   (DECIDER,), ART_28, checks=(APART,), needs_reason=True, tells=("holder",))
        for since in ("examined", "advised_against")
    ),
    Transition("approve", Text("决定表彰", "decide to commend"), "examined", "approved",
               (DECIDER,), ART_28, guard=Guard("commendation", facts.read_found, ELIGIBLE),
               checks=("opinions_given", APART, PAPERS, DECIDED), second_to="examine",
               document="commendation", letter=letters.draft_decision,
               tells=("applicant", "holder")),
    *(
        Transition("not_commend", Text("决定不予表彰", "decide not to commend"), since,
                   "not_commended", (DECIDER,), ART_28, checks=("opinions_given", APART, PAPERS),
                   second_to=first, needs_reason=True, tells=("applicant",))
        for since, first in (("examined", "examine"), ("advised_against", "advise_against"))
    ),
)  # fmt: skip

PUBLIC: Final = (
    *(
        Transition("record_consent", Text("记录本人意愿", "record whether the person agrees"),
                   since, since, (HOLDER, OFFICER), ART_28, checks=(PAPERS,),
                   fields=fields.CONSENT, effect=effects.write_consent, internal=True)
        for since in ("proposed", "examined", "approved", "published", "taken_down")
    ),
    *(
        Transition("publish", Text("公布", "publish"), since, "published", (HOLDER, DECIDER),
                   ART_28, checks=(APART,), fields=fields.PUBLISH,
                   effect=effects.write_publication, tells=("applicant",))
        for since in ("approved", "taken_down")
    ),
    Transition("amend", Text("更正公布内容", "correct what is published"), "published",
               "published", (DECIDER,), ART_28, checks=(APART,), needs_reason=True,
               fields=fields.PUBLISH, effect=effects.write_publication),
    Transition("take_down", Text("撤下公布内容", "take down"), "published", "taken_down",
               (DECIDER,), ART_28, checks=(APART,), needs_reason=True, fields=fields.NOTICE,
               effect=effects.take_down, tells=("applicant",)),
    *(
        Transition("withdraw", Text("撤销表彰", "withdraw the commendation"), since, "withdrawn",
                   (DECIDER,), ART_28, checks=(APART,), needs_reason=True, fields=fields.NOTICE,
                   effect=effects.withdraw, tells=("applicant", "holder"))
        for since in ("approved", "published", "taken_down")
    ),
)  # fmt: skip

COMMENDATION: Final = add_procedure(Procedure(
    PROCEDURE, Text("表彰奖励", "Commendation and reward"), series="commendation",
    provision=ART_28, states=STATES, transitions=(*OPENING, *DECIDING, *PUBLIC),
    checks=(OFFICERS_APART,),
))  # fmt: skip
