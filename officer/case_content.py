"""What the applicant filled in, section by section, each field with its place so that findings can point at it.

Which sections there are is the procedure's matter; how each is read is said in `core.particulars`.
"""

from __future__ import annotations

from markupsafe import Markup

from core import particulars, rules
from core.content import Content
from core.i18n import N_
from core.inner.cases import CaseView
from core.particulars import Line
from core.terms import IdentityStatus
from officer import case_about
from officer.html import h, join
from officer.readings import field_anchor, listed
from officer.words import Words

__all__ = ["content_column", "field_anchor", "pointed_field", "shown_places"]


def content_column(words: Words, case: CaseView, pointed: str) -> Markup:
    """What is asked for, and the whole content as an officer reads it."""
    return h(
        "section",
        case_about.asked(words, case),
        h(
            "div",
            h("h2", words(N_("What was filled in"))),
            [_section(words, case, section, lines, pointed) for section, lines in _sections(case)],
            _applicant(words, case),
            cls="panel content",
        ),
        cls="column content",
        aria_label=words(N_("What was filled in")),
        tabindex="0",
    )


def shown_places(case: CaseView) -> list[str]:
    """The places that have a field on the page, in its order."""
    return [line.place for _, lines in _sections(case) for line in lines]


def pointed_field(places: list[str], place: str) -> str:
    """The field shown that is nearest to the place a finding names."""
    while place:
        if place in places or any(one.startswith(place + ".") for one in places):
            return place if place in places else next(one for one in places if one.startswith(place + "."))
        place = place.rpartition(".")[0]
    return ""


def _sections(case: CaseView) -> list[tuple[str, tuple[Line, ...]]]:
    """The procedure's sections in which something was filled in."""
    found = [(section, particulars.lines(case.content, (section,), case.about.type)) for section in case.about.sections]
    return [(section, lines) for section, lines in found if lines]


def _section(words: Words, case: CaseView, section: str, lines: tuple[Line, ...], pointed: str) -> Markup:
    more = _shares(words, case.content) if section == "capital" else None
    shown = listed(words, lines, pointed, more)
    return h("details", h("summary", words(rules.section_label(section, case.about.type))), shown, open=True)


def _shares(words: Words, content: Content) -> dict[str, str]:
    """How much of the whole each member has."""
    return {
        f"capital.contributions.{at}.amount": words.percent(one.amount, content.capital.registered)
        for at, one in enumerate(content.capital.contributions)
    }


def _applicant(words: Words, case: CaseView) -> Markup:
    applicant = case.applicant
    state = (
        words.name(IdentityStatus(applicant.identity))
        if applicant.identity in list(IdentityStatus)
        else applicant.identity
    )
    rows = [
        (words(N_("Name")), applicant.name),
        (words(N_("Resident ID number")), applicant.identity_number),
        (words(N_("Mobile number")), applicant.phone),
        (words(N_("Identity")), state),
    ]
    shown = h("dl", [join(h("dt", name), h("dd", value)) for name, value in rows], cls="facts-list")
    return h("details", h("summary", words(N_("Applicant"))), shown, open=True)
