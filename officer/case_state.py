"""What a case page holds besides the case itself: which sheet is looked at, and the form that is being filled."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import param

from core.inner.cases import CaseDocumentView, CaseView
from core.inner.examination import ReturnReason
from core.terms import Action

NOTHING = ReturnReason("", "", "")
ZOOMS = (50, 75, 100, 130, 170, 220)


@dataclass(frozen=True)
class ActionForm:
    """A form being filled. `key` makes repeating harmless: it is made once, when the form is opened."""

    action: Action
    key: str = field(default_factory=lambda: uuid.uuid4().hex)
    values: Mapping[str, str] = field(default_factory=dict)
    reasons: tuple[ReturnReason, ...] = ()
    drafted: ReturnReason = NOTHING
    draft_number: int = 0
    confirming: bool = False

    def changed(self, **changes: Any) -> ActionForm:
        return replace(self, **changes)


class CaseState(param.Parameterized):
    """The state of one case page."""

    loaded = param.ClassSelector(class_=CaseView, default=None, allow_None=True)
    document_id = param.String(default="")
    sheet = param.Integer(default=0, bounds=(0, None))
    zoom = param.Integer(default=100)
    form = param.ClassSelector(class_=ActionForm, default=None, allow_None=True)
    pointed = param.String(default="", doc="The place that the officer asked to be shown.")

    @property
    def case(self) -> CaseView:
        """The case as it was read last; a page reads it before it shows anything."""
        assert self.loaded is not None
        return self.loaded

    @property
    def document(self) -> CaseDocumentView | None:
        """The document that is looked at; the first when none was chosen, or the chosen one is gone."""
        documents = self.case.documents
        found = (one for one in documents if one.id == self.document_id)
        return next(found, documents[0] if documents else None)

    def look_at(self, document_id: str, sheet: int = 0) -> None:
        self.document_id = document_id
        pages = self.document.pages if self.document else 1
        self.sheet = max(0, min(sheet, pages - 1))

    def zoom_by(self, steps: int) -> None:
        at = ZOOMS.index(self.zoom) if self.zoom in ZOOMS else ZOOMS.index(100)
        self.zoom = ZOOMS[max(0, min(len(ZOOMS) - 1, at + steps))]
