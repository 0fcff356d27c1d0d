"""The public mirror of the register, and the index of names for the check while typing.

Holds public facts only, as the inner zone told them, each with the moment it held ("as of"). Names of submitted
applications are in the index of names too (`core.name_index`), because they stand in the queue.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from core import name_ideas, name_index, names
from core.content import Content, NameSection
from core.outer.replica_tables import ReplicaEnterprise, ReplicaLicence, ReplicaVersion
from core.outer.tables import Application
from core.rules import Pledged, Standing
from core.terms import EnterpriseStatus

QUEUE = "queue:"


def names_near(session: Session, name: NameSection, own: str = "") -> tuple[str, ...]:
    """Full names in the register and the queue that are near to a name, the nearest first.

    `own` is the application that asks: only names of its authority count, and neither its own place in the queue, when
    it comes back, nor what the enterprise that it speaks of is called already. Without it, names of all authorities
    count.
    """
    application = session.get_one(Application, own) if own else None
    found = name_index.near(session, name, application.authority_id if application else "")
    not_counted = {f"{QUEUE}{own}", application.subject if application else ""}
    return tuple(one.name for one in found if one.owner not in not_counted)[: name_index.NEAREST]


def free_names(session: Session, name: NameSection, own: str = "", count: int = 3) -> tuple[str, ...]:
    """Trade names like this one that nothing speaks against today; nobody holds them until an application is in."""
    return name_ideas.alternatives(name, lambda other: names_near(session, other, own), count)


def index_queued_name(session: Session, application_id: str, name: NameSection) -> None:
    """Put the name of an application that was submitted into the index."""
    authority = session.get_one(Application, application_id).authority_id
    name_index.put(session, name_index.entry(f"{QUEUE}{application_id}", authority, name))


def forget_queued_name(session: Session, application_id: str) -> None:
    name_index.remove(session, [f"{QUEUE}{application_id}"])


def mirror_enterprise(session: Session, facts: Mapping[str, Any], as_of: datetime) -> None:
    """Apply what the inner zone publicised of an enterprise; an older word never replaces a newer one."""
    row = session.get(ReplicaEnterprise, facts["uscc"])
    if row is not None and row.as_of > as_of:
        return
    row = row or ReplicaEnterprise(uscc=facts["uscc"], name="", name_key="", status="", facts={}, as_of=as_of)
    row.name, row.name_key = facts["name"], names.normal_key(facts["name"])
    row.status, row.facts, row.as_of = facts["status"], dict(facts), as_of
    session.add(row)
    name_index.put(session, indexed(facts))


def mirror_version(session: Session, facts: Mapping[str, Any], made_by: Mapping[str, Any], as_of: datetime) -> None:
    """Keep a version of an enterprise for the history that anyone may read; told again, it stays as it was."""
    if session.get(ReplicaVersion, (facts["uscc"], facts["version"])) is not None:
        return
    session.add(
        ReplicaVersion(
            uscc=facts["uscc"],
            version=facts["version"],
            name=facts["name"],
            name_key=names.normal_key(facts["name"]),
            procedure=made_by["procedure"],
            edition=made_by["edition"],
            facts=dict(facts),
            valid_from=datetime.fromisoformat(made_by["valid_from"]),
            as_of=as_of,
        )
    )


def indexed(facts: Mapping[str, Any]) -> name_index.Entry:
    """An enterprise's place in the index. Its code names the authority that gave it (GB 32100, digits 3 to 8)."""
    parts = names.split(facts["name"])
    return name_index.Entry(
        owner=facts["uscc"],
        scope=str(facts.get("authority_id") or facts["uscc"][2:8]),
        name=facts["name"],
        trade_name=str(facts.get("trade_name") or parts.trade or facts["name"]),
        industry=parts.industry,
    )


def mirror_licence(session: Session, licence: Mapping[str, Any], as_of: datetime) -> None:
    """Apply what the inner zone told of a licence (valid, superseded, revoked); an older word never
    replaces a newer."""
    row = session.get(ReplicaLicence, licence["serial"])
    if row is not None and row.as_of > as_of:
        return
    row = row or ReplicaLicence(
        serial=licence["serial"], uscc="", version=0, sha256="", status="", facts={}, as_of=as_of
    )
    row.uscc, row.version, row.sha256 = licence["uscc"], licence["version"], licence["sha256"]
    row.status, row.facts, row.as_of = licence["status"], dict(licence.get("facts", {})), as_of
    row.trace = dict(licence.get("trace", {}))
    session.add(row)


def standing_of(session: Session, content: Content) -> Standing:
    """What the public register says of the enterprise that a content speaks of, and of a branch's parent."""
    own, parent = (
        session.get(ReplicaEnterprise, code) if code else None for code in (content.subject.uscc, content.parent.uscc)
    )
    return Standing(
        status=EnterpriseStatus(own.status) if own else None,
        current_version=own.facts.get("version") if own else None,
        parent_status=EnterpriseStatus(parent.status) if parent else None,
        pledges={str(one["number"]): Pledged(one["pledgor"], one["pledgee"]) for one in own.facts.get("pledges", ())}
        if own
        else None,
    )
