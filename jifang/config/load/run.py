"""Load test data, and take them out again. See `jifang.config.load_test_data` for the command."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final, Protocol

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from jifang.config.database import OWNER_ALIAS
from jifang.config.load.makers import Makers
from jifang.config.load.moulds import list_columns
from jifang.config.load.plan import Sizes, split_batches
from jifang.config.load.rows import Batch, Made, Province
from jifang.config.load.tables import Bare, copy_rows, unbind_owner
from jifang.config.load.words import list_counties
from jifang.domains.figures.services import WHOLE
from jifang.domains.units.keepers import find_city_keeper, find_keeper
from jifang.foundation.accounts.data import PLATFORM_BODY
from jifang.foundation.audit.data import Act, Target
from jifang.foundation.audit.services import write_act
from jifang.foundation.history.kinds import KINDS
from jifang.foundation.search.grams import list_grams
from jifang.foundation.territory.selectors import find_competent_organ
from jifang.foundation.walls.scope import enter_scope
from jifang.law.errors import Text

AT_ONCE: Final = 1_000
LOADED: Final = (
    "unit", "site", "designation", "system", "store", "device", "channel", "organisation", "staff",
)  # fmt: skip
"""Kinds that a load makes; parents before their parts."""
SHARED: Final = ("record_change", "gram")
DERIVED: Final = (
    "figure", "site_due", "site_standing", "duty_reminder", "duty_standing",
)  # fmt: skip
"""What the database and the jobs make of the registers; they follow rows that are deleted."""
REFERRING: Final = """
WITH RECURSIVE reached AS (
    SELECT oid FROM pg_class WHERE relname = ANY(%s) AND relkind = 'r'
    UNION SELECT c.conrelid FROM pg_constraint c JOIN reached r ON c.confrelid = r.oid
    WHERE c.contype = 'f')
SELECT c.relname, t.tgname FROM reached r JOIN pg_class c ON c.oid = r.oid
JOIN pg_trigger t ON t.tgrelid = r.oid
WHERE t.tgtype & 32 > 0 AND NOT t.tgisinternal AND t.tgenabled <> 'D' ORDER BY 1, 2
"""
"""Guards against being emptied, of tables that refer to others, at whatever remove."""
LEDGER: Final = ("ledger_entry",)
"""The owner of the tables writes the leaf itself, so that it stands with the rows or not at all."""
PREFIX: Final = "load"
"""After the sort of body, in the id of each party that a load makes."""
CHANGE: Final = (
    "id", "kind", "record", "root", "organ_region", "party", "version", "act", "holds_from", "at",
    "by", "role", "reason", "before", "after", "digest", "entry",
)  # fmt: skip


class LoadError(Exception):
    """A load or removal is refused; says why in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")
        self.text = Text(zh, en)


class Progress(Protocol):
    """Is told how far a load is."""

    def step(self, what: Text, done: int, whole: int) -> None:
        """`done` of `whole`."""


def list_tables() -> list[str]:
    """Every table of records, with history and tokens."""
    return [*(k.model._meta.db_table for k in KINDS.values()), *SHARED]


def check_place(*, beside_others: bool) -> None:
    """Refuse a database with accounts of real people, and one with records that no load made.

    Raises `LoadError`.
    """
    owner = connections[OWNER_ALIAS]
    with (
        transaction.atomic(using=OWNER_ALIAS),
        owner.cursor() as cursor,
        unbind_owner(cursor, ["account", *list_tables()]),
    ):
        cursor.execute("SELECT count(*) FROM account WHERE NOT demonstration")
        real = int(cursor.fetchone()[0])
        others = [n for n in list_tables() if n not in SHARED and _has_others(cursor, n)]
    if real:
        raise LoadError(
            f"数据库中有 {real} 个真实账号：测试数据只装入没有真实账号的数据库。",
            f"There are {real} accounts of real people: test data only go where there are none.",
        )
    if others and not beside_others:
        raise LoadError(
            f"登记中已有其他记录（{'、'.join(others)}）。确要并存，请加 --beside-others。",
            f"There are other records ({', '.join(others)}). To load beside them: --beside-others.",
        )


def _has_others(cursor: Any, table: str) -> bool:
    cursor.execute(
        f"SELECT EXISTS (SELECT 1 FROM \"{table}\" WHERE party NOT LIKE '%-{PREFIX}%')"  # noqa: S608  (names of our tables)
    )
    return bool(cursor.fetchone()[0])


