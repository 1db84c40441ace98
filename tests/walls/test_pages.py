"""Every address as every role: foreign names never appear, a foreign id is a missing id."""

from __future__ import annotations

import os
import re
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone
from psycopg.types.range import Range

from jifang.config.prepare import load_territory
from jifang.domains.commendations.data import Proposal
from jifang.domains.commendations.services import propose_commendation
from jifang.domains.units.services import declare_site, declare_unit
from jifang.foundation.access_tokens.scopes import list_open_scopes
from jifang.foundation.access_tokens.services import create_token
from jifang.foundation.accounts.data import Actor, Body
from jifang.foundation.accounts.models import Account, Delegation, Membership
from jifang.foundation.accounts.powers import ROLES, may
from jifang.foundation.accounts.selectors import derive_scope, find_body
from jifang.foundation.accounts.services import invite_member
from jifang.foundation.cases.services import Opening, open_case
from jifang.foundation.documents.models import Document
from jifang.foundation.exports.models import Export
from jifang.foundation.history.entries import declare_entry
from jifang.foundation.imports.models import Import
from jifang.foundation.postgres.connection import Connection
from jifang.foundation.walls.scope import Scope, work_in
from tests.domains.testing.world import lay_chain
from tests.foundation.cases.log import publish_moves
from tests.foundation.cases.procedure import DRILL
from tests.portals.people import BODIES, HELD, Person, confirm, make_person, sign_in
from tests.walls.addresses import ADDRESSES, Address, list_addresses

pytestmark = pytest.mark.django_db
FOREIGN = {
    f"{kind}-{region}": Body(kind, f"{kind}-{region}", f"外来{kind}{region}甲乙", region)
    for region in ("440103", "440305", "441900")
    for kind in ("organ", "unit", "firm", "testing_body")
}
NEVER = 987654321
LONG = bool(int(os.environ.get("JIFANG_FUZZ", "0")))
ENOUGH = {"nobody", "officer", "unit_manager"}
"""Who looks at pages that are open to all."""
SECURITY = Scope(administration="security_admin")
Report = Callable[[str, dict[str, Any]], None]


@pytest.fixture(autouse=True)
def publish(database_server: Connection, django_db_setup: None) -> None:
    """The lawful moves of the procedure of the tests."""
    publish_moves(database_server)


@dataclass
class People:
    """Everyone with a client, and the ids of foreign rows."""

    clients: dict[str, tuple[Person | None, Client]]
    foreign: dict[str, str]
    names: set[str]


def fill() -> People:
    """A person per role, and bodies elsewhere with members, loans and offers."""
    load_territory()
    strangers = []
    for party, body in FOREIGN.items():
        role = next(r.code for r in ROLES.values() if r.body == body.kind)
        name = f"stranger-{party.replace('_', '-')}"
        strangers.append(make_person(role, name, body, factor=body.kind == "organ"))
    first = strangers[0]
    with work_in(SECURITY):
        today = timezone.localdate()
        loan = Delegation.objects.create(
            membership=first.membership, account=strangers[-1].account,
            organ_region=first.membership.organ_region, party=first.membership.party,
            valid=Range(today, today + timedelta(days=9)), reason="外来理由",
        )  # fmt: skip
        security = make_person("security_admin", "appoints")
        invite_member(security_actor(security), "unit_member", FOREIGN["unit-440305"])
    clients: dict[str, tuple[Person | None, Client]] = {"nobody": (None, Client())}
    for role in HELD:
        person = make_person(role, f"own-{role.replace('_', '-')}")
        clients[role] = (person, sign_in(person))
        confirm(person, clients[role][1])
        factor = make_factor(first.account)
    with work_in(derive_scope(first.account, first.membership)):
        by = Actor(first.account.pk, str(first.account.public_id), first.membership.role,
                   find_body(first.membership))  # fmt: skip
        last = today + timedelta(days=9)
        scopes = [s.code for s in list_open_scopes(first.membership.role)]
        token = create_token(by, first.membership, "外来程序", scopes, last).token
    ids = {
        "member": str(first.membership.pk), "loan": str(loan.pk), "factor": str(factor.pk),
        "party": first.membership.party, "token": token.id, "export": make_export(first),
        "import": make_import(first),
        "site": make_foreign_site(), "region": "440305",
        "record": make_unit(next(p for p in strangers if p.membership.party == "unit-441900")),
        "paper": make_paper(), "case": make_case(), "commended": make_commendation(),
        **make_tests(),
    }  # fmt: skip
    names = {b.name for b in FOREIGN.values()} | {
        "外来理由", "外来密钥", "外来文件", "外来程序", "外来单位", "外来案件", "stranger-",
    }  # fmt: skip
    return People(clients, ids, names)


