"""Killed between any two steps of posting, laying out, carrying and receiving: told exactly once (A04, A15).

Every durable step (commit, flush, rename, removal) is a boundary. The walk is repeated and killed at the first, the
second … boundary, until it goes through; after each kill the workers are simply started again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from core import trace
from core.carrier import Carrier
from tests.conftest import MakeStore
from tests.exchanges import FULL, Side, Zones, make_zones

STRIDE = 1 if FULL else 3


class Killed(BaseException):
    """The process is gone: nothing catches this."""


class Guillotine:
    """Kills before or after the n-th durable step."""

    def __init__(self, at: int) -> None:
        self.left = at

    def step(self) -> None:
        if self.left == 0:
            raise Killed
        self.left -= 1

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def stepping(*arguments: Any, **options: Any) -> Any:
            self.step()
            result = function(*arguments, **options)
            self.step()
            return result

        return stepping


@contextmanager
def killing(at: int) -> Iterator[Guillotine]:
    guillotine = Guillotine(at)
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in ((os, "fsync"), (os, "replace"), (Path, "unlink"), (Session, "commit")):
            patch.setattr(owner, name, guillotine.around(getattr(owner, name)))
        yield guillotine


def walk(zones: Zones, number: int, document: bytes) -> None:
    """One message there and its receipt back."""
    digest = zones.outer.files.put(document)
    zones.outer.post(number, stream=f"case.{number}", files=[digest], at=zones.now)
    zones.send(zones.outer)
    zones.carrier.carry()
    zones.receive(zones.inner)
    zones.send(zones.inner)
    zones.carrier.carry()
    zones.receive(zones.outer)


def audited(side: Side) -> bool:
    with side.store.reading() as session:
        return trace.audit(session, key=side.exchange.signer.public_key(), origin=side.exchange.origin).ok


@pytest.fixture
def zones(make_store: MakeStore, tmp_path: Path) -> Zones:
    return make_zones(make_store, tmp_path)


@pytest.mark.endure
def test_killed_at_any_boundary_everything_posted_is_told_exactly_once(zones: Zones) -> None:
    at, through = 0, False
    while not through:
        posted_before = len(zones.outer.outbox())
        try:
            with killing(at):
                walk(zones, at, f"document {at}".encode())
            through = True
        except Killed:
            pass
        posted = len(zones.outer.outbox()) - posted_before
        zones.settle()
        assert zones.inner.noted(f"case.{at}") == [at] * posted
        at += STRIDE
    assert at > 60, "the walk has many boundaries"
    assert zones.outer.alarms() == zones.inner.alarms() == set()
    assert audited(zones.outer)
    assert audited(zones.inner)


def test_killed_while_refusing_the_original_is_kept_and_traced_once(zones: Zones) -> None:
    at, through = 0, False
    while not through:
        zones.inner.incoming.mkdir(exist_ok=True)
        (zones.inner.incoming / f"{at:064x}.envelope").write_bytes(b"junk %d" % at)
        try:
            with killing(at):
                zones.receive(zones.inner)
            through = True
        except Killed:
            pass
        zones.receive(zones.inner)
        at += 1
    assert zones.inner.traced("exchange.rejected") == at
    assert len(list((zones.inner.spool / "rejected").iterdir())) == at
    assert zones.inner.arrived() == []


def test_the_carrier_loses_nothing_wherever_it_is_killed(tmp_path: Path) -> None:
    """A04: killed after every step, what waited is at its source, at its destination, or at both; never torn."""
    outer, inner = tmp_path / "outer", tmp_path / "inner"
    sent = {f"{number}.envelope": os.urandom(3000) for number in range(3)}
    (outer / "out").mkdir(parents=True)
    for name, data in sent.items():
        (outer / "out" / name).write_bytes(data)
    at, through = 0, False
    while not through:
        try:
            with killing(at):
                Carrier(outer, inner).carry()
            through = True
        except Killed:
            pass
        there = {path.name: path.read_bytes() for path in (inner / "in").glob("[0-9]*")}
        here = {path.name: path.read_bytes() for path in (outer / "out").glob("[0-9]*")}
        assert {**here, **there} == sent
        at += 1
    assert here == {}
    assert list((inner / "in").glob(".part-*")) == []


def test_the_carrier_takes_plain_whole_files_only_and_both_ways(tmp_path: Path) -> None:
    outer, inner = tmp_path / "outer", tmp_path / "inner"
    (outer / "out").mkdir(parents=True)
    (inner / "out").mkdir(parents=True)
    (outer / "out" / ".part-1-x.envelope").write_bytes(b"half")
    (outer / "out" / "link.envelope").symlink_to("/etc/hostname")
    (outer / "out" / "a.envelope").write_bytes(b"a")
    (inner / "out" / "b.control").write_bytes(b"b")
    assert Carrier(outer, inner).carry() == 2
    assert Carrier(outer, inner).carry() == 0
    assert [path.name for path in (inner / "in").iterdir()] == ["a.envelope"]
    assert [path.name for path in (outer / "in").iterdir()] == ["b.control"]
