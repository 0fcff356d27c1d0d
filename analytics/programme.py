"""The rollout as managers look at it: the programme of a source, and how each jurisdiction stands on a day (R60-R62).

One's own programme comes from `core.inner.programme`; the simulated one is read from the four CSV files that
`quancheng simulate` writes, by the very parsers of the import. What was read or computed is kept until the files
change, or another programme comes: a page then answers at once.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import accumulate
from pathlib import Path

from analytics.sources import Source, folder_of
from analytics.statistics.forecast import Forecast, forecast
from core import programme_files
from core.addressees import ADDRESSEES
from core.errors import QuanchengError
from core.i18n import N_
from core.programme import DEADLINE, Entry, Interface, InterfaceState, Item, Kind, Programme, Readiness, Topic
from core.programme_progress import Fate, Progress, Trained, interfaces, progress, readiness, trainings
from core.programme_rows import TABLES
from core.workdays import day_in_china

KEPT_BOARDS = 12


class SimulationUnreadable(QuanchengError):
    code = "simulation_unreadable"
    text = N_("The simulated programme cannot be read: {file}, row {row}.")
    remedy = N_("Run `quancheng simulate` anew.")


class Outlook(StrEnum):
    """What becomes of the deadline, by what was done, by the plan, and by a jurisdiction's own pace; the worst last."""

    MET = "met"
    NOTHING = "nothing"
    ON_COURSE = "on_course"
    AT_RISK = "at_risk"
    PLANNED_LATE = "planned_late"
    TOO_SLOW = "too_slow"
    STALLED = "stalled"
    MISSED = "missed"

    @property
    def misses(self) -> bool:
        return self in MISSING


MISSING = frozenset({Outlook.PLANNED_LATE, Outlook.TOO_SLOW, Outlook.STALLED, Outlook.MISSED})


@dataclass(frozen=True)
class Line:
    """A jurisdiction on a day. `forecast` is when all is open at its own pace of late; None where it has none."""

    progress: Progress
    forecast: Forecast | None
    readiness: Mapping[Item, Readiness | None]
    interfaces: tuple[Interface, ...]
    trainings: Mapping[Topic, Trained]

    @property
    def outlook(self) -> Outlook:
        """Before the deadline, a plan that keeps it is weighed against the pace: too slow is who would miss it even at
        the quick end of the interval, at risk who is as likely to miss it as not; who lags and has no pace is stalled.
        """
        found = self.progress
        if found.fate is not Fate.ON_COURSE:
            return Outlook(found.fate.value)
        if self.forecast is None:
            return Outlook.STALLED if found.lags else Outlook.ON_COURSE
        if self.forecast.low > DEADLINE:
            return Outlook.TOO_SLOW
        return Outlook.AT_RISK if self.forecast.day > DEADLINE else Outlook.ON_COURSE

    @property
    def live(self) -> int:
        return sum(one.state is InterfaceState.LIVE for one in self.interfaces)


Board = Mapping[str, Line]
_simulated: dict[Path, tuple[tuple[int, ...], Programme]] = {}
_boards: dict[tuple[int, date], tuple[Programme, Board]] = {}


def simulated(analytics: Path) -> Programme:
    """The simulated programme; empty where none was written. Raises SimulationUnreadable."""
    folder = folder_of(analytics, Source.SIMULATED)
    files = [folder / f"{table.name}.csv" for table in TABLES]
    stamp = tuple(one.stat().st_mtime_ns if one.exists() else 0 for one in files)
    known = _simulated.get(folder)
    if known is not None and known[0] == stamp:
        return known[1]
    entries: list[Entry] = []
    for file in files:
        if file.exists():
            found = programme_files.read(file.read_bytes())
            if found.problems and file.read_bytes().count(b"\n") > 1:
                raise SimulationUnreadable(file=file.name, row=found.problems[0].row)
            entries += found.programme.entries
    _simulated[folder] = (stamp, Programme.made_of(entries))
    return _simulated[folder][1]


def simulated_day(analytics: Path, programme: Programme) -> date | None:
    """The day up to which the simulated history goes: as the simulation says, else the last thing that was done."""
    told = folder_of(analytics, Source.SIMULATED) / "truth.json"
    try:
        return day_in_china(datetime.fromisoformat(json.loads(told.read_text(encoding="utf-8"))["as_of"]))
    except (OSError, ValueError, KeyError, TypeError):
        return max((one.day for one in programme.steps if one.kind is Kind.ACTUAL), default=None)


def board(programme: Programme, as_of: date) -> Board:
    """All 46 jurisdictions at the end of a day."""
    key = (id(programme), as_of)
    known = _boards.get(key)
    if known is not None and known[0] is programme:  # the very same, so that its number was not given anew
        return known[1]
    standing = progress(programme, as_of)
    made = {
        code: Line(
            standing[code],
            _foreseen(standing[code]),
            readiness(programme.of(code), code, as_of),
            interfaces(programme.of(code), code, as_of),
            trainings(programme.of(code), code, as_of),
        )
        for code in ADDRESSEES
    }
    while len(_boards) >= KEPT_BOARDS:
        _boards.pop(next(iter(_boards)), None)
    _boards[key] = (programme, made)
    return made


def _foreseen(found: Progress) -> Forecast | None:
    if not found.opened:
        return None
    counts = Counter(found.opened)
    known = zip(sorted(counts), accumulate(counts[day] for day in sorted(counts)), strict=True)
    return forecast(list(known), found.whole, found.as_of)
