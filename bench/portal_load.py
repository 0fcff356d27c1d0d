"""Two hundred applicants at once on one portal process, a rerun every five seconds each.

Every applicant has an account, a session and a filled draft of their own, an open page, and types into a field of the
form every five seconds; each rerun looks the session up, checks the content, saves it durably and draws the form anew.
They sit at the steps of the form by turns. This process is the load, the portal another one; everything is bounded in
count and time. Before the load, one applicant alone does the same at each step: the rerun of one. An error fails the
measurement, and so does a draft that in the end does not hold what its applicant typed last.
"""

from __future__ import annotations

import asyncio
import re
import statistics
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from bench import Ratio
from bench._portal import Applicant, portal, prepare, written, zone_at
from bench._visitor import PageFailed, Visitor, visiting
from portal.words import fen_of_wan

APPLICANTS, MEMBERS = 200, 3
EVERY_SECONDS, RERUNS = 5.0, 6
OPENED_AT_ONCE = 4
ALONE = 10
BOUND = 10.0
# A text field of each step that has one: the step's button, and the place that is typed into.
FIELDS = (
    ("qc_step_name", "name.trade_name"),
    ("qc_step_domicile", "domicile.address"),
    ("qc_step_parties", "parties.p1.address"),
    ("qc_step_capital", "capital.registered"),
    ("qc_step_contact", "contact.postcode"),
)
SAVED = re.compile(r'qc-saved" role="status">[^<]')


@dataclass
class Measured:
    """Seconds of the reruns, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def measure() -> list[Ratio]:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        applicants = prepare(root, APPLICANTS, MEMBERS)
        with portal(root) as served:
            alone, together, took = asyncio.run(_load(served.port, applicants))
        lost = check(root, applicants)
    one, p95 = statistics.median(alone.seconds), statistics.quantiles(together.seconds, n=20)[-1]
    detail = (
        f"{len(together.seconds)} reruns with their saves of {APPLICANTS} in {took:.0f} s; of one {one * 1000:.0f} ms, "
        f"of all p50 {statistics.median(together.seconds) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms"
    )
    wrong = "; ".join(sorted({*together.errors, *lost})[:3])
    return [
        Ratio(f"portal: p95 of {APPLICANTS} at once / one", p95 / one, BOUND, True, detail),
        Ratio(f"portal: errors of {APPLICANTS} at once", float(len(together.errors) + len(lost)), 0, True, wrong),
    ]


async def _load(port: int, applicants: Sequence[Applicant]) -> tuple[Measured, Measured, float]:
    """The reruns of one alone, those of all at once, and how long all took."""
    alone, together = Measured(), Measured()
    async with AsyncExitStack() as stack:
        gate = asyncio.Semaphore(OPENED_AT_ONCE)

        async def arrive(applicant: Applicant, step: str) -> Visitor:
            async with gate:
                query = f"id={applicant.application_id}"
                page = await stack.enter_async_context(visiting(port, "application", query, applicant.cookies))
                await page.open()
                await page.press(step)
                return page

        first = await arrive(applicants[0], FIELDS[0][0])
        for step, place in FIELDS:
            await first.press(step)
            for number in range(ALONE):
                seconds = await _type(first, place, 1000 + number)
                if number:  # the first one at a step warms up
                    alone.seconds.append(seconds)
        seats = [seat(number) for number in range(len(applicants))]
        others = zip(applicants[1:], seats[1:], strict=True)
        pages = [first, *await asyncio.gather(*(arrive(applicant, seat[0]) for applicant, seat in others))]
        await first.press(seats[0][0])
        start = perf_counter()
        await asyncio.gather(
            *(
                _sit(page, seat[1], number * EVERY_SECONDS / len(pages), together)
                for number, (page, seat) in enumerate(zip(pages, seats, strict=True))
            )
        )
        return alone, together, perf_counter() - start


async def _sit(page: Visitor, place: str, after: float, measured: Measured) -> None:
    """Type every five seconds, whether or not the last answer was quick."""
    start = perf_counter() + after
    for number in range(RERUNS):
        await asyncio.sleep(max(0.0, start + number * EVERY_SECONDS - perf_counter()))
        try:
            measured.seconds.append(await _type(page, place, number))
        except PageFailed as error:
            measured.errors.append(str(error))
            return


def seat(number: int) -> tuple[str, str]:
    """The step and the place where an applicant sits."""
    return FIELDS[number % len(FIELDS)]


def check(root: Path, applicants: Sequence[Applicant]) -> list[str]:
    """Which places do not hold what was typed there last."""
    lost = []
    with zone_at(root) as (outer, _):
        for number, applicant in enumerate(applicants):
            place = seat(number)[1]
            if applicant.held(outer, place) != _kept(place, RERUNS - 1):
                lost.append(f"{place} does not hold what was typed last")
    return lost


async def _type(page: Visitor, place: str, number: int) -> float:
    """Type something new that fits the field; returns seconds. Raises PageFailed when the page says of no save."""
    seconds = await page.type(f":{place}", _text(place, number))
    if not SAVED.search(page.markup()):
        raise PageFailed(f"{place} was not saved")
    return seconds


def _text(place: str, number: int) -> str:
    if place == "name.trade_name":
        return written(number, 4)
    if place == "contact.postcode":
        return f"{100_000 + number}"
    return str(200 + number)


def _kept(place: str, number: int) -> str | int:
    """How the content holds what is typed there."""
    text = _text(place, number)
    return fen_of_wan(text) if place == "capital.registered" else text
