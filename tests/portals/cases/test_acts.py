"""Acts through the pages: forms, refusals, one notice, somebody faster, the letter that is signed,
papers, the counter; and what nobody without a right to it sees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from jifang.foundation.audit.models import Entry
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.cases.services import Opening, open_case
from jifang.foundation.cases.standing import read_day
from jifang.foundation.documents.models import Letter
from jifang.foundation.walls.scope import work_in
from tests.foundation.cases.log import publish_moves
from tests.foundation.cases.procedure import DEFECTS, UNIT, reread, within
from tests.foundation.documents.corpus import make_image
from tests.portals.cases.world import ORGAN, World, open_world

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>"


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, database_server: Any
) -> Iterator[World]:
    """People who signed in, for a module that rolls each test back."""
    with django_db_blocker.unblock():
        publish_moves(database_server)
        outer = transaction.atomic()
        outer.__enter__()
        try:
            made = open_world()
            for name in ("officer", "approver", "superior", "neighbour", "applicant"):
                made.client(name)
            yield made
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


@pytest.fixture
def case(world: World) -> Case:
    """A case in the officer's hands."""
    made = world.apply()
    world.do("officer", made, "claim")
    return made


def url(case: Case, code: str = "", tail: str = "") -> str:
    return f"/cases/{case.public_id}/" + (f"act/{code}/{tail}" if code else tail)


def send(client: Client, case: Case, code: str, tail: str = "", **given: Any) -> Any:
    """The form of a step as it was shown, sent with the version that stands."""
    version = given.pop("version", reread(case).version)
    where = given.pop("path", "") + url(case, code, tail)
    return client.post(where, {"version": version, **given})


def count_leaves(case: Case, kind: str) -> int:
    with work_in(EVERYTHING):
        rows = Entry.objects.filter(kind=kind)
        return sum(str(case.public_id).encode() in bytes(row.bytes) for row in rows)


def page_of(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:2000]
    return str(answer.content.decode())


def test_the_whole_way_by_the_pages(world: World) -> None:
    officer, applicant, case = world.client("officer"), world.client("applicant"), world.apply()
    answer = send(officer, case, "claim")
    assert answer.headers["Location"] == f"{url(case)}?done=2#history"
    page = page_of(officer.get(f"{url(case)}?done=2"))
    assert "已办：领取" in page
    assert "案件在您手中。" in page
    assert f"{url(case)}clock/" in page
    given: dict[str, Any] = {"item": ["设计方案", "", "合同"], "text": ["缺平面图", "", "缺签章"]}
    send(officer, case, "notify", **given)
    page = page_of(applicant.get(url(case)))
    assert page.index("缺平面图") < page.index("缺签章")
    assert f"{url(case, 'supply')}" in page
    send(applicant, case, "supply", reason="已补")
    assert send(officer, case, "accept").status_code == 302
    assert "材料齐全" in page_of(officer.get(url(case)))
    send(officer, case, "send_to_test", pause="test")
    clock = page_of(officer.get(f"{url(case)}clock/"))
    assert "停表：检测" in clock.replace("</p>", "").replace(": ", "：")
    assert "停表期间没有届满日" in clock
    send(officer, case, "tested")
    send(officer, case, "examine")
    assert send(world.client("approver"), case, "approve").status_code == 302
    assert reread(case).state == "approved"
    page = page_of(applicant.get(f"/en{url(case)}"))
    assert "No period is running." in page
    assert "organ of 440106 · 陈**" not in page
    assert "organ of 440106" in page


def test_a_notice_is_sent_once_with_everything(world: World, case: Case) -> None:
    officer = world.client("officer")
    page = page_of(officer.get(url(case, "notify")))
    assert "告知只能发一次" in page
    assert re.search(r"最后期限 .*2026-\d\d-\d\d", page)
    more = page_of(send(officer, case, "notify", item="甲", text="乙", more="1"))
    assert more.count('name="item"') == 4
    wrong = page_of(send(officer, case, "notify", item="只有事项", text=""), 400)
    assert 'id="e-item-0"' in wrong
    assert "只有事项" in wrong
    page_of(send(officer, case, "notify"), 400)
    send(officer, case, "notify", item="甲", text="乙")
    world.do("applicant", case, "supply")
    page = page_of(officer.get(url(case)))
    assert "本案已经告知" in page
    assert '<button class="btn" disabled aria-describedby="fb-notify">' in page
    before = count_leaves(case, "case.notify.refused")
    refused = page_of(send(officer, case, "notify", item="丙", text="丁"), 422)
    assert "本案已经告知" in refused
    assert "/law/gd-decree-238/art_17__para_2/" in refused
    assert count_leaves(case, "case.notify.refused") == before + 1


