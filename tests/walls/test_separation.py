"""Three administrations, apart: each tries what is another's."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from psycopg.types.range import Range

from jifang.foundation.accounts.data import PLATFORM_BODY, AccountError, Actor
from jifang.foundation.accounts.models import Account, Membership
from jifang.foundation.accounts.powers import ADMINISTRATIONS, POWERS, ROLES, may
from jifang.foundation.accounts.selectors import derive_scope
from jifang.foundation.accounts.services import give_role, invite_member, lend_powers
from jifang.foundation.audit.data import Act, Target
from jifang.foundation.audit.models import Entry
from jifang.foundation.audit.services import record_act
from jifang.foundation.walls.scope import enter_scope, work_in
from tests.walls.tables import TABLES

pytestmark = pytest.mark.django_db
SEALED = {"kept_answer": "encrypted under the bearer's secret; deleted when its days are over"}


def appoint(role: str) -> tuple[Account, Membership]:
    account = Account.objects.create(username=role.replace("_", "-"), name="甲")
    held = Membership(
        account=account, role=role, body_kind=PLATFORM_BODY.kind, party=PLATFORM_BODY.party,
        body_name=PLATFORM_BODY.name, organ_region=PLATFORM_BODY.organ_region,
        valid=Range(date(2026, 1, 1), None),
    )  # fmt: skip
    with work_in(derive_scope(account, Membership(role="security_admin"))):
        held.save()
    return account, held


def refuse(statement: str, said: str = "permission denied|must be owner") -> None:
    raised = pytest.raises(DatabaseError, match=said)
    with raised, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def count(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.rowcount)


def test_no_role_has_the_powers_of_two_administrations() -> None:
    own = {a: ROLES[a].powers for a in ADMINISTRATIONS}
    for one in ADMINISTRATIONS:
        for other in ADMINISTRATIONS:
            assert one == other or not own[one] & own[other]
        assert not own[one] & {"handle_case", "decide_case", "see_register", "reveal_personal"}
        assert not may(one, "delegate")
    for role in ROLES.values():
        held = [a for a in ADMINISTRATIONS if own[a] & role.powers and a != role.code]
        assert role.administers or "manage_accounts" not in role.powers
        assert len(held) <= 1, (role.code, POWERS)


class TestAuditAdministration:
    def test_it_changes_nothing_that_is_guarded(self) -> None:
        account, held = appoint("audit_admin")
        writes = {t for t, k in TABLES.items() if "audit_admin" in k.insert | k.update | k.delete}
        assert writes == set()
        enter_scope(derive_scope(account, held))
        assert count("UPDATE membership SET role = 'officer'") == 0
        assert count("DELETE FROM membership") == 0
        assert count("UPDATE division SET name_zh = 'x'") == 0

    def test_it_does_not_change_the_log(self) -> None:
        account, held = appoint("audit_admin")
        act = Act("test.done", "ps-440106", "440106", "", Target("test", "1"),
                  personal=(("name", "张三"),))  # fmt: skip
        record_act(act)
        enter_scope(derive_scope(account, held))
        for table in ("ledger_entry", "ledger_leaf", "ledger_tile", "ledger_checkpoint",
                      "ledger_note"):  # fmt: skip
            refuse(f"DELETE FROM {table}", "permission denied")
            refuse(f"TRUNCATE {table}", "permission denied")
        refuse("UPDATE ledger_entry SET organ = 'x'", "permission denied")
        refuse("ALTER TABLE ledger_entry DISABLE TRIGGER ALL", "must be owner")
        refuse("DROP POLICY territory ON ledger_entry", "must be owner")
        # Salts and personal values are their organ's to erase.
        assert count("SELECT 1 FROM ledger_commitment") == 0
        assert count("DELETE FROM ledger_commitment") == 0


class TestSystemAdministration:
    def test_it_reads_no_content(self) -> None:
        seen = {t for t, k in TABLES.items() if "system_admin" in k.see}
        assert seen == set(SEALED)
        account, held = appoint("system_admin")
        appoint("security_admin")
        record_act(Act("test.done", "ps-440106", "440106", "", Target("test", "1")))
        enter_scope(derive_scope(account, held))
        assert [m.pk for m in Membership.objects.all()] == [held.pk], "its own alone"
        assert Entry.objects.count() == 0

    def test_it_gives_no_roles(self) -> None:
        account, held = appoint("system_admin")
        scope = derive_scope(account, held)
        by = Actor(account.pk, str(account.public_id), "system_admin", PLATFORM_BODY)
        enter_scope(scope)
        with pytest.raises(AccountError):
            invite_member(by, "officer", PLATFORM_BODY)
        with pytest.raises(AccountError):
            invite_member(by, "security_admin", PLATFORM_BODY)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            give_role(account, "officer", PLATFORM_BODY, None)
        assert Membership.objects.filter(pk=held.pk).update(role="security_admin") == 0


class TestSecurityAdministration:
    @pytest.mark.parametrize("second", [a for a in ADMINISTRATIONS if a != "security_admin"])
    def test_it_gives_itself_no_second_administration(self, second: str) -> None:
        account, held = appoint("security_admin")
        enter_scope(derive_scope(account, held))
        with pytest.raises(AccountError) as caught:
            give_role(account, second, PLATFORM_BODY, account.pk)
        assert caught.value.code == "administrations_apart"
        # Nor for days to come, while the first has no end; nor past the service.
        with pytest.raises(AccountError):
            give_role(account, second, PLATFORM_BODY, account.pk,
                      timezone.localdate() + timedelta(days=400))  # fmt: skip
        refuse(
            "INSERT INTO membership (account_id, role, body_kind, party, body_name, organ_region,"
            f" valid, granted_at, demonstration) VALUES ({account.pk}, '{second}', 'platform',"
            " 'platform', 'x', '440000', '[2026-01-01,)', now(), false)",
            "administrations_apart",
        )

    def test_it_lends_its_powers_to_nobody(self) -> None:
        account, held = appoint("security_admin")
        other, _ = appoint("system_admin")
        enter_scope(derive_scope(account, held))
        by = Actor(account.pk, str(account.public_id), "security_admin", PLATFORM_BODY)
        with pytest.raises(AccountError):
            lend_powers(by, held, other, timezone.localdate(), "reason")

    def test_it_reads_no_content(self) -> None:
        seen = {t for t, k in TABLES.items() if "security_admin" in k.see}
        content = seen - {"membership", "delegation", "access_token"}
        assert content <= {"account_emailconfirmation"}, "accounts and roles, nothing else"
        account, held = appoint("security_admin")
        record_act(Act("test.done", "ps-440106", "440106", "", Target("test", "1")))
        enter_scope(derive_scope(account, held))
        assert Entry.objects.count() == 0


def test_the_application_cannot_step_over_the_walls() -> None:
    for statement in (
        "SET ROLE jifang_owner",
        "SET ROLE jifang_backup",
        "ALTER TABLE membership NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE membership DISABLE ROW LEVEL SECURITY",
        "CREATE POLICY mine ON membership USING (true)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE TABLE mine (id int)",
        "CREATE TEMP TABLE mine (id int)",
        "SET session_replication_role = replica",
    ):
        refuse(statement)
    # Asking to be let past the walls is answered with an error, not with rows.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL row_security = off")
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            cursor.execute("SELECT * FROM membership")
