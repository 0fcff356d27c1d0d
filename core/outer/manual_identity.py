"""Asking an officer to confirm an identity that the service could not (R12); filling goes on meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from core import trace, uploads
from core.errors import BadInput, Conflict, NotPermitted
from core.i18n import N_
from core.ids import new_id
from core.outer.accounts import AccountView, waits_for_officer
from core.outer.context import Outer
from core.outer.tables import Account, IdentityRequest
from core.terms import IdentityStatus


@dataclass(frozen=True)
class IdentityRequestView:
    asked_at: datetime
    answered_at: datetime | None
    confirmed: bool | None
    grounds: str


def ask(outer: Outer, account: AccountView, material: Sequence[tuple[str, bytes]]) -> None:
    """Send material (file name, bytes) to an officer. Raises BadInput, UploadRefused, NotPermitted, and Conflict
    while an earlier request has no answer."""
    if account.identity is IdentityStatus.CONFIRMED:
        raise NotPermitted()
    if not 1 <= len(material) <= 6:
        raise BadInput(field_text=N_("Identity document"), reason_text=N_("one to six files are needed"))
    taken = [uploads.inspect(data, filename) for filename, data in material]
    files = [(upload, outer.files.put(upload.data)) for upload in taken]
    now = outer.clock()
    with outer.store.unit() as session:
        row = session.get_one(Account, account.id)
        if row.identity_status == IdentityStatus.CONFIRMED:
            raise NotPermitted()
        if waits_for_officer(session, row.id):
            raise Conflict()
        person = {  # as the account says now: what was looked up before may have been corrected since
            "name": outer.vault.open(row.name_sealed, f"account.name:{row.id}"),
            "identity_number": outer.vault.open(row.identity_sealed, f"account.identity:{row.id}"),
            "phone": outer.vault.open(row.phone_sealed, f"account.phone:{row.id}"),
        }
        request = IdentityRequest(id=new_id(), account_id=account.id, asked_at=now)
        session.add(request)
        row.identity_status = IdentityStatus.MANUAL
        portrait = [row.portrait_file] if row.portrait_file else []
        outer.exchange.post(
            session,
            stream=f"identity.{request.id}",
            kind="identity",
            payload={
                "request": request.id,
                "account": account.id,
                "person": person,
                "mismatched": list(row.mismatched),
                "portrait": row.portrait_file or "",
                "material": [
                    {"filename": upload.filename, "media_type": upload.media_type, "file": file}
                    for upload, file in files
                ],
            },
            files=sorted({file for _, file in files} | set(portrait)),
            now=now,
        )
        trace.append(
            session,
            kind="account.identity_manual",
            subject=account.id,
            actor=account.id,
            data={"request": request.id, "files": [file for _, file in files]},
            now=now,
        )


def latest(outer: Outer, account: AccountView) -> IdentityRequestView | None:
    """The account's latest request, open or answered."""
    with outer.store.reading() as session:
        row = session.exec(
            select(IdentityRequest)
            .where(IdentityRequest.account_id == account.id)
            .order_by(col(IdentityRequest.asked_at).desc())
        ).first()
        return IdentityRequestView(row.asked_at, row.answered_at, row.confirmed, row.grounds) if row else None