def test_who_may_not_is_told_by_which_provision(world: World, case: Case) -> None:
    superior, stranger = world.client("superior"), world.client("neighbour")
    looked = page_of(superior.get(url(case, "accept")), 403)
    assert "限：本案经办人" in looked
    assert count_leaves(case, "case.accept.refused") == 0, "to look is no attempt"
    page_of(send(superior, case, "accept"), 403)
    assert count_leaves(case, "case.accept.refused") == 1
    for path in (url(case), url(case, "accept"), f"{url(case)}clock/"):
        assert stranger.get(path).status_code == 404
    assert stranger.post(url(case, "accept"), {"version": 2}).status_code == 404
    assert superior.get(url(case, "no-such-act")).status_code == 404
    page_of(superior.get(url(case, "tested")), 422)


def test_somebody_was_faster(world: World, case: Case) -> None:
    officer, seen = world.client("officer"), reread(case).version
    world.do("approver", case, "urge", reason="尽快")
    answer = send(officer, case, "notify", version=seen, item="甲", text="乙")
    page = page_of(answer, 409)
    assert "催办" in page
    assert f'name="version" value="{seen + 1}"' in page
    assert 'value="甲"' in page
    world.do("officer", case, "accept")
    gone = page_of(send(officer, case, "notify", version=seen, item="甲", text="乙"), 409)
    assert "受理" in gone
    assert reread(case).state == "review"


def test_handing_over_and_back(world: World, case: Case) -> None:
    officer = world.client("officer")
    form = page_of(officer.get(url(case, "transfer")))
    colleague = world.actor("colleague").public_id
    assert f'value="{ORGAN}:{colleague}"' in form
    assert "陈某某 · 经办民警" in form, "a colleague by name"
    assert "desk-" not in form, "no sign-in name"
    found = page_of(send(officer, case, "transfer", organ_q="440104", find="1", reason="理由一"))
    other = found.split('value="ps-440104:"')[1]
    assert "陈** · 经办民警" in other
    assert "陈某某" not in other, "names elsewhere are masked"
    assert "理由一" in found
    assert "须写明转给谁" in page_of(send(officer, case, "transfer", reason="理由"), 422)
    page_of(send(officer, case, "transfer", to=f"{ORGAN}:{colleague}"), 400)
    send(officer, case, "transfer", to=f"{ORGAN}:{colleague}", reason="轮休")
    assert reread(case).holder == colleague
    send(officer, case, "recall", reason="不必")
    assert reread(case).holder == world.actor("officer").public_id
    approver = world.actor("approver").public_id
    send(officer, case, "add_signer", to=f"{ORGAN}:{approver}", reason="请看")
    assert "尚未签署" in page_of(officer.get(url(case)))
    signer = world.client("approver")
    page_of(send(signer, case, "give_opinion", reason="好"), 422)
    send(signer, case, "give_opinion", reason="可以受理", agrees="yes")
    page = page_of(officer.get(url(case)))
    assert "可以受理" in page
    assert "不同意" not in page
    target = (read_day() + timedelta(days=3)).isoformat()
    assert "日期" in page_of(send(officer, case, "set_target", **{"v.target_on": "3 日"}), 400)
    assert "没有可以取消的目标日" in page_of(send(officer, case, "set_target"), 422)
    send(officer, case, "set_target", **{"v.target_on": target})
    assert f"内部目标日（不是法定期限）：{target}" in re.sub("<[^>]+>", "", page_of(
        officer.get(url(case))))  # fmt: skip
    send(world.client("superior"), case, "transfer", to="ps-440104:", reason="移交")
    assert reread(case).holder_party == "ps-440104"


