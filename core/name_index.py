"""The index of names: which names of an authority are near to one, among millions, in milliseconds (R22, A08).

Both zones have it: the outer one over its replica and its queue, the inner one over register and reservations.

- A name is found by tokens that we make: pairs of neighbouring characters and of their sounds, the whole trade name
  and its sound, the industry by its first term of the same meaning, and the authority.
- What the rules call identical or similar is asked for exactly (`_exact_probes`): same industry or none, and the same
  trade name, one within the other, or the like by sound. One more question for each pair finds what is merely close.
- No question costs much: each gives at most `PROBE_LIMIT` rows, a pair counts the more the rarer it is, and at most
  `CANDIDATES` names are read and ranked. So a frequent pair cannot make a check slow, nor hide what a rule forbids.
- Sounds are the usual reading of each character; another reading is found by its other characters only.

Tokens lie in `name_tokens`: an FTS5 table without content on SQLite, a text[] column under a GIN index on PostgreSQL.
Neither can be said in the models; `create_tokens` makes them, and `core.migrations` knows not to compare them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from rapidfuzz import fuzz
from sqlalchemy import Connection, TextClause, bindparam, func, text
from sqlmodel import Session, col, delete, select

from core import names
from core.catalogue import industries
from core.content import NameSection
from core.models import NameEntry

NEAREST = 40
CANDIDATES = 200
PROBE_LIMIT = 400
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
        "tokenize=\"ascii tokenchars '@#=~.'\")",
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
    """One question to the index: rows that hold all tokens of `all_of`, and one at least of each group."""

    all_of: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...] = ()
    exact: bool = False


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
    """Names that are near to a name, the nearest first, at most `CANDIDATES`; of one authority, or of all without."""
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
        weight = 1 / len(rows) + (EXACT_WEIGHT if probes[number].exact else 0)
        for row in rows:
            weights[row] = weights.get(row, 0) + weight
    best = sorted(weights, key=lambda row: (-weights[row], row))[:CANDIDATES]
    entries = connection.execute(_ENTRIES, {"ids": best}).all()
    sound, row_of = names.sound_key(trade), industries.term(industry)

    def distance(entry: Any) -> tuple[bool, bool, float, int]:
        alike = not industry or not entry.industry or entry.industry == industry
        alike = alike or (row_of is not None and industries.term(entry.industry) is row_of)
        closeness = max(fuzz.ratio(trade, entry.trade), fuzz.ratio(sound, names.sound_key(entry.trade)) - 1)
        return weights[entry.id] < EXACT_WEIGHT, not alike, -closeness, entry.id

    return tuple(Near(entry.owner, entry.name) for entry in sorted(entries, key=distance))


_ENTRIES = text("SELECT id, owner, name, trade, industry FROM name_entry WHERE id IN :ids").bindparams(
    bindparam("ids", expanding=True)
)


def tokens(scope: str, trade: str, industry: str) -> tuple[str, ...]:
    """What a name is found by, each once; `trade` and `industry` are normal keys."""
    return (f"@{scope}", _industry(industry), *_trade_tokens(trade))


@lru_cache(maxsize=65536)
def _trade_tokens(trade: str) -> tuple[str, ...]:
    return (*_pairs(trade), *_sound_pairs(trade), _whole(trade), _whole_sound(trade)) if trade else ()


def probes_for(trade: str, industry: str, scope: str) -> tuple[Probe, ...]:
    """The questions that find the names near to a trade name, the exact ones first."""
    if not trade:
        return ()
    within = (f"@{scope}",) if scope else ()
    close = (Probe((*within, pair)) for pair in (*_pairs(trade), *_sound_pairs(trade)))
    return (*_exact_probes(trade, industry, within), *close)


def _exact_probes(trade: str, industry: str, within: tuple[str, ...]) -> Iterator[Probe]:
    """What the rules of comparison (比对规则第三条, 第四条) look for, nothing else."""
    same_industry = ((_industry(industry), _industry("")),) if industry else ()
    lengths = range(min(names.SHORTEST_TRADE_NAME, len(trade)), len(trade) + 1)
    parts = [trade[start : start + length] for length in lengths for start in range(len(trade) - length + 1)]
    whole = dict.fromkeys([_whole(part) for part in parts] + [_whole_sound(part) for part in parts])
    yield Probe(within, (*same_industry, tuple(whole)), exact=True)
    if len(trade) >= names.SHORTEST_TRADE_NAME:
        yield Probe((*within, *_pairs(trade)), same_industry, exact=True)
        yield Probe((*within, *_sound_pairs(trade)), same_industry, exact=True)


def _pairs(trade: str) -> tuple[str, ...]:
    return tuple(sorted(names.bigrams(trade)))


def _sound_pairs(trade: str) -> tuple[str, ...]:
    return tuple(sorted(names.sound_bigrams(trade)))


def _whole(trade: str) -> str:
    return f"={trade}"


def _whole_sound(trade: str) -> str:
    return f"=~{'.'.join(names.sound_key(trade))}"


@lru_cache(maxsize=4096)
def _industry(industry: str) -> str:
    """Terms that mean the same have one token."""
    row = industries.term(industry)
    return f"#{row.terms[0] if row else industry}"


Shape = tuple[tuple[bool, int], ...]
"""Whether each question names tokens that all must be there, and how many groups: all that its statement depends on."""


def _shape(probes: Sequence[Probe]) -> Shape:
    return tuple((bool(probe.all_of), len(probe.groups)) for probe in probes)


@lru_cache(maxsize=256)
def _question(dialect: str, shape: Shape) -> TextClause:
    """All questions as one statement, so that a check asks the database once. Only numbers go into the text."""
    if dialect == "sqlite":
        one = f"SELECT rowid AS id FROM {TOKENS} WHERE {TOKENS} MATCH :q{{0}} LIMIT {PROBE_LIMIT}"  # noqa: S608
        asked = [one.format(number) for number in range(len(shape))]
    else:
        tests = [
            [*[f"tokens @> :q{number}"] * needed, *(f"tokens && :q{number}g{group}" for group in range(groups))]
            for number, (needed, groups) in enumerate(shape)
        ]
        asked = [f"SELECT id FROM {TOKENS} WHERE {' AND '.join(test)} LIMIT {PROBE_LIMIT}" for test in tests]  # noqa: S608
    parts = (f"SELECT {number}, id FROM ({one}) AS a{number}" for number, one in enumerate(asked))  # noqa: S608
    return text(" UNION ALL ".join(parts))


def _answers(dialect: str, probes: Sequence[Probe]) -> dict[str, Any]:
    """The parameters of `_question`."""
    if dialect == "sqlite":
        return {f"q{number}": match(probe) for number, probe in enumerate(probes)}
    values: dict[str, Any] = {}
    for number, probe in enumerate(probes):
        values |= {f"q{number}": list(probe.all_of)} if probe.all_of else {}
        values |= {f"q{number}g{group}": list(words) for group, words in enumerate(probe.groups)}
    return values


def match(probe: Probe) -> str:
    """A question in FTS5's words. Tokens hold letters, digits and our own marks only, so quotes are enough."""
    groups = (" OR ".join(f'"{word}"' for word in group) for group in probe.groups)
    return " AND ".join([*(f'"{word}"' for word in probe.all_of), *(f"({group})" for group in groups)])
