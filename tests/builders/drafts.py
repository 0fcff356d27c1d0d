"""Drafts as the portal's form has them, filled in and without an installation behind them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

from core import catalogue, names, rules
from core.choices import Choices
from core.content import Content
from core.i18n import translator
from core.outer.views import ApplicationView
from core.terms import Status
from portal.form.draft import Draft
from portal.services import Services
from tests.builders import AUTHORITY, TODAY, content_for

NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 4, tzinfo=UTC)


@dataclass
class Kept(Draft):
    """A draft whose changes go nowhere but into its view."""

    def save(self, content: Content) -> None:
        self.view = replace(self.view, content=content)


def draft_of(procedure_id: str, given: Choices, *, language: str = "en", like: tuple[str, ...] | None = None) -> Kept:
    """A filled-in draft to which the register gave something to pick from; `like` are names near to its name."""
    outer = SimpleNamespace(clock=lambda: NOW, settings=SimpleNamespace(authority_id=AUTHORITY))
    here = Services(cast(Any, outer), None, language, translator(language))
    procedure = catalogue.load().procedure(procedure_id, TODAY)
    content, prior = content_for(procedure)
    facts = rules.RuleFacts(today=TODAY, procedure=procedure, authority_id=AUTHORITY, prior=prior, names=like)
    empty: Any = ()
    view = ApplicationView(
        id=procedure_id, number="1", procedure=procedure_id, status=Status.DRAFT, as_of=NOW, round=0, revision=1,
        title=names.compose(content.name), content=content, findings=rules.check(content, facts),
        progress=rules.progress(content, procedure), reasons=empty, documents=empty, signatories=empty,
        uploads=empty, events=empty, actions=empty, roles=frozenset(), receipt={}, result={}, prior=prior,
        norm=procedure,
    )  # fmt: skip
    return Kept(here, cast(Any, None), view, known=[], given=given)
