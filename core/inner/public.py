"""What anyone may know of an enterprise (R50): no identity number, no telephone, no private address. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.catalogue import Procedure
from core.codes import region_name
from core.content import Content
from core.inner.entering import Outcome
from core.inner.tables import Pledge
from core.names import title_of
from core.signatories import heads
from core.workdays import day_in_china


def domicile_of(content: Content) -> str:
    region, address = region_name(content.domicile.region_code), content.domicile.address
    return address if address.startswith(region) else f"{region}{address}"


def term_of(content: Content) -> str:
    return f"{content.other.term_years}年" if content.other.term_years else "长期"


def scope_of(content: Content) -> str:
    return "；".join(phrase.text for phrase in content.scope.phrases)


def public_facts(
    uscc: str, made: Outcome, procedure: Procedure, authority_name: str, pledged: Sequence[Pledge] = ()
) -> dict[str, Any]:
    """The allow-list, from what the register will hold."""
    content = made.content
    return {
        "uscc": uscc,
        "name": title_of(content),
        "trade_name": content.name.trade_name or title_of(content),
        "entity_type": made.entity_type,
        "entity_type_label": procedure.kind_for(len(content.members)).label,
        "legal_representative": "、".join(heads(content, procedure.type)),
        "registered_capital": content.capital.registered,
        "established": made.established,
        "term": term_of(content),
        "domicile": domicile_of(content),
        "scope": scope_of(content),
        "authority": authority_name,
        "authority_id": made.authority_id,
        "members": [content.name_of(key) for key in content.members],
        "parent": _parent(content),
        "pledges": [_pledge(row) for row in pledged],
        "version": made.version,
        "status": made.status.value,
    }


def _parent(content: Content) -> Mapping[str, str]:
    return {"uscc": content.parent.uscc, "name": content.parent.name} if content.parent.name else {}


def _pledge(row: Pledge) -> dict[str, Any]:
    return {"number": row.number, "since": day_in_china(row.since).isoformat(), **row.terms}
