"""Names of enterprises: put together, taken apart, checked for words, and compared (R22).

Pure functions after the provisions on enterprise names in force since 2021-03-01 (规定) and the rules of
工商企注字〔2017〕133号 (禁限用规则, 比对规则). The caller brings the names to compare with: those of the same
authority, in the register and in the queue. The outer zone's answer is provisional; the inner zone alone reserves.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import yaml

from core.catalogue import industries, load
from core.catalogue.regions import DATA, LOADER, is_within, name_division, regions
from core.content import Content, NameSection
from core.i18n import M_, N_, Message
from core.terms import Severity

IDENTICAL_BASIS = N_(
    "Provisions on the Administration of Enterprise Name Registration, art. 17; "
    "Rules for Comparing Enterprise Names, art. 3"
)
SIMILAR_BASIS = N_("Rules for Comparing Enterprise Names, art. 4")
TRADE_NAME_BASIS = N_("Provisions on the Administration of Enterprise Name Registration, art. 8")
LETTERS_BASIS = N_("Provisions on the Administration of Enterprise Name Registration, art. 5")
SHORTEST_TRADE_NAME = 2


class Likeness(StrEnum):
    """How near two names are: identical ones are refused, similar ones are the applicant's risk."""

    IDENTICAL = "identical"
    SIMILAR = "similar"
    DISTINCT = "distinct"


LIKENESS_LABELS: dict[Likeness, str] = {
    Likeness.IDENTICAL: N_("Identical"),
    Likeness.SIMILAR: N_("Similar"),
    Likeness.DISTINCT: N_("Distinct"),
}


@dataclass(frozen=True)
class NameParts:
    """A full name taken apart: division (without its ending), trade name, industry term, legal form."""

    division: str
    trade: str
    industry: str
    form: str


@dataclass(frozen=True)
class NameVerdict:
    """How a candidate stands to another name, by which rule, and what can be done."""

    likeness: Likeness
    rule: str
    other: str
    message: Message
    basis: str

    @property
    def name(self) -> str:
        """The other name."""
        return self.other

    @property
    def blocks(self) -> bool:
        """Whether the candidate cannot be taken beside the other name."""
        return self.likeness is Likeness.IDENTICAL


@dataclass(frozen=True)
class NameFinding:
    """What is wrong with a name by itself. `field` is the part of the name section that it concerns."""

    rule: str
    severity: Severity
    field: str
    message: Message
    basis: str


@dataclass(frozen=True)
class NameCheck:
    """All that is to be said of a name: the full name, findings on its words, and verdicts, the nearest name first."""

    full: str
    findings: tuple[NameFinding, ...]
    verdicts: tuple[NameVerdict, ...]

    @property
    def similar(self) -> tuple[NameVerdict, ...]:
        """Identical and similar names, the nearest first."""
        return self.verdicts

    @property
    def likeness(self) -> Likeness:
        return self.verdicts[0].likeness if self.verdicts else Likeness.DISTINCT

    @property
    def blocked(self) -> bool:
        """Whether the name cannot be taken as it is."""
        refused = any(finding.severity is Severity.ERROR for finding in self.findings)
        return refused or self.likeness is Likeness.IDENTICAL


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
def _divisions() -> dict[str, tuple[str, ...]]:
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
    if bracket and closed and inside in _divisions():
        text, division = before + after, regions()[_divisions()[inside][0]].short
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
                for code in _divisions().get(text[:length], ())
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


def same_industry(first: str, second: str) -> bool:
    """Whether two industry terms say the same; a name without a term counts as of the same industry (规定第十七条)."""
    if not first or not second or first == second:
        return True
    row = industries.term(first)
    return row is not None and row is industries.term(second)


