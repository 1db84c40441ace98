"""Filing, the code, routing, what is nearby, and bad input."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from PIL import Image

from jifang.domains.complaints import api
from jifang.domains.complaints.codes import derive_party, make_bearer, make_code
from jifang.domains.complaints.data import MOST_PHOTOS, SUBJECTS, Photo
from jifang.domains.complaints.places import normalise_address, snap
from jifang.foundation.accounts.data import SYSTEM, Actor
from jifang.foundation.audit.models import Entry
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.checks import CHECKS
from jifang.foundation.cases.data import CaseError, Given
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.cases.services import Opening, open_case
from jifang.foundation.documents.models import Document
from jifang.foundation.documents.selectors import read_blob
from jifang.foundation.walls.scope import work_in
from jifang.law.errors import InputError
from tests.domains.complaints.people import (
    CONTACT,
    DONGGUAN,
    GUANGZHOU,
    NAME,
    POINT,
    PROVINCE,
    SHENZHEN,
    TIANHE,
    TOWN,
    WORDS,
    YUEXIU,
    do,
    file,
    report,
    reread,
    take,
    within,
)
from tests.foundation.documents.corpus import make_image

pytestmark = pytest.mark.django_db
People = dict[str, Actor]

ROUTES = (
    ("coverage", TIANHE, f"ps-{TIANHE}", "art_29"),
    ("other", DONGGUAN, f"ps-{DONGGUAN}", "art_29"),
    ("other", TOWN, f"ps-{DONGGUAN}", "art_29"),
    ("other", GUANGZHOU, "", "art_29"),  # which county?
    ("other", PROVINCE, "", "art_29"),
    ("other", "440305", "", "art_29"),  # no organ is recorded
    ("officials", TIANHE, f"ps-{GUANGZHOU}", "art_39__para_1"),
    ("officials", GUANGZHOU, f"ps-{PROVINCE}", "art_39__para_1"),
    ("officials", TOWN, f"ps-{PROVINCE}", "art_39__para_1"),
    ("officials", PROVINCE, "", "art_39__para_1"),  # none above is known
    ("officials", SHENZHEN, "", "art_39__para_1"),
)


@pytest.mark.parametrize(("subject", "division", "organ", "provision"), ROUTES)
def test_a_report_finds_its_organ_by_place_and_subject(
    people: People, subject: str, division: str, organ: str, provision: str
) -> None:
    found = api.find_organ(subject, division)
    assert (found.organ, found.cite.provision) == (organ, provision)
    assert found.reason.zh
    assert found.reason.en


def test_every_subject_names_provisions_of_the_measures() -> None:
    numbers = {c.provision.split("__")[0] for s in SUBJECTS.values() for c in s.cites}
    wanted = (7, 8, 9, 10, 14, 16, 17, 19, 20, 21, 23, 24, 26, 30, 39)
    assert numbers == {f"art_{n}" for n in wanted}


def test_a_code_is_shown_once_and_kept_nowhere(people: People) -> None:
    filed, case = file()
    tracked = api.open_by_code(filed.code)
    assert tracked is not None
    assert (tracked.case.pk, tracked.complaint.what) == (case.pk, WORDS)
    typed = filed.code.replace("-", " ").lower().replace("0", "o").replace("1", "l")
    assert api.open_by_code(typed) == tracked
    for wrong in (
        make_code(),
        "",
        "x",
        filed.code[:-1],
        filed.code * 9,
        "\0",
        chr(0x202E),
        case.party,
    ):
        assert api.open_by_code(wrong) is None
    letters = filed.code.replace("-", "")
    assert not find_everywhere(letters)
    assert not find_everywhere(filed.code)
    assert find_everywhere(WORDS) == []  # nor what was said: it is sealed wherever it is kept


def find_everywhere(text: str) -> list[str]:
    """Which tables hold a text, in any column, leaves and commitments included."""
    found = []
    with transaction.atomic(), work_in(EVERYTHING), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute("SELECT has_table_privilege(%s, 'SELECT')", [f'"{table}"'])
            if cursor.fetchone() != (True,):
                continue
            held = "convert_from(bytes, 'UTF8')" if table == "ledger_entry" else "t::text"
            query = f'SELECT 1 FROM "{table}" t WHERE strpos({held}, %s) > 0'  # noqa: S608 - names
            cursor.execute(query, [text])
            if cursor.fetchone():
                found.append(table)
    return found


def test_a_report_is_whole_or_says_what_is_wrong_field_by_field(people: People) -> None:
    long = "长" * 4000
    cases: tuple[tuple[dict[str, Any], set[str]], ...] = (
        ({"subject": "x", "division": "999999", "what": " "}, {"subject", "division", "what"}),
        ({"division": ""}, {"division"}),
        ({"lat": 91.0}, {"lat"}),
        ({"lat": float("nan")}, {"lat"}),
        ({"lat": None}, {"lat"}),
        ({"lat": None, "lon": None, "address": " "}, {"address"}),
        ({"what": long, "address": long, "name": long, "contact": "1\n2"},
         {"what", "address", "name", "contact"}),
        ({"what": "\x07"}, {"what"}),
        ({"same_as": UUID(int=1)}, {"same_as"}),
        ({"subject": "officials", "same_as": UUID(int=1)}, {"same_as"}),
        ({"division": GUANGZHOU}, {"division"}),
        ({"photos": (Photo("a.exe", io.BytesIO(b"MZ")),)}, {"photos[0]"}),
        ({"photos": (Photo("a.jpg", io.BytesIO(b"not a picture")),)}, {"photos[0]"}),
        ({"photos": (Photo("a.jpg", io.BytesIO()),) * (MOST_PHOTOS + 1)}, {"photos"}),
    )  # fmt: skip
    for given, fields in cases:
        with pytest.raises(InputError) as told:
            api.file_report(report(**given))
        assert {p.field for p in told.value.problems} == fields, given
        assert all(p.message.zh and p.message.en for p in told.value.problems)
        assert long not in str(told.value)
    with work_in(EVERYTHING):
        assert not Case.objects.exists()


def test_a_photo_of_the_installation_loses_what_the_camera_wrote(people: People) -> None:
    view, out = Image.new("RGB", (60, 40), (1, 2, 3)), io.BytesIO()
    exif = view.getexif()
    exif[0x010E] = "紫藤路"
    view.save(out, "JPEG", exif=exif)
    photo = Photo("张三家.JPG", io.BytesIO(out.getvalue()))
    filed, case = file(photos=(photo,))
    tracked = api.open_by_code(filed.code)
    assert tracked is not None
    with api.as_bearer(tracked):
        document = Document.objects.get(public_id=tracked.complaint.photos[0])
        assert (document.name, document.grant_key) == ("photo-1.jpg", case.grant_key)
        assert "紫藤路".encode() not in read_blob(document)
        assert not Image.open(io.BytesIO(read_blob(document))).getexif()


def test_whoever_is_signed_in_files_for_the_body_and_under_seal_for_nobody(
    people: People,
) -> None:
    member, officer = people["member"], people["officer"]
    with within(member):
        filed = api.file_for(member, report())
        assert (filed.code, Case.objects.get().party) == ("", "unit-1")
        hidden = api.file_for(member, report(sealed=True, name=NAME, contact=CONTACT))
        with pytest.raises(InputError, match="received_on"):
            api.file_for(member, report(), timezone.localdate())
    assert reread(hidden.case).party == derive_party(hidden.code)
    with work_in(EVERYTHING):
        event = Event.objects.get(case__public_id=hidden.case)
    assert member.public_id not in {event.by, event.by_party}
    day = timezone.localdate() - timedelta(days=3)
    with within(officer):
        counter = api.file_for(officer, report(), day)
        event = Event.objects.get(case__public_id=counter.case)
        assert (event.by, event.by_party, event.legal_day) == (
            officer.public_id, officer.body.party, day,
        )  # fmt: skip
        with pytest.raises(InputError) as told:
            api.file_for(officer, report(), timezone.localdate() + timedelta(days=1))
        assert told.value.problems[0].field == "received_on"
        elsewhere = api.file_for(officer, report(division=YUEXIU), day)
    with work_in(EVERYTHING):
        event = Event.objects.get(case__public_id=elsewhere.case)
        assert (event.by, event.by_party) == (officer.public_id, derive_party(elsewhere.code))
    assert elsewhere.organ == f"ps-{YUEXIU}"
    assert api.open_by_code(counter.code) is not None
    with within(people["supervisor"]), pytest.raises(CaseError):
        api.file_for(people["supervisor"], report())


def test_no_way_round_the_routing(people: People) -> None:
    with within(people["neighbour"]), pytest.raises(InputError) as told:
        open_case(people["neighbour"], Opening("complaint", "file", f"ps-{YUEXIU}", "", "x"),
                  replace_given())  # fmt: skip
    assert told.value.problems[0].field == "division"


def replace_given() -> Given:
    return Given(0, more={"subject": "other", "division": TIANHE}, private={"what": WORDS})


def test_nearby_says_what_anyone_may_know_and_nothing_else(people: People) -> None:
    _, near = file()
    _, other = file(subject="no_sign", lat=POINT[0] + 0.001, address="x1")
    file(lat=POINT[0] + 0.01, address="x2")  # a kilometre away
    file(sealed=True)
    file(subject="privacy_place")
    _, gone = file()
    take(people, gone, "claim")
    do(people["officer"], gone, "refer")
    _, spoken = file(lat=None, lon=None)
    address = "广东省广州市天河区 体育西路1号、大堂"
    found = api.list_nearby(TIANHE, POINT[0] + 0.0004, POINT[1], "coverage", address)
    assert [(n.case, n.subject, n.metres, n.same_address) for n in found] == [
        (near.public_id, "coverage", found[0].metres, True),
        (spoken.public_id, "coverage", None, True),
        (other.public_id, "no_sign", 150, False),
    ]
    assert {n.month for n in found} == {timezone.localdate().strftime("%Y-%m")}
    assert not ({WORDS, near.party, str(POINT[0])} & {str(v) for n in found for v in astuple(n)})
    by_address = api.list_nearby(TIANHE, None, None, "other", address)
    assert {n.case for n in by_address} == {near.public_id, spoken.public_id}
    for asked in (
        (TIANHE, *POINT, "officials", address), (TIANHE, None, None, "coverage", ""),
        (YUEXIU, *POINT, "coverage", address), (TIANHE, float("inf"), 1.0, "coverage", ""),
        (GUANGZHOU, *POINT, "coverage", ""),
    ):  # fmt: skip
        assert api.list_nearby(*asked) == []


def astuple(nearby: Any) -> list[Any]:
    return [getattr(nearby, name) for name in nearby.__slots__]


def test_points_within_a_cell_of_the_grid_are_told_alike(people: People) -> None:
    file(lat=23.12512, lon=113.36087)
    told = {
        api.list_nearby(TIANHE, 23.1246 + step / 10000, 113.361, "coverage")[0].metres
        for step in range(8)
    }
    assert len(told) == 1
    assert snap(-0.0004, 179.9996) == (0.0, 180.0)
    assert normalise_address(TIANHE, "天河区Ａ座 3-2") == "a座32"


def test_a_name_left_openly_is_masked_until_a_purpose_is_given(people: People) -> None:
    filed, _ = file(name="公开", contact="13900001111")
    officer = people["officer"]
    with within(officer):
        seen = api.read_complaint(officer, filed.case)
        assert (seen.what, seen.contact_name, seen.contact) == (WORDS, "公*", "139******11")
        assert api.reveal_contact(officer, filed.case, "回访").contact == "13900001111"
        with pytest.raises(InputError):
            api.reveal_contact(officer, filed.case, " ")
    with within(people["supervisor"]):
        kept = api.read_complaint(people["supervisor"], filed.case)
        assert (kept.withheld, kept.what, kept.photos, kept.lat) == (True, "", (), None)
        with pytest.raises(CaseError):
            api.reveal_contact(people["supervisor"], filed.case, "看看")
    with within(people["neighbour"]), pytest.raises(CaseError):
        api.read_complaint(people["neighbour"], filed.case)
    assert find_everywhere("13900001111") == []


def test_a_code_opens_its_own_case_and_no_other(people: People) -> None:
    """The party is nobody's to use: neither an officer's, nor, a second time, the bearer's."""
    filed, case = file()
    more = {"subject": "coverage", "division": TIANHE}
    given = Given(0, more=more, private={"what": "冒名", "address": "某处"})
    officer = people["officer"]
    party = derive_party(filed.code)
    for by in (officer, make_bearer(party, TIANHE)):
        opening = Opening("complaint", "file", case.organ, party, "冒名")
        with pytest.raises(CaseError) as caught, within(by):
            open_case(by, opening, given)
        assert caught.value.code == "party"
    fresh = Opening("complaint", "file", case.organ, derive_party(make_code()), "冒名")
    with pytest.raises(CaseError, match="查询码"), within(officer):
        open_case(officer, fresh, given)
    other = Opening("commendation", "open", case.organ, party, "冒名")
    with pytest.raises((CaseError, InputError)), within(officer):
        open_case(officer, other, given)
    _, stranger = file()
    for origin in ("", str(stranger.public_id)):
        taken = Opening("complaint", "take_over", case.organ, party, "冒名")
        with pytest.raises(CaseError, match="同一反映人"), work_in(EVERYTHING):
            open_case(SYSTEM, taken, Given(0, more={**more, "origin": origin}))
    tracked = api.open_by_code(filed.code)
    assert tracked is not None
    assert tracked.case.pk == case.pk


