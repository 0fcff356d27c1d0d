"""Whether a name may be made of its words: composition, forbidden and restricted words (禁限用规则). Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import yaml

from core.catalogue import industries
from core.catalogue.regions import DATA, LOADER
from core.content import NameSection
from core.i18n import M_, N_, Message
from core.names.composing import SHORTEST_TRADE_NAME, divisions, is_han, legal_forms, normal_key
from core.terms import Severity

TRADE_NAME_BASIS = N_("Provisions on the Administration of Enterprise Name Registration, art. 8")
LETTERS_BASIS = N_("Provisions on the Administration of Enterprise Name Registration, art. 5")


@dataclass(frozen=True)
class NameFinding:
    """What is wrong with a name by itself. `field` is the part of the name section that it concerns."""

    rule: str
    severity: Severity
    field: str
    message: Message
    basis: str


@dataclass(frozen=True)
class _Words:
    rule: str
    forbidden: bool
    place: Literal["name", "trade", "whole_trade", "start"]
    basis: str
    words: tuple[str, ...]

    def found_in(self, name: NameSection) -> str:
        """The first of the words that the name holds where it counts, or nothing."""
        trade = normal_key(name.trade_name)
        rest = trade + normal_key(name.industry_term)
        tests: dict[str, Callable[[str], bool]] = {
            "name": lambda word: word in rest,
            "trade": lambda word: word in trade,
            "whole_trade": lambda word: word == trade,
            "start": lambda word: rest.startswith(word),
        }
        return next((word for word in self.words if tests[self.place](word)), "")


@lru_cache(maxsize=1)
def _word_lists() -> tuple[_Words, ...]:
    with (DATA / "name_words.yaml").open("rb") as file:
        rows = yaml.load(file, Loader=LOADER)  # noqa: S506 - both loaders are safe ones
    return tuple(
        _Words(row["rule"], row["forbidden"], row["in"], row["basis_text"], tuple(row["words"])) for row in rows
    )


@lru_cache(maxsize=4096)
def check_words(name: NameSection) -> tuple[NameFinding, ...]:
    """Findings on the composition and the words of a name. An empty part gives none: that is for the form to say."""
    return (*_check_composition(name), *_check_lists(name))


def _check_composition(name: NameSection) -> Iterable[NameFinding]:
    trade = name.trade_name
    if trade and len(trade) < SHORTEST_TRADE_NAME:
        text = M_("The trade name must have two Chinese characters or more. Add characters.")
        yield _error("name.trade.short", "trade_name", text, TRADE_NAME_BASIS)
    for field, part in (("trade_name", trade), ("industry_term", name.industry_term)):
        if strange := next((character for character in part if not is_han(character)), ""):
            text = M_("“{character}” is not a Chinese character. Write names in Chinese characters.", character=strange)
            yield _error("name.letters", field, text, LETTERS_BASIS)
    if trade in divisions():
        text = M_("“{word}” is the name of a place. Choose a trade name of its own.", word=trade)
        yield _error("name.trade.place", "trade_name", text, TRADE_NAME_BASIS)
    if industries.term(trade) or trade in legal_forms():
        text = M_("“{word}” names an industry or a legal form. Choose a trade name of its own.", word=trade)
        yield _error("name.trade.industry", "trade_name", text, TRADE_NAME_BASIS)


def _check_lists(name: NameSection) -> Iterable[NameFinding]:
    refused = ""
    for row in _word_lists():
        word = row.found_in(name)
        if not word or word == refused:
            continue
        field = "trade_name" if word in normal_key(name.trade_name) else "industry_term"
        if row.forbidden:
            refused = word
            text = M_("Names must not hold “{word}”. Choose another word.", word=word)
            yield _error(row.rule, field, text, row.basis)
        else:
            text = M_(
                "“{word}” is allowed under conditions only; the officer will look. Safer: another word.", word=word
            )
            yield NameFinding(row.rule, Severity.WARNING, field, text, row.basis)


def _error(rule: str, field: str, message: Message, basis: str) -> NameFinding:
    return NameFinding(rule, Severity.ERROR, field, message, basis)
