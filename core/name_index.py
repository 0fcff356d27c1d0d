"""The index of names: which names of an authority are near to one, among millions, in a millisecond or two (R22, A08).

Both zones have it: the outer one over its replica and its queue, the inner one over register and reservations.

- A name is found by tokens that we make: pairs of neighbouring characters, by themselves and with the authority in
  front; pairs of their sounds, and the whole sound, with the authority; the whole sound, and the first and the last
  character, with the industry as well. With the authority within the token, a question touches that authority's
  names only, however large the register.
- Whatever is identical, or sounds the same, or is contained, in the same industry, is asked for by its whole sound: one
  lookup each, which no frequent pair of characters can crowd out.
- No question costs much: each gives a bounded number of rows, a pair counts the more the rarer it is, and at most
  `CANDIDATES` names are read and ranked.
- Sounds are the usual reading of each character; another reading is found by its other characters only.

Tokens lie in `name_tokens`: an FTS5 table without content on SQLite, a text[] column under a GIN index on PostgreSQL.
Neither can be said in the models; `create_tokens` makes them, and `core.migrations` knows not to compare them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from typing import Any, NamedTuple

from rapidfuzz import fuzz
from sqlalchemy import Connection, TextClause, bindparam, func, text
from sqlmodel import Session, col, delete, select

from core import names
from core.catalogue import industries
from core.content import NameSection
from core.models import NameEntry

NEAREST = 40
CANDIDATES = 120
EXACT_LIMIT, CLOSE_LIMIT = 400, 200
"""So many rows one question gives at most."""
LONGEST = 12
"""Characters of a trade name that are looked at: a name is far shorter, and whoever types on must not slow others."""
EXACT_WEIGHT = 10.0
TOKENS = "name_tokens"
COLUMNS = ("id", "owner", "scope", "name", "trade", "industry")

CREATE_TOKENS: Mapping[str, Sequence[str]] = {
    # Contentless: rows stand in name_entry. "ascii" takes every character beyond ASCII as part of a token, also those
    # that are younger than the Unicode tables of the other tokenizers.
    "sqlite": (
        f"CREATE VIRTUAL TABLE {TOKENS} USING fts5(tokens, content='', contentless_delete=1, detail=none, "
        "tokenize=\"ascii tokenchars '@~=#.<>'\")",
    ),
    # Without fastupdate a query never has to read a list of what is not sorted in yet.
    "postgresql": (
        f"CREATE TABLE {TOKENS} (id BIGINT PRIMARY KEY, tokens TEXT[] NOT NULL)",
        f"CREATE INDEX ix_{TOKENS}_tokens ON {TOKENS} USING gin (tokens) WITH (fastupdate = off)",
    ),
}


@dataclass(frozen=True)
class Near:
    """A name that the index found, and whose it is."""

    owner: str
    name: str


@dataclass(frozen=True)
class Probe:
    """One question to the index: rows that hold all tokens of `words`, or one of them at least."""

    words: tuple[str, ...]
    needs_all: bool = True
    exact: bool = False

    @property
    def limit(self) -> int:
        return EXACT_LIMIT if self.exact else CLOSE_LIMIT


def create_tokens(connection: Connection) -> None:
    """Make the table of tokens; for migrations."""
    for statement in CREATE_TOKENS[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def is_own_table(name: str | None) -> bool:
    """Whether a table is of the index and so not in the models: the tokens, and what FTS5 keeps them in."""
    return name is not None and (name == TOKENS or name.startswith(f"{TOKENS}_"))


@dataclass(frozen=True)
class Entry:
    """A name to be found under its owner. `scope` is the authority."""

    owner: str
    scope: str
    name: str
    trade_name: str
    industry: str


def entry(owner: str, scope: str, name: NameSection) -> Entry:
    """A name as it was filled in."""
    return Entry(owner, scope, names.compose(name), name.trade_name, name.industry_term)


def put(session: Session, entry: Entry) -> None:
    """Put a name into the index, replacing its owner's earlier one."""
    remove(session, [entry.owner])
    add(session.connection(), [entry])


def add(connection: Connection, entries: Iterable[Entry]) -> None:
    """Put names of owners that have none yet into the index, many at once.

    Numbers are counted on from the last: writers come one after another (`core.store`).
    """
    last = connection.execute(select(func.coalesce(func.max(NameEntry.id), 0))).scalar_one()
    insert_rows(connection, rows_of(entries, last + 1))


