"""The pages of bundles and file audits, in a real browser: an auditor takes a bundle and has it
verified by the program as anyone would."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import expect

from jifang.foundation.accounts.data import Body
from jifang.foundation.cases.models import Case
from jifang.foundation.postgres.connection import Connection
from tests.foundation.cases.log import publish_log, publish_moves
from tests.foundation.cases.procedure import apply, lay_people
from tests.foundation.cases.test_bundle import run_drill, run_handover
from tests.portals.people import make_person
from tests.portals.people import sign_in as sign_in_client
from tests.portals.test_roles_browser import check_page, shoot, sign_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
BUDGETS = json.loads(Path(__file__).with_name("budgets.json").read_text("utf-8"))
VERIFIER = Path(settings.ROOT) / "verifier" / "jifang_verify.py"


@pytest.fixture
def cases(
    database_server: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Case]:
    """Three cases: two whose entries are signed, one that came in afterwards."""
    monkeypatch.setattr(settings, "VAR", tmp_path)
    publish_moves(database_server)
    people = lay_people()
    made = {"drill": run_drill(people), "handover": run_handover(people)}
    publish_log(database_server, tmp_path / "ledger")
    return made | {"late": apply(people["applicant"])}


def count(client: Client, path: str) -> int:
    """The queries of a page."""
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def bundle_of(case: Case) -> str:
    return f"/cases/{case.public_id}/bundle/"


def check_who_takes_what(cases: dict[str, Case]) -> None:
    url = bundle_of(cases["drill"])
    unit = sign_in_client(make_person("unit_manager"))
    page = unit.get(url).content.decode()
    assert "第 2, 6, 7 号事件是机关内部事项" in page
    answer = unit.post(url)
    assert answer["Content-Disposition"].startswith('attachment; filename="case-drill-')
    assert len(answer.getvalue()) == int(answer["Content-Length"])
    late = bundle_of(cases["late"])
    assert "还有 1 条记账未进入已签名的检查点" in unit.get(late).content.decode()
    assert unit.post(late).status_code == 409
    far = sign_in_client(
        make_person("officer", "far-officer", Body("organ", "ps-440305", "南山", "440305"))
    )
    admin = sign_in_client(make_person("audit_admin"))
    firm = sign_in_client(make_person("firm_member"))
    audit = f"/cases/{cases['drill'].public_id}/audit/"
    assert [c.get(audit).status_code for c in (unit, far, admin)] == [403, 404, 404]
    assert [c.get("/audits/").status_code for c in (unit, far, admin)] == [403, 200, 404]
    supervisor = sign_in_client(make_person("supervisor", "watch"))
    for name, client, path in (("bundle", unit, url), ("audit", supervisor, audit),
                               ("audits", supervisor, "/audits/")):  # fmt: skip
        found = count(client, path)
        assert found <= BUDGETS[f"proofs: {name}"], (name, found)
    for client in (far, admin, firm):
        assert client.get(url).status_code == client.post(url).status_code == 404
    assert Client().get(url).status_code == 302


def test_who_takes_what_and_the_journey_of_an_auditor(
    live: Any, page: Any, cases: dict[str, Case], tmp_path: Path
) -> None:
    check_who_takes_what(cases)
    sign_in(page, live.url, make_person("auditor", "audit-person"))
    page.goto(f"{live.url}/en/me/")
    page.get_by_role("link", name="File audits").click()
    expect(page.locator("tbody tr")).to_have_count(3)
    shoot(page, "audits-en")
    check_page(page)
    page.select_option("#f-closed", "yes")
    page.locator("form.filters button").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.locator("tbody th a").click()
    assert page.locator(".verdict strong").inner_text() == "0 gaps"
    shoot(page, "audit-en")
    check_page(page)
    page.emulate_media(media="print")
    page.pdf(path=Path("var/screens/audit.pdf"), format="A4")
    page.emulate_media(media="screen")
    page.goto(f"{live.url}/en/cases/{cases['handover'].public_id}/audit/")
    page.get_by_role("link", name="Case bundle").click()
    shoot(page, "bundle-en")
    check_page(page)
    with page.expect_download() as coming:
        page.locator("main form button").first.click()
    file = tmp_path / coming.value.suggested_filename
    coming.value.save_as(file)
    policy = tmp_path / "ledger" / "public" / "policy"
    done = subprocess.run(
        [sys.executable, VERIFIER, "bundle", file, policy, "--lang", "en"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Taken by: a supervisor or auditor" in done.stdout
    (Path("var/screens")).mkdir(parents=True, exist_ok=True)
    Path("var/screens/verify-en.txt").write_text(done.stdout, "utf-8")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live.url}{bundle_of(cases['drill'])}")
    shoot(page, "bundle-zh-phone")
    check_page(page)
    for name, path in (
        ("audit", f"/cases/{cases['late'].public_id}/audit/"),
        ("audits", "/audits/"),
    ):
        page.goto(f"{live.url}{path}")
        shoot(page, f"{name}-zh-phone")
        check_page(page)
