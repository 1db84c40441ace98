"""Sending a report: one screen after the other, nothing lost, nothing kept before it is sent."""

from __future__ import annotations

import io
import logging

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import Settings

from jifang.domains.complaints.data import MOST_PHOTOS, SUBJECTS
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.models import Case
from jifang.foundation.documents.models import Document
from jifang.foundation.documents.selectors import read_blob
from jifang.foundation.walls.scope import work_in
from jifang.portals.complaints.draft import FIELDS
from jifang.portals.complaints.gate import SENDING
from tests.domains.complaints.people import DONGGUAN, POINT, TIANHE, WORDS, file, lay_people
from tests.portals.complaints.world import (
    PLACE,
    SEALED,
    SUBJECT,
    WHAT,
    Form,
    make_photo,
    read_kept,
    say,
    send,
)

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.parametrize("lang", ["", "/en"])
EVIL = "<script>alert('x')</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture(autouse=True)
def people() -> None:
    lay_people()


def count_cases() -> int:
    with work_in(EVERYTHING):
        return Case.objects.count()


@BOTH
def test_the_start_says_what_it_is_for_and_what_it_is_not(lang: str) -> None:
    page = say(Client().get(f"{lang}/report/"))
    for subject in SUBJECTS.values():
        words = subject.name.en[1:] if lang else subject.name.zh
        assert words in page
    assert "公安机关应当建立健全执法公开、受理投诉举报等制度" in page, "art. 30 in its own words"
    assert ("set no period" if lang else "办法没有规定办理期限") in page
    assert ("emergency number" if lang else "报警电话") in page
    assert "110" not in page
    assert f'href="{lang}/report/new/"' in page
    assert f'href="{lang}/report/"' in say(Client().get(f"{lang}/")), "the home page leads here"


def test_from_the_first_screen_to_the_code() -> None:
    lang = "/en"  # the Chinese pages are those of the journey
    form = Form(lang)
    assert form.step == "subject"
    assert "no-store" in form.answer.headers["Cache-Control"]
    code = send(form.fill(SEALED), make_photo())
    sent = form.client.get(f"{lang}/report/sent/")
    for words in ("2026-", "Art. 29", code):
        assert words in say(sent)
    with work_in(EVERYTHING):
        case = Case.objects.get()
        photo = Document.objects.get()
    assert (case.state, case.organ) == ("received", f"ps-{TIANHE}")
    assert not photo.name.startswith("门口")
    with Image.open(io.BytesIO(read_blob(photo))) as kept:
        assert not kept.getexif(), "where it was taken went with it"


def test_the_code_is_shown_until_it_was_noted_and_no_longer() -> None:
    form = Form()
    code = send(form.fill())
    assert code in say(form.client.get("/report/sent/")), "another language or size of type"
    assert code in say(form.client.get("/en/report/sent/"))
    assert form.client.post("/report/sent/").headers["Location"] == "/report/follow/"
    assert form.client.get("/report/sent/").status_code == 302
    assert code not in say(form.client.get("/report/follow/"))
    assert Client().get("/report/sent/").headers["Location"] == "/report/follow/"


def test_the_same_form_sent_twice_is_one_report() -> None:
    form = Form().fill()
    last = form.answer
    send(form)
    form.answer = last
    again = form.go(to="send")
    assert again.headers["Location"] == "/report/sent/"
    assert count_cases() == 1
    code = send(Form(client=form.client).fill())
    assert count_cases() == 2
    assert code in say(form.client.get("/report/sent/"))


