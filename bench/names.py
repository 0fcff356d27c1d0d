"""The name check over ten million names, against one bare question to the same index and against a scan with LIKE.

Names are drawn unevenly, as they are in life: three of ten trade names are favourites, of which the first stands in
tens of thousands of names, and the largest authority has more than half a million. What is generated lies in a
temporary folder while it runs. Also says how often a name is found again that was altered in one character.
PostgreSQL is measured with a tenth of the names, since its index takes long to make.
"""

from __future__ import annotations

import math
import random
import runpy
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

from pypinyin import Style, lazy_pinyin
from sqlalchemy import Connection, text
from sqlmodel import Session

from bench import Ratio
from core import name_index
from core.catalogue import industries
from core.catalogue.regions import regions
from core.content import NameSection
from core.name_index import Entry, Row
from core.store import Store
from core.terms import Zone

NAMES, NAMES_ON_POSTGRESQL = 10_000_000, 1_000_000
BATCH, AHEAD = 50_000, 4
ASKED, SCANS, TURNS = 2000, 5, 3
FORM = "有限公司"
LENGTHS = {2: 62, 3: 18, 4: 20}
"""How many of a hundred trade names have so many characters."""
CLUSTER = Path(__file__).resolve().parent.parent / "tests" / "databases.py"
"""A throw-away PostgreSQL, as the tests have it."""
FASTER = 50
"""So many times faster than a scan over all `NAMES`; a scan of fewer names takes as much less, the check does not."""
SHORTEST = min(LENGTHS)
FAVOURITES, FAVOURED = 5000, 0.5
"""So many trade names of two characters are met again and again: this share of all such names."""


@dataclass(frozen=True)
class Weighted:
    """Things of which some are met far more often than others."""

    things: Sequence[str]
    weights: Sequence[float]

    @classmethod
    def falling(cls, things: Sequence[str], flatness: float) -> Weighted:
        """The first is the commonest; each is met about as often as its place says (Zipf)."""
        return cls(things, list(accumulate(1 / (place + flatness) for place in range(len(things)))))

    def draw(self, chance: random.Random, count: int) -> list[str]:
        return chance.choices(self.things, cum_weights=self.weights, k=count)


@cache
def _characters() -> Weighted:
    """The 3,755 common characters of GB 2312's first level, in an order of our own."""
    codes = (bytes((row, column)) for row in range(0xB0, 0xD8) for column in range(0xA1, 0xFF))
    characters = [found for code in codes if (found := code.decode("gb2312", "ignore"))]
    random.Random(0).shuffle(characters)
    return Weighted.falling(characters, 20)


@cache
def _authorities() -> Weighted:
    return Weighted.falling([code for code in regions() if not code.endswith("00")], 2)


@cache
def _industries() -> Weighted:
    return Weighted.falling([term for row in industries.terms() for term in row.terms], 1)


@cache
def _favourites() -> Weighted:
    chance = random.Random(1)
    return Weighted.falling(["".join(_characters().draw(chance, 2)) for _ in range(FAVOURITES)], 20)


def entries(batch: int, size: int) -> Iterator[Entry]:
    """A batch of names, the same for the same number."""
    chance = random.Random(batch)
    scopes, terms = _authorities().draw(chance, size), _industries().draw(chance, size)
    lengths = chance.choices(list(LENGTHS), weights=list(LENGTHS.values()), k=size)
    characters, favourites = iter(_characters().draw(chance, sum(lengths))), iter(_favourites().draw(chance, size))
    for number, (scope, term, length) in enumerate(zip(scopes, terms, lengths, strict=True)):
        favoured = length == SHORTEST and chance.random() < FAVOURED
        trade = next(favourites) if favoured else "".join(next(characters) for _ in range(length))
        yield Entry(f"{batch:06}{number:012}", scope, f"{trade}{term}{FORM}", trade, term)


def _rows(batch: int, size: int) -> list[Row]:
    return name_index.rows_of(entries(batch, size), batch * BATCH + 1)


