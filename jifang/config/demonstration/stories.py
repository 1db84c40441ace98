"""What the cases of the demonstration are about and how far they went, as data. All of it invented.

A story is a line of steps, each `who.step`, with more after a colon. Who: o and p are the officers
of Tianhe, a approves there; g and h are officer and approver of Guangzhou, d is of Dongguan, v of
the province, where w approves; s belongs to the school, f to a firm, x to one from outside; c bears
the code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from jifang.config.demonstration.places import MARK
from jifang.law.errors import Text

WHO: Final = {
    "o": "demo-tianhe-officer", "p": "demo-tianhe-officer-2", "a": "demo-tianhe-approver",
    "g": "demo-guangzhou-officer", "h": "demo-guangzhou-approver", "d": "demo-dongguan-officer",
    "v": "demo-province-officer", "s": "demo-school-manager",
    "w": "demo-province-approver", "f": "demo-firm-manager", "x": "demo-outside-firm",
}  # fmt: skip
TIANHE, YUEXIU, NANSHAN, DONGGUAN, GUANGZHOU = "440106", "440104", "440305", "441900", "440100"


@dataclass(frozen=True, slots=True)
class Story:
    """A complaint: its subject, the division, what was done; by whom it was filed.

    filed: c by someone unknown; s by a member of the school, o by an officer at the counter.
    days: how long ago the paper came in there. sealed: the identity is. key: what others name it
    by; joins: which one it is the same as. tell: its code is told when it is loaded.
    """

    subject: str
    steps: str = ""
    region: str = TIANHE
    filed: str = "c"
    days: int = 0
    sealed: bool = False
    key: str = ""
    joins: str = ""
    tell: Text | None = None


SAYS: Final = {
    "not_installed": "临街仓库没有安装视频监控系统，夜间无人看守。",
    "privacy_place": "更衣室天花板上装有一个摄像头。",
    "coverage": "楼道口的摄像头正对住户房门，超出看护自家范围。",
    "public_area": "路边的公共摄像头被广告牌遮挡。",
    "no_sign": "广场入口的摄像头旁没有提示标识。",
    "practitioner": "施工单位没有出示资格证。",
    "not_reviewed": "设计方案未审核，已经在布线。",
    "not_accepted": "系统没有验收就已投入使用。",
    "not_kept": "前台说录像只保存七天，部分摄像头黑屏。",
    "misuse": "监控画面被截图转发到聊天群。",
    "refused": "本人财物受损，要求查看录像被拒绝。",
    "officials": "现场检查时没有出示证件。",
    "other": "技防设备的警号在夜间长时间鸣响。",
}
"""What is said of each subject."""


def say_report(subject: str) -> str:
    """The words of a complaint, plainly of a demonstration."""
    return f"{MARK}{SAYS[subject]}此件为虚构，仅供演示。"


COMPLAINTS: Final = (
    # in the pool of Tianhe
    Story("no_sign"), Story("not_kept"), Story("privacy_place"), Story("misuse"),
    Story("not_accepted", filed="o", days=3), Story("not_installed", filed="o", days=12),
    Story("coverage", filed="s"), Story("other", "o.claim o.return_to_pool"),
    # taken up
    Story("public_area", "o.claim"), Story("practitioner", "p.claim"),
    Story("not_kept", "o.claim o.accept o.set_target:0"),
    Story("no_sign", "o.claim o.accept o.inspect o.set_target:7"),
    Story("not_reviewed", "o.claim o.accept o.link_site o.set_target:15", filed="o", days=5),
    Story("not_installed", "o.claim o.accept o.set_target:-1", filed="o", days=20),
    Story("misuse", "p.claim p.accept p.inspect"),
    Story("refused", "p.claim p.accept c.urge"),
    # more is asked for; something came in since it was looked at
    Story("coverage", "o.claim o.accept o.ask",
          tell=Text("待补充：可以补充、撤回", "more is asked for: add it, or withdraw")),
    Story("not_accepted", "p.claim p.accept p.ask"),
    Story("privacy_place", "o.claim o.accept o.ask o.look c.supplement"),
    Story("public_area", "p.claim p.accept p.look c.supplement"),
    Story("other", "o.claim o.look c.supplement"),
    # handed over, opinions
    Story("not_installed", "o.claim o.accept o.transfer:g"),
    Story("practitioner", "p.claim p.accept p.transfer:o"),
    Story("not_reviewed", "o.claim o.accept o.joint_opinion:g"),
    Story("misuse", "p.claim p.accept p.add_signer:o"),
    Story("no_sign", "p.claim p.accept p.recuse:p"),
    # the same matter
    Story("public_area", "o.claim o.accept", key="main"),
    Story("public_area", "o.claim o.merge:main"), Story("public_area", joins="main"),
    # who complained
    Story("coverage", "o.claim o.accept o.ask_to_unseal", sealed=True),
    Story("misuse", "p.claim p.accept p.ask_to_unseal a.refuse_to_unseal", sealed=True),
    Story("privacy_place", sealed=True),
    # ended
    Story("coverage", "o.claim o.accept o.inspect a.reply",
          tell=Text("已答复：可以评价、要求重新办理", "answered: rate it, or have it reopened")),
    Story("not_kept", "p.claim p.accept p.inspect a.reply c.rate:4"),
    Story("practitioner", "o.claim o.refer:department"), Story("other", "p.claim p.refer:city"),
    Story("other", "a.reject"), Story("no_sign", "a.reject c.reopen"),
    Story("refused", "c.withdraw"),
    # elsewhere
    Story("officials"), Story("officials", "g.claim g.accept"),
    Story("officials", "v.claim", region=GUANGZHOU),
    Story("no_sign", region=DONGGUAN), Story("not_kept", "d.claim d.accept", region=DONGGUAN),
    Story("coverage", "d.claim d.accept d.ask", region=DONGGUAN),
    Story("not_installed", region=YUEXIU), Story("not_kept", region=NANSHAN),
)  # fmt: skip
"""In the order in which they are filed."""


@dataclass(frozen=True, slots=True)
class Praise:
    """A commendation: who proposes, whom (a unit by party; empty: a person), what was done."""

    by: str
    unit: str = ""
    steps: str = ""
    contribution: str = "discovered"


DECIDED: Final = "o.claim o.examine a.approve"
COMMENDATIONS: Final = (
    Praise("s", "unit-demo-0001"), Praise("s", "", "o.claim", "clue"),
    Praise("o", "unit-demo-0002", "p.claim p.examine"),
    Praise("s", "", "o.claim o.ask_more", "evidence"),
    Praise("s", "", "o.claim o.ask_more o.look s.supply", "stopped"),
    Praise("o", "", "p.claim p.advise_against"), Praise("s", "", "s.drop"),
    Praise("s", "", "o.claim o.advise_against a.not_commend"),
    Praise("o", "unit-demo-0002", DECIDED),
    Praise("s", "unit-demo-0001", f"{DECIDED} o.publish"),
    Praise("s", "", f"{DECIDED} o.publish", "stopped"),
    Praise("o", "firm-demo-0001", f"{DECIDED} o.publish a.take_down"),
    Praise("o", "unit-demo-0003", f"{DECIDED} o.publish a.withdraw"),
)  # fmt: skip
