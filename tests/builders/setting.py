"""For whom a content is built: procedure, day, authority, and the people and organisations that it may use.

Keys say what they are: `p1`, `p2` … people, `o1` … organisations. The same seed gives the same names, numbers and
codes; another seed gives others, so that many enterprises live side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from core import catalogue
from core.catalogue import Limits, Procedure
from core.codes import make_resident_id, make_uscc
from core.content import Circumstance, Content, IdentityDocument, Organisation, OrganisationKind, Person
from core.rules.references import REFERENCES, references

TODAY = date(2026, 11, 23)
AUTHORITY, ELSEWHERE = "110108", "110105"
FAMILY_NAMES = "王李张刘陈杨赵黄周吴徐孙朱高林何郭马罗梁"
GIVEN_NAMES = "建国秀英晓东海燕志强雪梅文斌丽华永康春兰"
FIRST, SECOND, THIRD = "云松柏岚溪澜岩枫棠榆芷蘅菱荷竹桐枳", "杉舟帆屿渚汀湾岭峰峦谷涧泉潭洲", "行远知朴静安和"


@dataclass(frozen=True)
class Setting:
    """What builders of sections go by."""

    procedure: Procedure
    seed: int
    people: tuple[Person, ...]
    today: date
    authority: str
    circumstances: tuple[Circumstance, ...]

    @property
    def limits(self) -> Limits:
        return self.procedure.type.limits

    @cached_property
    def setup(self) -> Procedure:
        """The establishment of the type; the procedure itself where the norm has none."""
        known = catalogue.load().procedures[self.procedure.edition]
        return known.get(f"{self.procedure.type.id}.SETUP", self.procedure)

    @cached_property
    def enterprise(self) -> tuple[str, ...]:
        """The sections that describe such an enterprise."""
        return tuple(dict.fromkeys((*self.setup.sections, *self.procedure.sections)))

    def has(self, section: str) -> bool:
        return section in self.enterprise

    def day(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    @property
    def legal_form(self) -> str:
        """The first that the type may have."""
        return self.procedure.type.legal_forms[0]

    @cached_property
    def members(self) -> tuple[str, ...]:
        """As few members as the law allows: people, and organisations where the type wants them."""
        count = max(2 if self.limits.domiciled_percent else 1, self.limits.members_min)
        kinds = self.limits.member_kinds
        if kinds and "person" not in kinds:
            return tuple(f"o{number}" for number in range(1, count + 1))
        people = tuple(f"p{number}" for number in range(1, count + 1))
        return (*people[: count - 1], "o1") if self.has("foreign") else people

    def person(self, key: str) -> Person:
        """The person of a key: one of those given, and made up after them."""
        number = int(key[1:])
        if number <= len(self.people):
            return self.people[number - 1]
        family = FAMILY_NAMES[(self.seed + number * 7) % len(FAMILY_NAMES)]
        given = GIVEN_NAMES[(self.seed // 3 + number * 2) % len(GIVEN_NAMES)] + GIVEN_NAMES[(number * 5 + 1) % 20]
        born = date(1970, 1, 1) + timedelta(days=self.seed % 9000)
        return Person(
            name=family + given,
            document=IdentityDocument.RESIDENT_ID,
            identity_number=make_resident_id("110108", born, number),
            phone=f"139{self.seed % 100_000:05d}{number:03d}",
            email=f"person{self.seed}.{number}@example.cn",
            address=f"北京市海淀区成府路{number}号",
        )

    def organisation(self, key: str) -> Organisation:
        """The organisation of a key, of a kind that the type's members may be."""
        number = int(key[1:])
        kinds = [kind for kind in self.limits.member_kinds if kind != "person"]
        kind = OrganisationKind(kinds[0] if kinds else "foreign" if self.has("foreign") else "enterprise")
        if number > len(self.members) and key not in self.members and not kinds:
            kind = OrganisationKind.ENTERPRISE if number >= 8 else kind
        foreign = kind is OrganisationKind.FOREIGN
        return Organisation(
            name=("海蓝" if foreign else "北京")
            + self.word(number)
            + ("国际有限公司" if foreign else ORGANISATIONS[kind]),
            kind=kind,
            code=f"SG{self.seed % 100_000:05d}{number}" if foreign else self.code(DEPARTMENTS.get(kind, "91"), number),
            country="新加坡" if foreign else "中国",
            address="新加坡滨海湾1号" if foreign else f"北京市海淀区学院路{number}号",
            representative="p1",
        )

    def code(self, department: str, number: int) -> str:
        """A valid unified social credit code; `number` tells those of one seed apart."""
        return make_uscc(department, self.authority, self.seed * 10 + number)

    def word(self, number: int = 0) -> str:
        """A trade name of its own for every seed, in which no list of words finds anything."""
        at = self.seed + number * 263
        rest, first = divmod(at, len(FIRST))
        rest, second = divmod(rest, len(SECOND))
        third = THIRD[rest % len(THIRD)] if rest else ""
        return FIRST[first] + SECOND[second] + third

    @cached_property
    def directors(self) -> tuple[str, ...]:
        return tuple(f"p{number}" for number in range(1, self.limits.directors_min + 1))

    @property
    def supervisor(self) -> str:
        """Somebody who is no director."""
        return f"p{len(self.directors) + 1}"


def newcomer(content: Content, nth: int = 0) -> str:
    """The key of a person without an office or a share, the lowest first."""
    named = {one.key for one in references(content)}
    return [key for number in range(1, 100) if (key := f"p{number}") not in named][nth]


def of_the_same_sort(content: Content, key: str) -> str:
    """The key of somebody who may stand in a member's place: a person for a person, an organisation for one."""
    if key not in content.organisations:
        return newcomer(content)
    return next(f"o{number}" for number in range(1, 8) if f"o{number}" not in content.organisations)


ORGANISATIONS = {
    OrganisationKind.ENTERPRISE: "投资有限公司",
    OrganisationKind.INSTITUTION: "研究院",
    OrganisationKind.ASSOCIATION: "协会",
    OrganisationKind.STATE_BODY: "国有资产监督管理委员会",
    OrganisationKind.COLLECTIVE: "股份经济合作社",
}
DEPARTMENTS = {
    OrganisationKind.INSTITUTION: "12",
    OrganisationKind.ASSOCIATION: "51",
    OrganisationKind.STATE_BODY: "11",
    OrganisationKind.COLLECTIVE: "N2",
}


def setting_for(
    procedure: Procedure,
    seed: int,
    people: Sequence[Person] | None,
    today: date,
    authority: str,
    circumstances: Iterable[Circumstance],
) -> Setting:
    unknown = set(procedure.sections) - KNOWN
    if unknown:
        raise LookupError(f"{procedure.id}: no builder for {', '.join(sorted(unknown))}")
    return Setting(procedure, seed, tuple(people or ()), today, authority, tuple(circumstances))


KNOWN = frozenset({*REFERENCES, "name", "domicile", "scope", "other", "nature", "subject", "situation", "reissue"}) | {
    "migration",
    "judgment",
    "uploads",
}
