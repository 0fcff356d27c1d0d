"""Reading values back from a document's data, which holds JSON only."""

from __future__ import annotations

from datetime import date


def iso_day(text: str) -> date | None:
    """A date written as in JSON; None for an empty text."""
    return date.fromisoformat(text) if text else None