def test_papers_stay_while_the_rest_is_mended(world: World, case: Case) -> None:
    officer = world.client("officer")
    bad = SimpleUploadedFile("假.pdf", b"no pdf at all", "application/pdf")
    page = page_of(send(officer, case, "accept", file=bad), 400)
    assert "假.pdf" in page
    assert reread(case).state == "received"
    some: dict[str, Any] = {"v.documents": ["contract"]}
    text = page_of(send(officer, case, "accept", **some), 422)
    assert "照现有事实，依法还不能办" in text
    assert count_leaves(case, "case.accept.refused") == 1


def test_the_letter_that_was_looked_at_is_the_one_that_goes_out(world: World) -> None:
    officer = world.client("officer")
    with within(world.actor("applicant")):
        opening = Opening("drill_accept", "apply", ORGAN, UNIT, "验收一号")
        case = open_case(world.actor("applicant"), opening).case
    form = page_of(officer.get(url(case, "take")))
    assert "预览文书" in form
    letter = {
        "l.addressee": "示例学校", "l.subject": "验收一号", "l.f.received_on": "2026-11-20",
        "l.f.matter": "竣工验收", "l.f.items": "检测报告\n竣工图",
    }  # fmt: skip
    wrong = page_of(
        send(officer, case, "take", "letter/", **{**letter, "l.f.received_on": "昨天"}), 400
    )
    assert "应写作" in wrong
    page = page_of(send(officer, case, "take", "letter/", **letter))
    assert '<div class="letter">' in page
    assert "检测报告<br>竣工图" in page
    digest = page.split('name="previewed" value="')[1].split('"')[0]
    pdf = send(officer, case, "take", "letter/", pdf="1", **letter)
    assert pdf.content.startswith(b"%PDF")
    assert "sandbox" in pdf.headers["Content-Security-Policy"]
    other = {**letter, "l.f.matter": "别的", "previewed": digest}
    assert "重新预览" in page_of(send(officer, case, "take", **other), 422)
    assert send(officer, case, "take", **letter).status_code == 200, "unseen, it is shown first"
    back = page_of(send(officer, case, "take", back="1", **letter))
    assert "检测报告\n竣工图</textarea>" in back
    assert send(officer, case, "take", previewed=digest, **letter).status_code == 302
    with within(world.actor("officer")):
        sent = Letter.objects.get(public_id=Event.objects.get(case=case, act="take").letter)
    assert sent.fields["items"] == letter["l.f.items"]
    page = page_of(officer.get(url(case)))
    assert sent.number_text in page
    answer = officer.get(f"{url(case)}letters/{sent.public_id}/")
    assert answer.content.startswith(b"%PDF")
    assert world.client("neighbour").get(f"{url(case)}letters/{sent.public_id}/").status_code == 404


def test_the_counter_counts_from_the_day_the_papers_came(world: World) -> None:
    officer, came = world.client("officer"), (read_day() - timedelta(days=2)).isoformat()
    page = page_of(officer.get("/cases/new/drill/"))
    assert "窗口收件：演练" in page
    assert "/cases/new/drill/" in page_of(officer.get("/work/"))
    empty = page_of(officer.post("/cases/new/drill/", {"subject": "", "act": "apply"}), 400)
    assert 'href="#f-subject"' in empty
    late = (read_day() + timedelta(days=2)).isoformat()
    given = {"subject": "窗口一号", "act": "apply", "party": ""}
    page_of(officer.post("/cases/new/drill/", {**given, "on": late}), 400)
    page_of(officer.post("/cases/new/drill/", {**given, "party": UNIT}), 400)
    page_of(officer.post("/cases/new/drill/", {**given, "on": came}), 400)
    receipt = SimpleUploadedFile("收件凭证.png", make_image("PNG"), "image/png")
    told = {**given, "on": came, "reason": "窗口已收，当日未录入", "file": receipt}
    answer = officer.post("/cases/new/drill/", told)
    assert answer.status_code == 302
    page = page_of(officer.get(answer.headers["Location"].partition("#")[0]))
    assert f"自 {came} 起算" in re.sub("<[^>]+>", "", page)
    own = page_of(world.client("applicant").get("/cases/new/drill/"))
    assert 'name="q.organ"' in own, "no routing: the organ is searched for"
    assert officer.get("/cases/new/none/").status_code == 404


def test_a_notice_to_be_read_names_nobody(world: World, case: Case) -> None:
    world.do("officer", case, "notify", defects=DEFECTS)
    page = page_of(world.client("applicant").get("/me/"))
    assert 'class="unread-count">1<' in page
