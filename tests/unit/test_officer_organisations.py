"""The card of organisations on an officer's case page (R11, R12, A38)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from core.i18n import LANGUAGES
from core.inner.cases import CaseView
from core.inner.organisations import OrganisationView
from core.organisations import Confirmation
from core.terms import Action, OrganisationStatus
from officer.case_organisations import card
from officer.words import Words

S = OrganisationStatus


def shown(status: OrganisationStatus, *actions: Action, language: str = "en", mismatched: tuple[str, ...] = ()) -> str:
    one = OrganisationView("o1", "<b>海蓝", "SG1", "王建国", Confirmation(status, mismatched), reference="FR-1")
    case = cast(CaseView, SimpleNamespace(organisations=(one,), actions=actions))
    return str(card(Words(language), case))


def test_r12_whoever_examines_confirms_by_hand_what_is_open_and_nothing_else() -> None:
    assert 'data-do="confirm_organisation"' in shown(S.UPLOADED, Action.PROPOSE)
    assert "<form" not in shown(S.UPLOADED, Action.APPROVE)
    assert "<form" not in shown(S.CONFIRMED_SERVICE, Action.PROPOSE)


def test_a_mismatch_says_which_fields_do_not_agree() -> None:
    told = shown(S.MISMATCH, mismatched=("name", "phone"))
    assert "name, mobile number of the representative" in told


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_a38_names_are_escaped_in_every_language(language: str) -> None:
    assert "&lt;b&gt;海蓝" in shown(S.UNKNOWN, language=language)


def test_a_case_without_organisations_has_no_card() -> None:
    assert card(Words("en"), cast(CaseView, SimpleNamespace(organisations=(), actions=()))) is None
