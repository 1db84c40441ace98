"""A linter that we did not write (pgrls) reads the live schema; what it says is judged here.

A rule is silenced as a whole, or for a table or a policy, and always with a reason. What is not
silenced fails the test, and so does a reason that no finding needs any more.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest
from django.conf import settings

from jifang.foundation.postgres.connection import Connection
from jifang.foundation.walls.lint import EXEMPT
from tests.walls.tables import TABLES

SILENCED: Final = {
    "SEC003": "no anonymous role may connect, and only the platform's own roles have grants",
    "SEC005": "an administration's rows are those of the platform; guarded by who may hold it",
    "SEC007": "the ways to a row (territory, party, grant, oneself) are alternatives: an OR",
    "SEC013": "no trigger runs with other rights than the writer's: the test below",
    "PERF001": "the bare setting is what the planner estimates well (docs/decisions/0015)",
}
SAID: Final = {
    ("SEC016", "jifang_backup"): "a dump under the walls would be empty and look whole",
    ("SEC035", "public.access_token "): "drawn at random",
    ("SEC035", "public.access_token_key "): "the token of a key; numbers tell nothing",
    ("SEC035", "public.kept_answer "): "begins with the token, which is the account's",
    ("PERF003", "public.delegation."): "some hundred rows, read by account",
    ("PERF003", "public.invitation."): "checks the row that is added, reads none",
    ("PERF003", "public.complaint_identity."): "checks the row that is added, reads none",
    ("PERF003", "public.recovery."): "checks the row that is added, reads none",
    ("SEC027", "public.site "): "the owner is that of the place (art. 9 ¶3), no account",
    ("PERF003", "public.gram."): "read by token and kind, never by its place alone",
    ("SEC030", "public.notification "): "no account: the whole body is told, found by its party",
    ("SEC022", "public.account_emailconfirmation"): "the sign-in library's; nothing is written",
    ("SEC035", "public.import_portion "): "begins with the file, which is the account's",
    ("SEC035", "public.account_emailaddress "): "the sign-in library's; nothing is written",
    ("SEC028", "public.ledger_"): "evidence may be added by any act; hashes by their services",
    ("SEC038", "public.ledger_entry.services"): "binds sequencer and signer, which see hashes only",
    **{("SEC001", f"public.{t}"): reason for t, reason in EXEMPT.items()},
    **{
        (rule, f"public.{t}."): known.why_open
        for t, known in TABLES.items()
        if "all" in known.see | known.insert | known.update
        for rule in ("SEC008", "SEC028", "SEC038")
    },
}


def run_pgrls(server: Connection) -> list[dict[str, Any]]:
    name = settings.DATABASES["default"]["NAME"]
    host, login = quote(str(server.host), safe=""), server.owner
    url = f"postgresql://{login.user}:{login.password}@/{name}?host={host}&port={server.port}"
    program = Path(sys.executable).parent / "pgrls"
    given = ("--schemas", "public", "--format", "json", "--fail-on", "info")
    ran = subprocess.run(
        [program, "lint", "--database-url", url, *given],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode in (0, 1), ran.stderr
    found: list[dict[str, Any]] = json.loads(ran.stdout)["violations"]
    return found


def is_said(finding: dict[str, Any]) -> bool:
    rule, where = finding["rule_id"], f"{finding['location']} "
    return rule in SILENCED or any(r == rule and where.startswith(w) for r, w in SAID)


@pytest.mark.usefixtures("django_db_setup")
def test_what_the_linter_finds_is_known_and_has_its_reason(
    database_server: Connection, report: Callable[[str, dict[str, Any]], None]
) -> None:
    found = run_pgrls(database_server)
    assert len(found) > 50, "it looked at another schema"
    unknown = [(f["rule_id"], f["location"]) for f in found if not is_said(f)]
    report("pgrls", {"findings": len(found), "without_reason": len(unknown), "silenced": SILENCED})
    assert unknown == [], unknown
    assert set(SILENCED) <= {f["rule_id"] for f in found}


def test_no_function_of_ours_runs_with_the_rights_of_its_owner(
    database_server: Connection, django_db_setup: None, django_db_blocker: Any
) -> None:
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
        )
        assert cursor.fetchall() == []
