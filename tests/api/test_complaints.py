"""Complaints through the API: filed without a token, followed and acted upon by the code."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from tests.api.asking import forget_request, get, post
from tests.foundation.cases.conftest import publish

__all__ = ["publish"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organs", "publish")]
WHAT = {"subject": "no_sign", "division": "440106", "what": "没有标识（演示）",
        "address": "天河路 1 号（演示）"}  # fmt: skip


def file(**more: Any) -> dict[str, Any]:
    came = post("complaints", {**WHAT, **more})
    assert came.status == 201, came.body
    return dict(came.body)


def test_filed_followed_and_withdrawn(settings: Settings) -> None:
    settings.REPORT_LIMITS = {n: (n, 600, 100) for n in settings.REPORT_LIMITS}
    filed = file(lat=23.13, lon=113, name="张三", contact="13800138000", sealed=True)
    assert filed["organ"] == "ps-440106"
    code = {"code": filed["code"]}
    seen = post("complaints/follow?lang=en", code).body
    assert (seen["number"], seen["state"], seen["rateable"]) == (filed["number"], "received", False)
    assert [(h["act"], h["own"]) for h in seen["happenings"]] == [("file", True)]
    assert "张三" not in str(seen)
    added = post("complaints/supplement", {**code, "text": "还有一处"}).body
    assert [h["act"] for h in added["happenings"]] == ["file", "supplement"]
    early = post("complaints/rate", {**code, "stars": 5})
    assert (early.status, early.code, early.body["reason"]) == (422, "not-lawful", "state")
    assert post("complaints/reopen", {**code, "reason": "x"}).status == 422
    assert post("complaints/withdraw", code).body["state"] == "withdrawn"
    others = [
        post("complaints/follow", {"code": text}) for text in (filed["code"][::-1], "x", "０" * 9)
    ]
    assert {o.status for o in others} == {404}
    assert len({str(forget_request(o)) for o in others}) == 1
    assert get("complaints/follow").status == 405


def test_what_is_wrong_is_named(settings: Settings) -> None:
    settings.REPORT_LIMITS = {n: (n, 600, 100) for n in settings.REPORT_LIMITS}
    came = post("complaints", {"subject": "x", "division": "000000", "lat": 1})
    assert {"subject", "division", "lon", "what"} <= set(came.fields)
    assert post("complaints", {**WHAT, "photos": []}).fields == ["photos"]
    assert post("complaints/rate", {"code": "x", "stars": 6}).fields == ["stars"]
    subjects = get("complaints/subjects?lang=en").body["items"]
    assert next(s for s in subjects if s["subject"] == "officials")["route"] == "superior"


def test_a_network_sends_no_more_than_the_form_lets_it() -> None:
    statuses = [post("complaints/follow", {"code": "x"}).status for _ in range(21)]
    assert statuses == [404] * 20 + [429]
    last = post("complaints/follow", {"code": "x"})
    assert (last.code, int(last.headers["Retry-After"]) > 0) == ("too-many", True)
