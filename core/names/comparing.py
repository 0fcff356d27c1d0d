"""How a name stands to others (比对规则): identical ones are refused, similar ones told. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from core.catalogue import industries
from core.content import NameSection
from core.i18n import M_, N_, Message
from core.names.composing import SHORTEST_TRADE_NAME, compose, normal_key, parts_of, sounds, split
from core.names.wording import NameFinding, check_words
from core.terms import Severity

IDENTICAL_BASIS = N_(
    "Provisions on the Administration of Enterprise Name Registration, art. 17; "
    "Rules for Comparing Enterprise Names, art. 3"
)
SIMILAR_BASIS = N_("Rules for Comparing Enterprise Names, art. 4")


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
