"""The procedure of a complaint, as data (art. 30). The Measures set no period: none runs."""

from __future__ import annotations

from typing import Final

from jifang.domains.complaints import effects
from jifang.domains.complaints.data import (
    FINDINGS,
    LONGEST_LINE,
    LONGEST_REMARK,
    LONGEST_WHAT,
    PROCEDURE,
    RECEIVE,
    STARS,
    SUBJECTS,
    UNSEAL_PURPOSES,
)
from jifang.foundation.cases.data import Field, Procedure, State, Transition, Who
from jifang.foundation.cases.procedures import add_procedure
from jifang.law.errors import Text

PARTY = Who("applicant", "own_body")
HOLDER, OFFICER = Who("holder", "handle_case"), Who("organ", "handle_case")
SIGNER, ASKER = Who("organ", "decide_case"), Who("organ", "reveal_personal")
PLATFORM = Who("system")

STATES: Final = (
    State("received", Text("已收到", "received"),
          Text("机关在看是否属于自己受理", "the organ looks whether it is for this organ"),
          next=("accept",)),
    State("accepted", Text("办理中", "in work"),
          Text("机关在核查；办法没有规定期限",
               "the organ examines it; the Measures set no period"), next=("reply",)),
    State("asked", Text("待补充", "more is asked for"),
          Text("在您这里：请补充机关所问的内容", "with you: add what the organ asks for"),
          holder="applicant", next=("supplement",)),
    State("replied", Text("已答复", "answered"),
          Text("已经答复；可以评价，也可以写明理由要求重新办理",
               "it was answered; you may rate the answer, or ask with a reason to reopen it"),
          holder="", reopens=True, next=()),
    State("referred", Text("已移送", "referred"),
          Text("已移送应当受理的机关或者部门，见移送说明",
               "it went to the organ or department it is for; see to whom"),
          holder="", reopens=True, next=()),
    State("merged", Text("已并案", "merged"),
          Text("与另一件反映同一问题的案件一并办理，进展见主案",
               "it is handled with another case on the same matter, whose progress is shown"),
          holder="", reopens=True, next=()),
    State("withdrawn", Text("已撤回", "withdrawn"),
          Text("由反映人撤回", "withdrawn by the complainant"), holder=""),
    State("rejected", Text("不属受理范围", "outside the scope"),
          Text("不属于技防管理的事项，已说明理由和去处",
               "no matter of technical protection; the reason, and where to go, are said"),
          holder="", reopens=True, next=()),
)  # fmt: skip

# -- what is asked for -----------------------------------------------------------------------------

_WHAT = Field("what", Text("发生了什么", "what happened"), "text", longest=LONGEST_WHAT,
              private=True, sealed=True)  # fmt: skip
_SUBJECT = Field(
    "subject",
    Text("事项", "subject"),
    "choice",
    choices={s.code: s.name for s in SUBJECTS.values()},
)
_DIVISION = Field("division", Text("地点所在县（市、区）代码", "code of the county of the place"),
                  longest=9)  # fmt: skip


def _line(name: str, zh: str, en: str, *, help_: Text | None = None) -> Field:
    return Field(name, Text(zh, en), "line", required=False, longest=LONGEST_LINE, private=True,
                 sealed=True, help=help_)  # fmt: skip


ABOUT: Final = (
    _SUBJECT,
    _DIVISION,
    _line("address", "地址", "address"),
    _line("place_note", "位置说明", "where exactly"),
    _line("point", "坐标", "point",
          help_=Text("纬度,经度（WGS 84）", "latitude,longitude (WGS 84)")),
    _line("contact_name", "姓名", "name",
          help_=Text("需要密封身份的，请本人在网上填写",
                     "an identity to be sealed is entered by the person online")),
    _line("contact", "联系方式", "contact"),
    Field("sealed", Text("要求保密", "under seal"), "yes_no", required=False),
    Field("named", Text("身份已另行密封", "an identity lies sealed apart"), "yes_no",
          required=False),
)  # fmt: skip
MAIN: Final = Field("main", Text("主案", "the case it is the same as"), "case")
MORE: Final = Field("text", Text("补充内容", "what is added"), "text", longest=LONGEST_WHAT,
                    private=True, sealed=True)  # fmt: skip
