"""The gate: who gets through, how often, and what everyone else is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from psycopg.types.range import Range
from pytest_django import Settings

from jifang.api import gate
from jifang.api.gate import BEARER, ForgetCookies, get_resolver
from jifang.api.network import name_bucket
from jifang.api.routes import OPERATIONS
from jifang.foundation.access_tokens.scopes import SCOPES, keep_open
from jifang.foundation.access_tokens.services import revoke_token
from jifang.foundation.accounts.models import Account, Membership
from jifang.foundation.accounts.powers import ROLES
from jifang.foundation.network import find_network, name_network
from jifang.foundation.walls.scope import work_in
from tests.api.asking import Came, ask, ask_example, forget_request, get, post
from tests.foundation.access_tokens.people import SECURITY, Person, give_token, make_person

pytestmark = pytest.mark.django_db
get_resolver()
NAMES = list(OPERATIONS)
OWN = [name for name in NAMES if OPERATIONS[name].doc.scope]
DECIDE = "law/questions/retention/decide"
WITHOUT_ORGANS = {
    "openCase": (403, 422), "fileComplaint": (422,), "enterUndertaking": (403, 422),
    "enterTraining": (403,),
}  # fmt: skip
"""What an example is answered where there is no organ, and whatever the role is to the case."""


# --- tokens ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_without_a_token_exactly_what_needs_none_is_answered(name: str) -> None:
    came = ask_example(OPERATIONS[name], key="k")
    if OPERATIONS[name].doc.scope:
        assert came.status == 401
        assert came.headers["WWW-Authenticate"] == 'Bearer realm="jifang"'
    else:
        assert came.status in {200, 404, *WITHOUT_ORGANS.get(name, ())}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_reaches_what_its_scopes_open_and_nothing_else(role: str) -> None:
    secret = give_token(make_person(role), days=300).secret
    open_ = keep_open(role, SCOPES)
    for name in OWN:
        came = ask_example(OPERATIONS[name], secret=secret, key=name)
        if OPERATIONS[name].doc.scope in open_:
            assert came.status in {200, 201, 404, *WITHOUT_ORGANS.get(name, ())}, name
        else:
            assert (came.status, came.code) == (403, "forbidden")
            assert OPERATIONS[name].doc.scope in came.headers["WWW-Authenticate"]


@pytest.mark.parametrize("name", OWN)
def test_a_token_without_the_scope_is_refused(name: str) -> None:
    others = [code for code in SCOPES if code != OPERATIONS[name].doc.scope]
    secret = give_token(make_person("unit_manager"), *others).secret
    assert ask_example(OPERATIONS[name], secret=secret, key="k").status == 403


def end(what: str, person: Person, token: str) -> None:
    today = timezone.localdate()
    with work_in(SECURITY):
        if what == "membership":
            ended = Range(person.membership.valid.lower, today)
            Membership.objects.filter(pk=person.membership.pk).update(valid=ended)
        if what == "account":
            Account.objects.filter(pk=person.account.pk).update(is_active=False)
    if what == "revoked":
        with work_in(person.scope):
            revoke_token(person.actor, token)


@pytest.mark.parametrize("path", ["me", "law/questions", "nowhere"])
def test_whatever_is_wrong_with_a_token_the_answer_is_the_same(path: str) -> None:
    answers: list[Came] = []
    for what in ("revoked", "membership", "account"):
        person = make_person("unit_member")
        made = give_token(person)
        end(what, person, made.token.id)
        answers.append(get(path, secret=made.secret))
    late = give_token(make_person("unit_member"), days=1).secret
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        answers.append(get(path, secret=late))
    answers.append(get(path, secret="jft_" + "0" * 12 + "_" + "A" * 43))
    answers += [
        get(path, headers={"Authorization": given})
        for given in (
            "",
            "Bearer",
            "Basic eDp5",
            "Bearer a b",
            f"Token {late}",
            "Bearer " + "x" * 999,
        )
    ]
    assert {came.status for came in answers} == {401}
    assert len({str(forget_request(came)) for came in answers}) == 1
    assert len({came.headers["WWW-Authenticate"] for came in answers}) == 1


def test_the_word_bearer_has_no_case() -> None:
    assert BEARER.fullmatch("bearer abc")


def test_a_cookie_is_not_even_looked_at() -> None:
    seen: list[dict[str, str]] = []

    def rest(request: HttpRequest) -> HttpResponse:
        seen.append(dict(request.COOKIES))
        return HttpResponse()

    factory = RequestFactory(headers={"Cookie": "sessionid=abc"})
    ForgetCookies(rest)(factory.get("/api/v1/me"))
    ForgetCookies(rest)(factory.get("/law/"))
    assert seen == [{}, {"sessionid": "abc"}]


def test_a_write_needs_no_csrf_token_and_a_public_answer_sets_no_cookie() -> None:
    came = post(DECIDE, {"facts": {}})
    assert came.status == 200
    assert "Set-Cookie" not in came.headers


# --- another's rows -------------------------------------------------------------------------------


def test_what_lies_elsewhere_is_answered_like_what_is_not_there() -> None:
    here = make_person("unit_manager")
    colleague = make_person("unit_member")
    elsewhere = make_person("unit_manager", region="440305", party="unit-2")
    theirs = give_token(elsewhere, "profile").token.id
    secret = give_token(here).secret
    assert get(f"members/{colleague.membership.pk}", secret=secret).status == 200
    pairs = [
        (f"members/{elsewhere.membership.pk}", "members/999999999", "GET"),
        (f"members/{elsewhere.membership.pk}", f"members/{10**30}", "GET"),
        (f"tokens/{theirs}", "tokens/ffffffffffff", "GET"),
        (f"tokens/{theirs}/revoke", "tokens/ffffffffffff/revoke", "POST"),
    ]
    for foreign, wrong, method in pairs:
        first = ask(method, foreign, secret=secret, key="a")
        second = ask(method, wrong, secret=secret, key="b")
        assert first.status == second.status == 404
        assert forget_request(first) == forget_request(second)
    listed = get("members", secret=secret).body["items"]
    assert [m["id"] for m in listed] == [here.membership.pk, colleague.membership.pk]


def test_an_officer_lists_the_own_organ_not_every_body_of_the_territory() -> None:
    officer = make_person("officer")
    make_person("unit_manager")
    listed = get("members", secret=give_token(officer).secret).body["items"]
    assert [m["role"] for m in listed] == ["officer"]


def test_names_are_masked() -> None:
    make_person("unit_member", name="欧阳示例")
    secret = give_token(make_person("unit_manager", name="甲")).secret
    names = [m["name"] for m in get("members", secret=secret).body["items"]]
    assert names == ["欧***", "甲*"]


# --- addresses and parameters ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["", "nowhere", "law/questions/", "LAW/questions", "../v1/me", "%0a"]
)
def test_an_unknown_address_is_a_problem_too(path: str) -> None:
    came = get(path)
    assert (came.status, came.code) == (404, "not-found")
    assert came.headers["Content-Type"] == "application/problem+json"


def test_other_versions_and_the_bare_api_are_problems_too() -> None:
    for path in ("../", "../v2/me"):
        assert get(path).status == 404


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
def test_a_method_that_is_not_supported_names_those_that_are(method: str) -> None:
    came = ask(method, "law/questions")
    assert (came.status, came.code) == (405, "method")
    assert came.headers["Allow"] == "GET, HEAD"


def test_head_is_get_without_a_body() -> None:
    came = ask("HEAD", "law/questions")
    assert (came.status, came.content) == (200, b"")
    assert came.headers["ETag"] == get("law/questions").headers["ETag"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("unknown=1", "unknown"),
        ("on=2026-11-26&on=2026-11-27", "on"),
        ("lang=fr", "lang"),
        ("on=26.11.2026", "on"),
        ("on=2026-02-30", "on"),
        ("on=0001-01-01", "on"),
        ("on=", "on"),
    ],
)
def test_a_parameter_is_not_guessed(query: str, field: str) -> None:
    came = get(f"law/instruments?{query}")
    assert (came.status, came.code, came.fields) == (422, "invalid", [field])


@pytest.mark.parametrize("limit", ["0", "201", "-1", "1.0", "1_0", "１０", "", "ten", "9" * 40])
def test_a_limit_is_a_plain_number_within_bounds(limit: str) -> None:
    assert get(f"organs?limit={limit}").fields == ["limit"]


@pytest.mark.parametrize(
    ("header", "query", "lang"),
    [
        ("", "", "zh-Hans"),
        ("en", "", "en"),
        ("fr, en;q=0.5", "", "en"),
        ("zh-TW", "", "zh-Hans"),
        ("de", "", "zh-Hans"),
        ("zh", "?lang=en", "en"),
        ("en", "?lang=zh", "zh-Hans"),
    ],
)
def test_the_language_of_an_answer(header: str, query: str, lang: str) -> None:
    came = get(f"law/questions{query}", headers={"Accept-Language": header})
    assert came.headers["Content-Language"] == lang
    assert "Accept-Language" in came.headers["Vary"]
    assert ("Is the retention" in came.content.decode()) is False
    title = came.body["items"][0]["title"]
    assert title.isascii() is (lang == "en")


def test_an_error_is_said_in_the_readers_language_with_both_titles_and_its_request() -> None:
    zh, en = get("nowhere?lang=zh"), get("nowhere?lang=en")
    assert (zh.body["title"], en.body["title"]) == ("没有找到", "Not found")
    assert zh.body["titles"] == en.body["titles"] == {"zh": "没有找到", "en": "Not found"}
    assert zh.body["request_id"] == zh.headers["X-Request-Id"]
    assert zh.body["type"] == "/developers/#problem-not-found"


# --- bodies ---------------------------------------------------------------------------------------

HOSTILE: list[tuple[bytes, int]] = [
    (b"", 400),
    (b"{", 400),
    (b"nonsense", 400),
    (b"[]", 400),
    (b"null", 400),
    (b"\xff\xfe{}", 400),
    (b'{"facts": {"x": "\xff"}}', 400),
    (b'{"facts": {}, "facts": {}}', 400),
    (b'{"facts": {"setting": "other", "setting": "key_unit"}}', 400),
    (b'{"facts": {"effective_storage_days": NaN}}', 400),
    (b'{"facts": {"effective_storage_days": Infinity}}', 400),
    (b'{"facts": {"effective_storage_days": 1e400}}', 400),
    (b'{"facts": {"effective_storage_days": ' + b"9" * 5000 + b"}}", 400),
    (b'{"facts": ' * 2000 + b"{}" + b"}" * 2000, 400),
    (b'{"facts": ' + b"[" * 40 + b"]" * 40 + b"}", 400),
    (b'{"facts": {"setting": "\\u0000"}}', 400),
    (b'{"facts": {"setting": "\\ud800"}}', 400),
    (b'{"facts": {"effective_storage_days": 30.5}}', 422),
    (b'{"facts": {"effective_storage_days": "30"}}', 422),
    (b'{"facts": {"effective_storage_days": true}}', 422),
    (b'{"facts": {"effective_storage_days": -1}}', 422),
    (b'{"facts": {"effective_storage_days": 999999999999999999}}', 422),
    (b'{"facts": {"unheard_of": 1}}', 422),
    (b'{"facts": {"setting": {}}}', 422),
    (b'{"facts": []}', 422),
    (b'{"facts": null}', 422),
    (b'{"fact": {}}', 422),
    (b'{"facts": {}, "more": 1}', 422),
    (b'{"facts": {}, "on": 20261126}', 422),
    (b'{"facts": {}, "on": "today"}', 422),
]


@pytest.mark.parametrize(("raw", "status"), HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_input_is_refused_with_its_place(raw: bytes, status: int) -> None:
    came = post(DECIDE, raw=raw)
    assert came.status == status
    assert came.code == {400: "unreadable", 422: "invalid"}[status]
    assert came.body["problems"] or not raw


def test_every_problem_is_named_with_value_and_what_is_allowed() -> None:
    body = {"facts": {"setting": "school", "effective_storage_days": "30", "x": 1}, "on": "then"}
    came = post(f"{DECIDE}?lang=en", body | {"on": "2026-11-26"})
    assert {p["field"]: p["value"] for p in came.body["problems"]} == {
        "setting": "school",
        "effective_storage_days": "30",
        "x": "1",
    }
    assert "public_area, key_unit, other" in came.content.decode()
    assert post(DECIDE, body).fields == ["on"]


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded",
                                  "application/json; charset=gbk",
                                  "multipart/form-data"])  # fmt: skip
def test_a_body_is_json(kind: str) -> None:
    assert post(DECIDE, {"facts": {}}, content_type=kind).status == 415


@pytest.mark.parametrize("size", [1100 * 1024, 7 * 1024 * 1024])
def test_a_body_that_is_too_large_is_a_problem(size: int) -> None:
    came = post(DECIDE, raw=b" " * size)
    assert (came.status, came.code) == (413, "too-large")


# --- limits ---------------------------------------------------------------------------------------


@pytest.fixture
def tight(settings: Settings) -> None:
    settings.API_LIMITS = {"token": ("token", 60, 4), "network": ("network", 30, 2)}


@pytest.mark.usefixtures("tight")
class TestLimits:
    def test_a_network_without_a_token_is_bounded(self) -> None:
        first, second, third = (get("law/questions") for _ in range(3))
        assert (first.status, second.status, third.status) == (200, 200, 429)
        assert first.headers["RateLimit-Policy"] == '"network";q=30;w=60'
        assert first.headers["RateLimit"].startswith('"network";r=1;')
        assert third.code == "too-many"
        assert third.headers["Retry-After"] in {"1", "2"}

    def test_a_token_has_a_bucket_of_its_own(self) -> None:
        get("law/questions")
        get("law/questions")
        one = give_token(make_person("unit_member")).secret
        other = give_token(make_person("unit_manager")).secret
        assert [get("me", secret=one).status for _ in range(5)] == [200] * 4 + [429]
        assert get("me", secret=other).status == 200

    def test_guessing_tokens_is_bounded_and_then_tells_nothing(self) -> None:
        statuses = [get("me", secret=f"jft_{n:012x}_{'A' * 43}").status for n in range(3)]
        assert statuses == [401, 401, 429]

    def test_errors_and_unknown_addresses_count_too(self) -> None:
        assert [get("nowhere").status for _ in range(3)] == [404, 404, 429]

    def test_a_forged_header_does_not_give_a_new_bucket(self) -> None:
        asked = [get("law/questions", headers={"X-Forwarded-For": f"10.0.0.{n}"}) for n in range(3)]
        assert asked[2].status == 429

    def test_behind_proxies_of_our_own_the_client_is_told_apart(self, settings: Settings) -> None:
        settings.PROXIES = 1
        asked = [get("law/questions", headers={"X-Forwarded-For": f"10.0.0.{n}"}) for n in range(3)]
        assert [came.status for came in asked] == [200] * 3
        forged = [
            get("law/questions", headers={"X-Forwarded-For": f"10.9.9.{n}, 10.0.0.9"})
            for n in range(3)
        ]
        assert forged[2].status == 429


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", ""),
        ("unix:", ""),
        ("999.1.1.1", ""),
    ],
)
def test_the_network_of_an_address(address: str, network: str) -> None:
    assert name_network(address) == network
    assert address not in name_bucket(network) or not address


@pytest.mark.parametrize(
    ("proxies", "chain", "network"),
    [
        (0, "10.0.0.1", "192.0.2.1"),
        (1, "10.0.0.1", "10.0.0.1"),
        (1, "forged, 10.0.0.1", "10.0.0.1"),
        (2, "forged, 10.0.0.2, 10.0.0.1", "10.0.0.2"),
        (2, "10.0.0.1", "192.0.2.1"),
        (1, "nonsense", "192.0.2.1"),
        (1, "", "192.0.2.1"),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(
    proxies: int, chain: str, network: str, settings: Settings
) -> None:
    settings.PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers={"X-Forwarded-For": chain})
    assert find_network(request) == network


def test_the_log_names_the_operation_and_the_pseudonym_never_the_address(
    caplog: pytest.LogCaptureFixture,
) -> None:
    person = make_person("unit_manager")
    secret = give_token(person).secret
    with caplog.at_level("INFO"):
        get("members/8765432109876", secret=secret)
    text = caplog.text
    assert "api.readMember" in text
    assert str(person.account.public_id) in text
    assert "8765432109876" not in text
    assert secret not in text


# --- faults of our own ----------------------------------------------------------------------------


def fail(error: Exception) -> Any:
    def broken(*args: object) -> None:
        raise error

    return broken


@pytest.mark.parametrize(
    ("error", "status"), [(RuntimeError("secret detail"), 500), (OperationalError("host x"), 503)]
)
def test_a_fault_of_ours_gives_nothing_away(
    error: Exception, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "draw", fail(error))
    came = get("law/questions")
    assert came.status == status
    assert str(error) not in came.content.decode()
