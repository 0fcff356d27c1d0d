"""Codes that identify people, enterprises and places: made and checked, with what python-stdnum leaves out.

- Resident identity numbers (GB 11643-1999): also no birth to come, no province that does not exist.
- Unified social credit codes (GB 32100-2015): also capitals only, an existing region, the organisation code's own
  check digit (GB 11714-1997), and departments whose codes hold letters.
- Divisions (GB/T 2260), industries (GB/T 4754-2017) and standard scope phrases are re-exported from the catalogue.

Every change of a single character of a valid number is caught, as the standards promise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from stdnum.cn import ric, uscc

from core.catalogue.industries import (
    PERMIT_LABELS,
    Permit,
    Phrase,
    industry_name,
    is_industry,
    phrase,
    search_phrases,
    section_name,
    section_of,
    suggest_terms,
)
from core.catalogue.regions import (
    Region,
    children,
    division_choices,
    full_region_name,
    historic_region_name,
    is_province,
    is_within,
    name_division,
    parents,
    provinces,
    region,
    region_name,
)
from core.content import IdentityDocument
from core.errors import BadInput
from core.i18n import N_

__all__ = [
    "PERMIT_LABELS",
    "CodeInvalid",
    "Permit",
    "Phrase",
    "Region",
    "ResidentFacts",
    "UsccFacts",
    "check_identity_number",
    "check_resident_id",
    "check_uscc",
    "children",
    "division_choices",
    "full_region_name",
    "industry_name",
    "is_industry",
    "is_resident_id",
    "is_uscc",
    "is_within",
    "make_organisation_code",
    "make_resident_id",
    "make_uscc",
    "name_division",
    "parents",
    "phrase",
    "provinces",
    "region",
    "region_name",
    "search_phrases",
    "section_name",
    "section_of",
    "suggest_terms",
]

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100 leaves out I, O, S, V and Z."""

ORGANISATION_PREFIX = "MA"
"""The segment of organisation codes that market regulation authorities assign."""

ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
SERIALS = len(USCC_ALPHABET) ** 6
LONGEST_LIFE = 150
MARKET_REGULATION_KINDS = "1239"
NATIONAL_REGION = "100000"

Sex = Literal["male", "female"]


class CodeInvalid(BadInput):
    """A number cannot be right; the reason says why."""

    code = "code_invalid"


@dataclass(frozen=True)
class ResidentFacts:
    """What a resident identity number says of its holder. `region` is the code, `region_name` its name at birth."""

    region: str
    region_name: str
    birth: date
    sex: Sex

    def age(self, on: date) -> int:
        """Completed years of life."""
        return on.year - self.birth.year - ((on.month, on.day) < (self.birth.month, self.birth.day))


@dataclass(frozen=True)
class UsccFacts:
    """Parts of a unified social credit code: department and kind, region, organisation code with its check digit."""

    department: str
    region: str
    organisation: str


def check_resident_id(number: str, today: date) -> ResidentFacts:
    """What a resident identity number (18 characters) says. Raises CodeInvalid with the reason."""

    def wrong(reason: str) -> CodeInvalid:
        return CodeInvalid(field_text=N_("Identity number"), reason_text=reason)

    if len(number) != 18:
        raise wrong(N_("it must have 18 characters"))
    if not re.fullmatch(r"[0-9]{17}[0-9Xx]", number):
        raise wrong(N_("it must be 17 digits followed by a digit or X"))
    if number[-1] == "x":
        raise wrong(N_("the last X must be a capital letter"))
    if number[-1] != ric.calc_check_digit(number):
        raise wrong(N_("the check digit does not fit; there is a typing error"))
    if not is_province(number[:2]):
        raise wrong(N_("its first digits belong to no province"))
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as error:
        raise wrong(N_("its date of birth does not exist")) from error
    if birth > today:
        raise wrong(N_("its date of birth lies in the future"))
    if today.year - birth.year > LONGEST_LIFE:
        raise wrong(N_("its date of birth is too long ago"))
    return ResidentFacts(
        region=number[:6],
        region_name=historic_region_name(number[:6], birth),
        birth=birth,
        sex="male" if int(number[16]) % 2 else "female",
    )


