from __future__ import annotations

from analytics.statistics.effects import Evaluation, Outcome
from core.i18n import Message


def verdict(evaluation: Evaluation, outcome: Outcome) -> tuple[Message, ...]:
    """What can and what cannot be concluded, in plain sentences; to be shown in this order."""
    raise NotImplementedError
