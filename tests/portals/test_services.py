"""The service guide and the public tracker: what is said follows from the procedures and the law,
and nobody learns more of a case than where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from jifang.domains.guide.api import find_guide, list_guides
from jifang.domains.guide.conditions import find_papers
from jifang.domains.guide.organs import list_routes
from jifang.foundation.cases.procedures import PROCEDURES, find_procedure
from jifang.foundation.documents.codes import group_code
from jifang.foundation.documents.models import Letter
from jifang.foundation.walls.scope import Scope, find_range, work_in
from jifang.law.instruments import Cite
from jifang.law.period_book import find_period
from jifang.law.texts import MEASURES
from tests.api.asking import forget_request, get, post
from tests.domains.qualifications.world import (
    DEFECTS,
    FIRM_CODE,
    PEOPLE,
    World,
    apply,
    do,
    lay_world,
    open_organs,
    today,
)
from tests.foundation.cases.log import publish_moves

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, database_server: Any
) -> Iterator[World]:
    with django_db_blocker.unblock():
        publish_moves(database_server)
        outer = transaction.atomic()
        outer.__enter__()
        open_organs()
        try:
            yield lay_world()
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


def read(path: str, status: int = 200) -> str:
    answer = Client().get(path)
    assert answer.status_code == status, path
    return str(answer.content.decode())


# -- the guide -------------------------------------------------------------------------------------


def test_every_procedure_has_its_page(world: World) -> None:
    index = read("/services/")
    for code, procedure in PROCEDURES.items():
        page = read(f"/services/{code}/").lower()
        assert procedure.title.zh.lower() in index.lower()
        assert all(state.name.zh.lower() in page for state in procedure.states)
        shown = [t for t in procedure.transitions if t.since and not t.internal]
        assert all(t.act.zh.lower() in page for t in shown)
        for use in procedure.periods:
            assert find_period(use.name).latest.say_length().zh in page
    read("/services/none/", 404)


def test_what_a_certificate_asks_for(world: World) -> None:
    page = read("/services/certificate/")
    assert "职工 ≥ 30 人" in page
    assert "据报道，未经核实" in page  # conditions are reported
    assert "材料清单未收录" in page
    assert "未收录：没有取得本事项收费的规定" in page
    assert "行政复议" in page
    assert "?period=licence_decision" in page
    assert "听证" in page  # special steps


def test_the_law_names_the_papers_of_the_review() -> None:
    review = replace(
        find_procedure("certificate"), code="review", provision=Cite(MEASURES, "art_17__para_2"),
        transitions=(),
    )  # fmt: skip
    papers = find_papers(review)
    assert [p.code for p in papers.items] == [
        "design_scheme", "tender_documents", "contract", "quality_proofs", "construction_drawings",
    ]  # fmt: skip
    assert papers.cite == Cite(MEASURES, "art_17__para_2")
    assert not find_papers(find_procedure("certificate")).items


def test_which_step_counts_and_which_stops() -> None:
    stages = {s.code: s for s in find_guide("certificate").stages}  # type: ignore[union-attr]  # it is there
    assert [t.zh for t in stages["received"].counts] == ["一次性告知补正"]
    assert not stages["waiting"].counts
    assert [t.zh for t in stages["accepted"].counts] == ["作出许可决定"]
    assert [t.zh for t in stages["granted"].counts] == ["送达许可证件"]
    assert not stages["issued"].counts
    deemed = next(s for s in stages["received"].steps if s.code == "deem_accepted")
    assert deemed.by_law is not None
    assert deemed.who[0].zh == "平台（依法自动）"
    special = {code for code, stage in stages.items() for s in stage.steps if s.is_special}
    assert special == {"accepted"}  # what the law leaves out of the period
    assert [t.zh for t in stages["paused"].stands] == ["作出许可决定"]
    assert not stages["paused"].counts


def test_the_place_decides_the_organ(world: World) -> None:
    page = read("/services/certificate/?place=440106")
    assert "440100公安机关" in page  # levels 3 and 4, and first examination
    assert "440000公安机关" in page
    assert "请从列表中选择一个地方" in read("/services/certificate/?place=999999", 400)
    review = replace(find_procedure("certificate"), provision=Cite(MEASURES, "art_17__para_1"))
    routes = {r.about.zh: r for r in list_routes(review, "440106", today())}
    assert routes["重点单位的系统"].code == "ps-440106"
    assert routes["公共区域的系统，建设单位：县级"].code == "ps-440100"
    upward = routes["公共区域的系统，建设单位：省级"]
    assert upward.organ is None
    assert upward.reading is not None


def test_what_begins_by_itself_is_not_applied_for() -> None:
    guides = {g.code: g for g in list_guides()}
    assert not guides["certificate_province"].is_applied_for
    assert guides["complaint"].doors[0] == "anyone"
    assert guides["certificate"].doors == ("own", "counter")


# -- the tracker -----------------------------------------------------------------------------------


def track(number: str, proof: str) -> tuple[int, str]:
    answer = Client().post("/track/", {"number": number, "proof": proof})
    return answer.status_code, answer.content.decode()


def make_notified() -> tuple[str, Letter]:
    """A case with a letter, waiting for the applicant."""
    case = apply("initial", level="4")
    do("officer", case, "claim")
    do("officer", case, "notify", defects=DEFECTS)
    with work_in(Scope(*find_range("440000"))):
        return f"{case.year}-{case.number}", Letter.objects.get(template="deficiency")


def test_a_case_is_followed_by_its_number_and_a_code(world: World) -> None:
    number, letter = make_notified()
    code = group_code(letter.code)
    for given in ((number, FIRM_CODE), (letter.number_text, f" {FIRM_CODE.lower()} ")):
        status, page = track(*given)
        assert (status, "尚未办结" in page) == (200, True), given
        for hidden in ("待补正", "资格证", "440100公安机关", letter.number_text, FIRM_CODE):
            assert hidden not in page.partition("<main")[2].partition("</main")[0], hidden
    for given in ((number, code.lower()), (letter.number_text, code)):
        status, page = track(*given)
        assert status == 200, given
        assert "待补正" in page
        assert "需要补正 1 项" in page
        assert "440100公安机关" in page
        assert letter.number_text in page
    assert "一次性告知补正" in page
    for hidden in (FIRM_CODE, letter.code, code, DEFECTS[0].text, letter.addressee,
                   PEOPLE["officer"].public_id, "领取"):  # fmt: skip
        assert hidden not in page


def test_a_wrong_number_is_answered_as_a_wrong_code(world: World) -> None:
    number, letter = make_notified()
    code = group_code(letter.code)
    other = code[:-1] + ("Y" if code.endswith("Z") else "Z")
    wrong = [
        ("2020-1", FIRM_CODE), (number, "91440101731566630A"), (number, other),
        ("x", code), (number, ""), ("", FIRM_CODE), (letter.number_text, "x" * 300), ("-", "-"),
    ]  # fmt: skip
    pages = set()
    for given in wrong:
        status, page = track(*given)
        assert status == 404, given
        assert given[1][:20] not in page or not given[1] or given[1] == "-"
        pages.add(TOKEN.sub("", page).replace(f'value="{given[0]}"', 'value=""'))
    assert len(pages) == 1


def test_trying_is_bounded_and_nothing_stands_in_an_address(world: World) -> None:
    client = Client()
    given = {"number": "2026-1", "proof": FIRM_CODE}
    answers = [client.post("/track/", given).status_code for _ in range(22)]
    assert answers[0] == 404
    assert answers[-1] == 429
    assert client.get("/track/", given).status_code == 200  # a query is not looked at
    assert "no-store" in client.get("/track/").headers["Cache-Control"]


# -- through the API -------------------------------------------------------------------------------


def test_guide_and_tracker_through_the_api(world: World) -> None:
    number, letter = make_notified()
    guide = get("services/certificate?place=440106&lang=en").body
    assert {o["organ"] for o in guide["organs"]} == {"ps-440100", "ps-440000"}
    assert guide["papers"] == []
    assert any(s["special"] for stage in guide["stages"] for s in stage["steps"])
    assert get("services/none").status == 404
    assert get("services/certificate?place=440100").fields == ["place"]
    (brief,) = post("track", {"number": number, "proof": FIRM_CODE}).body["items"]
    told = {name: value for name, value in brief.items() if value not in ("", 0, [], False)}
    assert told == {"number": number, "state": "尚未办结", "brief": True}
    code = group_code(letter.code)
    seen = post("track", {"number": number, "proof": code}).body["items"]
    assert [(c["state"], c["asked"]) for c in seen] == [("待补正", 1)]
    assert letter.addressee not in str(seen)
    wrong = [post("track", {"number": n, "proof": p}) for n, p in (("2020-1", FIRM_CODE),
                                                                  (number, "x"))]  # fmt: skip
    assert {w.status for w in wrong} == {404}
    assert len({str(forget_request(w)) for w in wrong}) == 1