WRONG: tuple[tuple[str, dict[str, str], str, str], ...] = (
    ("subject", {}, "请选择一项", "Choose one"),
    ("subject", {"subject": "nothing"}, "请选择一项", "Choose one"),
    ("place", {}, "请选择市、县区", "Choose the city and county"),
    ("place", {"division": "999999"}, "没有这个行政区划", "no such division"),
    ("place", {"division": "440305", "address": "x"}, "没有登记", "knows no public security"),
    ("place", {"division": TIANHE}, "须填写地址", "Give the address"),
    ("place", PLACE | {"lat": "91"}, "须为 -90 至 90", "Degrees from -90 to 90"),
    ("place", PLACE | {"lat": "1e3"}, "须为 -90 至 90", "Degrees from -90 to 90"),
    ("place", PLACE | {"lon": ""}, "要么都填", "or neither"),
    ("place", PLACE | {"address": "长" * 201}, "至多 200 字", "at most 200"),
    ("what", {}, "须填写", "must be given"),
    ("what", {"what": "长" * 3001}, "至多 3000 字", "at most 3000"),
    ("who", {}, "请选择一项", "Choose one"),
    ("who", {"who": "anonymous", "name": "某人"}, "您选了匿名", "chose to stay anonymous"),
    ("who", {"who": "sealed"}, "请填写姓名或者联系方式", "Give a name"),
)


@BOTH
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(lang: str) -> None:
    form = Form(lang)
    right = {"subject": SUBJECT, "place": PLACE, "what": WHAT}
    for step, given, zh, en in WRONG:
        if form.step != step:
            form.go(right[form.step])
        answer = form.go(dict.fromkeys(FIELDS[step], "") | given)
        assert (answer.status_code, form.step) == (400, step), given
        said = en if lang else zh
        assert form.text.lower().count(said.lower()) >= 2, "above the form, and at the field"
        for value in given.values():
            if len(value) < 50 and value not in ("nothing", "999999"):
                assert value in form.text
    assert count_cases() == 0


def test_going_back_and_changing_keeps_what_was_entered() -> None:
    form = Form()
    form.go(SUBJECT)
    form.go({"division": TIANHE, "address": "写到一半"}, "back")
    assert form.step == "subject"
    form.go(SUBJECT)
    assert "写到一半" in form.text
    form.go(PLACE)
    form.go(WHAT)
    form.go(SEALED)
    for text in (PLACE["address"], WORDS, SEALED["name"], SEALED["contact"], "440106公安机关"):
        assert text in form.text
    form.go(to="place")
    assert form.step == "place"
    form.go(PLACE | {"address": "改过的地址"})
    assert WORDS in form.text
    form.go(WHAT)
    form.go(SEALED)
    assert "改过的地址" in form.text


def test_a_form_that_is_not_ours_is_refused() -> None:
    form = Form()
    for kept in ("", "x", read_kept(form.answer) + "x"):
        sent = {"kept": kept, "at": "subject", "to": "next", **SUBJECT}
        assert form.client.post("/report/new/", sent).status_code == 400
    sent = {"kept": read_kept(form.answer), "at": "nowhere", "to": "send"}
    assert form.client.post("/report/new/", sent).status_code == 400
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/report/new/", {}).status_code == 403
    form.go(to="check")
    assert form.step == "subject", "nobody gets to the end past a screen"
    form.go(to="send")
    assert (form.step, count_cases()) == ("subject", 0)


def test_reports_nearby_are_offered_first_and_may_be_joined() -> None:
    _, other = file(what="别人的话", lat=POINT[0] + 0.0006)
    form = Form()
    form.go(SUBJECT)
    form.go(PLACE)
    assert form.step == "nearby"
    assert str(other.public_id) in form.text
    for secret in ("别人的话", "体育西路１号", str(POINT[0] + 0.0006)):
        assert secret not in form.text
    assert "<svg" in form.text
    assert "<table" in form.text, "the same as a table"
    assert form.go().status_code == 400
    form.go({"same_as": "00000000-0000-4000-8000-000000000000"})
    assert form.step == "nearby", "only one of those that are offered"
    form.go({"same_as": str(other.public_id)})
    form.go({"what": ""})
    assert form.step == "who", "whoever joins need add nothing"
    form.go({"who": "anonymous"})
    send(form)
    with work_in(EVERYTHING):
        assert Case.objects.order_by("-pk")[0].state == "merged"


def test_without_a_report_nearby_none_is_asked_about() -> None:
    form = Form()
    form.go(SUBJECT)
    form.go(PLACE)
    assert form.step == "what"
    form.go(WHAT, "back")
    assert form.step == "place"


