"""Administrative divisions (GB/T 2260), by code.

Holds all divisions in force at province, prefecture and county level. Codes of earlier years, which resident IDs
still carry, are looked up in python-stdnum's history. Nothing here is translated: these are proper names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

import yaml
from stdnum import numdb

DATA = Path(__file__).parent / "data"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
ENDINGS = ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市")


@dataclass(frozen=True)
class Region:
    """A division: six digits, its own name, and how deep it stands (1 province, 2 prefecture, 3 county)."""

    code: str
    name: str

    @property
    def level(self) -> int:
        return 1 if self.code.endswith("0000") else 2 if self.code.endswith("00") else 3

    @cached_property
    def short(self) -> str:
        """The name without its ending, as names of enterprises use it: 北京, 内蒙古, 杭州."""
        if self.level < 3:
            for ending in ENDINGS:
                if self.name.endswith(ending) and len(self.name) - len(ending) >= 2:
                    return self.name[: -len(ending)]
        return self.name


@lru_cache(maxsize=1)
def regions() -> dict[str, Region]:
    """All divisions in force, by code, in the order of codes."""
    with (DATA / "regions.yaml").open("rb") as file:
        rows = yaml.load(file, Loader=LOADER)  # noqa: S506 - both loaders are safe ones
    return {code: Region(code, name) for code, name in rows.items()}


def region(code: str) -> Region | None:
    """The division with that code, if it is in force."""
    return regions().get(code)


def parents(code: str) -> tuple[Region, ...]:
    """The division's chain from the province down to itself; empty when the code is not in force."""
    if code not in regions():
        return ()
    chain = dict.fromkeys((f"{code[:2]}0000", f"{code[:4]}00", code))
    return tuple(found for one in chain if (found := regions().get(one)) is not None)


@lru_cache(maxsize=512)
def children(code: str) -> tuple[Region, ...]:
    """The divisions directly below; counties that answer to their province directly stand with the prefectures."""
    above = regions().get(code)
    if above is None or above.level == 3:
        return ()
    return tuple(one for one in regions().values() if len(chain := parents(one.code)) > 1 and chain[-2] is above)


def provinces() -> tuple[Region, ...]:
    return tuple(one for one in regions().values() if one.level == 1)


def is_within(code: str, authority: str) -> bool:
    """Whether a division is the authority's own or lies below it."""
    return any(one.code == authority for one in parents(code))


def full_region_name(code: str) -> str:
    """The whole chain, as addresses begin: 浙江省杭州市西湖区, 北京市海淀区. Empty for a code not in force."""
    return "".join(one.name for one in parents(code))


def region_name(code: str) -> str:
    """The name by which people call a division and its authority: 北京市海淀区, 杭州市西湖区, 桐庐县, 深圳市.

    Urban districts stand with their city, everything else alone. Empty for a code not in force.
    """
    chain = parents(code)
    if not chain:
        return ""
    own = chain[-1].name
    return chain[-2].name + own if len(chain) > 1 and own.endswith("区") and chain[-1].level == 3 else own


def name_division(code: str) -> str:
    """How a division stands in front of an enterprise's name: 北京, 杭州, 杭州市西湖区, 桐庐县 (规定第七条)."""
    chain = parents(code)
    if not chain:
        return ""
    return chain[-1].short if chain[-1].level < 3 else region_name(code)


def historic_region_name(code: str, on: date) -> str:
    """The name that a code had on a day, the whole chain; empty when the code was never used. Resident IDs need it."""
    if code in regions():
        return full_region_name(code)
    found = {key: value for _, facts in numdb.get("cn/loc").info(code) for key, value in facts.items()}
    names = [name for span in found.get("county", "").split(",") if (name := _in_force(span, on))]
    return found.get("province", "") + names[0] if names else ""


def _in_force(span: str, on: date) -> str:
    """`[1982-1999]昌平县` → the name when the year fits."""
    if not span.startswith("["):
        return span
    years, _, name = span[1:].partition("]")
    start, _, end = years.partition("-")
    return name if (not start or int(start) <= on.year) and (not end or on.year <= int(end)) else ""


def is_province(two_digits: str) -> bool:
    """Whether two digits begin the codes of a province in force (or of 台湾, 香港, 澳门)."""
    return f"{two_digits}0000" in regions()


def division_choices(authority: str) -> Iterator[tuple[str, str]]:
    """Divisions that a name registered there may carry: the authority's own and those above it, the nearest city first.

    Pairs of code and text, e.g. for 110108: 北京, 北京市海淀区.
    """
    chain = parents(authority)
    ordered = sorted(chain, key=lambda one: (one.level == 3, one.level == 1 and one.code[:2] not in MUNICIPALITIES))
    yield from ((one.code, name_division(one.code)) for one in ordered)
