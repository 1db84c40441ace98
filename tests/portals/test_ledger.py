"""The ledger's pages: what anyone can see, take away and check."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jifang_verify as jv
import psycopg
import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils.html import escape

from jifang.foundation.audit.data import Act, Basis, Target
from jifang.foundation.audit.selectors import find_place, prove_entry
from jifang.foundation.audit.services import record_act
from jifang.foundation.postgres.connection import SEQUENCER, SIGNER, Connection
from jifang.ledger.files import write_whole
from jifang.ledger.notes import COSIGNATURE, Checkpoint, make_key, read_note, sign_checkpoint
from jifang.ledger.sequencer import Sequencer
from jifang.ledger.signer import Signer
from jifang.ledger.witnessed import Standing, State, write_state
from tests.accessibility import check_accessible
from tests.portals.test_browser import fits

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

COUNT = 60


def do_acts() -> None:
    for n in range(COUNT):
        region = "440103" if n % 2 else "445102"
        target = Target("filing", f"f-{n}")
        kind = "filing.submitted" if n % 3 else "certificate.issued"
        act = Act(
            kind, f"{region}-psb", region, "acc-1", target, (Basis("gd-decree-238", "art_15"),)
        )
        with transaction.atomic():
            record_act(act, key=f"k{n}")


@pytest.fixture
def log(
    database_server: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """Sixty acts, sequenced, signed and published."""
    monkeypatch.setattr(settings, "VAR", tmp_path)
    do_acts()
    name = settings.DATABASES["default"]["NAME"]
    home = tmp_path / "ledger"
    sessions = [
        psycopg.connect(
            **database_server.as_params(database_server.find_service(role)) | {"dbname": name}
        )
        for role in (SEQUENCER, SIGNER)
    ]
    sequencer = Sequencer(sessions[0])
    sequencer.start()
    while sequencer.head.size < COUNT:  # other tests' transactions in the cluster hold it back
        sequencer.tick()
    signer = Signer(sessions[1], make_key("jifang.example/gd"), home / "signer", home / "public")
    signer.start()
    signer.tick()
    yield home / "public"
    for session in sessions:
        session.close()


def get(path: str) -> Any:
    return Client().get(path)


def test_an_empty_log_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "VAR", tmp_path)
    assert "尚未签过" in get("/ledger/").content.decode()
    assert "Nothing has been signed yet" in get("/en/ledger/").content.decode()
    assert "没有符合的条目" in get("/ledger/entries/").content.decode()
    assert get("/ledger/entries/0/").status_code == 404
    assert get("/ledger/entries/0/proof").status_code == 404
    assert get("/log/checkpoint").status_code == 404
    assert "尚未签过" in get("/ledger/checkpoint/").content.decode()
    assert prove_entry(0) is None


def test_the_newest_checkpoint_is_shown(log: Path) -> None:
    for prefix in ("", "/en"):
        page = get(f"{prefix}/ledger/").content.decode()
        assert ">60<" in page
        assert "jifang_verify.py" in page


def test_who_cosigned_and_who_is_missing_is_shown_and_proofs_carry_it(
    log: Path, tmp_path: Path
) -> None:
    home = log.parent
    assert "见证机关" not in get("/ledger/").content.decode(), "no witnesses, no section"
    keys = {name: make_key(f"{name}.example/w", COSIGNATURE) for name in ("archives", "legal")}
    note = read_note((log / "checkpoint").read_text("utf-8"))
    now = int(time.time())
    cosigned = note.add(keys["archives"].sign(note.body, now)).write().encode()
    for name in ("checkpoint", "quorum"):
        write_whole(home / "witness" / name, cosigned)
    signs = Standing("a", keys["archives"].verifier.write(), COUNT, COUNT, now)
    gone = Standing("l", keys["legal"].verifier.write(), missing_since=now - 9.0, en="secret host")
    state = State("running", now, COUNT, COUNT, now, None, witnesses=[signs, gone])
    write_state(home, state)
    for prefix, words in (("", ("见证正常", "起缺席")), ("/en", ("Cosigns", "Missing since"))):
        page = get(f"{prefix}/ledger/").content.decode()
        for word in (*words, "archives.example/w", "legal.example/w"):
            assert word in page
        assert "secret host" not in page
    assert get("/log/checkpoint").content == cosigned
    paper = get("/en/ledger/checkpoint/").content.decode()
    assert escape(cosigned.decode()) in paper
    assert "<svg" in paper
    assert "archives.example/w" in paper
    policy, proof, entry = (tmp_path / name for name in ("policy", "proof", "entry"))
    asked = f"witness a {keys['archives'].verifier.write()}\nquorum a"
    text = (log / "policy").read_text("utf-8").replace("quorum none", asked)
    policy.write_text(text, "utf-8")
    proof.write_bytes(get("/ledger/entries/7/proof").content)
    entry.write_bytes(get("/ledger/entries/7/bytes").content)
    assert jv.main(["entry", str(policy), str(proof), str(entry)]) == jv.VALID
    state.alarm, gone.contradicts = True, True
    write_state(home, state)
    page = get("/en/ledger/").content.decode()
    assert "too few witnesses" in page
    assert "Refuses" in page
    state.at = now - 900
    write_state(home, state)
    assert "not being collected" in get("/en/ledger/").content.decode()
    other = Checkpoint("jifang.example/gd", COUNT, bytes(32))  # of no history that was signed
    note = sign_checkpoint(other, [make_key(other.origin)])
    write_whole(home / "witness" / "quorum", note.write().encode())
    proof.write_bytes(get("/ledger/entries/7/proof").content)
    assert jv.main(["entry", str(policy), str(proof), str(entry)]) == jv.UNWITNESSED


def test_entries_are_listed_by_division_kind_and_day(log: Path) -> None:
    def count(query: str) -> int:
        page: str = get(f"/en/ledger/entries/?{query}").content.decode()
        return page.count('<th scope="row"')

    assert count("") == 50
    assert count("before=10") == 10
    assert count("region=440103") == count("region=440100") == count("region=445100") == 30
    assert count("region=440000") == 50
    assert count("region=4403000") == 0
    assert count("kind=certificate.issued") == 20
    assert count("kind=certificate.issued&region=440103") == 10
    assert count("day=2020-01-01") == 0
    assert (
        "Certificate issued<br>"
        in get("/en/ledger/entries/?kind=certificate.issued").content.decode()
    )
    assert "颁发证书<br>" in get("/ledger/entries/?kind=certificate.issued").content.decode()
    page = get("/en/ledger/entries/?kind=filing.submitted").content.decode()
    assert "Older entries" not in page
    assert "before=10" in get("/en/ledger/entries/").content.decode()


@pytest.mark.parametrize(
    ("query", "said"),
    [("day=yesterday", "2026-11-26"), ("region=44010x", "440100"), ("region=%00", "440100")],
)
def test_a_filter_that_is_wrong_is_said_and_kept(log: Path, query: str, said: str) -> None:
    response = get(f"/en/ledger/entries/?{query}")
    assert response.status_code == 200
    page = response.content.decode()
    assert said in page
    assert 'class="error' in page
    assert get("/ledger/entries/?kind=%00&before=x").status_code == 200


def test_an_entry_is_shown_taken_away_and_verified_offline(log: Path, tmp_path: Path) -> None:
    for index in (0, 31, 59):
        page = get(f"/ledger/entries/{index}/").content.decode()
        assert "gd-decree-238" in page
        entry, proof = tmp_path / "entry", tmp_path / "proof"
        entry.write_bytes(get(f"/ledger/entries/{index}/bytes").content)
        taken = get(f"/ledger/entries/{index}/proof")
        assert f"entry-{index}.tlog-proof" in taken["Content-Disposition"]
        proof.write_bytes(taken.content)
        policy = tmp_path / "policy"
        policy.write_bytes(get("/log/policy").content)
        assert jv.main(["entry", str(policy), str(proof), str(entry)]) == jv.VALID
        entry.write_bytes(entry.read_bytes() + b" ")
        assert jv.main(["entry", str(policy), str(proof), str(entry)]) == jv.INVALID
    assert get("/ledger/entries/60/").status_code == 404
    assert get("/ledger/entries/99999999999999999999/").status_code == 404
    assert get("/ledger/entries/99999999999999999999/proof").status_code == 404


def test_where_an_act_stands_is_found(log: Path) -> None:
    places = {find_place(entry) for entry in range(1, COUNT + 1)}
    assert places == set(range(COUNT))
    assert find_place(COUNT + 1) is None


def test_the_published_files_lie_at_their_paths(log: Path) -> None:
    for name in ("checkpoint", "tile/0/000.p/60", "tile/entries/000.p/60"):
        response = get(f"/log/{name}")
        assert response.content == (log / name).read_bytes()
        assert response["Cache-Control"] == "no-cache"
    full = log / "tile" / "0" / "x001" / "000"
    full.parent.mkdir(parents=True)
    full.write_bytes(b"t")
    assert "immutable" in get("/log/tile/0/x001/000")["Cache-Control"]
    for name in ("../signer/signed", "tile/../../signer/signed", "status", "tile/64/000", "keys"):
        assert get(f"/log/{name}").status_code == 404, name


def test_the_verifier_is_the_file_itself(log: Path) -> None:
    assert get("/ledger/verifier").content == Path(jv.__file__).read_bytes()


@pytest.mark.parametrize("lang", ["", "/en"])
@pytest.mark.parametrize("path", ["/ledger/", "/ledger/entries/", "/ledger/entries/7/"])
def test_a_page_fits_and_has_no_axe_violation(
    log: Path, live: Any, kept_page: Any, path: str, lang: str
) -> None:
    page = kept_page
    for width in (390, 1360):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{live.url}{lang}{path}")
        assert fits(page), width
    check_accessible(page)
