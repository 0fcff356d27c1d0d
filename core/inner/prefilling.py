"""Giving a draft what the register knows of its enterprise (R06, R22): who asks is checked here, against the register.

The outer zone asks for one draft, on behalf of one confirmed person. Whoever the register names in the enterprise (who
represents it, its members, officers, liaison, and those who act for organisations among them) may have its data; to
anybody else nothing is said but that. The answer holds for that draft and for a time only.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from core import trace
from core.choices import Choices
from core.content import Content, SubjectSection
from core.inner import choosing, entering
from core.inner.context import Inner
from core.inner.tables import Enterprise
from core.names import compose
from core.terms import EnterpriseStatus, Prefill

GOOD_FOR = timedelta(days=30)


def answer(session: Session, inner: Inner, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a draft's question, in the transaction of the inbox row."""
    now = inner.clock()
    row = session.get(Enterprise, payload["uscc"])
    content = entering.content_at(session, inner, row.uscc, row.current_version) if row is not None else None
    number = str(payload["person"]["identity_number"]).upper()
    allowed = row is not None and content is not None and row.drill == payload["drill"] and is_party(content, number)
    told: dict[str, Any] = {"prefill": Prefill.REFUSED}
    if allowed and row and content:
        choices = choosing.choices(session, inner, row, str(payload.get("procedure", "")))
        told = register_says(row, row.current_version, content, choices, now)
    trace.append(
        session, kind="register.prefill", subject=payload["application"], actor="outer",
        data={"uscc": payload["uscc"], "given": allowed}, now=now,
    )  # fmt: skip
    inner.exchange.post(
        session,
        stream=f"registration.{payload['application']}",
        kind="prefilled",
        payload={"application": payload["application"], "uscc": payload["uscc"], "at": now.isoformat(), **told},
        now=now,
    )
    return {"application": payload["application"], "given": allowed}


def is_party(content: Content, identity_number: str) -> bool:
    """Whether the register names the person in the enterprise."""
    return any(one.identity_number.upper() == identity_number for one in content.parties.values() if identity_number)


def prefilled(content: Content, uscc: str, version: int) -> Content:
    """The register's content as a draft begins with it."""
    return content.model_copy(
        update={"subject": SubjectSection(uscc=uscc, name=compose(content.name), version=version)}
    )


def register_says(row: Enterprise, version: int, content: Content, choices: Choices, now: datetime) -> dict[str, Any]:
    """What the outer zone is given for a draft: what the register has in a version, and until when that is good."""
    return {
        "prefill": Prefill.THERE,
        "version": version,
        "status": EnterpriseStatus(row.status),
        "content": prefilled(content, row.uscc, version).model_dump(mode="json"),
        "choices": choices.model_dump(mode="json"),
        "until": (now + GOOD_FOR if version == row.current_version else now).isoformat(),
    }
