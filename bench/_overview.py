"""The managers' overview as a page reads it, without a browser; and a process that does nothing but read it.

`python -m bench._overview FOLDER` reads every chart of the managers' pages and prints the most memory it held, in kB.
"""

from __future__ import annotations

import sys
from pathlib import Path

from analytics import measures, snapshot
from analytics.snapshot import Snapshot
from analytics.sources import Source
from core.i18n import LANGUAGES
from officer import cards
from officer.cards import Card
from officer.overview_cards import OVERVIEW
from officer.processing_cards import PROCESSING
from officer.reading import Reading, reading_of
from officer.route import Route
from officer.words import Words


def reading_in(found: Snapshot) -> Reading:
    return reading_of(found, Source.SIMULATED, Route("dashboard", {"data": "simulated"}), reach=None)


def show(card: Card, reading: Reading, words: Words | None = None) -> None:
    """A chart and its numbers as a table."""
    words = words or Words()
    cards.drawn(card, reading, words)
    cards.numbers(card, reading, words)


def overview(found: Snapshot) -> None:
    reading = reading_in(found)
    for card in OVERVIEW.values():
        show(card, reading)


def forget(found: Snapshot) -> None:
    """As if the snapshot had just come: nothing is drawn, nothing answered; what runs is loaded."""
    cards.forget()
    measures.forget(found)


def main(folder: str) -> None:
    found = snapshot.current(Path(folder))
    assert found
    for language in LANGUAGES:
        for card in (*OVERVIEW.values(), *PROCESSING.values()):
            show(card, reading_in(found), Words(language))
    # The kernel's own mark of this process; getrusage's would remember what the parent held when it forked.
    (most,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    print(most.split()[1])


if __name__ == "__main__":
    main(sys.argv[1])