def fill(store: Store, count: int) -> float:
    """Put so many names into a store's index; returns the seconds. Another process makes the tokens.

    Afterwards the index is as after any large import: FTS5's parts made one, PostgreSQL's statistics taken.
    """
    start = perf_counter()
    with store.connection() as connection:
        if not store.is_sqlite:  # an index made of what is there takes a fraction of the time
            connection.exec_driver_sql("DROP INDEX ix_name_tokens_tokens")
    batches = deque((number, min(BATCH, count - number * BATCH)) for number in range(-(-count // BATCH)))
    with ProcessPoolExecutor(1, get_context("spawn")) as maker:
        waiting = deque(maker.submit(_rows, *batches.popleft()) for _ in range(min(AHEAD, len(batches))))
        while waiting:
            rows = waiting.popleft().result()
            if batches:
                waiting.append(maker.submit(_rows, *batches.popleft()))
            with store.connection() as connection:
                name_index.insert_rows(connection, rows)
    with store.connection() as connection:
        if store.is_sqlite:
            connection.exec_driver_sql("INSERT INTO name_tokens (name_tokens) VALUES ('optimize')")
        else:
            connection.exec_driver_sql(name_index.CREATE_TOKENS["postgresql"][1])
            connection.exec_driver_sql("ANALYZE name_tokens, name_entry")
    return perf_counter() - start


def sample(count: int) -> list[Entry]:
    """Names to ask for, drawn from those that are there."""
    chance = random.Random(-1)
    batches = chance.sample(range(-(-count // BATCH)), min(20, -(-count // BATCH)))
    size = min(BATCH, count)
    return [one for batch in batches for one in chance.sample(list(entries(batch, size)), ASKED // len(batches))]


def replaced(trade: str, chance: random.Random) -> str:
    """One character swapped for another."""
    place = chance.randrange(len(trade))
    return trade[:place] + _characters().draw(chance, 1)[0] + trade[place + 1 :]


def lengthened(trade: str, chance: random.Random) -> str:
    """One character added, at any place."""
    place = chance.randrange(len(trade) + 1)
    return trade[:place] + _characters().draw(chance, 1)[0] + trade[place:]


def respelt(trade: str, chance: random.Random) -> str:
    """One character swapped for another of the same sound, if there is one."""
    places = [place for place, character in enumerate(trade) if len(_of_sound()[_sound(character)]) > 1]
    if not places:
        return trade
    place = chance.choice(places)
    others = [other for other in _of_sound()[_sound(trade[place])] if other != trade[place]]
    return trade[:place] + chance.choice(others) + trade[place + 1 :]


ALTERATIONS: dict[str, Callable[[str, random.Random], str]] = {
    "one swapped": replaced,
    "one added": lengthened,
    "one homophone": respelt,
}


@cache
def _sound(character: str) -> str:
    return str(lazy_pinyin(character, style=Style.NORMAL)[0])


@cache
def _of_sound() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for character in _characters().things:
        found.setdefault(_sound(character), []).append(character)
    return found


@dataclass(frozen=True)
class Times:
    """Seconds of single questions."""

    seconds: Sequence[float]

    def percentile(self, share: float) -> float:
        return sorted(self.seconds)[min(len(self.seconds) - 1, int(len(self.seconds) * share))]

    @property
    def told(self) -> str:
        return f"p50 {self.percentile(0.5) * 1000:.2f} ms, p99 {self.percentile(0.99) * 1000:.2f} ms"


def _ask(session: Session, one: Entry, trade: str = "") -> list[str]:
    name = NameSection(trade_name=trade or one.trade_name, industry_term=one.industry)
    return [found.owner for found in name_index.near(session, name, one.scope)[: name_index.NEAREST]]


def _bare(connection: Connection, one: Entry) -> None:
    """One pair of characters looked up in the same index: the numbers of the names that hold it, nothing else."""
    pair = one.trade_name[:2]
    if connection.dialect.name == "sqlite":
        question, answer = text("SELECT rowid FROM name_tokens WHERE name_tokens MATCH :pair"), f'"{pair}"'
    else:
        question, answer = text("SELECT id FROM name_tokens WHERE tokens @> ARRAY[:pair]"), pair
    connection.execute(question, {"pair": answer}).all()


def _scan(connection: Connection, one: Entry) -> None:
    question = text("SELECT owner, name FROM name_entry WHERE scope = :scope AND name LIKE :part")
    connection.execute(question, {"scope": one.scope, "part": f"%{one.trade_name}%"}).all()


def _times(asked: Sequence[Entry], *ways: Callable[[Entry], object]) -> list[Times]:
    """What each way takes for each name: the best of some turns, taken in turns, so that a busy moment hits no one."""
    seconds = [[math.inf] * len(asked) for _ in ways]
    for _ in range(TURNS):
        for number, one in enumerate(asked):
            for way, do in enumerate(ways):
                start = perf_counter()
                do(one)
                seconds[way][number] = min(seconds[way][number], perf_counter() - start)
    return [Times(each) for each in seconds]


def _recall(session: Session, asked: Sequence[Entry], alter: Callable[[str, random.Random], str]) -> float:
    """The share of altered names whose original is among the nearest."""
    chance = random.Random(2)
    return sum(one.owner in _ask(session, one, alter(one.trade_name, chance)) for one in asked) / len(asked)


def measure() -> list[Ratio]:
    """The check against one bare question and a scan on both databases; the share of altered names that is found."""
    with tempfile.TemporaryDirectory() as folder:
        ratios = _on(f"sqlite:///{Path(folder) / 'names.db'}", NAMES)
    cluster = runpy.run_path(str(CLUSTER))["Cluster"]()
    try:
        return ratios + _on(cluster.make(), NAMES_ON_POSTGRESQL)
    finally:
        cluster.stop()


def _on(url: str, count: int) -> list[Ratio]:
    store = Store(url, Zone.OUTER)
    store.migrate()
    filling = fill(store, count)
    asked = sample(count)
    with store.reading() as session:
        connection = session.connection()
        bare, ours = _times(asked, lambda one: _bare(connection, one), lambda one: _ask(session, one))
        (scan,) = _times(asked[:SCANS], lambda one: _scan(connection, one))
        found = {name: _recall(session, asked, alter) for name, alter in ALTERATIONS.items()}
    store.close()
    kind = f"{store.url.get_backend_name()}, {count:,} names"
    told = ", ".join(f"{name} {share:.1%}" for name, share in found.items())
    return [
        Ratio(
            f"name check / bare bigram, p99 ({kind})", ours.percentile(0.99) / bare.percentile(0.99), 3, at_most=True,
            detail=f"check {ours.told}; bare {bare.told}; {len(asked)} asked, filled in {filling:.0f} s",
        ),
        Ratio(
            f"LIKE scan / name check, p99 ({kind})",
            scan.percentile(0.5) / ours.percentile(0.99),
            FASTER * count / NAMES,
            at_most=False,
            detail=f"scan {scan.percentile(0.5) * 1000:.0f} ms, the middle of {SCANS}",
        ),
        Ratio(
            f"altered names found ({kind})", sum(found.values()) / len(found), 0.8, at_most=False,
            detail=f"among the {name_index.NEAREST} nearest: {told}",
        ),
    ]  # fmt: skip
