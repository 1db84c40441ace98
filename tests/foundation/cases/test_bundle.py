"""The bundle of a case: who gets what, and that every change of it is refused with its place."""

from __future__ import annotations

import base64
import copy
import hashlib
import io
import json
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jifang_verify as jv
import pytest
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from jifang.config import cases as command
from jifang.foundation.accounts.data import SYSTEM, Actor, Body
from jifang.foundation.audit.data import Target
from jifang.foundation.audit.models import Entry
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.bundle import NotSignedError, Taken, prepare_bundle, write_bundle
from jifang.foundation.cases.bundle_file import BundleFile, write_canonical
from jifang.foundation.cases.bundle_parts import PARTS, BundlePart, add_bundle_part
from jifang.foundation.cases.data import Given, LetterGiven, NotFoundError
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.services import Opening, open_case
from jifang.foundation.documents.data import Owner
from jifang.foundation.documents.services import store_upload
from jifang.foundation.notifications.services import Recipient
from jifang.foundation.postgres.connection import Connection
from jifang.foundation.walls.scope import work_in
from jifang.law.errors import Text
from jifang.ledger.entries import read_entry
from tests.api.asking import get
from tests.api.case_people import give_secrets
from tests.conftest import empty_tables
from tests.foundation.cases.log import publish_log, publish_moves
from tests.foundation.cases.procedure import (
    DEFECTS,
    TIANHE,
    UNIT,
    apply,
    do,
    lay_people,
    within,
)
from tests.foundation.documents.corpus import make_image

pytestmark = pytest.mark.django_db  # all of them: else they are sorted apart, and laid twice
SECRET_REASON = "当事人电话 13800000000"
AUDITOR = Actor(0, "auditor", "auditor", Body("audit", "audit-1", "审计单位", "440000"))
FAR_AUDITOR = Actor(0, "far", "auditor", Body("audit", "audit-2", "审计单位", "440300"))


@dataclass
class World:
    """Two cases whose log is published, and their bundles by case and reader."""

    policy: Path
    home: Path
    people: dict[str, Actor]
    cases: dict[str, Case]
    bundles: dict[tuple[str, str], bytes] = field(default_factory=dict)
    taken: dict[tuple[str, str], Taken] = field(default_factory=dict)
    early: NotSignedError | None = None

    def check(self, data: bytes, *more: str, policy: bool = True) -> int:
        path = self.home / "bundle.zip"
        path.write_bytes(data)
        return jv.main(["bundle", str(path), *([str(self.policy)] if policy else []), *more])


def run_drill(people: dict[str, Actor]) -> Case:
    """From the application to the approval, with hand-overs, an opinion and a decision."""
    officer, party = people["officer"], people["applicant"]
    case = apply(party)
    do(officer, case, "claim")
    do(officer, case, "notify", defects=DEFECTS)
    do(party, case, "supply", reason="已补齐")
    do(officer, case, "accept")
    colleague = people["colleague"]
    asked = Recipient(colleague.body.party, colleague.public_id)
    do(officer, case, "joint_opinion", to=asked, reason=SECRET_REASON)
    do(colleague, case, "give_opinion", agrees=True, reason="同意")
    do(officer, case, "examine")
    do(people["approver"], case, "approve", reason="符合要求")
    return case


def run_handover(people: dict[str, Actor]) -> Case:
    """An application with a document that is answered with a letter."""
    officer, party = people["officer"], people["applicant"]
    with within(party):
        image = io.BytesIO(make_image("PNG"))
        owner = Owner(TIANHE, UNIT)
        paper = str(store_upload(party, owner, "照片.png", image, "drill.photo").public_id)
        opening = Opening("drill_accept", "apply", f"ps-{TIANHE}", UNIT, "验收一号",
                          Target("site", "s-1"))  # fmt: skip
        case = open_case(party, opening, Given(0, documents=(paper.upper(),))).case
    letter = LetterGiven("示例单位", "验收申请", {
        "received_on": timezone.localdate().isoformat(), "matter": "验收", "items": "照片",
        "remarks": "",
    })  # fmt: skip
    do(officer, case, "take", letter=letter, documents=(paper,))
    return case


def take(world: World, name: str, reader: str, by: Actor) -> None:
    out = io.BytesIO()
    with within(by):
        world.taken[name, reader] = write_bundle(by, world.cases[name].public_id, out)
    world.bundles[name, reader] = out.getvalue()


