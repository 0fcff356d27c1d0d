"""The trace: nothing happens without it, and nothing in it can be changed unseen (A21, A23-A27)."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlmodel import select

from core import trace
from core.clock import ClockWatch
from core.errors import NotFound, TraceUnavailable
from core.models import ExchangeIncarnation, TraceCheckpoint
from core.store import Store
from core.trace import tree
from tests.exchanges import FULL
from tests.traces import KEY, NOW, ORIGIN, SIGNER, add, fill, rewrite, run_audit, run_sql


def test_entries_have_no_gap_and_hold_no_personal_data(store: Store) -> None:
    fill(store, 7)
    with store.reading() as session:
        assert trace.size(session) == 7
        records = [trace.entry(session, index) for index in range(7)]
        assert [record.index for record in trace.entries_for(session, "case-0")] == [0, 3, 6]
    assert all("张" not in record.leaf.decode() for record in records)
    assert [record.data for record in records] == [{"number": n, "name": "张䶮"} for n in range(7)]
    assert {len(json.loads(record.leaf)["commitment"]) for record in records} == {64}
    assert [rfc8785.dumps(json.loads(record.leaf)) for record in records] == [record.leaf for record in records]


def test_equal_data_have_unlike_commitments(store: Store) -> None:
    """A commitment cannot be guessed from the few values that a field may have."""
    with store.unit() as session:
        for _ in range(2):
            trace.append(session, kind="k", subject="s", actor="a", data={"sex": "F"}, now=NOW)
        first, second = (json.loads(record.leaf)["commitment"] for record in trace.entries_for(session, "s"))
    assert first != second


@pytest.mark.parametrize("reference", ["张三", "110108199001011234", "person:13812345678", "a b", "", "x" * 129])
def test_only_opaque_references_enter_the_tree(store: Store, reference: str) -> None:
    with store.unit() as session, pytest.raises(ValueError, match="opaque"):
        trace.append(session, kind="k", subject=reference, actor="a", data={}, now=NOW)


def test_a_credit_code_may_be_a_subject(store: Store) -> None:
    with store.unit() as session:
        trace.append(session, kind="k", subject="91110108MA01234567", actor="a", data={}, now=NOW)
        trace.append(session, kind="k", subject="911101080123456789", actor="a", data={}, now=NOW)


def test_an_entry_and_the_change_it_tells_of_stand_or_fall_together(store: Store) -> None:
    """A27: no entry without its change."""

    def change_and_fail() -> None:
        with store.unit() as session:
            add(session, 0)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_and_fail()
    with store.reading() as session:
        assert trace.size(session) == 0
    fill(store, 1)
    assert run_audit(store).ok


def test_what_cannot_be_traced_is_not_done(store: Store) -> None:
    """A26: even a caller that swallows the error gets nothing committed."""
    run_sql(store, "DROP TABLE trace_opening")

    def act() -> None:
        with store.unit() as session:
            session.add(ExchangeIncarnation(name="act", began_at=NOW, reason=""))
            session.flush()
            with pytest.raises(TraceUnavailable):
                add(session, 0)

    with pytest.raises(TraceUnavailable):
        act()
    with store.reading() as session:
        assert session.exec(select(ExchangeIncarnation)).all() == []


def test_clients_at_once_leave_one_order_without_gaps(store: Store) -> None:
    def work(client: int) -> None:
        for number in range(10):
            with store.unit() as session:
                add(session, client * 100 + number, subject=f"client-{client}")

    clients = [threading.Thread(target=work, args=(client,)) for client in range(8)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    report = run_audit(store)
    assert (report.size, report.problems) == (80, ())


def test_every_entry_can_be_proven_in_every_later_tree(store: Store) -> None:
    fill(store, 19)
    with store.reading() as session:
        for size in range(1, 20):
            root = trace.root(session, size)
            for index in range(size):
                leaf = bytes.fromhex(trace.entry(session, index).leaf_hash)
                path = trace.inclusion_proof(session, index, size)
                assert trace.verify_inclusion(leaf=leaf, index=index, size=size, path=path, root=root)
            path = trace.consistency_proof(session, size, 19)
            assert trace.verify_consistency(
                old_size=size, old_root=root, new_size=19, new_root=trace.root(session), path=path
            )
        with pytest.raises(ValueError, match="does not reach"):
            trace.inclusion_proof(session, 3, 40)
        with pytest.raises(NotFound):
            trace.entry(session, 19)


def test_a_clock_that_ran_backwards_is_flagged_and_order_stays(store: Store) -> None:
    """A21: moved by minutes and by a day; entries stay in order and say what the clock read."""
    with store.unit() as session:
        for moment in (NOW, NOW - timedelta(minutes=5), NOW - timedelta(days=1), NOW + timedelta(days=1), NOW):
            add(session, 0, at=moment, subject="s")
        records = trace.entries_for(session, "s")
    assert [record.at for record in records] == sorted(record.at for record in records)
    assert [record.clock_read is not None for record in records] == [False, True, True, False, True]
    report = run_audit(store)
    assert report.ok
    assert report.jumps == (1, 2, 4)


def test_a_jump_forwards_is_noticed_while_a_process_lives() -> None:
    wall, seconds = [NOW], [0.0]
    watch = ClockWatch(lambda: wall[0], lambda: seconds[0])
    wall[0], seconds[0] = NOW + timedelta(hours=3), 3 * 3600.0
    assert watch.jump() is None
    wall[0] += timedelta(days=1)
    assert watch.jump() == timedelta(days=1)
    assert watch.jump() is None
    wall[0] -= timedelta(minutes=2)
    assert watch.jump() == timedelta(minutes=-2)


def test_a_checkpoint_is_a_text_that_anybody_can_verify(store: Store) -> None:
    fill(store, 5)
    with store.unit() as session:
        made = trace.checkpoint(session, SIGNER, ORIGIN, NOW)
        root = trace.root(session)
    read = trace.Checkpoint.parse(made.text)
    trace.verify_checkpoint(read, KEY, ORIGIN)
    assert (read.size, read.root, read.origin) == (5, root, ORIGIN)
    assert read.at >= NOW


def test_a_changed_checkpoint_is_refused(store: Store) -> None:
    with store.unit() as session:
        add(session, 0)
        checkpoint_text = trace.checkpoint(session, SIGNER, ORIGIN, NOW).text
    for position, character in enumerate(checkpoint_text):
        changed = f"{checkpoint_text[:position]}{'A' if character != 'A' else 'B'}{checkpoint_text[position + 1 :]}"
        with pytest.raises(trace.CheckpointInvalid):
            trace.verify_checkpoint(trace.Checkpoint.parse(changed), KEY, ORIGIN)
    with pytest.raises(trace.CheckpointInvalid):
        trace.verify_checkpoint(trace.Checkpoint.parse(checkpoint_text), KEY, "quancheng/inner")


def test_an_untouched_trace_passes_its_audit(store: Store) -> None:
    made = fill(store, 23, sign_every=4)
    report = run_audit(store, made)
    assert report.ok
    assert report.first is None
    with store.reading() as session:
        assert (report.size, report.root) == (23, trace.root(session))


SWAP = (
    "UPDATE trace_entry SET place = -1 WHERE place = 5",
    "UPDATE trace_entry SET place = 5 WHERE place = 9",
    "UPDATE trace_entry SET place = 9 WHERE place = -1",
)
MOVE = "UPDATE trace_entry SET place = {to} WHERE place = {of}"
CLOSE_GAP = tuple(MOVE.format(to=n - 1, of=n) for n in range(8, 20))
OPEN_GAP = tuple(MOVE.format(to=n + 1, of=n) for n in range(19, 6, -1))
COPY = (
    "INSERT INTO trace_entry (place, subject, leaf, hash, nodes) "
    "SELECT {to}, subject, leaf, hash, nodes FROM trace_entry WHERE place = {of}"
)


@pytest.mark.parametrize(
    ("statements", "index"),
    [
        pytest.param(["UPDATE trace_entry SET leaf = :leaf WHERE place = 7"], 7, id="edited"),
        pytest.param(["UPDATE trace_entry SET leaf = :leaf, hash = :hash WHERE place = 7"], 7, id="edited with hash"),
        pytest.param(["UPDATE trace_entry SET hash = :hash WHERE place = 6"], 6, id="hash changed"),
        pytest.param(["UPDATE trace_entry SET subject = 'case-9' WHERE place = 11"], 11, id="filed elsewhere"),
        pytest.param(["UPDATE trace_opening SET data = :leaf WHERE place = 4"], 4, id="opening changed"),
        pytest.param(["UPDATE trace_opening SET salt = :hash WHERE place = 4"], 4, id="salt changed"),
        pytest.param(["DELETE FROM trace_opening WHERE place = 4"], 4, id="opening lost"),
        pytest.param(["DELETE FROM trace_entry WHERE place = 7"], 7, id="deleted"),
        pytest.param(["DELETE FROM trace_entry WHERE place = 0"], 0, id="first deleted"),
        pytest.param(["DELETE FROM trace_entry WHERE place = 7", *CLOSE_GAP], 7, id="deleted and closed up"),
        pytest.param([*OPEN_GAP, COPY.format(to=7, of=3)], 7, id="inserted"),
        pytest.param([COPY.format(to=20, of=19)], 20, id="added behind"),
        pytest.param(list(SWAP), 5, id="swapped"),
        pytest.param(["UPDATE trace_entry SET nodes = :hash WHERE place = 9"], 9, id="tree changed"),
        pytest.param(["UPDATE trace_state SET peaks = :hash"], 16, id="edge changed"),
        pytest.param(["DELETE FROM trace_entry WHERE place >= 18"], 18, id="tail cut"),
    ],
)
def test_every_tampering_is_found_and_its_first_index_named(store: Store, statements: list[str], index: int) -> None:
    """A23."""
    fill(store, 20, sign_every=8)
    with store.reading() as session:
        record = trace.entry(session, 7)
    leaf = record.leaf.replace(b'"actor":"account-1"', b'"actor":"account-2"')
    run_sql(store, *statements, leaf=leaf, hash=tree.leaf_hash(leaf))
    report = run_audit(store)
    assert report.first == index
    assert not report.ok


def test_a_trace_written_anew_contradicts_its_checkpoints(store: Store) -> None:
    """A23: every hash fits, but the root at size 16 does not; the span is named."""
    made = fill(store, 20, sign_every=8)
    rewrite(store, 10, 20)
    problem = run_audit(store).problems[0]
    assert (problem.index, problem.until) == (8, 15)
    run_sql(store, "DELETE FROM trace_checkpoint")
    assert run_audit(store).ok, "without any checkpoint nothing contradicts it,"
    assert run_audit(store, made).first == 8, "but the other zone has them"


def test_a_cut_tail_contradicts_the_other_zones_checkpoint(store: Store) -> None:
    """A24: an older state, whole in itself, as after restoring an old backup."""
    made = fill(store, 20, sign_every=5)
    rewrite(store, -1, 12)
    run_sql(store, "DELETE FROM trace_checkpoint")
    problem = run_audit(store, made[-1:]).problems[0]
    assert (problem.index, problem.until) == (12, 19)


def test_a_checkpoint_of_a_stranger_counts_neither_for_nor_against(store: Store) -> None:
    fill(store, 4)
    stranger = Ed25519PrivateKey.generate()
    with store.unit() as session:
        forged = trace.checkpoint(session, stranger, ORIGIN, NOW)
    with pytest.raises(trace.CheckpointInvalid):
        run_audit(store, [forged])
    assert run_audit(store).first == 3, "a forged one among our own is a problem"
    with store.reading() as session:
        assert session.exec(select(TraceCheckpoint.size)).all() == [4]


def test_data_can_be_erased_and_the_tree_stays_whole(store: Store) -> None:
    fill(store, 6)
    with store.unit() as session:
        before = trace.entry(session, 2)
        receipt = trace.erase_opening(session, 2, actor="officer-1", now=NOW)
    with store.reading() as session:
        erased = trace.entry(session, 2)
        assert erased.data is None
        assert erased.leaf_hash == before.leaf_hash
        assert trace.entry(session, receipt.index).data == {"index": 2}
    assert run_audit(store).ok
    with store.unit() as session, pytest.raises(NotFound):
        trace.erase_opening(session, receipt.index, actor="officer-1", now=NOW)


WRITER = """
import sys
from datetime import UTC, datetime
from core import trace
from core.store import Store
from core.terms import Zone

store = Store(sys.argv[1], Zone.OUTER)
while True:
    with store.unit() as session:
        receipt = trace.append(session, kind="k", subject="s", actor="a", data={"n": 1}, now=datetime.now(UTC))
    print(receipt.index, receipt.leaf_hash, flush=True)
"""


@pytest.mark.endure
def test_a_killed_writer_loses_nothing_that_was_acknowledged(store: Store) -> None:
    """A04: SIGKILL at any moment; every printed receipt is there, and the tree is whole."""
    acknowledged: dict[int, str] = {}
    for kill in range(100 if FULL else 4):
        command = [sys.executable, "-c", WRITER, store.url.render_as_string(hide_password=False)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            for _ in range(kill % 7 + 1):
                index, leaf_hash = writer.stdout.readline().split()
                acknowledged[int(index)] = leaf_hash
            writer.kill()
            for line in writer.stdout.read().splitlines():
                if len(line.split()) == 2 and len(line.split()[1]) == 64:
                    acknowledged[int(line.split()[0])] = line.split()[1]
        with store.reading() as session:
            found = {index: trace.entry(session, index).leaf_hash for index in acknowledged}
        assert found == acknowledged
    assert run_audit(store).ok