class Load:
    """One load: a single transaction, all of it or nothing."""

    def __init__(self, sizes: Sizes, progress: Progress, at: datetime | None = None) -> None:
        self.sizes = sizes
        self.progress = progress
        self.at = at or timezone.now()
        self.owner: BaseDatabaseWrapper = connections[OWNER_ALIAS]
        self.counts: dict[str, int] = {}
        self.change = self._compile_change()
        self.next_change = 0

    def _compile_change(self) -> Callable[[Made, int, str, int], str]:
        day, at = timezone.localdate(self.at).isoformat(), self.at.isoformat()
        middle = f"1\tdeclared\t{day}\t{at}\t\t\t\t{{}}\t{{}}"

        def write(made: Made, key: int, digest: str, entry: int) -> str:
            v = made.values
            return (
                f"{key}\t{made.mould.kind.name}\t{v['public_id']}\t{made.root}\t"
                f"{v['organ_region']}\t{v['party']}\t{middle}\t{digest}\t{entry}\n"
            )

        return write

    def run(self) -> dict[str, int]:
        """Load everything; the number of records by kind. Raises `LoadError`."""
        organs, cities = self._find_organs()
        tables = [KINDS[k].model._meta.db_table for k in LOADED] + list(SHARED)
        with transaction.atomic(using=OWNER_ALIAS), self.owner.cursor() as cursor:
            enter_scope(WHOLE, OWNER_ALIAS)  # for the counts that the database keeps itself
            cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
            cursor.execute("SET LOCAL lock_timeout = '10s'")
            first = self._find_firsts(cursor, tables)
            bare = Bare(cursor, tables)
            bare.take_apart()
            province = Province(self.sizes, Makers(self.at), organs, first)
            with unbind_owner(cursor, LEDGER):
                for batch in self._list_batches(province, cities):
                    self._write(batch)
            for done, name in enumerate(bare.put_together()):
                building = Text(f"建立索引与约束 {name}", f"building {name}")
                self.progress.step(building, done, bare.parts)
            self._set_sequences(cursor, tables)
        return self.counts

    def _list_batches(self, province: Province, cities: dict[str, str]) -> Iterator[Batch]:
        for numbers in split_batches(self.sizes.firms, AT_ONCE):
            yield province.make_firms(numbers, cities)
        for numbers in split_batches(self.sizes.units, AT_ONCE):
            yield province.make_batch(numbers)

    def _find_organs(self) -> tuple[dict[str, tuple[str, str]], dict[str, str]]:
        """Which organ keeps each county, by division and name; and each city's firms."""
        found: dict[str, tuple[str, str]] = {}
        for region, _ in list_counties():
            organ, keeper = find_competent_organ(region), find_keeper(region)
            if organ is None or keeper is None:
                raise LoadError(
                    f"没有 {region} 的公安机关：先装入区划与机关。",
                    f"No organ is recorded for {region}: load divisions and organs first.",
                )
            found[region] = (keeper, organ.name_zh)
        cities = {f"{region[:4]}00" for region in found}
        return found, {city: find_city_keeper(city) for city in cities}

    def _find_firsts(self, cursor: Any, tables: list[str]) -> dict[str, int]:
        """The last id in use of each kind."""
        with unbind_owner(cursor, tables):
            found = {}
            for name in LOADED:
                table = KINDS[name].model._meta.db_table
                cursor.execute(f'SELECT coalesce(max(id), 0) FROM "{table}"')  # noqa: S608  (names of our tables)
                found[name] = int(cursor.fetchone()[0])
            cursor.execute("SELECT coalesce(max(id), 0) FROM record_change")
            self.next_change = int(cursor.fetchone()[0])
        return found

    def _write(self, batch: Batch) -> None:
        """Records, history and leaf of each kind, then what is searched."""
        for name in LOADED:
            made = batch.made.get(name)
            if made:
                self._write_kind(name, made)
        rows = (row for made in batch.made.values() for row in write_grams(made))
        copy_rows(self.owner, "gram", "gram, kind, organ_region, record, party", rows)
        whole = self.sizes.records
        self.progress.step(Text("写入", "writing"), min(sum(self.counts.values()), whole), whole)

    def _write_kind(self, name: str, made: list[Made]) -> None:
        model = KINDS[name].model
        columns = ", ".join(f'"{f.column}"' for f in list_columns(model))
        rows = (m.mould.row(m.values) for m in made)
        copy_rows(self.owner, f'"{model._meta.db_table}"', columns, rows)
        digests = [m.mould.digest(m.values) for m in made]
        entry = self._record(name, made, digests)
        start = self.next_change + 1
        self.next_change += len(made)
        changes = (
            self.change(m, start + n, digest, entry)
            for n, (m, digest) in enumerate(zip(made, digests, strict=True))
        )
        copy_rows(self.owner, "record_change", ", ".join(f'"{c}"' for c in CHANGE), changes)
        self.counts[name] = self.counts.get(name, 0) + len(made)

    def _record(self, name: str, made: list[Made], digests: list[str]) -> int:
        """The leaf of a batch, as `declare_records` writes it."""
        lines = sorted(
            f"{m.values['public_id']} {digest}" for m, digest in zip(made, digests, strict=True)
        )
        whole = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        act = Act(
            f"{name}.declared_together", PLATFORM_BODY.party, PLATFORM_BODY.organ_region, "",
            Target(name, "several"), after=whole, details=(("records", len(made)),),
        )  # fmt: skip
        return write_act(self.owner, act, at=self.at).entry

    def _set_sequences(self, cursor: Any, tables: list[str]) -> None:
        with unbind_owner(cursor, tables):
            for table in tables:
                if table != "gram":
                    cursor.execute(
                        f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"  # noqa: S608  (names of our tables)
                        f' (SELECT coalesce(max(id), 1) FROM "{table}"))'
                    )


