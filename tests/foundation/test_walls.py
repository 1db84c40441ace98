"""Scopes and walls on the real database: what is not one's own is not there."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, connections, transaction
from psycopg.types.range import Range

from jifang.foundation.accounts.models import Account, Membership
from jifang.foundation.walls.lint import EXEMPT, Policy, check_policy, find_faults, list_tables
from jifang.foundation.walls.scope import (
    NOBODY,
    Scope,
    enter_scope,
    find_range,
    look_in,
    read_scope,
    work_in,
)

pytestmark = pytest.mark.django_db(databases=["default", "owner"])
SECURITY = Scope(administration="security_admin")
ALWAYS = Range(date(2017, 8, 1), None)


@pytest.fixture
def members() -> list[Membership]:
    """One officer in each of two counties of Guangzhou, one in Shenzhen, one member of a unit."""
    with work_in(SECURITY):
        found = []
        for name, role, kind, region, party in (
            ("a", "officer", "organ", "440106", "ps-440106"),
            ("b", "officer", "organ", "440103", "ps-440103"),
            ("c", "officer", "organ", "440305", "ps-440305"),
            ("d", "unit_member", "unit", "440106", "unit-1"),
        ):
            account = Account.objects.create(username=name, name=name)
            found.append(
                Membership.objects.create(
                    account=account,
                    role=role,
                    body_kind=kind,
                    party=party,
                    body_name=party,
                    organ_region=region,
                    valid=ALWAYS,
                )
            )
    enter_scope(NOBODY)
    return found


def see(scope: Scope) -> set[str]:
    enter_scope(scope)
    return set(Membership.objects.values_list("party", flat=True))


def territory(division: str) -> Scope:
    return Scope(*find_range(division))


@pytest.mark.parametrize(
    ("division", "lo", "hi"),
    [
        ("440000", "44", "45"),
        ("440100", "4401", "4402"),
        ("440106", "440106", "440107"),
        ("440109", "440109", "44010:"),
        ("440106001", "440106001", "440106002"),
    ],
)
def test_the_range_of_a_division(division: str, lo: str, hi: str) -> None:
    assert find_range(division) == (lo, hi)


@pytest.mark.parametrize("division", ["", "44", "44010x", "4401060", "４４０１０６"])
def test_what_is_no_code_has_no_range(division: str) -> None:
    with pytest.raises(ValueError, match="not the code"):
        find_range(division)


@pytest.mark.usefixtures("members")
class TestTerritory:
    def test_a_county_sees_itself_a_city_its_counties_the_province_all(self) -> None:
        assert see(territory("440106")) == {"ps-440106", "unit-1"}
        assert see(territory("440100")) == {"ps-440106", "unit-1", "ps-440103"}
        assert len(see(territory("440000"))) == 4

    def test_nobody_and_empty_settings_see_nothing(self) -> None:
        assert see(NOBODY) == set()
        with connection.cursor() as cursor:
            for name in ("jifang.lo", "jifang.hi", "jifang.parties", "jifang.actor"):
                cursor.execute("SELECT set_config(%s, '', true)", [name])
        assert Membership.objects.count() == 0

    def test_a_party_sees_its_own_rows(self) -> None:
        assert see(Scope(parties=("unit-1",))) == {"unit-1"}
        assert see(Scope(parties=("unit-2",))) == set()

    def test_an_account_sees_itself(self, members: list[Membership]) -> None:
        assert see(Scope(actor=str(members[2].account_id))) == {"ps-440305"}

    def test_a_row_of_another_territory_is_not_changed_and_none_is_put_there(self) -> None:
        enter_scope(territory("440305"))
        assert Membership.objects.filter(party="unit-1").update(body_name="x") == 0
        assert Membership.objects.filter(party="unit-1").delete()[0] == 0
        own = Membership.objects.get(party="ps-440305")
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Membership.objects.filter(pk=own.pk).update(organ_region="440106")
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Membership.objects.create(
                account=own.account, role="officer", body_kind="organ", party="p",
                body_name="p", organ_region="440106", valid=ALWAYS,
            )  # fmt: skip

    def test_the_owner_of_the_tables_is_bound_too(self) -> None:
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM membership")
            assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_scope_is_gone_with_its_transaction() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        enter_scope(territory("440000"))
    with work_in(territory("440000")), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('jifang.lo', true)")
        assert cursor.fetchone() == ("44",)
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('jifang.lo', true), '')")
        assert cursor.fetchone() == ("",)


def test_a_scope_within_another_gives_way_to_it_again() -> None:
    enter_scope(territory("440100"))
    with work_in(Scope(parties=("a", "b"), actor="7", administration="audit_admin")):
        assert read_scope() == Scope("", "", ("a", "b"), (), "7", "audit_admin")
    assert read_scope() == territory("440100")


def test_who_looks_in_other_bounds_is_back_in_the_own_whatever_happened() -> None:
    own, other = Scope("4401", "4402"), Scope("4403", "4404")
    with work_in(own):
        with look_in(other):
            assert read_scope() == other
        assert read_scope() == own
        with pytest.raises(KeyError), look_in(other):
            raise KeyError
        assert read_scope() == own
        with pytest.raises(DatabaseError), look_in(other):
            raise DatabaseError
        assert read_scope() == own
        with pytest.raises(DatabaseError), transaction.atomic(), look_in(other):
            connection.cursor().execute("SELECT 1 / 0")
        assert read_scope() == own
    with look_in(other):
        assert read_scope() == other
    assert read_scope() == Scope()


def test_an_id_with_a_comma_is_no_party() -> None:
    for name in ("", "a,b"):
        with pytest.raises(ValueError, match="party"):
            Scope(parties=(name,))


def test_every_table_has_its_wall() -> None:
    assert find_faults() == []


def test_every_exemption_is_a_table_and_has_a_reason() -> None:
    tables = set(list_tables())
    assert set(EXEMPT) <= tables | {"django_session"}
    assert all(EXEMPT.values())


def test_a_table_without_a_wall_is_found() -> None:
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE open_table (id int)")
        cursor.execute("CREATE VIEW open_view AS SELECT * FROM open_table")
        found = {(f.table, f.what) for f in find_faults("owner")}
        cursor.execute("ALTER TABLE open_table ENABLE ROW LEVEL SECURITY")
        unforced = {(f.table, f.what) for f in find_faults("owner")}
        transaction.set_rollback(True, using="owner")
    assert ("open_table", "row-level security is off") in found
    assert ("open_view", "a view that looks past the walls") in found
    assert ("open_table", "row-level security does not bind the owner") in unforced


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("(region ~~ (current_setting('jifang.lo'::text, true) || '%'::text))", "pattern"),
        ("may_see(region)", "it calls may_see"),
        ("(region = current_setting('jifang.tenant', true))", "nobody sets"),
        ("(region >= ( SELECT division.code FROM division))", "reads a table"),
        ("(region >= ( SELECT current_setting('jifang.lo', true) FROM division))", "a table"),
    ],
)
def test_a_policy_that_was_measured_to_leak_or_to_be_slow_is_found(
    condition: str, said: str
) -> None:
    assert any(said in what for what in check_policy(Policy("t", "p", condition)))
    good = "((organ_region >= current_setting('jifang.lo'::text, true)) AND true)"
    once = (
        "CASE WHEN ((organ_region)::text >= ( SELECT current_setting('jifang.lo'::text, true)"
        " AS current_setting)) THEN true ELSE false END AND ((party)::text = ANY (( SELECT"
        " string_to_array(current_setting('jifang.parties'::text, true), ','::text) AS"
        " string_to_array)))"
    )
    for right in (good, once):
        assert list(check_policy(Policy("t", "p", right))) == []