def compare(candidate: NameSection | str, other: str) -> NameVerdict:
    """How a candidate stands to another full name (比对规则第三条, 第四条)."""
    own = split(candidate) if isinstance(candidate, str) else parts_of(candidate)
    full = candidate if isinstance(candidate, str) else compose(candidate)
    their = split(other)
    if own.trade and normal_key(full) == normal_key(other):
        return _identical("name.identical.whole", other)
    if own.trade and own == their:
        return _identical("name.identical.order", other)
    if own.trade and (own.trade, own.industry) == (their.trade, their.industry):
        return _identical("name.identical.core", other)
    if own.trade and their.trade and same_industry(own.industry, their.industry):
        for rule, holds in _SIMILAR.items():
            if holds(own.trade, their.trade):
                return NameVerdict(Likeness.SIMILAR, rule, other, _TEXTS[rule](other), SIMILAR_BASIS)
    return NameVerdict(Likeness.DISTINCT, "name.distinct", other, M_("“{other}” is another name.", other=other), "")


def _identical(rule: str, other: str) -> NameVerdict:
    return NameVerdict(Likeness.IDENTICAL, rule, other, _TEXTS[rule](other), IDENTICAL_BASIS)


def _contains(own: str, their: str) -> bool:
    shorter, longer = sorted((own, their), key=len)
    return len(shorter) >= SHORTEST_TRADE_NAME and shorter in longer


def _sounds_alike(own: str, their: str) -> bool:
    return len(own) == len(their) and _match(sounds(own), sounds(their))


def _sounds_contained(own: str, their: str) -> bool:
    shorter, longer = sorted((sounds(own), sounds(their)), key=len)
    starts = range(len(longer) - len(shorter) + 1)
    return len(shorter) >= SHORTEST_TRADE_NAME and any(_match(shorter, longer[at:]) for at in starts)


def _match(first: tuple[frozenset[str], ...], second: tuple[frozenset[str], ...]) -> bool:
    return all(one & other for one, other in zip(first, second, strict=False))


# The order matters: the first rule that holds is named.
_SIMILAR = {
    "name.similar.meaning": lambda own, their: own == their,
    "name.similar.sound": _sounds_alike,
    "name.similar.contains": _contains,
    "name.similar.part_sound": _sounds_contained,
}

_TEXTS = {
    "name.identical.whole": lambda other: M_("“{other}” exists already. Choose another trade name.", other=other),
    "name.identical.order": lambda other: M_(
        "“{other}” has the same parts in another order. Choose another trade name.", other=other
    ),
    "name.identical.core": lambda other: M_(
        "“{other}” has the same trade name and industry; another division or legal form does not tell them apart. "
        "Choose another trade name.",
        other=other,
    ),
    "name.similar.meaning": lambda other: M_(
        "“{other}” has the same trade name, and its industry means the same. "
        "Choose a trade name that differs, or another industry if that is what you do.",
        other=other,
    ),
    "name.similar.sound": lambda other: M_(
        "“{other}” sounds the same and is of the same industry. Choose a trade name that sounds different.",
        other=other,
    ),
    "name.similar.contains": lambda other: M_(
        "“{other}” is of the same industry, and one trade name contains the other. Choose a trade name that differs.",
        other=other,
    ),
    "name.similar.part_sound": lambda other: M_(
        "“{other}” is of the same industry, and one trade name sounds like a part of the other. "
        "Choose a trade name that sounds different.",
        other=other,
    ),
}

_RANK = {Likeness.IDENTICAL: 0, Likeness.SIMILAR: 1, Likeness.DISTINCT: 2}


def check(name: NameSection, others: Iterable[str] = ()) -> NameCheck:
    """Words and composition of a name, and how it stands to other full names of the same authority."""
    verdicts = [verdict for other in others if (verdict := compare(name, other)).likeness is not Likeness.DISTINCT]
    return NameCheck(
        full=compose(name),
        findings=check_words(name),
        verdicts=tuple(sorted(verdicts, key=lambda verdict: _RANK[verdict.likeness])),
    )


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
    if trade in _divisions():
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


def is_han(character: str) -> bool:
    """Whether a character is a Chinese one (rare ones of all planes included)."""
    return character == "〇" or unicodedata.name(character, "").startswith("CJK UNIFIED IDEOGRAPH")