NOTE: Final = Field(
    "text", Text("核查记录", "what was found"), "text", longest=LONGEST_WHAT, private=True,
    sealed=True,
    help=Text("反映人看不到", "the complainant does not see it"),
)  # fmt: skip
SITE: Final = Field("site", Text("登记中的场所", "site of the register"), longest=36)
REPLY: Final = (
    Field("finding", Text("核查结论", "what was found"), "choice", choices=FINDINGS),
    Field("to_all", Text("给所有反映人的答复", "answer to everyone who reported it"), "text",
          required=False, longest=LONGEST_WHAT,
          help=Text("并案的反映人也能看到，不得含个人信息",
                    "those who were merged see it, too; no personal data")),
)  # fmt: skip
REFER: Final = (
    Field("to_organ", Text("移送机关", "organ"), "organ", required=False,
          help=Text("平台上的公安机关立即收到案件",
                    "a public security organ of the platform has the case at once")),
    Field("to_name", Text("或者其他部门的名称", "or the name of a department"), required=False,
          longest=LONGEST_LINE),
)  # fmt: skip
INSTEAD: Final = Field("instead", Text("应向何处反映", "where to go instead"), longest=LONGEST_LINE)
RATING: Final = (
    Field("stars", Text("满意程度", "how satisfied"), "choice", choices=STARS),
    Field("remark", Text("意见", "remark"), "text", required=False, longest=LONGEST_REMARK,
          private=True, sealed=True),
)  # fmt: skip
PURPOSE: Final = Field(
    "purpose", Text("用途", "purpose"), "choice", choices=UNSEAL_PURPOSES,
    help=Text("由本机关另一名审批负责人决定，申请人和本案经办人都不能决定；没有人能决定的，可以撤回申请",
              "another approving officer decides, neither you nor whoever holds the case; where "
              "there is none, you may take the request back"),
)  # fmt: skip

# -- the steps -------------------------------------------------------------------------------------

OPENING: Final = (
    Transition("file", Text("提出投诉举报", "file a complaint"), "", "received", (PARTY, OFFICER),
               RECEIVE, backdated=True, tells=("organ",), fields=(_WHAT, *ABOUT),
               effect=effects.write_complaint),
    Transition("join", Text("反映同一问题", "report the same"), "", "merged", (PARTY, OFFICER),
               RECEIVE, backdated=True, effect=effects.join_case,
               fields=(
                   Field("what", _WHAT.title, "text", required=False, longest=LONGEST_WHAT,
                         private=True, sealed=True),
                   *ABOUT, MAIN,
               )),
    Transition("take_over", Text("接收移送", "receive what was referred"), "", "received",
               (PLATFORM,), RECEIVE, tells=("organ",), effect=effects.write_complaint,
               fields=(
                   Field("what", _WHAT.title, "text", required=False, longest=LONGEST_WHAT,
                         private=True, sealed=True),
                   *ABOUT,
                   Field("origin", Text("移送自", "referred from"), "case"),
               )),
)  # fmt: skip


def _list_work() -> tuple[Transition, ...]:
    """From receipt to an answer."""
    return (
        Transition("accept", Text("受理", "accept"), "received", "accepted", (HOLDER,), RECEIVE,
                   tells=("applicant",)),
        Transition("ask", Text("请补充", "ask for more"), "accepted", "asked", (HOLDER,), RECEIVE,
                   needs_reason=True, tells=("applicant",)),
        Transition("go_on", Text("不再等待补充", "go on without"), "asked", "accepted",
                   (OFFICER,), RECEIVE),
        Transition("supplement", Text("补充", "add"), "asked", "accepted", (PARTY,), RECEIVE,
                   fields=(MORE,), tells=("holder",), effect=effects.write_note),
        *(
            Transition("supplement", Text("补充", "add"), state, state, (PARTY,), RECEIVE,
                       fields=(MORE,), tells=("holder",), effect=effects.write_note)
            for state in ("received", "accepted")
        ),
        Transition("inspect", Text("记录核查", "note what was found"), "accepted", "accepted",
                   (HOLDER,), RECEIVE, internal=True, fields=(NOTE,), effect=effects.write_note),
        *(
            Transition("link_site", Text("关联场所", "link a site"), state, state, (HOLDER,),
                       RECEIVE, internal=True, fields=(SITE,), effect=effects.link_site)
            for state in ("received", "accepted")
        ),
        Transition("reply", Text("答复", "reply"), "accepted", "replied", (SIGNER,), RECEIVE,
                   document="complaint_reply", checks=("opinions_given",), fields=REPLY,
                   tells=("applicant",), effect=effects.tell_followers,
                   letter=effects.draft_reply),
        Transition("rate", Text("评价", "rate"), "replied", "replied", (PARTY,), RECEIVE,
                   checks=("complaint_unrated",), fields=RATING, effect=effects.write_rating),
    )  # fmt: skip


