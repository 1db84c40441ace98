"""The law's questions: what there is to ask, one case, many cases, a whole dossier.

An answer is a computation: nothing is written, nothing of the facts is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.http import Http404

from jifang.api.forms import (
    AskedAssessment,
    AskedBatch,
    AskedQuestion,
    AssessmentGiven,
    DecisionGiven,
    Decisions,
    QuestionFull,
    Questions,
    SchemaGiven,
)
from jifang.api.problems import ApiError, Fault, list_faults
from jifang.api.reading import read_on
from jifang.api.routes import ApiRequest, Doc, declare
from jifang.law import InputError, Question, list_questions, load_law
from jifang.law.assessment import assess, describe_dossier
from jifang.law.described import describe_question
from jifang.law.errors import Text
from jifang.law.schema import describe_facts, describe_fields

TAG = "law"
EXAMPLE_DAY = "2026-11-26"
DAY_SCHEMA = {
    "type": ["string", "null"],
    "format": "date",
    "description": "适用哪一天的法 / whose law",
}
EXAMPLE_FACTS = 3
MOST_FAULTS = 20
DOSSIER: Mapping[str, Any] = {
    "site": {"name": "示例中学（演示）", "demonstration": True, "region": "440106"},
    "systems": [{"name": "校园视频监控", "kind": "video_surveillance", "channels": 128}],
}


def find_question(name: str) -> Question:
    """A question by its name. Raises `Http404`."""
    found = load_law().questions.get(name)
    if found is None:
        raise Http404
    return found


@declare(
    "GET",
    "law/questions",
    Questions,
    Doc(
        "listQuestions",
        TAG,
        Text("列出全部问题", "List every question"),
        Text("每个问题问什么、依据哪些条款、有哪些结论和事实。",
             "What each question asks, what it rests on, its outcomes and its facts."),
        cached=True,
    ),
)  # fmt: skip
def list_all(request: ApiRequest) -> Mapping[str, Any]:
    """Every question."""
    return {"items": [describe_question(q, request.lang) for q in list_questions()]}


@declare(
    "GET",
    "law/questions/{name}",
    QuestionFull,
    Doc(
        "readQuestion",
        TAG,
        Text("一个问题及其事实的模式", "A question with the schema of its facts"),
        Text("facts_schema 是事实的 JSON Schema (2020-12)；没有一项是必填的：不写即未知。",
             "facts_schema is the JSON Schema (2020-12) of its facts. None is required: a fact left"
             " out is unknown."),
        cached=True,
        arguments={"name": "retention"},
    ),
)  # fmt: skip
def read_question(request: ApiRequest, name: str) -> Mapping[str, Any]:
    """One question."""
    question = find_question(name)
    return {
        **describe_question(question, request.lang),
        "outcome_texts": {o.code: o.label.say(request.lang) for o in question.outcomes},
        "facts_schema": describe_facts(question),
    }


def decide_one(
    name: str, facts: Mapping[str, Any], on: date, request: ApiRequest
) -> dict[str, Any]:
    """The JSON form of a decision. Raises `InputError`."""
    return write_pattern(load_law().decide(name, facts, on=on).as_dict(request.lang))


def write_pattern(decision: dict[str, Any]) -> dict[str, Any]:
    """The decision with its pattern, and that of what it exposes to, as text."""
    if decision["pattern"] is not None:
        decision["pattern"] = str(decision["pattern"])
    if decision["liability"]:
        write_pattern(decision["liability"])
    return decision


def make_example(question: Question) -> dict[str, Any]:
    """A body that is answered: the first facts that have a plain value."""
    facts: dict[str, Any] = {}
    for fact in question.facts:
        shape = describe_fields([fact])["properties"]
        value = pick_value(next(iter(shape.values())))
        if "." not in fact.name and value is not None and len(facts) < EXAMPLE_FACTS:
            facts[fact.name] = value
    return {"facts": facts, "on": EXAMPLE_DAY}


def pick_value(shape: Mapping[str, Any]) -> Any:
    """A value that a plain schema allows; nothing for one that is not plain."""
    if "enum" in shape:
        return shape["enum"][0]
    if shape.get("type") == "integer":
        return min(max(30, shape["minimum"]), shape["maximum"])
    return True if shape.get("type") == "boolean" else None


def declare_decide(question: Question) -> None:
    """The operation that asks one question: each has its own facts, and so its own form."""
    name = question.name
    body = {
        "type": "object",
        "properties": {"facts": describe_fields(question.facts), "on": DAY_SCHEMA},
        "required": ["facts"],
        "additionalProperties": False,
    }
    doc = Doc(
        f"decide_{name}",
        TAG,
        Text(f"提问：{question.title.zh}", f"Ask: {question.title.en}"),
        Text(f"{question.asks.zh}。只是计算，不保存。",
             f"{question.asks.en}. A computation: nothing is kept."),
        example=make_example(question),
        body=body,
    )  # fmt: skip
    declare("POST", f"law/questions/{name}/decide", DecisionGiven, doc)(make_view(name))


def make_view(name: str) -> Callable[..., Mapping[str, Any]]:
    """The view that asks one question."""

    def ask(request: ApiRequest, body: AskedQuestion) -> Mapping[str, Any]:
        return decide_one(name, body.facts, read_on(body.on), request)

    return ask


for _question in list_questions():
    declare_decide(_question)


@declare(
    "POST",
    "law/questions/{name}/batch",
    Decisions,
    Doc(
        "decideBatch",
        TAG,
        Text("就一个问题判断至多 100 件", "Ask one question of up to 100 cases"),
        Text("回答的次序与 cases 相同。有一件读不了就全部不答，problems 写明是哪一件。"
             "更多的请用命令 jifang batch。",
             "The answers stand in the order of the cases. Where one cannot be read none is"
             " answered, and problems says which. For more there is the command `jifang batch`."),
        example={"cases": [{"setting": "key_unit", "effective_storage_days": 30}, {}],
                 "on": EXAMPLE_DAY},
        arguments={"name": "retention"},
    ),
)  # fmt: skip
def decide_batch(request: ApiRequest, name: str, body: AskedBatch) -> Mapping[str, Any]:
    """Many cases of one question."""
    find_question(name)
    on = read_on(body.on)
    items, faults = [], list[Fault]()
    for number, facts in enumerate(body.cases):
        try:
            items.append(decide_one(name, facts, on, request))
        except InputError as error:
            faults += list_faults(error, f"cases[{number}]")
    if faults:
        raise ApiError("invalid", faults=tuple(faults[:MOST_FAULTS]))
    return {"items": items}


@declare(
    "GET",
    "law/dossier",
    SchemaGiven,
    Doc(
        "readDossierSchema",
        TAG,
        Text("评估材料的模式", "The schema of a dossier"),
        Text(
            "一个场所的材料有哪些部分、各有哪些字段。", "The parts of a dossier and their fields."
        ),
        cached=True,
    ),
)
def read_dossier_schema(request: ApiRequest) -> Mapping[str, Any]:
    """The JSON Schema of a dossier."""
    return {"dossier_schema": describe_dossier()}


@declare(
    "POST",
    "law/assessment",
    AssessmentGiven,
    Doc(
        "assessDossier",
        TAG,
        Text("评估一个场所", "Assess a site"),
        Text("以全部规则核对一个场所的材料：每一项发现写明依据、如何改正、后果。只是计算，不保存。",
             "The dossier of a site is held against every rule: each finding with its provision, "
             "its remedy and what it exposes to. A computation: nothing is kept."),
        example={"dossier": DOSSIER, "on": EXAMPLE_DAY},
        body={
            "type": "object",
            "properties": {"dossier": describe_dossier(), "on": DAY_SCHEMA},
            "required": ["dossier"],
            "additionalProperties": False,
        },
    ),
)  # fmt: skip
def assess_dossier(request: ApiRequest, body: AskedAssessment) -> Mapping[str, Any]:
    """A dossier held against every rule."""
    return assess(body.dossier, on=read_on(body.on)).as_dict(request.lang)
