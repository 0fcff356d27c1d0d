"""What the applicant filled in, section by section, each field with its place so that findings can point at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from core import rules
from core.codes import region_name
from core.content import Content, ContributionForm, Person, Tenure
from core.i18n import N_
from core.inner.cases import CaseView
from core.names import compose
from core.terms import IdentityStatus
from officer.html import h, join
from officer.words import Words

CHINESE = Words()
TENURES = {Tenure.OWNED: N_("Owned"), Tenure.RENTED: N_("Rented"), Tenure.FREE_USE: N_("Used free of charge")}
FORMS = {
    ContributionForm.MONEY: N_("Money"),
    ContributionForm.IN_KIND: N_("In kind"),
    ContributionForm.INTELLECTUAL_PROPERTY: N_("Intellectual property"),
    ContributionForm.LAND_USE: N_("Land-use right"),
}


@dataclass(frozen=True)
class Field:
    """One thing that was filled in: its place, and what it says."""

    place: str
    value: str
    chinese: bool = True


def content_column(words: Words, case: CaseView, pointed: str) -> Markup:
    """The whole content as an officer reads it."""
    content = case.content
    return h(
        "section",
        h(
            "div",
            h("h2", words(N_("What was filled in"))),
            [
                _section(words, section, list(fields(content)), pointed)
                for section, fields in (
                    ("name", _name),
                    ("domicile", lambda one: _domicile(one, words)),
                    ("scope", _scope),
                )
            ],
            _capital(words, content, pointed),
            _section(words, "organs", list(_organs(content)), pointed),
            _people(words, content, pointed),
            _section(words, "contact", list(_contact(content)), pointed),
            _section(words, "other", list(_other(words, content)), pointed),
            _applicant(words, case),
            cls="panel content",
        ),
        cls="column content",
        aria_label=words(N_("What was filled in")),
        tabindex="0",
    )


def field_anchor(place: str) -> str:
    """The identifier of a field's element on the page."""
    return "at-" + place.replace(".", "-")


def pointed_field(places: list[str], place: str) -> str:
    """The field shown that is nearest to the place a finding names."""
    while place:
        if place in places or any(one.startswith(place + ".") for one in places):
            return place if place in places else next(one for one in places if one.startswith(place + "."))
        place = place.rpartition(".")[0]
    return ""


def shown_places(content: Content) -> list[str]:
    found = [field.place for fields in (_name, _domicile, _scope, _organs, _contact) for field in fields(content)]
    found += ["capital.registered"]
    found += [f"capital.contributions.{at}.amount" for at, _ in enumerate(content.capital.contributions)]
    return found + [f"parties.{key}.name" for key in content.parties] + ["other.term_years"]


def _section(words: Words, section: str, fields: list[Field], pointed: str) -> Markup:
    return h("details", h("summary", words(rules.section_label(section))), _list(words, fields, pointed), open=True)


def _list(words: Words, fields: list[Field], pointed: str) -> Markup:
    rows = [
        join(
            h("dt", words(rules.field_label(field.place))),
            h(
                "dd",
                field.value or "—",
                lang="zh-CN" if field.chinese else None,
                id=field_anchor(field.place),
                cls="at pointed" if field.place == pointed else "at",
            ),
        )
        for field in fields
    ]
    return h("dl", rows, cls="facts-list")


def _name(content: Content) -> Iterator[Field]:
    yield Field("name", compose(content.name))
    yield Field("name.trade_name", content.name.trade_name)
    code = f" ({content.name.industry_code})" if content.name.industry_code else ""
    yield Field("name.industry_term", content.name.industry_term + code)


def _domicile(content: Content, words: Words = CHINESE) -> Iterator[Field]:
    yield Field("domicile.region_code", f"{region_name(content.domicile.region_code)} ({content.domicile.region_code})")
    yield Field("domicile.address", content.domicile.address)
    yield Field("domicile.tenure", words(TENURES[content.domicile.tenure]), chinese=False)
    yield Field("domicile.postcode", content.domicile.postcode, chinese=False)


