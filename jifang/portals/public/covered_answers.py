"""What the guide answers: whether the Measures apply, whether a system stands here, what follows.

Every answer is a Decision of the law; here they are only put in order, and what does not arise is
left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from jifang.law import load_law
from jifang.law.decision import Decision
from jifang.law.engine.prose import name_value
from jifang.law.errors import Text
from jifang.law.instruments import Cite
from jifang.law.places import find_place_setting, name_organ
from jifang.law.rules.duties import BOTH, ROLE, STANDING
from jifang.law.rules.terms import GOVERNED
from jifang.law.rules.video_terms import VIDEO_LAW
from jifang.law.texts import MEASURES, Item, load_instrument
from jifang.portals.citations import quote_provision, read_cite
from jifang.portals.public.decision_page import DecisionPage
from jifang.portals.wording import get_reader_lang, join_list


@dataclass(frozen=True, slots=True)
class Quote:
    """What a provision says: in the law's own words, or in ours where no text of it is held."""

    cite: Cite
    text: str
    is_text: bool


@dataclass(frozen=True, slots=True)
class Topic:
    """One answer of the guide, with the provisions it rests on quoted."""

    page: DecisionPage
    state: str
    answer: str
    values: list[tuple[str, str]]
    missing: list[tuple[str, str]]
    quoted: list[Quote]


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to be done, at its stage, on its ground."""

    stage: Text
    what: Text
    provision: str


@dataclass(frozen=True, slots=True)
class Answers:
    """All the guide has to say for what was answered."""

    topics: list[Topic]
    tasks: list[Task]
    duties: list[tuple[str, str, str]]
    assumed: bool
    """Nobody said that the Measures apply; the answers suppose it."""


TESTED_AND_ACCEPTED = Text(
    "检验合格、验收合格后，方可投入使用",
    "only once it has passed the test and been accepted may it be put into use",
)
REVIEW = Text(
    "把设计方案连同招投标文件、合同、设备和产品质量证明、施工图纸五类文档报公安机关审核；"
    "材料齐全的，公安机关在 {days} 日内完成审核",
    "submit five classes of document (design scheme, tender documents, contract, quality proofs "
    "of equipment and products, construction drawings) for review; where they are complete, the "
    "organ finishes in {days} days",
)
IN_USE = Text("使用中", "in use")
ORGAN_IN_GENERAL = Text("公安机关", "public security organ")
SIGN = Task(
    Text("施工", "construction"),
    Text(
        "具有视频采集功能的，设置符合标准的明显标识",
        "where it captures video, put up a clearly visible sign that meets the standards",
    ),
    "art_7__para_3",
)
TEST = Task(
    Text("检测", "testing"),
    Text(
        "由国家或者省认证认可、具备技防系统检测能力的检测机构检验合格",
        "pass the test of a body accredited nationally or provincially with the capability for "
        "such systems",
    ),
    "art_18__para_1",
)
ACCEPTANCE = Task(
    Text("竣工后、投入使用前", "after completion, before use"),
    Text(
        "向原核准设计方案的公安机关申请验收，验收合格",
        "apply for acceptance to the organ that approved the design, and be accepted",
    ),
    "art_19__para_1",
)


def find_setting(facts: Mapping[str, Any]) -> str | None:
    """What the place counts as, as far as its kind says it."""
    kind = facts.get("place_kind")
    if kind is None:
        return None
    setting = find_place_setting(kind)
    if setting == "other" and facts.get("public_area") is True:
        return "public_area"
    if setting == "other" and "public_area" not in facts:
        return None
    return setting


def answer_guide(facts: Mapping[str, Any], on: date) -> Answers:
    """Whether the Measures apply (art. 2); then whether a system stands here; then the rest.

    What follows from a system is left out where none may stand, and where other law governs how
    it is built and managed; the duty to install stays in the latter case (art. 2 para. 3).
    """
    setting = find_setting(facts)
    placed = {**facts, **({"setting": setting} if setting else {})}
    placed |= {"region": facts["site_region"]} if "site_region" in facts else {}
    placed |= {"video_system": "video" in facts["captures"]} if "captures" in facts else {}
    scope = ask("scope", {**placed, "occurred_on": on}, on)
    if scope.outcome == "outside_province":
        return Answers([show_topic(scope)], [], [], assumed=False)
    siting = ask("siting", placed, on)
    if scope.outcome == "other_law":
        return Answers([show_topic(scope), show_siting(siting)], [], [], assumed=False)
    assumed = scope.outcome != "applies"
    if siting.outcome == "must_not_install":
        return Answers([show_siting(siting)], [], [], assumed)
    topics = [
        show_siting(siting),
        show_retention(placed, on),
        show_topic(ask("design_approval", placed, on)),
        show_use(ask("putting_into_use", placed, on), setting),
    ]
    if setting not in GOVERNED:
        return Answers(topics, [], [], assumed)
    return Answers(topics, list_tasks(siting, placed, on), list_duties(), assumed)


def ask(name: str, facts: Mapping[str, Any], on: date) -> Decision:
    """One question with those of the facts that it declares."""
    law = load_law()
    declared = {f.name for f in law.questions[name].facts}
    return law.judge(name, {k: v for k, v in facts.items() if k in declared}, on)


def show_topic(
    decision: Decision,
    eids: Sequence[str] = (),
    values: Sequence[tuple[str, str]] = (),
) -> Topic:
    """A decision as the guide shows it, quoting `eids` or else the provision that decided."""
    page = DecisionPage(decision, get_reader_lang())
    cited = [read_cite(eid) for eid in eids] or list_deciding(decision)
    missing = [*page.missing, *(f for _, facts in page.open_values for f in facts)]
    return Topic(
        page,
        page.state,
        page.answer,
        [*page.values, *values],
        list(dict(missing).items()),
        [quote_cited(cite) for cite in cited],
    )


def list_deciding(decision: Decision) -> list[Cite]:
    """The provision that decided; where other law prevails, with those it is read together with."""
    at, deciding = decision.settled.decider, decision.decided_cite
    if at is not None and decision.decided_by_law != MEASURES:
        return list(decision.asked.clauses[at].cites)
    return [deciding or read_cite(decision.asked.provisions[0])]


def quote_cited(cite: Cite) -> Quote:
    """What is cited; an item after the words that lead to it, what stands between left out."""
    if cite.law == MEASURES:
        provision = load_instrument().provision(cite.provision)
        if isinstance(provision, Item):
            gap = "" if provision.number == 1 else "……"
            text = f"{provision.parent.text.zh}{gap}{provision.mark.zh}{provision.text.zh}"
            return Quote(cite, text, is_text=True)
    text, is_text = quote_provision(cite, get_reader_lang())
    return Quote(cite, text, is_text)


def show_siting(decision: Decision) -> Topic:
    """Must one, may one, must none: with the item of art. 9 that lists the place, if any does."""
    item = decision.values.get("item") if decision.outcome == "must_install" else None
    return show_topic(decision, (item,) if item else ())


def show_retention(facts: Mapping[str, Any], on: date) -> Topic:
    """How long to store; said also to a reader who does not know how long is stored now."""
    decision = ask("retention", facts, on)
    if decision.missing != ("effective_storage_days",):
        return show_topic(decision)
    required = find_required_days(facts, on)
    return show_topic(decision, values=() if required is None else (required,))


def find_required_days(facts: Mapping[str, Any], on: date) -> tuple[str, str] | None:
    """The floor in words, label and days; nothing where none binds or it is not settled.

    The question gives its floor only beside a verdict on what is stored. The verdict on nothing
    stored is certain, and its floor is that of any storage.
    """
    supposed = ask("retention", {**facts, "effective_storage_days": 0}, on)
    if "required_days" not in supposed.values:
        return None
    return name_value(supposed, "required_days", get_reader_lang())


def show_use(decision: Decision, setting: str | None) -> Topic:
    """What must come before use; whether it has come is for the question page to ask."""
    topic = show_topic(decision, ("art_18__para_1", "art_19__para_1"))
    if setting not in GOVERNED:
        return topic
    answer = TESTED_AND_ACCEPTED.say(get_reader_lang())
    return replace(topic, state="warn", answer=answer, missing=[])


def list_tasks(siting: Decision, facts: Mapping[str, Any], on: date) -> list[Task]:
    """What is to be done, in the order of the stages of art. 12, each with its ground."""
    organ = ask("design_approval", facts, on).values.get("organ")
    days = load_law().compiled("preconstruction_review", on).values["review.days"]
    tasks = [
        Task(
            Text("设计", "design"),
            Text("设计方案报{organ}核准", "have the design scheme approved by the {organ}").fill(
                organ=ORGAN_IN_GENERAL if organ is None else name_organ(organ)
            ),
            "art_17__para_1",
        ),
        Task(
            Text("正式施工前", "before formal construction"),
            REVIEW.fill(days=days),
            "art_17__para_2",
        ),
    ]
    if siting.values.get("sign_required") is True:
        held = {str(ground.cite) for ground in siting.basis if ground.holds}
        by_measures = SIGN.provision in held
        tasks.append(SIGN if by_measures else replace(SIGN, provision=f"{VIDEO_LAW}/art_13"))
    tasks += [TEST, ACCEPTANCE]
    required = find_required_days(facts, on)
    if required is not None:
        stored = Text("采获信息有效存储不少于 {days}", "store captured information at least {days}")
        tasks.append(Task(IN_USE, stored.fill(days=required[1]), "art_20__para_1"))
    return tasks


def list_duties() -> list[tuple[str, str, str]]:
    """The standing duties of whoever builds or uses: on whom, words, provision.

    Those of art. 11 are left out: they bind where a building is built, altered or extended, which
    the guide does not ask.
    """
    lang = get_reader_lang()
    return [
        (join_list(found, lang), Text(d.zh, d.en).say(lang), d.provision)
        for d in STANDING
        if not d.provision.startswith("art_11__")
        and (found := [c.label for c in ROLE.choices if c.code in d.roles and c.code in BOTH])
    ]