def test_officials_are_reported_to_the_organ_above_and_need_no_address() -> None:
    form = Form()
    form.go({"subject": "officials"})
    assert "被反映的机关看不到" in form.text
    assert f'value="{DONGGUAN}"' in form.text
    assert 'name="lat"' not in form.text
    form.go({"division": TIANHE})
    form.go(WHAT)
    form.go({"who": "anonymous"})
    assert "440100公安机关" in form.text
    send(form)
    with work_in(EVERYTHING):
        assert Case.objects.get().organ == "ps-440100"


def test_a_photo_that_is_refused_loses_nothing_else() -> None:
    form = Form().fill()
    many = [make_photo(f"{n}.jpg") for n in range(MOST_PHOTOS + 1)]
    for lang, photos, said in (
        ("", [SimpleUploadedFile("a.pdf", b"%PDF-1.7", "application/pdf")], "只收照片"),
        ("", [SimpleUploadedFile("a.jpg", b"<html>", "image/jpeg")], "不是照片"),
        ("/en", [SimpleUploadedFile("a.png", b"", "image/png")], "the file is empty"),
        ("/en", many, "at most 5"),
    ):
        form.path = f"{lang}/report/new/"
        answer = form.go({"photos": photos}, "send")
        assert (answer.status_code, form.step) == (400, "check")
        assert said in form.text.lower()
        assert WORDS in form.text
    assert count_cases() == 0
    send(form)


def test_what_is_too_large_is_not_read(settings: Settings) -> None:
    settings.OPEN_BODIES = {"report_new": 2000}
    settings.MAX_BODY_BYTES = 1000
    form = Form()
    sent = {"kept": read_kept(form.answer), "at": "subject", "to": "next", **SUBJECT}
    assert form.client.post("/report/new/", sent | {"x": "y" * 300}).status_code == 200
    assert form.client.post("/report/new/", sent | {"x": "y" * 3000}).status_code == 413


def test_nothing_of_a_reader_becomes_markup() -> None:
    form = Form()
    form.go(SUBJECT)
    form.go(PLACE | {"address": EVIL, "place_note": EVIL})
    form.go({"what": EVIL})
    form.go({"who": "open", "name": EVIL, "contact": EVIL})
    assert form.step == "check"
    raw = form.answer.content.decode()
    assert "<script>alert" not in raw
    assert "<img src=x" not in raw
    assert raw.count("&lt;script&gt;") == 5
    for path in ("", "/en"):
        form.go({"subject": EVIL, "at": "subject"}, "next")
        assert "<script>alert" not in form.answer.content.decode(), path


def test_too_many_reports_of_one_network_are_told_to_wait() -> None:
    form = Form().fill()
    last = form.answer
    for _ in range(SENDING.burst):
        form.client.cookies.clear()
        form.answer = last
        assert form.go(to="send").status_code == 302, "what others sent meanwhile is no obstacle"
    form.client.cookies.clear()
    form.answer = last
    refused = form.go(to="send")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert "过于频繁" in say(refused)
    assert WORDS not in say(refused)


def test_no_word_and_no_code_is_in_an_address_or_the_log(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    form = Form()
    code = send(form.fill(SEALED), make_photo())
    form.client.post("/report/sent/")
    form.client.post("/report/follow/", {"code": code})
    form.client.get("/report/follow/")
    written = caplog.text + "".join(capsys.readouterr())
    for secret in (code, code.replace("-", ""), WORDS, SEALED["name"], SEALED["contact"],
                   PLACE["address"]):  # fmt: skip
        assert secret not in written
    for page in ("/report/follow/", "/report/sent/"):
        assert f"?{code}" not in say(form.client.get(page))
        assert f"/{code}" not in say(form.client.get(page))


def test_only_the_screen_of_the_place_may_ask_where_one_is() -> None:
    form = Form()
    assert "geolocation=()" in form.answer.headers["Permissions-Policy"]
    form.go(SUBJECT)
    assert "geolocation=(self)" in form.answer.headers["Permissions-Policy"]
    assert 'src="/static/jifang/report.js"' in form.answer.content.decode()
    form.go(PLACE)
    assert "geolocation=()" in form.answer.headers["Permissions-Policy"]
