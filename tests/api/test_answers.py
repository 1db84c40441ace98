"""What the operations answer: the law as the law package gives it, tokens, the ledger."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jifang_verify as jv
import psycopg
import pytest
from django.conf import settings
from django.utils import timezone
from psycopg.types.range import Range

from jifang.api.operations.law import make_example, write_pattern
from jifang.foundation.postgres.connection import SEQUENCER, SIGNER, Connection
from jifang.foundation.territory.models import Division, Organ
from jifang.foundation.walls.scope import Scope, work_in
from jifang.law import list_questions, load_law
from jifang.law.assessment import assess
from jifang.law.errors import Lang
from jifang.law.intake import read_path
from jifang.ledger.notes import make_key
from jifang.ledger.sequencer import Sequencer
from jifang.ledger.signer import Signer
from tests.api.asking import get, post
from tests.foundation.access_tokens.people import give_token, make_person

pytestmark = pytest.mark.django_db
NAMES = [q.name for q in list_questions()]
DAY = date(2026, 11, 26)
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))


def plain(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_a_question_is_answered_as_the_law_answers_it(name: str, lang: Lang) -> None:
    body = make_example(load_law().questions[name])
    came = post(f"law/questions/{name}/decide?lang={lang}", body)
    expected = load_law().decide(name, body["facts"], on=DAY).as_dict(lang)
    assert came.body == plain(write_pattern(expected))
    assert get(f"law/questions/{name}?lang={lang}").body["facts"]


def test_an_english_answer_says_how_sure_it_is_in_english() -> None:
    came = post("law/questions/retention/decide?lang=en", {"facts": {"setting": "key_unit"}})
    sure = [p["confidence_text"] for g in came.body["basis"] for p in g["parameters"].values()]
    assert sure
    assert all(text.isascii() for text in sure)


def test_the_day_decides_which_law() -> None:
    path, facts = "law/questions/retention/decide", {"setting": "key_unit"}
    early = post(path, {"facts": facts, "on": "2017-07-31"})
    assert early.body["outcome"] == "not_in_force"
    assert post(path, {"facts": facts}).body["on"] == timezone.localdate().isoformat()


def test_many_cases_are_answered_in_their_order() -> None:
    cases = [{"setting": "key_unit", "effective_storage_days": n} for n in range(100)]
    came = post("law/questions/retention/batch", {"cases": cases, "on": "2026-11-26"})
    assert [d["outcome"] for d in came.body["items"]] == [
        load_law().decide("retention", facts, on=DAY).outcome for facts in cases
    ]


def test_where_one_case_cannot_be_read_none_is_answered() -> None:
    cases = [{}, {"setting": "school"}, {"x": 1}]
    came = post("law/questions/retention/batch", {"cases": cases})
    assert came.status == 422
    assert came.fields == ["cases[1].setting", "cases[2].x"]
    assert post("law/questions/retention/batch", {"cases": [{}] * 101}).fields == ["cases"]
    assert post("law/questions/retention/batch", {"cases": []}).fields == ["cases"]
    assert post("law/questions/unheard/batch", {"cases": [{}]}).status == 404
    assert post("law/questions/unheard/decide", {"facts": {}}).status == 404


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_a_dossier_is_assessed_as_the_law_assesses_it(path: Path) -> None:
    raw = json.loads(json.dumps(read_path(path, expect="dossier"), default=str))
    came = post("law/assessment?lang=en", {"dossier": raw, "on": "2026-11-26"})
    assert came.body == plain(assess(raw, on=DAY).as_dict("en"))


def test_a_dossier_with_faults_names_them() -> None:
    came = post("law/assessment", {"dossier": {"systems": [{"channels": "many"}], "x": []}})
    assert came.status == 422
    assert any(field.startswith("systems[0]") for field in came.fields)


def test_a_deadline_is_counted_with_its_steps() -> None:
    body = {"period": "design_review", "start": "2026-09-21", "at": "2026-10-12"}
    came = post("law/deadlines?lang=en", body)
    assert came.body["due_on"] == "2026-10-19"
    assert came.body["steps"]
    assert came.body["standing"]["at"] == "2026-10-12"
    own = post("law/deadlines", {"length": 15, "unit": "working_days", "start": "2026-09-21",
                                 "pauses": [{"since": "2026-09-23", "until": "2026-09-24",
                                             "reason": "expert_review"}]})  # fmt: skip
    assert own.status in {200, 422}


def test_what_is_wrong_with_a_deadline_is_named_by_its_field() -> None:
    body = {"period": "unheard", "start": "soon", "pauses": [{"since": "x", "reason": "y"}]}
    assert {"period", "start", "pauses"} <= set(post("law/deadlines", body).fields)
    assert post("law/deadlines", {}).fields == ["period", "start"]
    assert post("law/deadlines", {"length": 15.5}).fields == ["length"]


# --- the law book ---------------------------------------------------------------------------------


def test_a_provision_of_the_measures_and_of_other_law() -> None:
    own = get("law/instruments/gd-decree-238/provisions/art_20__para_1").body
    assert "有效存储时间" in own["zh"]
    assert "retention" in own["questions"]
    other = get("law/instruments/cn-decree-799/provisions/art_8").body
    assert other["about"]["our_words"] is True
    for path in ("gd-decree-238/provisions/art_99", "gd-decree-238/provisions/20",
                 "cn-decree-799/provisions/art_999", "unheard/provisions/art_1"):  # fmt: skip
        assert get(f"law/instruments/{path}").status == 404


def test_instruments_parameters_and_search() -> None:
    rows = get("law/instruments?on=2016-01-01").body["items"]
    assert {r["law"]: r["in_force"] for r in rows}["gd-decree-238"] is False
    assert get("law/instruments/gd-decree-238").body["text_held"] is True
    assert get("law/instruments/unheard").status == 404
    assert any(p["id"] == "retention.minimum_days" for p in get("law/parameters").body["items"])
    assert get("law/search?q=存储").body["items"]
    assert get("law/search?q=").fields == ["q"]
    assert get("law/search").fields == ["q"]
    assert get(f"law/search?q={'x' * 999}").fields == ["q"]


@pytest.mark.parametrize(
    "path", ["law/questions", "law/questions/retention", "law/parameters", "openapi.json"]
)
def test_what_was_read_is_not_sent_again(path: str) -> None:
    first = get(path)
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "public, no-cache"
    for given in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again = get(path, headers={"If-None-Match": given})
        assert (again.status, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert get(f"{path}?lang=en", headers={"If-None-Match": tag}).status == 200


# --- territory ------------------------------------------------------------------------------------


@pytest.fixture
def divisions() -> None:
    with work_in(Scope(administration="system_admin")):
        for number in range(7):
            Division.objects.create(
                code=f"44010{number}",
                name_zh=f"示例区{number}",
                name_en=f"Example {number}",
                parent="440100",
                level="county",
                valid=Range(date(2020, 1, 1), date(2026, 1, 1) if number == 6 else None),
                source="示例",
            )
            Organ.objects.create(
                code=f"ps-44010{number}",
                kind="public_security",
                level="county",
                organ_region=f"44010{number}",
                name_zh="示例机关",
                name_en="Example organ",
                valid=Range(date(2020, 1, 1), None),
                demonstration=True,
            )


@pytest.mark.usefixtures("divisions")
def test_divisions_and_organs_are_those_of_the_day() -> None:
    now = get("divisions?parent=440100").body["items"]
    assert [d["code"] for d in now] == [f"44010{n}" for n in range(6)]
    assert len(get("divisions?parent=440100&on=2025-12-31").body["items"]) == 7
    assert get("divisions/440106").status == 404
    assert get("divisions/440106?on=2025-01-01").body["name_en"] == "Example 6"
    assert [o["region"] for o in get("organs?region=440103").body["items"]] == ["440103"]
    for path in ("divisions?parent=44", "divisions?parent=４４０１００", "organs?region=x"):
        assert get(path).status == 422
    assert get("divisions/x").status == 404


# --- tokens and the ledger ------------------------------------------------------------------------


def ask_token(secret: str, key: str = "k", **change: Any) -> Any:
    last = timezone.localdate() + timedelta(days=5)
    body = {"label": "程序", "scopes": ["profile"], "last_day": last.isoformat(), **change}
    return post("tokens", body, secret=secret, key=key)


def test_who_the_token_stands_for() -> None:
    person = make_person("officer")
    me = get("me?lang=en", secret=give_token(person).secret).body
    assert me["account"] == str(person.account.public_id)
    assert (me["bounds"]["from_code"], me["bounds"]["before_code"]) == ("440106", "440107")
    assert [(m["role_name"], m["acting"]) for m in me["memberships"]] == [("officer", True)]
    assert me["scopes"] == [
        *("cases", "cases.write", "members", "profile", "registers", "registers.write",
          "testing", "tokens")
    ]  # fmt: skip


def test_a_token_made_with_a_token_has_no_more_than_that_one() -> None:
    person = make_person("unit_manager")
    secret = give_token(person, "tokens", "profile", days=10).secret
    assert ask_token(secret, scopes=["profile", "members"]).fields == ["scopes"]
    later = (timezone.localdate() + timedelta(days=11)).isoformat()
    assert ask_token(secret, last_day=later).fields == ["last_day"]
    for change, field in (
        ({"label": " "}, "label"),
        ({"label": "a\nb"}, "label"),
        ({"scopes": ["unheard"]}, "scopes"),
        ({"scopes": []}, "scopes"),
        ({"last_day": "2020-01-01"}, "last_day"),
        ({"last_day": "soon"}, "last_day"),
    ):
        assert ask_token(secret, **change).fields == [field]
    made = ask_token(secret)
    assert made.status == 201
    assert get("me", secret=made.body["secret"]).body["scopes"] == ["profile"]
    listed = get("tokens", secret=secret).body["items"]
    assert listed[0]["id"] == made.body["token"]["id"]
    assert "secret" not in json.dumps(listed)


def test_there_are_only_so_many_tokens() -> None:
    secret = give_token(make_person("unit_manager")).secret
    answers = [ask_token(secret, key=f"k{n}") for n in range(20)]
    assert [a.status for a in answers] == [201] * 19 + [409]
    assert answers[-1].code == "conflict"


def test_a_token_is_revoked_once_even_by_itself() -> None:
    person = make_person("unit_manager")
    secret, other = give_token(person).secret, give_token(person).secret
    own = secret.split("_")[1]
    first = post(f"tokens/{own}/revoke", secret=other, key="a")
    assert first.body["token"]["is_live"] is False
    assert first.body["act_key"]
    second = post(f"tokens/{own}/revoke", secret=other, key="b")
    assert second.body["act_key"] is None
    assert get("me", secret=secret).status == 401
    itself = post(f"tokens/{other.split('_')[1]}/revoke", secret=other, key="c")
    assert itself.status == 200
    assert get("me", secret=other).status == 401


def test_the_security_administration_revokes_anybodys() -> None:
    token = give_token(make_person("unit_manager")).token.id
    secret = give_token(make_person("security_admin")).secret
    assert post(f"tokens/{token}/revoke", secret=secret, key="a").status == 200


@pytest.fixture
def services(database_server: Connection, tmp_path: Path) -> Iterator[tuple[Sequencer, Signer]]:
    """A sequencer and a signer of the test's database."""
    name = settings.DATABASES["default"]["NAME"]
    sessions = [
        psycopg.connect(
            **database_server.as_params(database_server.find_service(role)) | {"dbname": name}
        )
        for role in (SEQUENCER, SIGNER)
    ]
    key = make_key("jifang.example/gd")
    yield Sequencer(sessions[0]), Signer(sessions[1], key, tmp_path / "signer", tmp_path / "public")
    for session in sessions:
        session.close()


