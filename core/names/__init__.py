"""Names of enterprises: put together, taken apart, checked for words, and compared (R22).

Pure functions after the provisions on enterprise names in force since 2021-03-01 (规定) and the rules of
工商企注字〔2017〕133号 (禁限用规则, 比对规则). The caller brings the names to compare with: those of the same
authority, in the register and in the queue. The outer zone's answer is provisional; the inner zone alone reserves.
"""

from core.names.comparing import (
    LIKENESS_LABELS,
    Likeness,
    NameCheck,
    NameVerdict,
    check,
    compare,
    same_industry,
)
from core.names.composing import (
    SHORTEST_TRADE_NAME,
    NameParts,
    bigrams,
    compose,
    is_han,
    legal_forms,
    normal_key,
    parts_of,
    reservation_key,
    sound_bigrams,
    sound_key,
    sounds,
    split,
    title_of,
)
from core.names.wording import (
    NameFinding,
    check_words,
)

__all__ = [
    "LIKENESS_LABELS",
    "SHORTEST_TRADE_NAME",
    "Likeness",
    "NameCheck",
    "NameFinding",
    "NameParts",
    "NameVerdict",
    "bigrams",
    "check",
    "check_words",
    "compare",
    "compose",
    "is_han",
    "legal_forms",
    "normal_key",
    "parts_of",
    "reservation_key",
    "same_industry",
    "sound_bigrams",
    "sound_key",
    "sounds",
    "split",
    "title_of",
]
