"""Test data are what the services would have written, and go again without a trace of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, connections, transaction

from jifang.cli.command import run_command
from jifang.config.load.plan import Shares, Sizes
from jifang.config.load.run import Load, LoadError, check_place, remove_load
from jifang.config.load.words import COINED, join, number, spell
from jifang.config.load_test_data import main
from jifang.domains.units.models import Site
from jifang.foundation.accounts.models import Account
from jifang.foundation.history.entries import search_entries
from jifang.foundation.history.kinds import KINDS, digest_state, read_state
from jifang.foundation.history.models import Change
from jifang.foundation.history.selectors import find_faults
from jifang.foundation.search.models import Gram
from jifang.foundation.search.pinyin import spell_name
from jifang.foundation.walls.lint import find_faults as find_open_walls
from jifang.foundation.walls.scope import Scope, work_in
from tests.domains.people import make_officer, make_unit, open_organs, scope_of

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
PROVINCE = Scope("44", "45")
SIZES = Sizes(sites=150, channels=900, units=40, firms=3)


class Silent:
    def step(self, *_: Any) -> None:
        pass


def read_schema() -> Any:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint UNION ALL"
            " SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' UNION ALL"
            " SELECT relname, relforcerowsecurity::text FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace UNION ALL"
            " SELECT tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"
        )
        return cursor.fetchall()


@pytest.fixture
def province(db: None) -> None:
    with transaction.atomic():
        open_organs()


@pytest.mark.usefixtures("province")
def test_what_is_loaded_is_what_the_services_write_and_goes_again() -> None:
    before = read_schema()
    counts = Load(SIZES, Silent()).run()
    assert (counts["site"], counts["channel"], counts["unit"]) == (150, 900, 40)
    assert read_schema() == before, "indexes, keys, walls and triggers stand as before"
    assert find_open_walls() == []
    with work_in(PROVINCE):
        for name, count in counts.items():
            kind = KINDS[name]
            rows = list(kind.model._default_manager.all())
            assert len(rows) == count
            assert all(r.demonstration for r in rows)
            for row in rows[:: max(1, count // 60)]:
                check_row(kind, row)
        assert Change.objects.count() == sum(counts.values())
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM ledger_entry WHERE kind LIKE '%declared_together'")
            [leaves] = cursor.fetchone()
        assert Change.objects.values("entry").distinct().count() == leaves
    officer = make_officer("440000")
    with work_in(scope_of(officer)):
        one = Site.objects.order_by("?").first()
        assert one is not None
        for query in (one.name[2:6], one.initials[:6], one.address[:5]):
            found = search_entries("site", officer, query, limit=200)
            assert found.cut or one in found.records, query
        unit = make_unit(make_officer("440106"))
    with pytest.raises(LoadError, match="unit"):
        check_place(beside_others=False)
    check_place(beside_others=True)
    assert remove_load(Silent()) == counts
    assert read_schema() == before
    with work_in(PROVINCE):
        assert Change.objects.values_list("record", flat=True).get() == unit.public_id
        assert not Site.objects.exists()
        assert set(Gram.objects.values_list("record", flat=True)) == {unit.pk}


def check_row(kind: Any, row: Any) -> None:
    """Its history agrees, what follows from its fields is what the services derive, no rule of
    its kind is broken, and it is found by exactly its tokens."""
    assert find_faults(kind, row) == {}
    whole = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    digest, state = digest_state(kind, row), read_state(kind, row)
    kind.derive(row)
    assert (digest_state(kind, row), read_state(kind, row)) == (digest, state)
    assert {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields} == whole
    assert list(kind.check(row)) == []
    if kind.searched:
        tokens = Gram.objects.filter(kind=kind.name, record=row.pk)
        assert set(tokens.values_list("gram", flat=True)) == kind.read_texts(row).tokens()


@pytest.mark.usefixtures("province")
def test_the_same_seed_makes_the_same_records_and_accounts_forbid_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    sizes, seen = Sizes(sites=6, channels=20, units=2, firms=1, seed=7), []
    for _ in range(2):
        Load(sizes, Silent()).run()
        with work_in(PROVINCE):
            seen.append(
                list(Site.objects.order_by("id").values_list("public_id", "name", "address"))
            )
        remove_load(Silent())
    assert seen[0] == seen[1]
    with work_in(Scope(administration="security_admin")):
        Account.objects.create(username="real", name="x")
    with pytest.raises(LoadError, match="1 accounts"):
        check_place(beside_others=True)


def test_parts_of_a_whole_are_handed_out_to_the_last_one() -> None:
    for whole, takers, least in ((1000, 7, 0), (1000, 900, 1), (5, 9, 0)):
        shares = Shares(whole, takers, least)
        parts = [shares.take(n * 37) for n in range(takers)]
        assert sum(parts) == whole
        assert min(parts) >= least


def test_a_name_of_parts_is_spelled_as_the_whole() -> None:
    for at, word in enumerate(COINED[:: len(COINED) // 40]):
        name = join(spell("天河" + word), number(at), spell("号银行营业厅"))
        assert (name.pinyin, name.initials) == spell_name(name.text)


@pytest.mark.parametrize("line", [["--sites", "0"], ["--sites", "many"], ["drop"]])
def test_what_cannot_be_read_is_refused(line: list[str]) -> None:
    with pytest.raises(SystemExit):
        main(line)


def test_the_command_hands_the_line_on(capfd: pytest.CaptureFixture[str]) -> None:
    assert run_command(["load-test-data", "--sites", "0"]) == 2
    assert "--sites" in capfd.readouterr().err
