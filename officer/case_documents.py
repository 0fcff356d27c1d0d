"""The documents of a case as pictures of their pages, with page and zoom; the PDF itself is one click away."""

from __future__ import annotations

from markupsafe import Markup

from core.i18n import N_
from core.inner.cases import CaseDocumentView
from officer.case_state import ZOOMS, CaseState
from officer.html import h, join
from officer.view import button
from officer.words import Words

PICTURE_WIDTHS = ((75, 900), (130, 1400), (999, 2200))
"""Up to which zoom (in percent of the column) which picture width (in pixels) is fetched."""


def documents_column(words: Words, state: CaseState) -> Markup:
    """Choosing a document, and its page."""
    case, document = state.case, state.document
    chooser = h(
        "nav",
        h("ul", [h("li", _choice(words, one, one is document)) for one in case.documents]),
        aria_label=words(N_("Documents")),
    )
    viewer = _viewer(words, state, document) if document else h("p", words(N_("There are no documents.")), cls="empty")
    title = h(
        "h2", words(N_("Documents")), h("span", words(N_("{count} documents"), count=len(case.documents)), cls="small")
    )
    return h(
        "section",
        h("div", title, chooser, viewer, cls="panel"),
        cls="column documents",
        aria_label=words(N_("Documents")),
    )


def _choice(words: Words, document: CaseDocumentView, chosen: bool) -> Markup:
    sign = "✓" if document.good else "✗"
    said = words(N_("signatures in order")) if document.good else words(N_("a signature is not in order"))
    again = h("span", words(N_("unchanged")), cls="chip") if document.unchanged else None
    text = join(
        h("span", document.title, lang="zh-CN"),
        h("span", f" {sign}", title=said, aria_hidden="true", cls=None if document.good else "late"),
        h("span", f" ({said})", cls="hidden"),
        again,
    )
    return button(text, "document", aria_pressed="true" if chosen else "false", data_id=document.id)


def _viewer(words: Words, state: CaseState, document: CaseDocumentView) -> Markup:
    sheet, last = state.sheet, document.pages - 1
    where = words(N_("Page {page} of {pages}"), page=sheet + 1, pages=document.pages)
    bar = h(
        "div",
        button(
            "‹", "sheet", data_to=sheet - 1, disabled=sheet <= 0, aria_label=words(N_("Page before")), data_hotkey="["
        ),
        h("span", where, role="status"),
        button(
            "›", "sheet", data_to=sheet + 1, disabled=sheet >= last, aria_label=words(N_("Next page")), data_hotkey="]"
        ),
        h("span", cls="grow"),
        button(
            "−", "zoom", data_by=-1, disabled=state.zoom == ZOOMS[0], aria_label=words(N_("Smaller")), data_hotkey="-"
        ),
        h("span", f"{state.zoom} %"),
        button(
            "+", "zoom", data_by=1, disabled=state.zoom == ZOOMS[-1], aria_label=words(N_("Larger")), data_hotkey="+"
        ),
        h("a", words(N_("Open the PDF")), href=_address(state, document.id) + ".pdf", target="_blank", rel="noopener"),
        cls="viewer-bar",
    )
    picture = h(
        "img",
        src=f"{_address(state, document.id)}/{sheet}.png?width={_width(state.zoom)}",
        alt=words(N_("{title}, page {page}; the PDF holds its text"), title=document.title, page=sheet + 1),
        style=f"width: {state.zoom}%",
        data_key=f"{document.id}-{sheet}",
    )
    facts = h("p", words(N_("Content hash")), " ", h("span", document.content_hash[:16], cls="mono"), cls="small")
    scroll = h("div", picture, cls="sheet", tabindex="0", role="region", aria_label=where)
    return join(bar, scroll, facts)


def _address(state: CaseState, document_id: str) -> str:
    return f"/document/{state.case.row.id}/{document_id}"


def _width(zoom: int) -> int:
    return next(width for limit, width in PICTURE_WIDTHS if zoom <= limit)
