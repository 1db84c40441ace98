"""Opening a case about something: found by a search, routed, refused with the provision; by an
officer at the counter, by the body itself, by the service alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from jifang.foundation.audit.data import Target
from jifang.foundation.audit.models import Entry
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.data import CaseError, Defect, Given, LetterGiven
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.cases.services import Opening, carry_out, open_case
from jifang.foundation.documents.models import Letter
from jifang.foundation.history.entries import declare_entry
from jifang.foundation.walls.scope import work_in
from jifang.law.errors import InputError
from tests.domains.people import SITE as FIELDS
from tests.foundation.cases.log import publish_moves
from tests.foundation.cases.procedure import UNIT, within
from tests.portals.cases.test_acts import page_of
from tests.portals.cases.world import ORGAN, World, open_world

pytestmark = pytest.mark.django_db
NEW = "/cases/new/drill_site/"


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, database_server: Any
) -> Iterator[World]:
    """People, and sites of the school's; rolled back."""
    with django_db_blocker.unblock():
        publish_moves(database_server)
        outer = transaction.atomic()
        outer.__enter__()
        try:
            made = open_world()
            for name in ("officer", "applicant", "stranger"):
                made.client(name)
            by = made.actor("applicant")
            with within(by):
                unit = declare_entry("unit", by, None, {"name": "示例学校", "region": "440106"})
                for name in ("北校区", "南校区", "未核准校区"):
                    given = {**FIELDS, "name": name, "address": f"天河路 {name}"}
                    made.records[name] = declare_entry("site", by, unit, given)
            yield made
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


def id_of(world: World, name: str) -> str:
    return str(world.records[name].public_id)


def refusals(kind: str) -> int:
    with work_in(EVERYTHING):
        return Entry.objects.filter(kind=kind).count()


def test_a_body_needs_to_know_no_organ(world: World) -> None:
    applicant, north = world.client("applicant"), f"site:{id_of(world, '北校区')}"
    page = page_of(applicant.get(NEW))
    assert "北校区" in page, "few of one's own stand there without a search"
    assert "由哪个机关办理" not in page
    page = page_of(applicant.get(f"{NEW}?about={north}"))
    assert f"440106公安机关 · {ORGAN}" in page
    assert "由场所所在地的公安机关办理" in page
    assert "/law/gd-decree-238/art_19__para_1/" in page
    assert re.search(r'name="subject"[^>]*value="北校区', page), "the subject is proposed"
    assert 'name="party"' not in page
    sent = applicant.post(NEW, {"about": north, "subject": "北校区验收", "act": "apply"})
    assert sent.status_code == 302, sent.content.decode()
    made = Case.objects.get(subject="北校区验收")
    assert (made.organ, made.approved_by, made.party) == (ORGAN, ORGAN, UNIT)
    assert (made.about_kind, made.about_id) == ("site", id_of(world, "北校区"))
    assert NEW in page_of(applicant.get("/work/"))


def test_what_is_wrong_is_said_beside_it(world: World) -> None:
    applicant = world.client("applicant")
    none = page_of(applicant.post(NEW, {"subject": "甲", "act": "apply"}), 400)
    assert 'href="#f-about"' in none
    before = refusals("case.apply.refused")
    never = {"about": f"site:{id_of(world, '未核准校区')}", "subject": "乙", "act": "apply"}
    page = page_of(applicant.post(NEW, never), 422)
    assert "没有核准过的设计" in page
    assert "/law/gd-decree-238/art_19__para_1/" in page
    assert refusals("case.apply.refused") == before + 1
    foreign = {"about": "site:00000000-0000-4000-8000-000000000009", "subject": "丙"}
    assert "请在查到的结果中选择" in page_of(applicant.post(NEW, foreign), 400)
    stranger = page_of(world.client("stranger").get(NEW))
    assert "北校区" not in stranger
    seen = {"about": f"site:{id_of(world, '北校区')}", "subject": "丁"}
    page_of(world.client("stranger").post(NEW, seen), 400)
    assert applicant.get("/cases/new/certificate/").headers["Location"] == "/my-qualification/"


