"""Putting names together and taking them apart; their keys, sounds and parts. Pure."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from core.catalogue import industries, load
from core.catalogue.regions import is_within, name_division, regions
from core.content import Content, NameSection

SHORTEST_TRADE_NAME = 2


@dataclass(frozen=True)
class NameParts:
    """A full name taken apart: division (without its ending), trade name, industry term, legal form."""

    division: str
    trade: str
    industry: str
    form: str


def compose(name: NameSection) -> str:
    """Division + trade name + industry + legal form (规定第六条); what is missing is left out."""
    front = name.owner or name_division(name.division_code)
    return front + name.trade_name + name.industry_term + name.legal_form


def title_of(content: Content) -> str:
    """How an enterprise is called: by its name; a household without one by its operator."""
    named = bool(content.name.trade_name or content.name.owner)
    operator = content.name_of(content.household.operator)
    return compose(content.name) if named or not operator else f"{operator}（个体工商户）"


@lru_cache(maxsize=65536)
def normal_key(text: str) -> str:
    """The text with everything removed that makes no other name: width, case, blanks, brackets, punctuation."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if unicodedata.category(character)[0] in "LN")


def reservation_key(name: NameSection, authority: str) -> str:
    """The key under which an authority reserves a name: two names with the same key are identical.

    Division and form do not count, since names that differ only there are identical as well (比对规则第三条).
    """
    return f"{authority}:{normal_key(name.owner + name.trade_name)}:{normal_key(name.industry_term)}"


def bigrams(trade_name: str) -> frozenset[str]:
    """The pairs of neighbouring characters, for the index; a single character stands for itself."""
    key = normal_key(trade_name)
    return frozenset(first + second for first, second in pairwise(key)) or frozenset({key} if key else ())


def sound_bigrams(trade_name: str) -> frozenset[str]:
    """Pairs of neighbouring sounds (“~qing.shi”), so that an index finds names that only sound alike."""
    return frozenset(f"~{first}.{second}" for first, second in pairwise(sound_key(trade_name)))


@lru_cache(maxsize=65536)
def sound_key(trade_name: str) -> tuple[str, ...]:
    """The usual sound of each character, without tones: what an index goes by."""
    return tuple(_sound(character) for character in normal_key(trade_name))


@lru_cache(maxsize=65536)
def _sound(character: str) -> str:
    from pypinyin import Style, lazy_pinyin

    return lazy_pinyin(character, style=Style.NORMAL)[0]


@lru_cache(maxsize=16384)
def sounds(text: str) -> tuple[frozenset[str], ...]:
    """The sounds that each character may have, without tones."""
    from pypinyin import Style, pinyin  # importing costs a tenth of a second once; who never compares never pays

    return tuple(frozenset(one) for one in pinyin(list(normal_key(text)), style=Style.NORMAL, heteronym=True))


@lru_cache(maxsize=1)
def legal_forms() -> tuple[str, ...]:
    """All legal forms of the norm, the longest first."""
    forms = {form for kind in load().types.values() for form in kind.legal_forms}
    return tuple(sorted(forms | {"股份有限公司", "有限责任公司", "有限公司"}, key=len, reverse=True))


@lru_cache(maxsize=1)
def divisions() -> dict[str, tuple[str, ...]]:
    """Codes by the names that divisions have in names of enterprises."""
    found: dict[str, list[str]] = {}
    for one in regions().values():
        for text in {one.name, one.short}:
            found.setdefault(text, []).append(one.code)
    return {text: tuple(codes) for text, codes in found.items()}


@lru_cache(maxsize=65536)
def split(full: str) -> NameParts:
    """A full name taken apart. A division in brackets within the name counts as one in front."""
    text = unicodedata.normalize("NFKC", full)
    division = ""
    before, bracket, rest = text.partition("(")
    inside, closed, after = rest.partition(")")
    if bracket and closed and inside in divisions():
        text, division = before + after, regions()[divisions()[inside][0]].short
    text = normal_key(text)
    form = next((form for form in legal_forms() if text.endswith(form)), "")
    text = text.removesuffix(form)
    if not division:
        division, text = _cut_division(text)
    cuts = range(min(SHORTEST_TRADE_NAME, len(text)), len(text))
    industry = next((text[at:] for at in cuts if industries.term(text[at:])), "")
    return NameParts(division, text.removesuffix(industry), industry, form)


def _cut_division(text: str) -> tuple[str, str]:
    """Province, city and district in front, as long as each lies within the one before and a name remains."""
    codes: tuple[str, ...] = ()
    found = ""
    while True:
        for length in range(min(12, len(text) - SHORTEST_TRADE_NAME), 1, -1):
            below = tuple(
                code
                for code in divisions().get(text[:length], ())
                if not codes or any(is_within(code, above) and code != above for above in codes)
            )
            if below:
                codes, text = below, text[length:]
                found += regions()[below[0]].short
                break
        else:
            return found, text


def parts_of(name: NameSection) -> NameParts:
    """The parts of a name as it was filled in, in the same form as `split` gives them."""
    division = split(name_division(name.division_code) + "某某有限公司").division
    return NameParts(division, normal_key(name.trade_name), normal_key(name.industry_term), normal_key(name.legal_form))


def is_han(character: str) -> bool:
    """Whether a character is a Chinese one (rare ones of all planes included)."""
    return character == "〇" or unicodedata.name(character, "").startswith("CJK UNIFIED IDEOGRAPH")