def make_paper() -> str:
    """A document of a unit elsewhere; its bytes are nobody's to read here."""
    with work_in(Scope("440305", "440306")):
        return str(
            Document.objects.create(
                organ_region="440305", party="unit-440305", kind="register.plan", name="外来文件",
                media_type="application/pdf", size=1, sha256="0" * 64, original_sha256="0" * 64,
                original_size=1, scan="clean",
            ).public_id
        )  # fmt: skip


def make_case() -> str:
    """A case of a unit elsewhere."""
    body = FOREIGN["unit-440305"]
    by = Actor(0, "stranger", "unit_manager", body)
    opening = Opening(DRILL.code, "apply", "ps-440305", body.party, "外来案件")
    with work_in(Scope(parties=(body.party,))):
        return str(open_case(by, opening).case.public_id)


def make_tests() -> dict[str, str]:
    """A test of a unit elsewhere: its project, the commission, the locked report."""
    unit, lab = FOREIGN["unit-440305"], FOREIGN["testing_body-440305"]
    row, report = lay_chain(
        Actor(0, "stranger", "unit_manager", unit), Actor(0, "tester", "lab_member", lab),
        Actor(0, "second", "lab_manager", lab), "外来单位",
    )  # fmt: skip
    return {"tested": row.project, "commission": str(row.public_id),
            "test_report": str(report.public_id)}  # fmt: skip


def make_commendation() -> str:
    """A proposal of a unit elsewhere, for a person."""
    body = FOREIGN["unit-440305"]
    by = Actor(0, "stranger", "unit_manager", body)
    given = {"subject": "person", "place": "440305"}
    private = {"person_name": "外来人", "story": "外来理由"}
    with work_in(Scope(parties=(body.party,))):
        made = propose_commendation(by, Proposal("ps-440305", given, private))
    return str(made.case.public_id)


def make_factor(account: Account) -> Authenticator:
    """Somebody else's passkey."""
    with work_in(Scope(actor=str(account.pk))):
        return Authenticator.objects.create(
            user=account, type=Authenticator.Type.WEBAUTHN, data={"name": "外来密钥"}
        )


def make_export(person: Person) -> str:
    """Somebody else's export."""
    with work_in(Scope(actor=str(person.account.pk))):
        made = Export.objects.create(
            account=person.account, capacity="m1", table="organs", query="", language="en",
            format="csv", purpose="外来理由",
        )  # fmt: skip
    return str(made.public_id)


def make_import(person: Person) -> str:
    """Somebody else's import, read."""
    with work_in(Scope(actor=str(person.account.pk))):
        made = Import.objects.create(
            account=person.account, capacity="m1", register="site", file_name="外来理由.csv",
            format="csv", sha256="0" * 64, size=1, state="checked", rows=1, good=1,
        )  # fmt: skip
    return str(made.public_id)


def make_foreign_site() -> str:
    """A site of another unit, kept by another organ."""
    body = FOREIGN["unit-440305"]
    by = Actor(9, "stranger", "unit_manager", body)
    with work_in(Scope(parties=(body.party,))):
        unit = declare_unit(by, {"name": body.name, "region": body.organ_region})
        given = {"name": f"{body.name}场所", "place_kind": "a9_7.school", "address": "外来理由",
                 "region": body.organ_region}  # fmt: skip
        return str(declare_site(by, unit, given).public_id)