def _list_ways_out() -> tuple[Transition, ...]:
    """Where a complaint goes that is not answered here, and back."""
    open_ = ("received", "accepted")
    return (
        *(
            Transition("refer", Text("移送", "refer"), state, "referred", (HOLDER, SIGNER),
                       RECEIVE, needs_reason=True, fields=REFER, tells=("applicant",),
                       checks=("opinions_given",), effect=effects.refer_case)
            for state in open_
        ),
        Transition("reject", Text("不予受理", "reject as outside the scope"), "received",
                   "rejected", (SIGNER,), RECEIVE, needs_reason=True, fields=(INSTEAD,),
                   tells=("applicant",), effect=effects.tell_followers),
        *(
            Transition("merge", Text("并案", "merge"), state, "merged", (HOLDER, SIGNER), RECEIVE,
                       needs_reason=True, fields=(MAIN,), tells=("applicant",),
                       checks=("opinions_given",), effect=effects.merge_case)
            for state in open_
        ),
        Transition("unmerge", Text("分案", "separate again"), "merged", "received",
                   (OFFICER, PARTY, PLATFORM), RECEIVE, needs_reason=True,
                   tells=("applicant", "holder"), effect=effects.unmerge_case),
        *(
            Transition("reopen", Text("重新办理", "reopen"), state, "accepted", (PARTY, SIGNER),
                       RECEIVE, needs_reason=True, tells=("applicant", "holder"),
                       effect=effects.tell_followers)
            for state in ("replied", "referred", "rejected")
        ),
        *(
            Transition("withdraw", Text("撤回", "withdraw"), state, "withdrawn", (PARTY,), RECEIVE,
                       tells=("organ",), effect=effects.withdraw_case)
            for state in (*open_, "asked", "merged")
        ),
    )  # fmt: skip


UNSEALED_IN: Final = ("received", "accepted", "asked", "replied", "merged")


def _list_unsealing() -> tuple[Transition, ...]:
    """The identity: one asks, another person agrees or refuses."""
    found = []
    for state in UNSEALED_IN:
        found += [
            Transition("ask_to_unseal", Text("申请解封身份", "ask for the identity"), state, state,
                       (ASKER,), RECEIVE, internal=True, needs_reason=True, fields=(PURPOSE,),
                       checks=("complaint_identity",), tells=("organ",),
                       effect=effects.ask_identity),
            Transition("agree_to_unseal", Text("同意解封身份", "agree to open the identity"),
                       state, state, (SIGNER,), RECEIVE, second_to="ask_to_unseal",
                       before=("complaint_asked",), checks=("complaint_apart",),
                       tells=("applicant",),
                       effect=effects.decide_identity),
            Transition("refuse_to_unseal", Text("不同意解封身份", "refuse to open the identity"),
                       state, state, (SIGNER,), RECEIVE, internal=True, needs_reason=True,
                       second_to="ask_to_unseal", before=("complaint_asked",),
                       checks=("complaint_apart",), effect=effects.decide_identity),
            Transition("withdraw_request", Text("撤回解封申请", "take the request back"), state,
                       state, (ASKER,), RECEIVE, internal=True,
                       before=("complaint_asked", "complaint_asker"),
                       effect=effects.withdraw_request),
        ]  # fmt: skip
    return tuple(found)


COMPLAINT: Final = add_procedure(
    Procedure(
        PROCEDURE, Text("投诉举报", "Complaint"), "complaint", RECEIVE, states=STATES,
        transitions=(*OPENING, *_list_work(), *_list_ways_out(), *_list_unsealing()),
        checks=("complaint_conflict", "complaint_party"), bearers=True,
        applicant=Text("反映人", "the complainant"),
    )
)  # fmt: skip
