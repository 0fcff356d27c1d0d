"""Files attached to a draft: uploaded material, one file for each kind (R40, A35).

The content names each file by its hash, so that documents follow from the content alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from sqlalchemy import bindparam
from sqlmodel import Session, select

from core import uploads, workflow
from core.errors import BadInput, Conflict, NotFound, UploadRefused
from core.i18n import N_
from core.ids import new_id
from core.outer.accounts import AccountView
from core.outer.applications import content_of, load, procedure_of, seal_content, take_step
from core.outer.context import Outer
from core.outer.tables import Application, UploadedFile
from core.outer.views import UploadView
from core.terms import Action, MaterialSource, Status, Zone
from core.uploads import joining

_UPLOADS = (
    select(*(getattr(UploadedFile, field.name) for field in fields(UploadView)))
    .where(UploadedFile.application_id == bindparam("application_id"))
)  # fmt: skip


def attach(
    outer: Outer, account: AccountView, application_id: str, purpose: str, filename: str, data: bytes
) -> UploadView:
    """Take an uploaded file for a purpose (a material's kind); it replaces the earlier one and makes a new revision.

    Raises UploadRefused, NotPossibleNow, BadInput for a purpose that the norm does not know.
    """
    return attach_pages(outer, account, application_id, purpose, [(filename, data)])


def attach_pages(
    outer: Outer, account: AccountView, application_id: str, purpose: str, files: Sequence[tuple[str, bytes]], *,
    add: bool = False,
) -> UploadView:  # fmt: skip
    """Take one or several files (name, bytes) for a purpose, as one file in their order; `add` puts them behind what is
    there, instead of replacing it. Raises as `attach`, and UploadRefused when all together are too many pages."""
    with outer.store.reading() as session:
        application = load(session, account, application_id, Action.SAVE)
        materials = procedure_of(application, outer.clock()).materials
        revision = application.revision
        there = [one for one in uploads_of(session, application) if one.purpose == purpose] if add else []
    if purpose not in {one.kind for one in materials if one.source is MaterialSource.UPLOADED}:
        raise BadInput(field_text=N_("File"), reason_text=N_("the norm does not ask for such a file"))
    taken = [uploads.inspect(data, filename) for filename, data in files]
    parts = [(one.media_type, outer.files.get(one.file)) for one in there]
    parts += [(one.media_type, one.data) for one in taken]
    pages = sum(one.pages for one in there) + sum(one.pages for one in taken)
    media_type, kept = _one_file(parts, pages)
    file = outer.files.put(kept)
    now = outer.clock()
    with outer.store.unit() as session:
        application = load(session, account, application_id, Action.SAVE)
        workflow.step(Zone.OUTER, Status(application.status), Action.SAVE)
        if add and application.revision != revision:
            raise Conflict()
        row = UploadedFile(
            id=new_id(),
            application_id=application.id,
            purpose=purpose,
            filename=(there[0].filename if there else taken[0].filename),
            media_type=media_type,
            pages=pages,
            file=file,
            at=now,
        )
        for old in session.exec(
            select(UploadedFile).where(UploadedFile.application_id == application.id, UploadedFile.purpose == purpose)
        ):
            session.delete(old)
        session.add(row)
        content = content_of(outer, application).with_upload(purpose, file)
        application.content_sealed = seal_content(outer, application.id, content)
        application.revision += 1
        take_step(
            session, application, Action.SAVE, actor=account.id, now=now, data={"attached": purpose, "sha256": file}
        )
        return _upload_view(row)


def _one_file(parts: Sequence[tuple[str, bytes]], pages: int) -> tuple[str, bytes]:
    """Media type and bytes of all parts together; one part stays as it is."""
    if len(parts) == 1:
        return parts[0]
    if pages > uploads.MAX_PAGES:
        raise UploadRefused(reason_text=N_("all files together have more than 50 pages"))
    whole = joining.joined([joining.as_pdf(data, media_type) for media_type, data in parts])
    if len(whole) > uploads.MAX_BYTES:
        raise UploadRefused(reason_text=N_("all files together are larger than 20 MB"))
    return joining.PDF, whole


def uploads_of(session: Session, application: Application) -> tuple[UploadView, ...]:
    rows = session.connection().execute(_UPLOADS, {"application_id": application.id})
    return tuple(UploadView(*row) for row in rows)


def _upload_view(row: UploadedFile) -> UploadView:
    return UploadView(row.id, row.purpose, row.filename, row.media_type, row.pages, row.file)


def upload_data(outer: Outer, account: AccountView, application_id: str, upload_id: str) -> tuple[str, str, bytes]:
    """File name, media type and bytes of an upload."""
    with outer.store.reading() as session:
        load(session, account, application_id)
        row = session.get(UploadedFile, upload_id)
        if row is None or row.application_id != application_id:
            raise NotFound()
        return row.filename, row.media_type, outer.files.get(row.file)