def _scope(content: Content) -> Iterator[Field]:
    yield Field("scope.phrases", "；".join(f"{phrase.text} ({phrase.code})" for phrase in content.scope.phrases))


def _capital(words: Words, content: Content, pointed: str) -> Markup:
    heads = [N_("Member"), N_("Amount"), N_("Share"), N_("Form"), N_("Due")]
    whole = content.capital.registered
    rows = [
        h(
            "tr",
            h("th", content.party(one.party).name, scope="row", lang="zh-CN"),
            h("td", words.money(one.amount), cls="num"),
            h("td", words.percent(one.amount, whole), cls="num"),
            h("td", words(FORMS[one.form])),
            h("td", words.day(one.due)),
            id=field_anchor(f"capital.contributions.{at}.amount"),
            cls="late" if pointed.startswith(f"capital.contributions.{at}.") else None,
        )
        for at, one in enumerate(content.capital.contributions)
    ]
    table = h(
        "table",
        h("caption", words(N_("Members and their contributions")), cls="hidden"),
        h("thead", h("tr", [h("th", words(text), scope="col") for text in heads])),
        h("tbody", rows),
    )
    fields = [Field("capital.registered", words.money(whole), chinese=False)]
    title = words(rules.section_label("capital"))
    return h(
        "details",
        h("summary", title),
        _list(words, fields, pointed),
        h(
            "div",
            table,
            cls="scroll",
            tabindex="0",
            role="region",
            aria_label=words(N_("Members and their contributions")),
        ),
        open=True,
    )


def _organs(content: Content) -> Iterator[Field]:
    def names(*keys: str) -> str:
        return "、".join(content.party(key).name for key in keys if key)

    organs = content.organs
    yield Field("organs.legal_representative", names(organs.legal_representative))
    yield Field("organs.directors", names(*organs.directors))
    if organs.chair:
        yield Field("organs.chair", names(organs.chair))
    yield Field("organs.supervisors", names(*organs.supervisors))
    yield Field("organs.manager", names(organs.manager))


def _people(words: Words, content: Content, pointed: str) -> Markup:
    people = [_person(words, key, person, pointed) for key, person in content.parties.items()]
    return h("details", h("summary", words(rules.section_label("parties"))), people, open=True)


def _person(words: Words, key: str, person: Person, pointed: str) -> Markup:
    fields = [
        Field(f"parties.{key}.identity_number", person.identity_number, chinese=False),
        Field(f"parties.{key}.phone", person.phone, chinese=False),
        Field(f"parties.{key}.address", person.address),
    ]
    shown = [field for field in fields if field.value]
    name = h("h3", person.name, lang="zh-CN", id=field_anchor(f"parties.{key}.name"))
    return join(name, _list(words, shown, pointed))


def _contact(content: Content) -> Iterator[Field]:
    contact = content.contact
    yield Field("contact.phone", contact.phone, chinese=False)
    yield Field("contact.email", contact.email, chinese=False)
    yield Field("contact.liaison", content.party(contact.liaison).name)
    yield Field("contact.finance_officer", content.party(contact.finance_officer).name)


def _other(words: Words, content: Content) -> Iterator[Field]:
    other = content.other
    term = words(N_("{years} years"), years=other.term_years) if other.term_years else words(N_("Long-term"))
    yield Field("other.term_years", term, chinese=False)
    yield Field("other.paper_licence", words(N_("Yes")) if other.paper_licence else words(N_("No")), chinese=False)
    if other.remarks:
        yield Field("other.remarks", other.remarks)


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
    listed = h("dl", [join(h("dt", name), h("dd", value)) for name, value in rows], cls="facts-list")
    return h("details", h("summary", words(N_("Applicant"))), listed, open=True)