class Row(NamedTuple):
    """An entry as the tables hold it; its tokens stand in one string, with blanks between them."""

    id: int
    owner: str
    scope: str
    name: str
    trade: str
    industry: str
    tokens: str


def rows_of(entries: Iterable[Entry], first: int) -> list[Row]:
    """Entries with their numbers and tokens."""
    found = []
    for number, one in enumerate(entries, first):
        trade, industry = names.normal_key(one.trade_name)[:LONGEST], names.normal_key(one.industry)
        made = " ".join(tokens(one.scope, trade, industry))
        found.append(Row(number, one.owner, one.scope, one.name, trade, industry, made))
    return found


def insert_rows(connection: Connection, rows: Sequence[Row]) -> None:
    """Write rows by the driver's own many-at-once, for there may be millions."""
    if not rows:
        return
    on_sqlite = connection.dialect.name == "sqlite"
    mark, key = ("?", "rowid") if on_sqlite else ("%s", "id")
    marks = ", ".join([mark] * len(COLUMNS))
    connection.exec_driver_sql(
        f"INSERT INTO name_entry ({', '.join(COLUMNS)}) VALUES ({marks})",  # noqa: S608 - fixed words only
        [row[:-1] for row in rows],
    )
    connection.exec_driver_sql(
        f"INSERT INTO {TOKENS} ({key}, tokens) VALUES ({mark}, {mark})",  # noqa: S608 - fixed words only
        [(row.id, row.tokens if on_sqlite else row.tokens.split()) for row in rows],
    )


def remove(session: Session, owners: Collection[str]) -> None:
    """Take the owners' names out of the index."""
    rows = list(session.exec(select(NameEntry.id).where(col(NameEntry.owner).in_(owners))))
    if rows:
        key = "rowid" if session.connection().dialect.name == "sqlite" else "id"
        statement = text(f"DELETE FROM {TOKENS} WHERE {key} IN :ids")  # noqa: S608 - two fixed words
        session.connection().execute(statement.bindparams(bindparam("ids", expanding=True)), {"ids": rows})
        session.exec(delete(NameEntry).where(col(NameEntry.id).in_(rows)))


def near(session: Session, name: NameSection, scope: str = "") -> tuple[Near, ...]:
    """Names that are near to a name, the nearest first, at most `CANDIDATES`.

    Of one authority; without one of all, but then by characters only.
    """
    trade, industry = names.normal_key(name.trade_name)[:LONGEST], names.normal_key(name.industry_term)
    probes = probes_for(trade, industry, scope)
    if not probes:
        return ()
    connection = session.connection()
    dialect = connection.dialect.name
    found: dict[int, list[int]] = {}
    for number, row in connection.execute(_question(dialect, _shape(probes)), _answers(dialect, probes)):
        found.setdefault(number, []).append(row)
    weights: dict[int, float] = {}
    for number, rows in found.items():
        decisive = probes[number].exact and len(rows) < EXACT_LIMIT  # what was cut off says only that it is common
        weight = 1 / len(rows) + (EXACT_WEIGHT if decisive else 0)
        for row in rows:
            weights[row] = weights.get(row, 0) + weight
    best = nlargest(CANDIDATES, weights, key=weights.__getitem__)
    entries = connection.execute(_ENTRIES[dialect], {"ids": json.dumps(best) if dialect == "sqlite" else best}).all()
    sound, meaning = names.sound_key(trade), _meaning(industry)

    def distance(entry: Any) -> tuple[bool, bool, float, int]:
        alike = not industry or not entry.industry or _meaning(entry.industry) == meaning
        closeness = max(fuzz.ratio(trade, entry.trade), fuzz.ratio(sound, names.sound_key(entry.trade)) - 1)
        return weights[entry.id] < EXACT_WEIGHT, not alike, -closeness, entry.id

    return tuple(Near(entry.owner, entry.name) for entry in sorted(entries, key=distance))


def tokens(scope: str, trade: str, industry: str) -> tuple[str, ...]:
    """What a name is found by; `trade` and `industry` are normal keys."""
    if not trade:
        return ()
    pairs, sound_pairs, whole = _trade_words(trade)
    industrial = (f"{word}#{_meaning(industry)}" for word in (whole, *_ends(trade)))
    return (*pairs, *(f"{scope}@{word}" for word in (*pairs, *sound_pairs, whole, *industrial)))


