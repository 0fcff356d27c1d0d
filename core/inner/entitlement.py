"""Was somebody who signed for an organisation entitled to: as its representative, or by its mandate (R14, A18).

Whether the representative is the registered one is judged with the organisation (`core.inner.organisations`), and
whether the mandate is there and signed with the pack; here every single signature is held against the mandate's
scope and its last day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.catalogue import Material, Procedure
from core.content import Content
from core.inner.verification import SignatureFacts
from core.organisations import Represented, represented, why_not_entitled
from core.workdays import day_in_china


def with_entitlement(
    facts: Sequence[SignatureFacts], kind: str, content: Content, procedure: Procedure
) -> tuple[SignatureFacts, ...]:
    """The facts of a document's signatures, with the organisations for which each was made, and on what ground."""
    material = procedure.material(kind)
    return tuple(_judged(one, material, content, procedure) if material else one for one in facts)


def _judged(facts: SignatureFacts, material: Material, content: Content, procedure: Procedure) -> SignatureFacts:
    behind = represented(material, content, procedure, facts.role, facts.party)
    if not behind or facts.signed_at is None:
        return facts
    day = day_in_china(facts.signed_at)
    problem = why_not_entitled(material, content, procedure, facts.role, facts.party, day)
    return replace(
        facts,
        represents=tuple(_plain(one) for one in behind),
        entitled=problem is None,
        problem=facts.problem or problem,
    )


def _plain(one: Represented) -> dict[str, str]:
    until = one.until.isoformat() if one.until else ""
    return {"organisation": one.organisation, "ground": one.ground.value, "until": until}