def make_unit(person: Person) -> str:
    """Somebody else's unit in the register."""
    with work_in(derive_scope(person.account, person.membership)):
        by = Actor(person.account.pk, str(person.account.public_id), person.membership.role,
                   find_body(person.membership))  # fmt: skip
        given = {"name": "外来单位甲乙", "region": "441900", "contact_name": "外来人"}
        made = declare_entry("unit", by, None, given)
    return str(made.public_id)


def security_actor(person: Person) -> Any:
    return Actor(person.account.pk, str(person.account.public_id), "security_admin",
                 BODIES["platform"])  # fmt: skip


FILES: Final = ("audits", "case_audit", "case_bundle")
"""Pages of the files of cases: an auditing body of the province reads them everywhere."""


def sees_all(role: str, name: str = "") -> bool:
    """Whether giving roles everywhere, or reading files, is the very work of a role."""
    return role in ROLES and (may(role, "manage_accounts") or (role == "auditor" and name in FILES))


TOKENS = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]+')


def reduce_answer(answer: Any, path: str) -> tuple[int, bytes, str]:
    """An answer without what differs by chance: the address asked for, the form's token."""
    content = TOKENS.sub(rb"\1", b"".join(answer) if answer.streaming else answer.content)
    location = str(answer.headers.get("Location", ""))
    value = path.partition("?")[2].partition("=")[2]
    typed = (value, quote(value, safe="")) if value else ()  # a list keeps what was typed
    for written in (path, quote(path), quote(path, safe=""), *typed):
        content = content.replace(written.encode(), b"PATH")
        location = location.replace(written, "PATH")
    return answer.status_code, content, location


def missing(address: Address) -> str:
    known = {
        "party": "nowhere-1",
        "token": "0123456789abcdef",
        "export": str(UUID(int=1)),
        "import": str(UUID(int=1)),
        "site": str(UUID(int=1)),
        "region": "449999",
        "record": str(UUID(int=1)),
        "paper": str(UUID(int=1)),
        "case": str(UUID(int=1)),
        "commended": str(UUID(int=1)),
        **dict.fromkeys(("tested", "commission", "test_report"), str(UUID(int=1))),
    }
    return known.get(address.id, str(NEVER))


def test_every_address_is_known_to_the_walk() -> None:
    found = set(list_addresses())
    assert found - set(ADDRESSES) == set(), "say what it shows in tests/walls/addresses.py"
    assert set(ADDRESSES) - found == set()


def ask(client: Client, path: str, address: Address, role: str) -> Iterator[Any]:
    """An address, read; where it is about a row, written to as well, and read in English by some:
    the language changes the words, the rows come from the same view."""
    yield client.get(path)
    if address.id:
        yield client.post(path)
        if LONG or role in ENOUGH:
            yield client.get(f"/en{path}")


@pytest.mark.timeout(400)  # some thousand requests, on a machine that others may use
def test_no_foreign_name_appears_and_a_foreign_id_is_a_missing_one(report: Report) -> None:
    people, asked, compared, not_found = fill(), 0, 0, 0
    leaks, differences, open_to_nobody = [], [], []
    endings = ("account_logout", "mfa_deactivate_totp")
    for role, (person, client) in people.clients.items():
        for name, address in ADDRESSES.items():
            if name in endings or (address.why_open and role not in ENOUGH):
                continue
            ids = (people.foreign[address.id], missing(address)) if address.id else ("",)
            answers = []
            for given in ids:
                path = address.path.replace("{id}", given)
                found = list(ask(client, path, address, role))
                asked += len(found)
                answers.append([reduce_answer(a, path) for a in found])
                if not sees_all(role, name):
                    # What one asked for by its own name says nothing.
                    text = b"".join(content for _, content, _ in answers[-1])
                    leaks += [(role, name, n) for n in people.names if n.encode() in text]
                if person is None and not address.why_open:
                    open_to_nobody += [(name, a.status_code) for a in found if a.status_code == 200]
            if len(answers) == 2 and not sees_all(role, name):
                compared += len(answers[0])
                not_found += sum(status == 404 for status, _, _ in answers[0])
                if answers[0] != answers[1]:
                    differences.append((role, name))
    report(
        "pages",
        {
            "requests": asked,
            "roles": len(people.clients),
            "addresses": len(ADDRESSES),
            "foreign_names": len(leaks),
            "foreign_against_missing": compared,
            "of_these_not_found": not_found,
            "different": len(differences),
        },
    )
    assert leaks == []
    assert differences == []
    assert not_found, "a foreign id was answered with not found at least once"
    assert open_to_nobody == []


