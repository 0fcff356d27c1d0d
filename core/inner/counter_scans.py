"""Paper at the counter: printing what is to be signed, scanning it, and noting whose identity document was seen.

Scans are inspected as hostile like every upload. A material's pages, images and PDFs in any order, become one file.
A scan of a signed document is bound to the content hash of what was printed, so that a later change of the form shows.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from core import uploads
from core.catalogue import Material
from core.content import PREMISES, Content, IdentityDocument, Person
from core.content.text import UnsafeText, normalise_lines
from core.documents import build_pack
from core.errors import BadInput, ConditionNotMet, NotFound
from core.i18n import N_
from core.ids import new_id
from core.inner import counter_findings
from core.inner.context import Inner
from core.inner.counter_drafts import (
    content_at,
    findings,
    load,
    load_open,
    material_of,
    paper_state,
    person_index,
    put_content,
    trace_draft,
)
from core.inner.officers import OfficerView
from core.inner.tables import CounterDraft, CounterScan, CounterSighting
from core.permissions import Right
from core.terms import MaterialSource
from core.uploads import joining
from core.workdays import day_in_china
from core.workflow import NEED_TEXTS, Need

MOST_SCANS = 60
PRINT_FIRST = N_("it has not been printed as the form says now; print it, have it signed, then scan it")
NOTE = "counter_sighting.note"


def print_pack(inner: Inner, officer: OfficerView, draft_id: str) -> tuple[str, bytes]:
    """File name and one PDF of all documents that are to be signed by hand; what was printed is noted.

    Raises ConditionNotMet while the form shows errors: nobody signs in vain. DocumentNotPossible.
    """
    now = inner.clock()
    with inner.store.unit() as session:
        draft = load_open(session, officer, draft_id)
        content = content_at(inner, draft)
        draft.drawn_up = draft.drawn_up or day_in_china(now).isoformat()
        paper = paper_state(session, inner, draft, content)
        wanted = [one.material for one in counter_findings.materials(paper) if one.to_sign]
        if not counter_findings.printable(findings(session, inner, draft, content, paper, now)):
            raise ConditionNotMet(reason_text=NEED_TEXTS[Need.CHECKS_PASSED])
        revision = draft.revision
    made = build_pack(content, paper.facts, wanted, {})
    with inner.store.unit() as session:
        draft = load_open(session, officer, draft_id)
        if draft.revision != revision:
            raise ConditionNotMet(reason_text=N_("the form was changed while it was being printed"))
        draft.printed = {**draft.printed, **{one.kind: one.content_hash for one in made}}
        trace_draft(session, "printed", draft.id, officer, {"documents": dict(draft.printed)}, now)
        number = draft.number
    return f"{number}.pdf", joining.joined([one.pdf for one in made])


def scan(inner: Inner, officer: OfficerView, draft_id: str, kind: str, filename: str, data: bytes) -> str:
    """Add scanned pages to a material; returns the scan's identifier.

    Raises UploadRefused, BadInput for a material that is not asked for or not printed as it is now, NotPossibleNow.
    """
    with inner.store.reading() as session:
        load(session, officer, draft_id, Right.EDIT)
    upload = uploads.inspect(data, filename)
    file, now, scan_id = inner.files.put(upload.data), inner.clock(), new_id()
    with inner.store.unit() as session:
        draft = load_open(session, officer, draft_id)
        content = content_at(inner, draft)
        material, digest = _bound(session, inner, draft, content, kind)
        rows = _scans(session, draft.id, kind)
        if len(rows) >= MOST_SCANS:
            raise BadInput(field_text=N_("Scan"), reason_text=N_("a material holds at most 60 scans"))
        session.add(
            CounterScan(
                id=scan_id, draft_id=draft.id, kind=kind, position=rows[-1].position + 1 if rows else 0,
                filename=upload.filename, media_type=upload.media_type, pages=upload.pages, file=file,
                content_hash=digest, officer_id=officer.id, at=now,
            )
        )  # fmt: skip
        session.flush()
        draft.paper, draft.updated_at = True, now
        if material.source is MaterialSource.UPLOADED:
            put_content(inner, draft, _with_file(inner, session, draft, content, kind), officer, now)
        trace_draft(session, "scanned", draft.id, officer, {"kind": kind, "sha256": file, "bound": digest}, now)
    return scan_id


def _bound(session: Session, inner: Inner, draft: CounterDraft, content: Content, kind: str) -> tuple[Material, str]:
    """The material, and the content hash to which a scan of it is bound; empty for what was brought."""
    paper = paper_state(session, inner, draft, content)
    material = material_of(paper.procedure, content, paper.facts.prior, kind)
    if material.source is MaterialSource.UPLOADED:
        return material, ""
    digest = counter_findings.hashes(paper).get(kind, "")
    if not digest or draft.printed.get(kind) != digest:
        raise BadInput(field_text=N_("Scan"), reason_text=PRINT_FIRST)
    return material, digest


def drop_scan(inner: Inner, officer: OfficerView, draft_id: str, scan_id: str) -> None:
    """Take a scan out again."""
    now = inner.clock()
    with inner.store.unit() as session:
        draft = load_open(session, officer, draft_id)
        row = session.get(CounterScan, scan_id)
        if row is None or row.draft_id != draft.id:
            raise NotFound()
        kind, brought = row.kind, not row.content_hash
        session.delete(row)
        session.flush()
        if brought:
            content = content_at(inner, draft)
            put_content(inner, draft, _with_file(inner, session, draft, content, kind), officer, now)
        trace_draft(session, "scan_dropped", draft.id, officer, {"kind": kind, "sha256": row.file}, now)


def scanned(inner: Inner, officer: OfficerView, draft_id: str, scan_id: str) -> tuple[str, bytes]:
    """Media type and bytes of a scan."""
    with inner.store.reading() as session:
        load(session, officer, draft_id, Right.VIEW)
        row = session.get(CounterScan, scan_id)
        if row is None or row.draft_id != draft_id:
            raise NotFound()
        return row.media_type, inner.files.get(row.file)


def identity_seen(
    inner: Inner, officer: OfficerView, draft_id: str, party: str, document: IdentityDocument, note: str
) -> None:
    """Note that the identity document of a person of the draft was seen, and what was noticed about it."""
    now = inner.clock()
    with inner.store.unit() as session:
        draft = load_open(session, officer, draft_id)
        person = content_at(inner, draft).party(party)
        add_sighting(session, inner, officer, draft.id, person, document, note)
        draft.paper, draft.updated_at = True, now
        data = {"party": party, "document": document, "person": person_index(inner, person)}
        trace_draft(session, "identity_seen", draft.id, officer, data, now)


def add_sighting(
    session: Session, inner: Inner, officer: OfficerView, case_id: str, person: Person, document: IdentityDocument,
    note: str,
) -> None:  # fmt: skip
    """Keep a sighting, in the caller's transaction. Raises BadInput for nobody in particular."""
    if not person.name or not person.identity_number:
        raise BadInput(field_text=N_("Identity"), reason_text=N_("name and identity number are needed"))
    sighting_id = new_id()
    session.add(
        CounterSighting(
            id=sighting_id,
            case_id=case_id,
            person_index=person_index(inner, person),
            document=document,
            note_sealed=inner.vault.seal(clean(note), f"{NOTE}:{sighting_id}"),
            officer_id=officer.id,
            at=inner.clock(),
        )
    )