def add_note(case: Case, by: Actor) -> BundlePart | None:
    """A part of a domain's, for the organ alone."""
    if by.body.kind != "organ":
        return None
    return BundlePart("note", Text("附注", "note"), {"lines": ["甲"]})


@pytest.fixture(scope="module")
def world(
    database_server: Connection,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """Committed for good: the log orders only what is."""
    home = tmp_path_factory.mktemp("bundle")
    with django_db_blocker.unblock():
        empty_tables(database_server)
        publish_moves(database_server)
        try:
            people = lay_people()
            cases = {"drill": run_drill(people), "handover": run_handover(people)}
            made = World(home, home, people, cases)
            with within(people["officer"]), pytest.raises(NotSignedError) as caught:
                write_bundle(people["officer"], cases["drill"].public_id, io.BytesIO())
            made.early = caught.value
            made.policy = publish_log(database_server, home)
            add_bundle_part("drill", add_note)
            for name in cases:
                for reader, by in (("organ", people["officer"]), ("party", people["applicant"]),
                                   ("audit", AUDITOR), ("supervisor", people["supervisor"]),
                                   ("platform", SYSTEM)):  # fmt: skip
                    take(made, name, reader, by)
            take(made, "drill", "again", people["officer"])
            for by in (people["stranger"], people["far"], people["admin"], FAR_AUDITOR):
                with within(by), pytest.raises(NotFoundError):
                    prepare_bundle(by, cases["drill"].public_id)
            yield made
        finally:
            PARTS.pop("drill", None)
            empty_tables(database_server)


def open_bundle(data: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    files = jv.open_zip(data)
    return json.loads(files.pop("manifest.json")), files


def close_bundle(manifest: dict[str, Any], files: dict[str, bytes], *, lists: bool = True) -> bytes:
    """A bundle as an attacker would make it: in form, its manifest fitted to its files."""
    if lists:
        manifest["files"] = {
            n: {"sha256": hashlib.sha256(d).hexdigest(), "size": len(d)} for n, d in files.items()
        }
    out = io.BytesIO()
    made = BundleFile(out)
    made.add("manifest.json", write_canonical(manifest))
    for name, data in files.items():
        made.add(name, data)
    made.finish()
    return out.getvalue()


def list_ways(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value of a manifest, whole parts among them."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in pairs:
        yield (*way, key)
        if isinstance(inner, dict | list):
            yield from list_ways(inner, (*way, key))


def put_at(value: Any, way: tuple[Any, ...], other: Any) -> None:
    for key in way[:-1]:
        value = value[key]
    value[way[-1]] = other


class TestWhatIsInIt:
    def test_each_is_proved_under_the_policy(
        self, world: World, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for (name, reader), data in world.bundles.items():
            assert world.check(data) == jv.VALID, (name, reader, capsys.readouterr().err)
            assert world.check(data, "--lang", "en") == jv.VALID
            said = capsys.readouterr().out
            sha = hashlib.sha256(data).hexdigest()
            assert sha in said
            assert sha == world.taken[name, reader].sha256
            assert "Cannot be proved" in said
            assert "不能证明" in said

    def test_the_same_case_gives_the_same_bytes(self, world: World) -> None:
        assert world.bundles["drill", "organ"] == world.bundles["drill", "again"]
        with zipfile.ZipFile(io.BytesIO(world.bundles["drill", "organ"])) as plain:
            assert plain.testzip() is None
            assert plain.namelist()[0] == "manifest.json"

    def test_the_party_gets_its_own_and_the_rest_is_named(
        self, world: World, capsys: pytest.CaptureFixture[str]
    ) -> None:
        whole, _ = open_bundle(world.bundles["drill", "organ"])
        own, files = open_bundle(world.bundles["drill", "party"])
        assert [e["record"]["version"] for e in whole["events"]] == list(range(1, 10))
        assert whole["withheld"] == []
        assert own["withheld"] == [2, 6, 7]
        assert SECRET_REASON.encode() not in world.bundles["drill", "party"]
        assert SECRET_REASON in json.dumps(whole, ensure_ascii=False)
        assert (whole["parts"]["note"]["content"], own["parts"]) == ({"lines": ["甲"]}, {})
        assert not any("event-00002" in name for name in files)
        world.check(world.bundles["drill", "party"], "--lang", "en")
        assert "events 2, 6, 7, the business of the organ" in capsys.readouterr().out
        reasons = [e["reason"]["value"] for e in own["events"] if e["reason"]]
        assert reasons == ["已补齐", "符合要求"], "the party reads what it was told, with its salt"

    def test_letters_and_documents_by_reader(self, world: World) -> None:
        states = {}
        for reader in ("organ", "party", "audit", "supervisor"):
            said, files = open_bundle(world.bundles["handover", reader])
            states[reader] = [one["state"] for one in (*said["letters"], *said["documents"])]
            kinds = {n.partition("/")[0] for n in files}
            assert ({"letters", "documents"} <= kinds) == (reader in {"organ", "party"})
        assert states["organ"] == states["party"] == ["here", "here"]
        assert states["audit"] == states["supervisor"] == ["withheld", "withheld"]

    def test_taking_it_is_an_act_that_holds_the_digest_of_the_file(self, world: World) -> None:
        taken = world.taken["drill", "party"]
        assert (taken.name, taken.size) == (
            f"case-drill-{world.cases['drill'].year}-1.zip", len(world.bundles["drill", "party"]),
        )  # fmt: skip

    def test_before_it_is_signed_there_is_none(self, world: World) -> None:
        assert world.early is not None
        assert world.early.waiting == 9


def test_the_leaf_of_a_taken_bundle(world: World) -> None:
    with work_in(EVERYTHING):
        rows = Entry.objects.filter(kind="case.bundle_taken").order_by("pk")
        leaves = [read_entry(bytes(row.bytes)) for row in rows]
    assert {leaf["after"] for leaf in leaves} == {t.sha256 for t in world.taken.values()}


def test_through_the_api_and_by_command(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secrets, case = give_secrets(world.people), world.cases["drill"].public_id
    for name in ("applicant", "officer"):
        came = get(f"cases/{case}/bundle", secret=secrets[name])
        assert came.status == 200, came.body
        data = base64.b64decode(came.body["zip"])
        assert hashlib.sha256(data).hexdigest() == came.body["sha256"]
        assert world.check(data) == jv.VALID
    assert get(f"cases/{case}/bundle", secret=secrets["far"]).status == 404
    with within(world.people["applicant"]):
        late = apply(world.people["applicant"]).public_id
    came = get(f"cases/{late}/bundle", secret=secrets["applicant"])
    assert (came.status, came.body["reason"]) == (422, "not_signed")
    file = tmp_path / "case.zip"
    assert command.run("bundle", str(case), file) == 0
    assert world.check(file.read_bytes()) == jv.VALID
    capsys.readouterr()
    for wanted in (str(case), str(late), str(SYSTEM), "nonsense"):
        assert command.run("bundle", wanted, file) == 1
        assert capsys.readouterr().err
    assert command.run("bundle", str(late), tmp_path / "late.zip") == 1
    assert [p.name for p in tmp_path.iterdir()] == ["case.zip"]


class TestChanges:
    def test_any_changed_byte_is_refused(self, world: World) -> None:
        data = world.bundles["handover", "organ"]
        step = max(1, len(data) // 300)
        for at in (*range(60), *range(60, len(data), step), *range(len(data) - 60, len(data))):
            wrong = bytearray(data)
            wrong[at] ^= 1
            with pytest.raises(jv.Refused):
                jv.open_zip(bytes(wrong))
        for other in (data + b"x", data[:-1], b"x" + data, b"", b"PK\3\4", data[: len(data) // 2]):
            assert world.check(other) in {jv.INVALID, jv.UNREADABLE}

    CHANGES: tuple[tuple[str, Callable[[dict[str, Any], dict[str, bytes]], object]], ...] = (
        ("event 1: digest", lambda m, f: m["events"][0]["record"].update(role="approver")),
        ("event 5: digest", lambda m, f: m["events"][4]["record"]["decision"]["facts"].update(
            setting="other")),
        ("event 3: digest", lambda m, f: m["events"][2]["record"]["details"]["defects"].clear()),
        ("event 4: reason", lambda m, f: m["events"][3]["reason"].update(value="别的")),
        ("event 1: reason", lambda m, f: m["events"][0].update(reason=m["events"][3]["reason"])),
        ("missing or doubled", lambda m, f: m["events"].pop(3)),
        ("proof is of something else", lambda m, f: m["events"].append(m["events"][0])),
        ("missing or doubled", lambda m, f: m.update(withheld=[10])),
        ("missing or doubled", lambda m, f: m["case"].update(version=10)),
        ("case: state", lambda m, f: m["case"].update(state="refused")),
        ("event 1: organ", lambda m, f: m["case"].update(organ="ps-440104")),
        ("event 1: number", lambda m, f: m["case"].update(number=2)),
        ("event 1: case", lambda m, f: m["case"].update(id="x")),
        ("period licence_notice", lambda m, f: m["periods"][0]["events"][-1].update(
            on="2020-01-01")),
        ("period design_review: due_on", lambda m, f: m["periods"][1].update(due_on="2020-01-01")),
        ("no such step", lambda m, f: m["procedure"]["moves"].remove(
            ["examine", "review", "examined"])),
        ("event 2: not in the log", lambda m, f: f.update({
            "ledger/event-00002.entry": f["ledger/event-00003.entry"]})),
        ("event 2: digest", lambda m, f: f.update({
            "ledger/event-00002.tlog-proof": f["ledger/event-00003.tlog-proof"],
            "ledger/event-00002.entry": f["ledger/event-00003.entry"]} | {
            "ledger/event-00003.tlog-proof": f["ledger/event-00002.tlog-proof"]})),
        ("no trusted key", lambda m, f: f.update({"checkpoint": (
            b"jifang.example/gd\n9\n" + b"A" * 43 + b"=\n\n\xe2\x80\x94 x AAAAAAAA\n")})),
        ("is missing", lambda m, f: f.pop("ledger/event-00001.entry")),
        ("of no event", lambda m, f: f.update({"letters/x.pdf": b"%PDF"})),
        ("of no event", lambda m, f: m["documents"].append({"id": "x"})),
        ("not known", lambda m, f: m.update(v=2)),
        ("laid out", lambda m, f: m.update(events=7)),
        ("laid out", lambda m, f: m.pop("periods")),
        ("laid out", lambda m, f: m.update(reader="god")),
        ("does not verify", lambda m, f: f.update({"checkpoint": (
            f["checkpoint"].replace(b"\n\n", b"x\n\n", 1))})),
    )  # fmt: skip

    @pytest.mark.parametrize("at", range(len(CHANGES)))
    def test_a_change_is_named(
        self, world: World, at: int, capsys: pytest.CaptureFixture[str]
    ) -> None:
        said, change = self.CHANGES[at]
        manifest, files = open_bundle(world.bundles["drill", "organ"])
        manifest = copy.deepcopy(manifest)
        change(manifest, files)
        data = close_bundle(manifest, files)
        assert world.check(data, "--lang", "en") in {jv.INVALID, jv.UNREADABLE}
        assert said in capsys.readouterr().err
        assert world.check(data) in {jv.INVALID, jv.UNREADABLE}
        assert capsys.readouterr().err.strip()

    def test_papers(self, world: World, capsys: pytest.CaptureFixture[str]) -> None:
        manifest, files = open_bundle(world.bundles["handover", "organ"])
        letter, paper = manifest["letters"][0], manifest["documents"][0]
        for one in (letter, paper):
            changed = files | {one["file"]: files[one["file"]] + b"\n"}
            assert world.check(close_bundle(manifest, changed, lists=False)) == jv.INVALID
            assert one["file"] in capsys.readouterr().err
            assert world.check(close_bundle(manifest, changed), "--lang", "en") == jv.INVALID
            assert f"{one['id']}: sha256" in capsys.readouterr().err
            said = copy.deepcopy(manifest)
            for row in (*said["letters"], *said["documents"]):
                if row["id"] == one["id"]:
                    row.update(size=1)
            assert world.check(close_bundle(said, files), "--lang", "en") == jv.INVALID
            assert f"{one['id']}: size" in capsys.readouterr().err
        other, swapped = copy.deepcopy(manifest), dict(files)
        other["letters"][0]["number"] = "技防收〔2026〕PS-440106 第9号"
        assert world.check(close_bundle(other, swapped), "--lang", "en") == jv.INVALID
        assert "number" in capsys.readouterr().err


class TestHostile:
    def test_no_policy_is_not_enough(
        self, world: World, capsys: pytest.CaptureFixture[str]
    ) -> None:
        data = world.bundles["drill", "organ"]
        assert world.check(data, "--lang", "en", policy=False) == jv.UNWITNESSED
        assert "who signed was not checked" in capsys.readouterr().out

    def test_archives_that_are_none_of_ours(
        self, world: World, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def zip_up(*names: str, method: int = zipfile.ZIP_STORED, data: bytes = b"{}") -> bytes:
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w", method) as made:
                for name in names:
                    made.writestr(zipfile.ZipInfo(name), data, method)
            return out.getvalue()

        bomb = zip_up("manifest.json", method=zipfile.ZIP_DEFLATED, data=b"0" * 10_000_000)
        for data in (
            bomb, zip_up("../x"), zip_up("/etc/passwd"), zip_up("a\\b"),
            zip_up("manifest.json"), b"\x00" * 100,
        ):  # fmt: skip
            assert world.check(data) in {jv.INVALID, jv.UNREADABLE}
        manifest, files = open_bundle(world.bundles["drill", "organ"])
        out = io.BytesIO()
        twice = BundleFile(out)
        for name in ("manifest.json", "manifest.json"):
            twice.add(name, write_canonical(manifest))
            twice.names.clear()
        twice.names |= {"a", "b"}
        twice.finish()
        assert world.check(out.getvalue(), "--lang", "en") == jv.INVALID
        assert "name not allowed" in capsys.readouterr().err
        assert world.check(close_bundle(manifest, files | {"../x": b""})) == jv.INVALID
        claims = bytearray(world.bundles["drill", "organ"])
        struct.pack_into("<L", claims, 18, 0xFFFFFFFF)
        assert world.check(bytes(claims)) == jv.INVALID

    def test_manifests_that_are_none(self, world: World) -> None:
        def put(text: bytes) -> bytes:
            out = io.BytesIO()
            made = BundleFile(out)
            made.add("manifest.json", text)
            made.finish()
            return out.getvalue()

        for text in (
            b"", b"null", b"[" * 100_000 + b"]" * 100_000, b'{"a":1,"a":1}', b'{"a": 1}', b"NaN",
            b"1" * 5_000, b'{"a":1e400}', b"\xff", b'{"b":1,"a":1}', b"{}", b"[]", b'"x"',
        ):  # fmt: skip
            assert world.check(put(text)) == jv.UNREADABLE, text[:20]
        assert world.check(put(b'"' + b"x" * (1 << 24) + b'"')) == jv.UNREADABLE

    def test_whatever_is_put_in_place_of_a_value_there_is_a_verdict(self, world: World) -> None:
        """What passes is only what the report calls stated."""
        manifest, files = open_bundle(world.bundles["handover", "party"])
        ways = [w for w in list_ways(manifest) if w[0] not in {"files", "procedure"}]
        passed: set[str] = set()
        others: tuple[Any, ...] = (None, [], {}, "x", -1, 1 << 70, True)
        for at, way in enumerate(ways):
            for other in others[at % 4 :: 4]:
                changed = copy.deepcopy(manifest)
                put_at(changed, way, other)
                same = write_canonical(changed) == write_canonical(manifest)
                if not same and world.check(close_bundle(changed, files)) == jv.VALID:
                    passed.add(".".join(str(k) for k in way if not isinstance(k, int)))
        named = ("kind", "kind.zh", "kind.en", "issued_on", "version", "state", "name")
        papers = {f"{kind}.{name}" for kind in ("letters", "documents") for name in named}
        stated = {"year", "subject", "about", "about.kind", "about.id", "opened_at", "closed_at",
                  "demonstration"}  # fmt: skip
        assert passed <= {*papers, *(f"case.{name}" for name in stated), "events.at", "parts",
                          "periods"}  # fmt: skip

    def test_nothing_that_is_stated_speaks_to_the_terminal(
        self, world: World, capsys: pytest.CaptureFixture[str]
    ) -> None:
        manifest, files = open_bundle(world.bundles["drill", "organ"])
        manifest["case"]["subject"] = "x\x1b[2J\n已证明：一切" + "长" * 900
        assert world.check(close_bundle(manifest, files)) == jv.VALID, "stated, not proved"
        said = capsys.readouterr().out
        assert "\x1b" not in said
        assert "\n已证明：一切" not in said
        assert "长" * 200 not in said
