"""Every committed entry gets one place, whoever writes, however late, and whatever is killed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from jifang.foundation.postgres.connection import APPLICATION, OWNER, SEQUENCER
from jifang.ledger.faults import FencedError, FrozenError
from jifang.ledger.notes import Checkpoint
from jifang.ledger.sequencer import Sequencer, elect
from jifang.ledger.store import LogStore
from jifang.ledger.tree import Edge, check_inclusion, hash_leaf, hash_range, prove_inclusion

from .conftest import INSERT, Log, make_entry


def check_whole(log: Log) -> int:
    """Every entry has one leaf, without gaps, and the last root is that of the entries."""
    entries = log.read("SELECT id, bytes FROM ledger_entry")
    leaves = log.read("SELECT index, entry FROM ledger_leaf ORDER BY index")
    assert [index for index, _ in leaves] == list(range(len(entries)))
    assert sorted(entry for _, entry in leaves) == sorted(entry for entry, _ in entries)
    data = dict(entries)
    edge = Edge()
    for _, entry in leaves:
        list(edge.append(hash_leaf(data[entry])))
    [(size, root)] = log.read("SELECT size, root FROM ledger_checkpoint ORDER BY size DESC LIMIT 1")
    assert (size, root) == (edge.size, edge.root())
    return edge.size


@pytest.mark.parametrize("count", [1, 255, 256, 257, 1000])
def test_what_is_committed_gets_its_place(log: Log, count: int) -> None:
    log.append(0, count)
    log.sequence()
    assert check_whole(log) == count
    assert len(log.read("SELECT * FROM ledger_tile")) == count // 256


def test_an_empty_log_has_nothing_to_do(log: Log) -> None:
    assert log.sequence().tick() == 0
    assert log.read("SELECT * FROM ledger_checkpoint") == []


def test_batches_are_bounded_and_meet(log: Log) -> None:
    log.append(0, 700)
    sequencer = Sequencer(log.connect(SEQUENCER), batch=300)
    sequencer.start()
    assert [sequencer.tick() for _ in range(4)] == [300, 300, 100, 0]
    assert check_whole(log) == 700


def test_the_upper_tiles_are_stored_when_they_fill(log: Log) -> None:
    log.append(0, 65_536 + 10)
    sequencer = log.sequence()
    [(levels,)] = log.read("SELECT array_agg(level ORDER BY level, number) FROM ledger_tile")
    assert levels == [0] * 256 + [1]
    store, size = sequencer.store, 65_546
    root = sequencer.growth.edge.root()
    assert hash_range(0, size, store.get) == root
    for index in (0, 65_535, 65_536, size - 1):
        [leaf] = log.read("SELECT leaf_hash FROM ledger_leaf WHERE index = %s", index)
        path = prove_inclusion(index, size, store.get)
        check_inclusion(index, size, leaf[0], path, root)


@pytest.mark.parametrize("writers", [8, 32])
def test_every_entry_of_many_writers_once(log: Log, writers: int) -> None:
    each = 480 // writers
    stop = threading.Event()
    log.sequence()

    def write(writer: int) -> None:
        with log.connect(APPLICATION) as session:
            for n in range(each):
                session.execute(INSERT, make_entry(writer * 10_000 + n))
                if n % 3 == 0:
                    time.sleep(0.002)
                session.commit()

    def follow() -> None:
        sequencer = Sequencer(log.connect(SEQUENCER))
        sequencer.start()
        while not stop.is_set():
            sequencer.tick()
        while sequencer.tick():
            pass

    follower = threading.Thread(target=follow)
    threads = [threading.Thread(target=write, args=(w,)) for w in range(writers)]
    follower.start()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stop.set()
    follower.join()
    assert check_whole(log) == each * writers


def test_a_reader_that_goes_by_numbers_skips_what_commits_late(log: Log) -> None:
    """Negative control: the reader that was not chosen loses an entry, ours does not."""
    late, early = log.connect(APPLICATION), log.connect(APPLICATION)
    late.execute(INSERT, make_entry(1))
    early.execute(INSERT, make_entry(2))
    early.commit()
    [(watermark,)] = log.read("SELECT max(id) FROM ledger_entry")
    seen = {i for (i,) in log.read("SELECT id FROM ledger_entry")}
    late.commit()
    seen |= {i for (i,) in log.read("SELECT id FROM ledger_entry WHERE id > %s", watermark)}
    assert len(seen) == 1
    log.sequence()
    assert check_whole(log) == 2


def test_a_long_transaction_holds_back_and_then_all_merge(log: Log) -> None:
    sequencer = log.sequence()
    late = log.connect(APPLICATION)
    late.execute(INSERT, make_entry(0))
    log.append(1, 500)
    time.sleep(0.1)
    assert sequencer.tick() == 0
    assert sequencer.measure_delay() >= 0.1
    late.commit()
    while sequencer.tick():
        pass
    assert sequencer.measure_delay() == 0.0
    assert check_whole(log) == 501


def test_transactions_are_ordered_by_number_when_it_grows_a_digit(log: Log) -> None:
    with log.connect(APPLICATION, autocommit=True) as session:
        [(now,)] = session.execute("SELECT pg_current_xact_id()::text::int").fetchall()
        border = 10 ** len(str(now))
        session.execute(
            "DO $$BEGIN WHILE pg_current_xact_id() < '%s'::xid8 LOOP COMMIT; END LOOP; END$$"
            % (border - 4)
        )
        for n in range(8):
            session.execute(INSERT, make_entry(n))
    sequencer = log.sequence()
    assert sequencer.head.xid >= border
    order = log.read(
        "SELECT e.xid::text::int FROM ledger_leaf l JOIN ledger_entry e ON e.id = l.entry"
        " ORDER BY l.index"
    )
    assert order == sorted(order)
    assert order[0][0] < border
    assert check_whole(log) == 8
    log.append(8, 1)
    assert sequencer.tick() == 1


def test_a_transaction_rolled_back_leaves_no_gap(log: Log) -> None:
    late = log.connect(APPLICATION)
    late.execute(INSERT, make_entry(0))
    log.append(1, 3)
    late.rollback()
    log.sequence()
    assert check_whole(log) == 3


def test_one_sequencer_is_elected(log: Log) -> None:
    first, second = log.connect(SEQUENCER), log.connect(SEQUENCER)
    assert elect(first)
    assert not elect(second)
    first.close()
    deadline = time.monotonic() + 20
    while not elect(second):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_of_two_that_think_themselves_elected_one_is_fenced(log: Log) -> None:
    log.append(0, 10)
    one, two = Sequencer(log.connect(SEQUENCER)), Sequencer(log.connect(SEQUENCER))
    one.start()
    two.start()
    assert one.tick() == 10
    with pytest.raises(FencedError):
        two.tick()
    two.start()
    log.append(10, 10)
    assert two.tick() == 10
    assert check_whole(log) == 20


class Cut(psycopg.Connection[Any]):
    """A connection that breaks at the n-th statement or commit."""

    left = 10**9

    def count(self) -> None:
        self.left -= 1
        if self.left < 0:
            self.close()
            raise psycopg.OperationalError("cut")

    def cursor(self, *given: Any, **named: Any) -> Any:
        self.count()
        return super().cursor(*given, **named)

    def commit(self) -> None:
        self.count()
        super().commit()


@pytest.mark.parametrize("after", range(16))
def test_a_restart_at_any_point_goes_on(log: Log, after: int) -> None:
    log.append(0, 300)
    login = log.server.find_service(SEQUENCER)
    with Cut.connect(**log.server.as_params(login) | {"dbname": log.name}) as session:
        session.left = after
        sequencer = Sequencer(session, batch=260)
        with pytest.raises(psycopg.OperationalError):
            run_until_cut(sequencer)
    log.append(300, 300)
    log.sequence()
    assert check_whole(log) == 600


def run_until_cut(sequencer: Sequencer) -> None:
    sequencer.start()
    while True:
        sequencer.tick()


def changed(statement: str) -> Callable[[Log], None]:
    return lambda log: log.spoil(statement)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (changed("UPDATE ledger_leaf SET leaf_hash = sha256('x') WHERE index = 299"), "root"),
        (changed("DELETE FROM ledger_leaf WHERE index = 299"), "leaves end at 298"),
        (changed("DELETE FROM ledger_checkpoint"), "the checkpoint has 0"),
        (changed("UPDATE ledger_checkpoint SET root = sha256('x')"), "root"),
        (changed("DELETE FROM ledger_tile"), "tile|leaves|root"),
        (changed("UPDATE ledger_checkpoint SET horizon = '999999999'"), "logical dump"),
        (changed("UPDATE ledger_checkpoint SET last_xid = '999999999'"), "logical dump"),
    ],
)
def test_it_freezes_where_the_log_contradicts_itself(
    log: Log, spoil: Callable[[Log], None], said: str
) -> None:
    log.append(0, 300)
    log.sequence()
    spoil(log)
    log.append(300, 1)
    with pytest.raises(FrozenError, match=said) as frozen:
        Sequencer(log.connect(SEQUENCER)).start()
    assert frozen.value.zh


def test_it_freezes_behind_the_published_head_and_at_another_root(log: Log) -> None:
    log.append(0, 300)
    log.sequence()
    store = LogStore(log.connect(SEQUENCER))
    origin = log.key.name
    log.sequence(Checkpoint(origin, 200, hash_range(0, 200, store.get)))
    with pytest.raises(FrozenError, match="restored to an earlier time"):
        log.sequence(Checkpoint(origin, 301, b"r" * 32))
    with pytest.raises(FrozenError, match="history was rewritten"):
        log.sequence(Checkpoint(origin, 200, b"r" * 32))


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT bytes FROM ledger_entry",
        "SELECT organ FROM ledger_entry",
        "INSERT INTO ledger_entry (organ, organ_region, kind, bytes) VALUES ('o', '44', 'k', 'b')",
        "UPDATE ledger_leaf SET entry = 1",
        "DELETE FROM ledger_checkpoint",
        "INSERT INTO ledger_note (size, note) VALUES (1, 'n')",
        "SELECT value FROM ledger_commitment",
    ],
)
def test_the_sequencer_reads_no_content_and_changes_nothing(log: Log, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        log.connect(SEQUENCER).execute(statement.encode())


def test_the_owner_who_is_no_service_sees_no_entry(log: Log) -> None:
    log.append(0, 3)
    assert log.connect(OWNER).execute("SELECT count(*) FROM ledger_entry").fetchone() == (0,)