def clean(words: str) -> str:
    """What an officer typed, safe to keep. Raises BadInput."""
    try:
        return normalise_lines(words)[:2000]
    except UnsafeText as error:
        raise BadInput(field_text=N_("Note"), reason_text=N_("it holds an invisible or control character")) from error


def _scans(session: Session, draft_id: str, kind: str) -> list[CounterScan]:
    rows = select(CounterScan).where(CounterScan.draft_id == draft_id, CounterScan.kind == kind)
    return list(session.exec(rows.order_by(col(CounterScan.position))))


def _with_file(inner: Inner, session: Session, draft: CounterDraft, content: Content, kind: str) -> Content:
    """The content with the one file that a brought material's scans make."""
    rows = _scans(session, draft.id, kind)
    file = one_file(inner, [(row.media_type, row.file) for row in rows])
    if file or kind == PREMISES:
        return content.with_upload(kind, file)
    others = {name: value for name, value in content.uploads.items() if name != kind}
    return content.model_copy(update={"uploads": others})


def one_file(inner: Inner, scans: Sequence[tuple[str, str]]) -> str:
    """The file (SHA-256) of all scans together; a single one stays as it is, and nothing gives nothing."""
    if len(scans) < 2:
        return scans[0][1] if scans else ""
    return inner.files.put(joining.joined([joining.as_pdf(inner.files.get(file), media) for media, file in scans]))