def probes_for(trade: str, industry: str, scope: str) -> tuple[Probe, ...]:
    """The questions that find the names near to a trade name, the exact ones first."""
    if not trade:
        return ()
    pairs, sound_pairs, _ = _trade_words(trade)
    if not scope:
        return Probe(pairs, exact=True), *(Probe((pair,)) for pair in pairs)
    kinds = [tuple(f"{scope}@{word}" for word in words) for words in (pairs, sound_pairs) if words]
    return (
        Probe(_wholes(trade, industry, scope), needs_all=False, exact=True),
        *(Probe(words, exact=True) for words in kinds),
        *(Probe((word,)) for words in kinds if len(words) > 1 for word in words),
        *(Probe(_in_industry(f"{scope}@{end}", industry), needs_all=False) for end in _ends(trade)),
    )


def _wholes(trade: str, industry: str, scope: str) -> tuple[str, ...]:
    """The whole sounds of the name and of its parts, in the same industry or in none (比对规则第三条, 第四条).

    A name without an industry is compared with those of all.
    """
    sound, shortest = names.sound_key(trade), min(names.SHORTEST_TRADE_NAME, len(trade))
    spans = [
        (start, start + length)
        for length in range(len(trade), shortest - 1, -1)
        for start in range(len(trade) - length + 1)
    ]
    wholes = dict.fromkeys(f"{scope}@{_whole(sound[start:end])}" for start, end in spans)
    return tuple(word for whole in wholes for word in (_in_industry(whole, industry) if industry else (whole,)))


def _in_industry(word: str, industry: str) -> tuple[str, str]:
    return f"{word}#{_meaning(industry)}", f"{word}#"


def _ends(trade: str) -> tuple[str, str]:
    """The first and the last character: what is left of a short name when one is altered."""
    return f"<{trade[0]}", f">{trade[-1]}"


@lru_cache(maxsize=65536)
def _trade_words(trade: str) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Pairs of characters, pairs of sounds, and the whole sound."""
    pairs, sound_pairs = sorted(names.bigrams(trade)), sorted(names.sound_bigrams(trade))
    return tuple(pairs), tuple(sound_pairs), _whole(names.sound_key(trade))


def _whole(sound: Sequence[str]) -> str:
    return f"={'.'.join(sound)}"


@lru_cache(maxsize=4096)
def _meaning(industry: str) -> str:
    """The first of the terms that mean the same."""
    row = industries.term(industry)
    return row.terms[0] if row else industry


_ENTRIES = {
    dialect: text(f"SELECT id, owner, name, trade, industry FROM name_entry WHERE id {among}")  # noqa: S608 - two fixed words
    for dialect, among in {"sqlite": "IN (SELECT value FROM json_each(:ids))", "postgresql": "= ANY(:ids)"}.items()
}

Shape = tuple[tuple[bool, int], ...]
"""Whether each question needs all its words, and its limit: all that its statement depends on."""


def _shape(probes: Sequence[Probe]) -> Shape:
    return tuple((probe.needs_all, probe.limit) for probe in probes)


@lru_cache(maxsize=256)
def _question(dialect: str, shape: Shape) -> TextClause:
    """All questions as one statement, so that a check asks the database once. Only numbers of ours go into the text."""
    asked = []
    for number, (needs_all, limit) in enumerate(shape):
        if dialect == "sqlite":
            one = f"SELECT rowid AS id FROM {TOKENS} WHERE {TOKENS} MATCH :q{number}"  # noqa: S608 - a number of ours
        else:
            one = f"SELECT id FROM {TOKENS} WHERE tokens {'@>' if needs_all else '&&'} :q{number}"  # noqa: S608 - as above
        asked.append(f"SELECT {number}, id FROM ({one} LIMIT {limit}) AS a{number}")  # noqa: S608 - as above
    return text(" UNION ALL ".join(asked))


def _answers(dialect: str, probes: Sequence[Probe]) -> dict[str, Any]:
    """The parameters of `_question`."""
    answer: Callable[[Probe], Any] = match if dialect == "sqlite" else lambda probe: list(probe.words)
    return {f"q{number}": answer(probe) for number, probe in enumerate(probes)}


def match(probe: Probe) -> str:
    """A question in FTS5's words. Tokens hold letters, digits and our own marks only, so quotes are enough."""
    return (" AND " if probe.needs_all else " OR ").join(f'"{word}"' for word in probe.words)
