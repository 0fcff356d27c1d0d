"""What the authority sent with its decisions: licence and notices, for those who may see the case."""

from __future__ import annotations

from enum import StrEnum

from core.errors import NotFound
from core.outer.accounts import AccountView
from core.outer.applications import load
from core.outer.context import Outer


class Paper(StrEnum):
    LICENCE = "licence"
    NOTICE = "notice"


def paper_pdf(outer: Outer, account: AccountView, application_id: str, which: Paper) -> tuple[str, bytes]:
    """File name and bytes of a paper that came with a decision. Raises NotFound without one."""
    with outer.store.reading() as session:
        application = load(session, account, application_id)
        file = application.result.get(which)
        if not file:
            raise NotFound()
        return f"{application.number}-{which}.pdf", outer.files.get(file)
