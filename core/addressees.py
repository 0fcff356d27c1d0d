"""The 46 administrations to whom the opinion is addressed (R60): 31 provinces, 5 separately planned and 10 other
sub-provincial cities, by their GB/T 2260 codes, and where the provinces stand in a map of tiles.

A province's figures leave out the cities that report for themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.i18n import N_


class Kind(StrEnum):
    PROVINCE = "province"
    PLANNED_CITY = "planned_city"
    SUB_PROVINCIAL_CITY = "sub_provincial_city"


@dataclass(frozen=True)
class Addressee:
    """`column` and `row` place a province's tile; a city stands beside the map, with its province in `within`."""

    code: str
    name: str
    kind: Kind
    column: int = -1
    row: int = -1

    @property
    def within(self) -> str:
        """The code of the province; its own for a province."""
        return f"{self.code[:2]}0000"


P, S, C = Kind.PROVINCE, Kind.PLANNED_CITY, Kind.SUB_PROVINCIAL_CITY

ADDRESSEES: Mapping[str, Addressee] = {
    one.code: one
    for one in (
        Addressee("110000", N_("Beijing"), P, 6, 2),
        Addressee("120000", N_("Tianjin"), P, 7, 2),
        Addressee("130000", N_("Hebei"), P, 6, 3),
        Addressee("140000", N_("Shanxi"), P, 5, 2),
        Addressee("150000", N_("Inner Mongolia"), P, 6, 1),
        Addressee("210000", N_("Liaoning"), P, 8, 2),
        Addressee("220000", N_("Jilin"), P, 8, 1),
        Addressee("230000", N_("Heilongjiang"), P, 8, 0),
        Addressee("310000", N_("Shanghai"), P, 8, 4),
        Addressee("320000", N_("Jiangsu"), P, 7, 4),
        Addressee("330000", N_("Zhejiang"), P, 7, 5),
        Addressee("340000", N_("Anhui"), P, 6, 4),
        Addressee("350000", N_("Fujian"), P, 6, 6),
        Addressee("360000", N_("Jiangxi"), P, 6, 5),
        Addressee("370000", N_("Shandong"), P, 7, 3),
        Addressee("410000", N_("Henan"), P, 5, 3),
        Addressee("420000", N_("Hubei"), P, 5, 4),
        Addressee("430000", N_("Hunan"), P, 5, 5),
        Addressee("440000", N_("Guangdong"), P, 5, 6),
        Addressee("450000", N_("Guangxi"), P, 4, 6),
        Addressee("460000", N_("Hainan"), P, 5, 7),
        Addressee("500000", N_("Chongqing"), P, 4, 4),
        Addressee("510000", N_("Sichuan"), P, 3, 4),
        Addressee("520000", N_("Guizhou"), P, 4, 5),
        Addressee("530000", N_("Yunnan"), P, 3, 5),
        Addressee("540000", N_("Tibet"), P, 1, 3),
        Addressee("610000", N_("Shaanxi"), P, 4, 3),
        Addressee("620000", N_("Gansu"), P, 3, 2),
        Addressee("630000", N_("Qinghai"), P, 2, 3),
        Addressee("640000", N_("Ningxia"), P, 4, 2),
        Addressee("650000", N_("Xinjiang"), P, 1, 2),
        Addressee("210200", N_("Dalian"), S),
        Addressee("330200", N_("Ningbo"), S),
        Addressee("350200", N_("Xiamen"), S),
        Addressee("370200", N_("Qingdao"), S),
        Addressee("440300", N_("Shenzhen"), S),
        Addressee("210100", N_("Shenyang"), C),
        Addressee("220100", N_("Changchun"), C),
        Addressee("230100", N_("Harbin"), C),
        Addressee("320100", N_("Nanjing"), C),
        Addressee("330100", N_("Hangzhou"), C),
        Addressee("370100", N_("Jinan"), C),
        Addressee("420100", N_("Wuhan"), C),
        Addressee("440100", N_("Guangzhou"), C),
        Addressee("510100", N_("Chengdu"), C),
        Addressee("610100", N_("Xi'an"), C),
    )
}
"""By code: provinces in the order of the standard, then the separately planned cities, then the others."""