PERMITS: dict[IdentityDocument, tuple[re.Pattern[str], str]] = {
    IdentityDocument.PASSPORT: (
        re.compile(r"[A-Z0-9]{5,17}"),
        N_("a passport's number has 5 to 17 digits and capital letters"),
    ),
    IdentityDocument.HONG_KONG_MACAO_PERMIT: (
        re.compile(r"[HM][0-9]{8}([0-9]{2})?"),
        N_("it must be H or M followed by 8 or 10 digits"),
    ),
    IdentityDocument.TAIWAN_PERMIT: (re.compile(r"[0-9]{8}|[0-9]{10}[A-Z]?"), N_("it must have 8 or 10 digits")),
    IdentityDocument.PERMANENT_RESIDENCE: (
        re.compile(r"[A-Z]{3}[0-9]{12}|9[0-9]{16}[0-9X]"),
        N_("it must be three letters and 12 digits, or 18 characters that begin with 9"),
    ),
}
"""How numbers of identity documents other than the resident identity card look, and what is said of others."""


def check_identity_number(document: IdentityDocument, number: str, today: date) -> None:
    """Whether a number may stand on such a document. Raises CodeInvalid with the reason.

    Resident identity cards and permanent residence cards of 2023 (18 characters) carry a check digit (GB 11643).
    """
    if document is IdentityDocument.RESIDENT_ID:
        check_resident_id(number, today)
        return
    pattern, reason = PERMITS[document]
    numbered = document is IdentityDocument.PERMANENT_RESIDENCE and len(number) == 18
    if not pattern.fullmatch(number):
        raise CodeInvalid(field_text=N_("Identity number"), reason_text=reason)
    if numbered and number[-1] != ric.calc_check_digit(number):
        reason = N_("the check digit does not fit; there is a typing error")
        raise CodeInvalid(field_text=N_("Identity number"), reason_text=reason)


def is_resident_id(number: str, today: date) -> bool:
    try:
        check_resident_id(number, today)
    except CodeInvalid:
        return False
    return True


def make_resident_id(region: str, birth: date, sequence: int) -> str:
    """A valid number from region (six digits), date of birth and sequence (0-999, odd for men). For made-up people."""
    if not re.fullmatch(r"[0-9]{6}", region) or not 0 <= sequence <= 999:
        raise ValueError(f"not a region and a sequence: {region}, {sequence}")
    body = f"{region}{birth:%Y%m%d}{sequence:03d}"
    return body + ric.calc_check_digit(body + "0")


def check_uscc(code: str) -> UsccFacts:
    """The parts of a unified social credit code. Raises CodeInvalid with the reason."""

    def wrong(reason: str) -> CodeInvalid:
        return CodeInvalid(field_text=N_("Unified social credit code"), reason_text=reason)

    if len(code) != 18:
        raise wrong(N_("it must have 18 characters"))
    if any(character not in USCC_ALPHABET for character in code):
        raise wrong(N_("it may hold digits and capital letters without I, O, S, V and Z only"))
    if not re.fullmatch(r"[0-9]{6}", code[2:8]) or not (code[2:8] == NATIONAL_REGION or is_province(code[2:4])):
        raise wrong(N_("its region does not exist"))
    if code[0] == "0" or (code[0] == "9" and code[1] not in MARKET_REGULATION_KINDS):
        raise wrong(N_("its department and kind do not exist"))
    if code[16] != organisation_check_digit(code[8:16]):
        raise wrong(N_("the check digit of its organisation code does not fit"))
    if code[17] != uscc.calc_check_digit(code[:17]):
        raise wrong(N_("the check digit does not fit; there is a typing error"))
    return UsccFacts(department=code[:2], region=code[2:8], organisation=code[8:17])


def is_uscc(code: str) -> bool:
    try:
        check_uscc(code)
    except CodeInvalid:
        return False
    return True


def organisation_check_digit(body: str) -> str:
    """GB 11714: the check digit of the eight characters of an organisation code."""
    total = sum(weight * int(character, 36) for weight, character in zip(ORGANISATION_WEIGHTS, body, strict=True))
    return "0123456789X0"[11 - total % 11]


def make_organisation_code(serial: int) -> str:
    """The organisation code (nine characters) with a running number, 0 ≤ serial < 31⁶."""
    if not 0 <= serial < SERIALS:
        raise ValueError(f"no such serial: {serial}")
    digits = ""
    for _ in range(6):
        serial, digit = divmod(serial, len(USCC_ALPHABET))
        digits = USCC_ALPHABET[digit] + digits
    body = ORGANISATION_PREFIX + digits
    return body + organisation_check_digit(body)


def make_uscc(department: str, region: str, serial: int) -> str:
    """A unified social credit code from department and kind ("91"), region (six digits) and a running number.

    The number must be unique within the region: the codes are then, too. Raises CodeInvalid for parts that no code
    may have.
    """
    body = f"{department}{region}{make_organisation_code(serial)}"
    code = body + uscc.calc_check_digit(body)
    check_uscc(code)
    return code
