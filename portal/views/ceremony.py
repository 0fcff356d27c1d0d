"""Documents to be read, and the signing ceremony around them (the browser's part is `components/device/signing.js`)."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from core.catalogue import Procedure
from core.i18n import DEFAULT_LANGUAGE, N_
from core.outer.views import DocumentView, SigningTask
from core.terms import label
from portal import components, ui
from portal.services import Services

MANIFEST_LABEL = N_("List of all documents submitted")


def title_of(document: DocumentView, procedure: Procedure, here: Services) -> str:
    """A document's title in the reader's language; the document itself is Chinese."""
    material = procedure.material(document.kind)
    return here.translate(material.label_text if material else MANIFEST_LABEL)


def list_documents(documents: Iterable[DocumentView], procedure: Procedure, here: Services) -> None:
    """Documents with their signatures, each to be downloaded."""
    _ = here.translate
    rows = []
    for one in documents:
        slots = "".join(
            f'<li class="{"qc-done" if slot.signed_at else "qc-waiting"}">'
            f"{'✓' if slot.signed_at else '○'} "
            f"{escape(' · '.join(part for part in (slot.name, _(label(slot.role))) if part))}</li>"
            for slot in one.slots
        )
        title = title_of(one, procedure, here)
        chinese = f'<span lang="zh">{escape(one.title)}</span>' if here.language != DEFAULT_LANGUAGE else ""
        rows.append(
            f'<li><strong>{escape(title)}</strong>{chinese}<ul class="qc-slots">{slots}</ul>'
            f'<a href="/documents/{one.id}.pdf" download>{escape(_("Download as PDF"))}</a></li>'
        )
    ui.html(f'<ol class="qc qc-doclist">{"".join(rows)}</ol>')


def mount(here: Services, task: SigningTask, procedure: Procedure, *, key: str, consent: str = "") -> bool:
    """The ceremony for a task's open documents; True in the rerun after everything was signed."""
    documents, read = [], []
    for one in task.documents:
        waiting = [slot for slot in one.slots if slot.mine and slot.signed_at is None]
        if not waiting:
            continue
        documents.append({
            "id": one.id,
            "title": title_of(one, procedure, here),
            "pages": one.pages,
            "hash": one.content_hash[:16],
            "version": f"{one.round}-{sum(slot.signed_at is not None for slot in one.slots)}",
        })  # fmt: skip
        if all(slot.read for slot in waiting):
            read.append(one.id)
    done = components.mount(
        "signing",
        here.translate,
        key=key,
        application=task.application_id,
        documents=documents,
        consent=consent,
        read=read,
    )
    return bool(done)