def test_the_counter_searches_and_names_the_applicant(world: World) -> None:
    officer = world.client("officer")
    page = page_of(officer.post(NEW, {"q.about": "校区", "find": "about", "subject": ""}))
    found = re.findall(r'name="about" value="(site:[^"]+)"', page)
    assert len(found) == 3
    south = f"site:{id_of(world, '南校区')}"
    page = page_of(officer.post(NEW, {"about": south, "find": "about", "subject": ""}))
    assert re.search(rf'name="party" value="{UNIT}" checked', page), "whose site it is"
    assert f"440106公安机关 · {ORGAN}" in page, "who approved"
    given = {"about": south, "party": UNIT, "q.party": "示例", "subject": "南校区", "act": "apply"}
    sent = officer.post(NEW, {**given, "v.beside": id_of(world, "北校区")})
    assert sent.status_code == 302, sent.content.decode()
    with within(world.actor("officer")):
        made = Case.objects.get(subject="南校区")
    assert (made.approved_by, made.party) == (ORGAN, UNIT)
    wrong = page_of(officer.post(NEW, {**given, "v.beside": "北校区"}), 400)
    assert "没有这条记录" in wrong


@pytest.mark.parametrize(("about", "approved_by", "field"), [
    (None, "", "about"), (("unit", "北校区"), "", "about.kind"), (("site", ""), "", "about"),
    (("site", "x"), "", "about.id"), (("site", "北校区"), "ps-440104", "approved_by"),
    (("site", "北校区"), "ps-0", "approved_by"),
])  # fmt: skip
def test_the_service_checks_what_pages_ask(
    world: World, about: tuple[str, str] | None, approved_by: str, field: str
) -> None:
    by = world.actor("applicant")
    names = {"北校区": id_of(world, "北校区")}
    target = about and Target(about[0], names.get(about[1], about[1]))
    opening = Opening("drill_site", "apply", "", UNIT, "甲", target, approved_by)
    with within(by), pytest.raises(InputError) as caught:
        open_case(by, opening)
    assert [p.field for p in caught.value] == [field]


def test_no_approving_organ_where_there_is_none(world: World) -> None:
    by = world.actor("applicant")
    with within(by), pytest.raises(InputError) as caught:
        open_case(by, Opening("drill", "apply", ORGAN, UNIT, "甲", None, ORGAN))
    assert [p.field for p in caught.value] == ["approved_by"]
    target = Target("site", id_of(world, "未核准校区"))
    with within(by), pytest.raises(CaseError, match="没有核准过"):
        open_case(by, Opening("drill_site", "apply", "", UNIT, "甲", target))


def test_a_notice_is_written_from_its_defects(world: World) -> None:
    officer, by = world.client("officer"), world.actor("applicant")
    opening = Opening("drill_site", "apply", "", UNIT, "乙",
                      Target("site", id_of(world, "北校区")))  # fmt: skip
    with within(by):
        case = open_case(by, opening).case
    where, day = f"/cases/{case.public_id}/act/notify/", case.opened_at.date().isoformat()
    form = page_of(officer.get(where))
    assert "l.f.items" not in form, "what is wanting is never typed a second time"
    assert (
        'name="l.f.matter" type="text" maxlength="200" autocomplete="off" value="场所演练"' in form
    )
    given: dict[str, Any] = {
        "version": 1, "item": ["设计方案", "合同"], "text": ["缺平面图", "缺签章"],
        "l.addressee": "示例学校", "l.subject": "场所演练", "l.f.matter": "场所演练",
        "l.f.received_on": day, "l.f.remarks": "",
    }  # fmt: skip
    assert "1 至 100 项" in page_of(
        officer.post(f"{where}letter/", {**given, "item": [], "text": []}), 400
    )
    page = page_of(officer.post(f"{where}letter/", given))
    assert "设计方案：缺平面图<br>合同：缺签章" in page
    digest = page.split('name="previewed" value="')[1].split('"')[0]
    other = LetterGiven("示例学校", "甲", {"matter": "甲", "received_on": day, "items": "别的"})
    actor = world.actor("officer")
    with within(actor), pytest.raises(CaseError, match="不另行填写"):
        carry_out(actor, case.public_id, "notify",
                  Given(1, defects=(Defect("合同", "缺签章"),), letter=other))  # fmt: skip
    assert officer.post(where, {**given, "previewed": digest}).status_code == 302
    with within(actor):
        sent = Letter.objects.get(public_id=Event.objects.get(case=case, act="notify").letter)
    assert sent.fields["items"] == "设计方案：缺平面图\n合同：缺签章"