def test_below_the_application_a_code_opens_its_own_case_too(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the rule itself is left out, the database refuses."""
    filed, case = file()
    _, stranger = file()
    for check in ("complaint_party", "complaint_conflict"):
        monkeypatch.setitem(CHECKS, check, lambda step: None)
    party = derive_party(filed.code)
    more = {"subject": "coverage", "division": TIANHE}
    private = {"what": "冒名", "address": "某处"}
    bearer = make_bearer(party, TIANHE)
    tries: tuple[tuple[Actor, str, dict[str, str], str], ...] = (
        (bearer, "file", {}, "complaint_of_a_code_once"),
        (SYSTEM, "take_over", {"origin": str(stranger.public_id)}, "referred"),
    )
    for by, act, origin, said in tries:
        opening = Opening("complaint", act, case.organ, party, "冒名")
        given = Given(0, more={**more, **origin}, private=private)
        with pytest.raises(DatabaseError, match=said), transaction.atomic(), work_in(EVERYTHING):
            open_case(by, opening, given)
    with (  # a case that no complaint goes with
        pytest.raises(DatabaseError, match="complaints alone"), work_in(EVERYTHING),
        transaction.atomic(), connection.cursor() as cursor,
    ):  # fmt: skip
        copy_case(cursor, case)


def copy_case(cursor: Any, case: Case) -> None:
    """Another case of the same party, by plain SQL."""
    cursor.execute(
        "INSERT INTO case_file (public_id, procedure, organ_region, party, grant_key, organ, year,"
        " number, about_kind, about_id, subject, approved_by, state, version, holder_party,"
        " holder, opened_at, changed_at, demonstration) SELECT gen_random_uuid(), procedure,"
        " organ_region, party, 'g-1', organ, year, 9999, '', '', 'x', '', 'received', 1, organ,"
        " '', now(), now(), false FROM case_file WHERE id = %s",
        [case.pk],
    )
    cursor.execute("SET CONSTRAINTS complaint_of_bearer IMMEDIATE")


def test_the_ledger_tells_of_no_picture_and_of_no_bearer(people: People) -> None:
    """Whoever holds the picture, or sees two acts, proves nothing by the public ledger."""
    _, case = file(photos=(Photo("a.jpg", io.BytesIO(make_image("JPEG"))),))
    with work_in(EVERYTHING):
        paper = Document.objects.get(party=case.party)
        leaves = [bytes(e.bytes).decode() for e in Entry.objects.order_by("-pk")[:6]]
    told = "".join(leaves)
    assert f"document.{paper.public_id}" in told
    for secret in (paper.sha256, paper.original_sha256, case.party, f'"size":{paper.size}'):
        assert secret not in told
