"""The organisations of a case: where each stands, and confirming one by hand on what its proof shows (R11, R12)."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from core.i18n import N_
from core.inner.cases import CaseView
from core.inner.organisations import OrganisationView
from core.inner.verification import SignatureFacts
from core.organisations import Ground
from core.terms import Action, OrganisationStatus
from officer.html import h
from officer.words import Words

FIELDS: Mapping[str, str] = {
    "name": N_("name"),
    "code": N_("number"),
    "status": N_("status"),
    "representative": N_("representative"),
    "identity_number": N_("identity number of the representative"),
    "phone": N_("mobile number of the representative"),
}


def card(words: Words, case: CaseView) -> Markup | None:
    """Nothing where no organisation takes part; forms for whoever examines the case."""
    if not case.organisations:
        return None
    may_confirm = Action.PROPOSE in case.actions
    rows = [_row(words, one, may_confirm) for one in case.organisations]
    return h("section", h("h2", words(N_("Organisations"))), h("ul", rows, cls="findings"), cls="panel")


GROUNDS: Mapping[str, str] = {
    Ground.REPRESENTATIVE: N_("for {organisation}, as its representative"),
    Ground.MANDATE: N_("for {organisation}, with a mandate until {until}"),
}


def behind(words: Words, facts: SignatureFacts) -> list[Markup]:
    """For which organisations a signature was made, and on what ground."""
    return [
        h("p", words(GROUNDS[one["ground"]], organisation=one["organisation"], until=one["until"]), cls="small")
        for one in facts.represents
    ]


def _row(words: Words, one: OrganisationView, may_confirm: bool) -> Markup:
    mismatch = one.found.status is OrganisationStatus.MISMATCH
    look = "good" if one.found.settled else "late" if mismatch else "soon"
    wrong = words(
        N_("Does not agree: {fields_text}"), fields_text="\n".join(FIELDS[field] for field in one.found.mismatched)
    )
    signed_by = words(N_("confirmed by {officer}, {time}"), officer=one.officer, time=words.moment(one.at))
    return h(
        "li",
        h("p", h("span", words.name(one.found.status), cls=f"chip {look}"), " ", h("b", one.name, lang="zh-CN")),
        h("p", h("span", one.code, cls="mono"), " · ", h("span", one.representative, lang="zh-CN"), cls="small"),
        h("p", wrong, cls="alert") if mismatch else None,
        h("p", words(N_("Number of the check")), ": ", one.reference, cls="small") if one.reference else None,
        h("p", signed_by, ": ", h("span", one.grounds, lang="zh-CN"), cls="small") if one.officer else None,
        _form(words, one) if may_confirm and not one.found.settled else None,
    )


def _form(words: Words, one: OrganisationView) -> Markup:
    mark = f"organisation-{one.key}"
    return h(
        "form",
        h("input", type="hidden", name="party", value=one.key),
        h(
            "p",
            h("label", words(N_("What the confirmation rests on")), for_=mark),
            h("textarea", id=mark, name="grounds", rows=2, maxlength=2000, required=True),
            cls="field",
        ),
        h(
            "p",
            h("button", words(N_("Confirm this organisation")), type="submit", cls="button"),
            cls="buttons",
        ),
        data_do="confirm_organisation",
        data_key=f"form-{mark}",
    )
