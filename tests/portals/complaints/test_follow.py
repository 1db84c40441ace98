"""Following a report by its code: what is seen, what may be done, and when it is over."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from django.test import Client

from jifang.domains.complaints.data import STARS
from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.sealing import seal
from jifang.foundation.cases.models import Case
from jifang.portals.complaints.gate import TRYING
from jifang.portals.complaints.key import COOKIE, PURPOSE, SECONDS
from tests.domains.complaints.people import (
    CONTACT,
    NAME,
    WORDS,
    do,
    file,
    lay_people,
    reread,
    take,
    within,
)
from tests.portals.complaints.world import make_photo, say

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.parametrize("lang", ["", "/en"])
FOLLOW = "/report/follow/"
EVIL = "<script>alert('x')</script>"


@pytest.fixture(autouse=True)
def people() -> dict[str, Actor]:
    return lay_people()


def enter(code: str, lang: str = "") -> Client:
    """A browser in which the code was entered."""
    client = Client()
    answer = client.post(f"{lang}{FOLLOW}", {"code": code})
    assert answer.headers["Location"] == f"{lang}{FOLLOW}"
    assert code not in answer.headers["Location"]
    return client


def see(client: Client, lang: str = "") -> str:
    return say(client.get(f"{lang}{FOLLOW}"))


def act(client: Client, name: str, **given: Any) -> Any:
    return client.post(f"{FOLLOW}{name}/", given)


def start(**more: Any) -> tuple[Client, Case]:
    """A report that was filed, and a browser that follows it."""
    filed, case = file(**more)
    return enter(filed.code), case


def test_it_says_where_the_case_is_and_what_was_reported() -> None:
    filed, _ = file()
    client = enter(filed.code)
    for lang, state, nobody in (
        ("", "已收到", "没有人：您没有留下姓名"),
        ("/en", "received", "Nobody: you gave no name"),
    ):
        page = see(client, lang)
        for words in (WORDS, "体育西路", filed.number, state, nobody, 'content="noindex"'):
            assert words in page


@BOTH
def test_a_wrong_code_and_what_is_none_get_the_same_answer(lang: str) -> None:
    wrong = "0000-0000-0000-0000-0000-0000"
    answers = set()
    for code in (wrong, "x", "", "'--", "长" * 50, "0" * 500):
        answer = Client().post(f"{lang}{FOLLOW}", {"code": code})
        assert answer.status_code == 404
        page = say(answer)
        assert ("No report was found" if lang else "没有查到") in page
        assert code == "" or f'value="{code}"' not in page, "it is not shown again"
        start = page.index("<main")
        answers.add(page[start:].partition("csrfmiddlewaretoken")[0])
    assert len(answers) == 1


def test_a_code_may_be_typed_carelessly() -> None:
    filed, _ = file()
    for typed in (filed.code.lower(), filed.code.replace("-", " "), f" {filed.code} "):
        assert WORDS in see(enter(typed))


def test_guessing_is_told_to_wait_and_the_right_code_too() -> None:
    filed, _ = file()
    for _ in range(TRYING.burst):
        assert Client().post(FOLLOW, {"code": "x"}).status_code == 404
    refused = Client().post(FOLLOW, {"code": filed.code})
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0


class TestSession:
    def test_it_ends_by_its_button_and_by_itself(self) -> None:
        filed, _ = file()
        client = enter(filed.code)
        cookie = client.cookies[COOKIE]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert int(cookie["max-age"]) == SECONDS
        assert filed.code not in cookie.value
        ended = client.post(f"{FOLLOW}end/")
        assert client.cookies[COOKIE].value == ""
        assert "已离开案件" in say(client.get(ended.headers["Location"]))
        assert WORDS not in see(client)

    def test_one_that_is_over_or_made_up_opens_nothing(self) -> None:
        filed, _ = file()
        over = {"code": filed.code, "fresh": "", "until": int(time.time()) - 1}
        for value in (seal(json.dumps(over), PURPOSE), seal(json.dumps(over)), filed.code, "v1:x"):
            client = Client()
            client.cookies[COOKIE] = value
            assert WORDS not in see(client)
            for path in ("rate/", "supplement/", f"letter/{reread(filed.case).public_id}/"):
                assert client.get(f"{FOLLOW}{path}").headers["Location"] == FOLLOW

    def test_each_page_begins_the_half_hour_anew(self) -> None:
        client, _ = start()
        before = client.cookies[COOKIE].value
        client.get(f"{FOLLOW}supplement/")
        assert client.cookies[COOKIE].value != before


def test_answer_rating_and_reopening(people: dict[str, Actor]) -> None:
    lang = "/en"  # the Chinese pages are those of the journey
    filed, case = file()
    client = enter(filed.code, lang)
    take(people, case, "claim", "accept", "reply")
    page = see(client, lang)
    for words in ("已责令整改。", "founded"):
        assert words in page
    link = page.partition(f'href="{lang}{FOLLOW}letter/')[2].partition('"')[0]
    letter = client.get(f"{FOLLOW}letter/{link}")
    assert letter.content.startswith(b"%PDF")
    assert letter.headers["Content-Disposition"].startswith("attachment")
    form = say(client.get(f"{lang}{FOLLOW}rate/"))
    for stars in STARS.values():
        assert stars.en in form
    wrong = client.post(f"{lang}{FOLLOW}rate/", {"stars": "6", "remark": "还行<b>"})
    assert wrong.status_code == 400
    assert "还行<b>" in say(wrong)
    assert "还行<b>" not in wrong.content.decode()
    done = client.post(f"{lang}{FOLLOW}rate/", {"stars": "2", "remark": "没看到整改"})
    assert "rating was recorded" in say(client.get(done.headers["Location"]))
    again = client.post(f"{lang}{FOLLOW}rate/", {"stars": "5"})
    assert again.status_code == 409
    lacking = client.post(f"{lang}{FOLLOW}reopen/", {"reason": " "})
    assert lacking.status_code == 400
    assert client.post(f"{lang}{FOLLOW}reopen/", {"reason": "还在拍"}).status_code == 302
    assert reread(case.public_id).state == "accepted"
    assert "还在拍" in see(client, lang)


def test_what_the_organ_asks_is_answered_with_a_photo(people: dict[str, Actor]) -> None:
    client, case = start()
    take(people, case, "claim", "accept")
    do(people["officer"], case, "ask", reason="请补一张门口的照片")
    assert "请补一张门口的照片" in see(client)
    assert "请补一张门口的照片" in say(client.get(f"{FOLLOW}supplement/"))
    refused = act(client, "supplement", text="补", photos=[make_photo("a.gif", "PNG")])
    assert refused.status_code == 400
    assert ">补</textarea>" in refused.content.decode()
    assert act(client, "supplement", text=EVIL, photos=[make_photo()]).status_code == 302
    assert reread(case.public_id).state == "accepted"
    raw = client.get(FOLLOW).content.decode()
    assert "&lt;script&gt;" in raw
    assert "<script>alert" not in raw


def test_urging_withdrawing_and_what_the_state_does_not_allow() -> None:
    client, case = start()
    assert act(client, "urge", reason="").status_code == 400
    assert act(client, "urge", reason="一个月了").status_code == 302
    refused = act(client, "rate", stars="5")
    assert refused.status_code == 409
    assert "不能这样做" in say(refused)
    assert "不能这样做" in say(client.get(f"{FOLLOW}reopen/"))
    assert act(client, "accept").status_code == 404, "an officer's act is no address here"
    assert act(client, "withdraw", reason="").status_code == 302
    assert reread(case.public_id).state == "withdrawn"
    assert "已撤回" in see(client)


def test_a_sealed_identity_tells_when_it_was_opened_and_for_what(
    people: dict[str, Actor],
) -> None:
    filed, case = file(sealed=True, name=NAME, contact=CONTACT)
    client = enter(filed.code)
    assert "没有对任何人解封" in see(client)
    assert "was opened to nobody" in see(client, "/en")
    take(people, case, "claim", "accept", "ask_to_unseal")
    do(people["approver"], case, "agree_to_unseal")
    assert "经第二人同意解封" in see(client)
    page = see(client, "/en")
    assert "by agreement of a second person" in page
    for secret in (NAME, CONTACT, people["officer"].public_id, people["approver"].public_id):
        assert secret not in page


def test_one_that_was_joined_shows_how_the_main_one_goes_on(people: dict[str, Actor]) -> None:
    _, main = file(what="主案的话")
    client, follower = start(same_as=main.public_id)
    take(people, main, "claim", "accept", "reply")
    page = see(client)
    assert "一并办理" in page
    assert "已责令整改。" in page
    assert "主案的话" not in page
    assert act(client, "unmerge", reason="是另一个摄像头").status_code == 302
    assert reread(follower.public_id).state == "received"


def test_referral_and_refusal_say_where_to(people: dict[str, Actor]) -> None:
    client, case = start()
    take(people, case, "claim", "refer")
    assert "城市管理部门" in see(client)
    client, case = start()
    take(people, case, "claim", "reject")
    assert "其他主管部门" in see(client)


def test_nobody_sees_another_ones_case_or_letter(people: dict[str, Actor]) -> None:
    one, case = start()
    take(people, case, "claim", "accept", "reply")
    link = see(one).partition(f'href="{FOLLOW}letter/')[2].partition('"')[0]
    other, _ = start(what="另一件")
    assert other.get(f"{FOLLOW}letter/{link}").status_code == 404
    assert WORDS not in see(other)


def test_an_act_made_on_what_is_no_more_is_refused(people: dict[str, Actor]) -> None:
    client, case = start()
    with within(people["officer"]):
        take(people, case, "claim", "accept", "reply")
    client.get(FOLLOW)
    do(people["approver"], case, "reopen")
    assert act(client, "rate", stars="5").status_code == 409