def test_counts_are_those_of_the_own_body() -> None:
    people = fill()
    for role in ("officer", "unit_manager", "firm_manager", "lab_manager"):
        person, client = people.clients[role]
        assert person is not None
        with work_in(SECURITY):
            own = Membership.objects.filter(party=person.membership.party).count()
            everywhere = Membership.objects.count()
        page = client.get("/me/members/").content.decode()
        shown = page.count('<th scope="row"')
        assert shown == own < everywhere, role


def test_a_lent_role_opens_what_it_reaches_until_it_is_taken_back() -> None:
    lender = make_person("officer", "lender")
    body = Body("organ", BODIES["organ"].party, BODIES["organ"].name, "440106")
    borrower = make_person("supervisor", "borrower", body)
    today = timezone.localdate()
    with work_in(SECURITY):
        days = {
            "current": Range(today, today + timedelta(days=2)),
            "expired": Range(today - timedelta(days=9), today),
        }
        loans = {
            name: Delegation.objects.create(
                membership=lender.membership, account=borrower.account, organ_region="440106",
                party=body.party, valid=valid, reason=name,
            )
            for name, valid in days.items()
        }  # fmt: skip
    client = sign_in(borrower)
    loan = loans["current"]

    def may_lend(wanted: Delegation) -> bool:
        client.post("/me/role/", {"role": f"d{wanted.pk}"})
        chosen = client.get("/me/lend/").status_code
        return bool(chosen == 409)  # "a role that was lent is not lent on": it is acted in

    assert not may_lend(loans["expired"])
    assert may_lend(loan)
    with work_in(SECURITY):
        loan.revoked_at = timezone.now()
        loan.save()
    assert client.get("/me/lend/").status_code != 409
    with work_in(SECURITY):
        loan.revoked_at = None
        loan.save()
        lender.membership.valid = Range(lender.membership.valid.lower, today)
        if lender.membership.valid.isempty or lender.membership.valid.lower == today:
            lender.membership.delete()
        else:
            lender.membership.save()
    assert client.get("/me/lend/").status_code != 409, "the lender holds it no more"


PASSES = 60


def test_the_time_of_not_found_does_not_tell_foreign_from_missing(report: Report) -> None:
    people = fill()
    took: dict[str, dict[str, list[float]]] = {}
    for name in ("member_name", "members_of", "member_end"):
        address = ADDRESSES[name]
        _, client = people.clients["officer" if name == "member_name" else "unit_manager"]
        ids = {"foreign": people.foreign[address.id], "missing": missing(address)}
        found: dict[str, list[float]] = {"foreign": [], "missing": []}
        for turn in range(PASSES):
            for which in sorted(ids, reverse=bool(turn % 2)):
                begun = time.perf_counter()
                answer = client.get(address.path.replace("{id}", ids[which]))
                found[which].append(time.perf_counter() - begun)
                assert answer.status_code == 404
        took[name] = found
    ratios = {
        n: statistics.median(f["foreign"]) / statistics.median(f["missing"])
        for n, f in took.items()
    }
    report("timing", {"samples": PASSES, **{n: round(r, 3) for n, r in ratios.items()}})
    for name, ratio in ratios.items():
        assert 0.5 < ratio < 2, name
