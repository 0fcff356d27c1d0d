"""How things are said to the reader: translated texts, moments, amounts, working time.

Moments are stored in UTC and shown in Beijing time, which all of China keeps and which has no summer time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum

from core.errors import QuanchengError
from core.i18n import DEFAULT_LANGUAGE, HTML_LANGUAGES, LANGUAGES, M_, N_, Message, Param, Translate, translator
from core.terms import label
from core.workdays import DAY_BEGINS, DAY_ENDS

BEIJING = timezone(timedelta(hours=8), "CST")
HOURS_A_DAY = DAY_ENDS.hour - DAY_BEGINS.hour


@dataclass(frozen=True)
class Words:
    """One reader's language."""

    language: str = DEFAULT_LANGUAGE

    @property
    def translate(self) -> Translate:
        return translator(self.language)

    @property
    def html_language(self) -> str:
        return HTML_LANGUAGES.get(self.language, "zh-CN")

    def __call__(self, text: str | Message, **params: Param) -> str:
        """The text in the reader's language, its places filled."""
        if isinstance(text, Message):
            return text.render(self.translate)
        return M_(text, **params).render(self.translate) if params else self.translate(text)

    def name(self, member: StrEnum) -> str:
        """A word of the vocabulary."""
        return self.translate(label(member))

    def error(self, error: QuanchengError) -> str:
        return error.message(self.translate)

    def moment(self, at: datetime | None) -> str:
        return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M") if at else "—"

    def second(self, at: datetime | None) -> str:
        return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S") if at else "—"

    def day(self, day: date | str | None) -> str:
        if isinstance(day, datetime):
            return day.astimezone(BEIJING).strftime("%Y-%m-%d")
        return str(day) if day else "—"

    def money(self, fen: int) -> str:
        """An amount in fen: in yuan, and in ten thousands of yuan where that is how it is said."""
        yuan, rest = divmod(fen, 100)
        amount = f"{yuan:,}.{rest:02d}" if rest else f"{yuan:,}"
        if self.language == "zh_CN" and yuan >= 10_000 and not yuan % 100 and not rest:
            return self(N_("{amount} yuan ({tens} ten thousand)"), amount=amount, tens=f"{yuan / 10_000:g}")
        return self(N_("{amount} yuan"), amount=amount)

    def left(self, hours: float | None) -> str:
        """What is left of the authority's time, in working days of the authority."""
        if hours is None:
            return self(N_("no clock running"))
        if 0 <= hours < 1:
            return self(N_("less than an hour left"))
        days, rest = divmod(int(abs(hours)), HOURS_A_DAY)
        text = N_("{days} d {hours} h left") if hours >= 0 else N_("overdue by {days} d {hours} h")
        return self(text, days=days, hours=rest)

    def percent(self, part: int, whole: int) -> str:
        return f"{100 * part / whole:.1f} %" if whole else "—"


def choose_language(cookie: str | None) -> str:
    """The language that was chosen, else Chinese: the browser's wish does not count, as documents are in Chinese."""
    return cookie if cookie and cookie in LANGUAGES else DEFAULT_LANGUAGE


WORKING: Mapping[str, str] = {"late": N_("Overdue"), "soon": N_("Due soon"), "calm": N_("In time"), "none": ""}


def urgency(hours: float | None) -> str:
    """Which of `WORKING` a remaining time is: shown as a word and a mark, never by colour alone."""
    if hours is None:
        return "none"
    if hours < 0:
        return "late"
    return "soon" if hours <= HOURS_A_DAY else "calm"