@pytest.mark.timeout(300)  # other tests' transactions in the cluster hold it back
@pytest.mark.django_db(transaction=True)
def test_an_act_is_proved_by_its_key(services: tuple[Sequencer, Signer], tmp_path: Path) -> None:
    sequencer, signer = services
    assert get("ledger/checkpoint").status == 404
    secret = give_token(make_person("unit_manager")).secret
    key = ask_token(secret).body["act_key"]
    waiting = get(f"ledger/proofs/{key}").body
    assert (waiting["state"], waiting["index"], waiting["proof"]) == ("waiting", None, None)
    sequencer.start()
    while sequencer.head.size < 2:  # other tests' transactions in the cluster hold it back
        sequencer.tick()
    assert get(f"ledger/proofs/{key}").body["state"] == "placed"
    signer.start()
    signer.tick()
    signed = get(f"ledger/proofs/{key}").body
    assert signed["state"] == "signed"
    data = b64decode(signed["bytes"])
    assert json.loads(data)["key"] == key
    proof, entry = tmp_path / "proof", tmp_path / "entry"
    proof.write_text(signed["proof"])
    entry.write_bytes(data)
    words = ["entry", str(tmp_path / "public" / "policy"), str(proof), str(entry)]
    assert jv.main(words) == jv.VALID
    assert get("ledger/checkpoint").body["size"] == 2
    first = get("ledger/entries?limit=1").body
    assert (first["items"][0]["index"], first["items"][0]["bytes"]) == (1, signed["bytes"])
    rest = get(f"ledger/entries?limit=1&cursor={first['next']}").body
    assert ([e["index"] for e in rest["items"]], rest["next"]) == ([0], None)
    assert get("ledger/entries/1").body == first["items"][0]
    assert get("ledger/entries?kind=token.created&region=440106").body["items"]
    assert get("ledger/entries?kind=TOKEN").fields == ["kind"]
    assert get("ledger/entries?region=4").fields == ["region"]


def test_no_act_has_a_key_that_was_not_given() -> None:
    for path in ("ledger/proofs/api.0", f"ledger/proofs/{'x' * 300}", "ledger/entries/0",
                 f"ledger/entries/{10**20}", "ledger/proofs/%00"):  # fmt: skip
        assert get(path).status == 404
