"""The facts of a pack that do not stand in its content: one way to state them for both zones."""

from __future__ import annotations

from datetime import date

from core.catalogue import Procedure
from core.codes import region_name
from core.content import Content
from core.documents import PackFacts

AUTHORITY_SUFFIX = "市场监督管理局"


def authority_name(authority_id: str) -> str:
    """The registration authority's name from its GB/T 2260 code."""
    return region_name(authority_id) + AUTHORITY_SUFFIX


def pack_facts(
    number: str, authority_id: str, procedure: Procedure, drawn_up: str, prior: Content | None = None
) -> PackFacts:
    """What documents say beside the content; `drawn_up` is the ISO date of the first generation."""
    return PackFacts(
        application_no=number,
        edition=procedure.edition,
        drawn_up=date.fromisoformat(drawn_up),
        authority_name=authority_name(authority_id),
        division_name=region_name,
        procedure=procedure,
        prior=prior,
    )
