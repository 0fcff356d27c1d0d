"""Made-up organisations as the national legal-person database knows them, each represented by one of the people.

Names and numbers are drawn for each installation anew; the numbers hold under GB 32100. No foreign enterprise is among
them: the national database does not have any.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from core.codes import make_uscc
from reference.people import Person

FIRST_REPRESENTATIVE = 10
"""Number of the first person who represents an organisation; each further one is represented by the next."""
REGION, REGION_NAME = "110108", "北京市海淀区"
FIRST, SECOND = "云岭松涛海晏河清金石玉泉", "行知致远弘毅守正博文"
KINDS: Sequence[tuple[str, str, str]] = (
    ("91", "北京{word}投资有限公司", "enterprise"),
    ("91", "北京{word}实业有限公司", "enterprise"),
    ("12", "北京{word}技术研究院", "institution"),
    ("N2", f"{REGION_NAME}{{word}}村股份经济合作社", "collective"),
    ("11", f"{REGION_NAME}人民政府国有资产监督管理委员会", "state_body"),
)
"""Department and kind of the number, the form of the name, and what the organisation is."""


@dataclass(frozen=True)
class Organisation:
    """An organisation on record; `representative` and `phone` are those of the person who represents it."""

    name: str
    code: str
    kind: str
    representative: str
    phone: str


def draw_organisations(people: Sequence[Person], random: Random) -> tuple[Organisation, ...]:
    """One of each kind; no two share a name or a number."""
    serials = random.sample(range(10_000_000), len(KINDS))
    words = random.sample([first + second for first in FIRST for second in SECOND], len(KINDS))
    return tuple(
        Organisation(
            name=form.format(word=word),
            code=make_uscc(department, REGION, serial),
            kind=kind,
            representative=person.name,
            phone=person.phone,
        )
        for (department, form, kind), serial, word, person in zip(
            KINDS, serials, words, people[FIRST_REPRESENTATIVE:], strict=False
        )
    )
