"""Each zone keeps the other's checkpoints: what was cut off or written anew is seen (A24, A25)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core import trace
from core.store import Store
from tests.traces import NOW, ORIGIN, SIGNER, add, fill, rewrite, run_sql


@pytest.fixture
def shown(store: Store, inner_store: Store) -> Callable[[Store, int, int], trace.Verdict]:
    """Show one zone's trace, as it stands, to the other zone as its witness."""

    def show(of: Store, since: int, life: int = 1) -> trace.Verdict:
        with of.unit() as session:
            made = trace.checkpoint(session, SIGNER, ORIGIN, NOW)
            proof = trace.consistency_proof(session, min(since, made.size), made.size)
        with inner_store.unit() as session:
            return trace.keep_witness(session, made, incarnation=str(life), since=since, proof=proof, now=NOW)

    return show


def test_a_witness_keeps_what_grew(
    store: Store, inner_store: Store, shown: Callable[[Store, int, int], trace.Verdict]
) -> None:
    fill(store, 3)
    assert shown(store, 0, 1) is trace.Verdict.KEPT
    assert shown(store, 3, 1) is trace.Verdict.KNOWN
    fill(store, 4)
    assert shown(store, 0, 1) is trace.Verdict.UNPROVEN
    assert shown(store, 3, 1) is trace.Verdict.KEPT
    with inner_store.reading() as session:
        assert [checkpoint.size for checkpoint in trace.witnesses(session, ORIGIN)] == [3, 7]


def test_a_witness_sees_a_split_view(store: Store, shown: Callable[[Store, int, int], trace.Verdict]) -> None:
    """A25."""
    fill(store, 6)
    assert shown(store, 0, 1) is trace.Verdict.KEPT
    run_sql(store, "DELETE FROM trace_checkpoint")
    rewrite(store, 2, 6)
    assert shown(store, 6, 1) is trace.Verdict.SPLIT
    rewrite(store, 2, 9)
    assert shown(store, 6, 1) is trace.Verdict.SPLIT


def test_a_witness_sees_a_restored_database_and_follows_its_new_life(
    store: Store, shown: Callable[[Store, int, int], trace.Verdict]
) -> None:
    """A24: the loss is named once; from then on the new life is watched like the old."""
    fill(store, 6)
    assert shown(store, 0, 1) is trace.Verdict.KEPT
    run_sql(store, "DELETE FROM trace_checkpoint")
    rewrite(store, -1, 4)
    assert shown(store, 4, 1) is trace.Verdict.CUT
    assert shown(store, 4, 2) is trace.Verdict.CUT
    with store.unit() as session:
        add(session, 50)
    assert shown(store, 4, 2) is trace.Verdict.KEPT
