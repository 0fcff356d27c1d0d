"""Where measures come from: this installation's own events, the nation's merged reports, a simulated history."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from analytics.snapshot import POINTER
from core.i18n import N_


class Source(StrEnum):
    OWN = "own"
    NATION = "nation"
    SIMULATED = "simulated"


TITLES: Mapping[Source, str] = {
    Source.OWN: N_("This installation"),
    Source.NATION: N_("The whole country"),
    Source.SIMULATED: N_("Simulated history"),
}


def folder_of(analytics: Path, source: Source) -> Path:
    """The folder with a source's snapshots."""
    return analytics if source is Source.OWN else analytics / source.value


def sources(analytics: Path) -> tuple[Source, ...]:
    """The sources that have a snapshot; one's own is always among them."""
    return tuple(one for one in Source if one is Source.OWN or (folder_of(analytics, one) / POINTER).exists())


def source_named(analytics: Path, name: str) -> Source:
    """The source of this name when it is there, else one's own."""
    return next((one for one in sources(analytics) if one == name), Source.OWN)