def write_grams(made: list[Made]) -> Iterator[str]:
    """The tokens of records, as the services keep them."""
    for m in made:
        if m.texts:
            v = m.values
            tail = f"\t{m.mould.kind.name}\t{v['organ_region']}\t{v['id']}\t{v['party']}\n"
            for gram in list_grams(m.texts):
                yield gram + tail  # letters and digits alone: nothing to escape


def analyse() -> None:
    """Statistics and visibility, so that the planner knows what came."""
    owner = connections[OWNER_ALIAS]
    with owner.cursor() as cursor:
        for name in list_tables():
            cursor.execute(f'VACUUM (ANALYZE) "{name}"')


def remove_load(progress: Progress) -> dict[str, int]:
    """Take out what loads made; the number of records by kind.

    Where nothing else is in the tables they are emptied at once, else the rows are deleted, parts
    before what they belong to. Triggers that keep history are lifted for the length of the
    transaction; a leaf says that it was done. Raises `LoadError`.
    """
    owner, counts = connections[OWNER_ALIAS], {}
    kinds = [KINDS[name] for name in reversed(LOADED)]
    tables = [k.model._meta.db_table for k in kinds] + list(SHARED)
    with transaction.atomic(using=OWNER_ALIAS), owner.cursor() as cursor:
        enter_scope(WHOLE, OWNER_ALIAS)
        with unbind_owner(cursor, list_tables()):
            others = [n for n in list_tables() if _has_others(cursor, n)]
            for done, kind in enumerate(kinds):
                table = kind.model._meta.db_table
                progress.step(Text(f"删除 {table}", f"removing {table}"), done, len(tables))
                counts[kind.name] = _remove_rows(cursor, table, whole=not others)
            _remove_shared(cursor, whole=not others)
        act = Act(
            "test_data.removed", PLATFORM_BODY.party, PLATFORM_BODY.organ_region, "",
            Target("register", "several"), details=tuple(sorted(counts.items())),
        )  # fmt: skip
        with unbind_owner(cursor, LEDGER):
            write_act(owner, act)
    return counts


def _remove_rows(cursor: Any, table: str, *, whole: bool) -> int:
    where = f"party LIKE '%-{PREFIX}%'"
    if not whole:
        cursor.execute(f'DELETE FROM "{table}" WHERE {where}')  # noqa: S608  (names of our tables)
        return int(cursor.rowcount)
    cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608  (names of our tables)
    return int(cursor.fetchone()[0])


def _remove_shared(cursor: Any, *, whole: bool) -> None:
    triggers = ("record_change_keep", "record_change_keep_all")
    for name in triggers:
        cursor.execute(f"ALTER TABLE record_change DISABLE TRIGGER {name}")
    if whole:
        names = (*list_tables(), *DERIVED)
        lifted = _list_empty_keepers(cursor, names)
        for table, name in lifted:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER {name}')
        cursor.execute("TRUNCATE " + ", ".join(f'"{n}"' for n in names) + " CASCADE")
        for table, name in lifted:
            cursor.execute(f'ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER {name}')
    else:
        for table in SHARED:
            _remove_rows(cursor, table, whole=False)
    for name in triggers:
        cursor.execute(f"ALTER TABLE record_change ENABLE ALWAYS TRIGGER {name}")


def _list_empty_keepers(cursor: Any, names: Sequence[str]) -> list[tuple[str, str]]:
    """The guards of tables that refuse to be emptied and refer to some of these: no load writes
    there. Raises `LoadError` where one of them holds a row after all."""
    cursor.execute(REFERRING, [list(names)])
    found = [(str(table), str(name)) for table, name in cursor.fetchall()]
    for table in sorted({table for table, _ in found}):
        cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}")')  # noqa: S608  (our tables)
        if cursor.fetchone()[0]:
            raise LoadError(f"{table} 中有不可删除的记录", f"{table} holds records that are kept")
    return found


def read_sizes() -> dict[str, int]:
    """Bytes on disk of each table with its indexes."""
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT t, pg_total_relation_size(t::regclass) FROM unnest(%s::text[]) t"
            " ORDER BY 2 DESC",
            [list_tables()],
        )
        return {str(name): int(size) for name, size in cursor.fetchall()}


__all__ = [
    "Load",
    "LoadError",
    "Progress",
    "analyse",
    "check_place",
    "read_sizes",
    "remove_load",
]
