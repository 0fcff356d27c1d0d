"""Industries (GB/T 4754-2017), standard phrases of business scope, and industry terms for names.

Phrases are searched by everyday words in three languages. `Permit` says whether a licence is needed and when:
`before` must be there at registration, `after` before operating.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

import yaml

from core.catalogue.regions import DATA, LOADER
from core.i18n import N_


class Permit(StrEnum):
    """Whether a business needs a licence, and when."""

    NONE = "none"
    AFTER = "after"
    BEFORE = "before"


PERMIT_LABELS: dict[Permit, str] = {
    Permit.NONE: N_("General item: no licence needed"),
    Permit.AFTER: N_("Licensed item: obtain the licence before operating"),
    Permit.BEFORE: N_("Licensed item: the licence must be there at registration"),
}


@dataclass(frozen=True)
class Phrase:
    """A standard phrase: its text, its class (four digits), its permit, and the words that find it."""

    text: str
    code: str
    permit: Permit
    words: tuple[str, ...]

    @property
    def section(self) -> str:
        return section_of(self.code)

    @property
    def industry(self) -> str:
        return industry_name(self.code)


@dataclass(frozen=True)
class Term:
    """Terms for the industry in a name that mean the same, and the GB/T 4754 prefixes they fit."""

    terms: tuple[str, ...]
    classes: tuple[str, ...]

    def fits(self, code: str) -> bool:
        return code.startswith(self.classes)


def _read(name: str) -> Any:
    with (DATA / name).open("rb") as file:
        return yaml.load(file, Loader=LOADER)  # noqa: S506 - both loaders are safe ones


@lru_cache(maxsize=1)
def _industries() -> dict[str, Any]:
    read: dict[str, Any] = _read("industries.yaml")
    return read


def section_of(code: str) -> str:
    """The section's letter (A-T) of a division, group or class; empty when there is none."""
    division = code[:2]
    sections = _industries()["sections"].items()
    return next((letter for letter, (_, first, last) in sections if first <= division <= last), "")


def section_name(letter: str) -> str:
    return str(_industries()["sections"].get(letter, [""])[0])


def industry_name(code: str) -> str:
    """The name of a class, or of the division it stands in; empty for an unknown code."""
    return str(_industries()["classes"].get(code) or _industries()["divisions"].get(code[:2], ""))


def is_industry(code: str) -> bool:
    """Whether the code names a division of GB/T 4754-2017, or a class that we hold."""
    return code in _industries()["classes"] or code in _industries()["divisions"]


@lru_cache(maxsize=1)
def phrases() -> dict[str, Phrase]:
    """All standard phrases by their text, general items first."""
    found: dict[str, Phrase] = {}
    for permit, rows in _read("phrases.yaml").items():
        for text, row in rows.items():
            code, *words = str(row).split()
            found[text] = Phrase(text, code, Permit(permit), tuple(words))
    return found


def phrase(text: str) -> Phrase | None:
    """The standard phrase with exactly that text."""
    return phrases().get(text)


def search_phrases(text: str, limit: int = 20) -> tuple[Phrase, ...]:
    """Phrases that fit everyday words, best first; all words count, a code's beginning is a word too.

    An empty text gives nothing. Words may be Chinese, Korean or English.
    """
    wanted = _fold(text).split()
    if not wanted:
        return ()
    scored = (
        (sum(_score(one, word) for word in wanted), -number, one) for number, one in enumerate(phrases().values())
    )
    best = sorted((row for row in scored if row[0] > 0), key=lambda row: row[:2], reverse=True)
    return tuple(row[2] for row in best[:limit])


def _score(one: Phrase, word: str) -> int:
    text, words = _searchable(one)
    if word == text:
        return 100
    if one.code.startswith(word):
        return 40
    if word in words:
        return 30
    if word in text:
        return 25 if text.startswith(word) else 20
    if any(word in other or (len(other) > 1 and other in word) for other in words):
        return 10
    return sum(gram in text for gram in _grams(word)) if len(word) > 2 and not word.isascii() else 0


@lru_cache(maxsize=1024)
def _searchable(one: Phrase) -> tuple[str, tuple[str, ...]]:
    return _fold(one.text), tuple(_fold(word) for word in one.words)


def _grams(word: str) -> Iterator[str]:
    return (word[at : at + 2] for at in range(len(word) - 1))


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


@lru_cache(maxsize=1)
def terms() -> tuple[Term, ...]:
    """All industry terms for names."""
    return tuple(Term(tuple(row["terms"]), tuple(row["classes"])) for row in _read("name_terms.yaml"))


@lru_cache(maxsize=1)
def _terms_by_text() -> dict[str, Term]:
    return {text: row for row in reversed(terms()) for text in row.terms}


def term(text: str) -> Term | None:
    """The row that holds a term."""
    return _terms_by_text().get(text)


def suggest_terms(codes: tuple[str, ...], limit: int = 8) -> tuple[str, ...]:
    """Terms for a name whose scope has these classes, the main business first."""
    found: dict[str, None] = {}
    for code in codes:
        fitting = sorted(
            (row for row in terms() if row.fits(code)),
            key=lambda row: -max(len(prefix) for prefix in row.classes if code.startswith(prefix)),
        )
        found.update(dict.fromkeys(row.terms[0] for row in fitting))
    return tuple(found)[:limit]
