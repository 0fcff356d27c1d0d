"""Made-up persons with resident identity numbers that hold under GB 11643 and telephones of eleven digits.

No person is described: names, numbers and telephones are drawn at random, for each installation anew. Among the
first are names with rare characters, because real people have them and systems have failed them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

REGIONS: tuple[str, ...] = (
    "110105", "110108", "120103", "210102", "222401", "230103", "310115", "320102", "330106", "350203",
    "370102", "410105", "420111", "430104", "440106", "440305", "450103", "500103", "510107", "610113",
)  # fmt: skip
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
LONG_SURNAMES: tuple[str, ...] = ("欧阳", "司马", "诸葛")
GIVEN_FIRST = "文雅思子晓明志建国海嘉宇雨欣怡若晨俊浩佳梦静春秋立永安景云书慧"
GIVEN_LAST = "华强芳敏静丽伟杰涛超勇军洋艳娟霞平刚辉玲桂婷宁博然轩涵琪瑶远航清兰梅"
RARE_NAMES: tuple[str, ...] = ("王䶮", "陈镕𠮷", "李龘")
PHONE_PREFIXES: tuple[str, ...] = ("131", "136", "138", "139", "150", "151", "158", "159", "176", "186", "188", "189")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
YOUNGEST, OLDEST = 22, 62


@dataclass(frozen=True)
class Person:
    """A person as the population register knows one. `sex` is ``male`` or ``female``, as the number tells."""

    name: str
    identity_number: str
    phone: str
    sex: str


def check_digit(first_17: str) -> str:
    """The eighteenth digit of a resident identity number (GB 11643, ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, WEIGHTS, strict=True))
    return CHECK_DIGITS[total % 11]


def draw_people(count: int, random: Random, today: date) -> tuple[Person, ...]:
    """`count` adults of working age; no two share a name, a number or a telephone."""
    people: list[Person] = []
    names, numbers, phones = set[str](), set[str](), set[str]()
    while len(people) < count:
        name = RARE_NAMES[len(people)] if len(people) < len(RARE_NAMES) else _draw_name(random)
        number, phone = _draw_number(random, today), _draw_phone(random)
        if name in names or number in numbers or phone in phones:
            continue
        names.add(name)
        numbers.add(number)
        phones.add(phone)
        people.append(Person(name, number, phone, "male" if int(number[16]) % 2 else "female"))
    return tuple(people)


def _draw_name(random: Random) -> str:
    surname = random.choice(LONG_SURNAMES) if random.random() < 0.06 else random.choice(SURNAMES)
    first = random.choice(GIVEN_FIRST) if random.random() < 0.8 else ""
    return surname + first + random.choice(GIVEN_LAST)


def _draw_number(random: Random, today: date) -> str:
    age_in_days = random.randrange(YOUNGEST * 366, OLDEST * 365)
    born = today - timedelta(days=age_in_days)
    first_17 = f"{random.choice(REGIONS)}{born:%Y%m%d}{random.randrange(1, 1000):03d}"
    return first_17 + check_digit(first_17)


def _draw_phone(random: Random) -> str:
    return f"{random.choice(PHONE_PREFIXES)}{random.randrange(10**8):08d}"
