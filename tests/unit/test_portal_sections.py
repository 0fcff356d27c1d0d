"""Every section of every procedure is drawn from a full content, without a browser (R03, R21).

`draw` runs within Streamlit's own test runner, which calls it by its source: it imports what it needs itself.
"""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core import catalogue
from core.terms import Business
from portal.form import files
from tests.builders import TODAY

EVERY = catalogue.load().open_on(TODAY)


def draw(procedure_id: str) -> None:
    from core.choices import Choices
    from core.content import PREMISES
    from portal.form import review
    from portal.form.page import order
    from portal.form.sections import REVIEW, SECTIONS, titled
    from tests.builders.drafts import draft_of

    draft = draft_of(procedure_id, Choices(), language="zh_CN")
    steps = order(draft)
    assert steps[-1] == REVIEW
    assert set(steps[:-1]) <= set(draft.procedure.sections)
    for section in steps[:-1]:
        assert all(titled(draft, section))
        SECTIONS[section].render(draft)
    review.render(draft, steps, lambda draft, section: None)
    assert PREMISES not in steps


def sample() -> list[str]:
    """Every establishment, and one procedure for each other set of sections that there is."""
    found = {(one.sections, one.changes): one.id for one in reversed(EVERY)}
    return sorted({*found.values(), *(one.id for one in EVERY if one.business is Business.ESTABLISHMENT)})


@pytest.mark.parametrize("procedure", sample())
def test_every_section_of_a_procedure_is_drawn(procedure: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "one", lambda draft, kind: None)  # what the browser does is tested in one
    page = AppTest.from_function(draw, args=(procedure,), default_timeout=120).run()
    assert not page.exception, page.exception[0].message
    labels = [one.label for one in (*page.text_input, *page.selectbox, *page.text_area, *page.checkbox)]
    assert all(label.strip() for label in labels)
    unchosen = [box.label for box in page.selectbox if not box.value]
    assert not unchosen, "what a complete application holds can be chosen"
