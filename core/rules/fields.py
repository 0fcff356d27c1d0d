"""What every field is called, one line of help, and the law that asks for it (R22).

Keys are patterns of places: ``*`` stands for an index or a party's key. `field_label`, `field_help` and `field_basis`
take a real place and give identifiers of texts; a place without a row of its own takes the nearest one above.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from core.i18n import N_

COMPANY_LAW_46 = N_("Company Law, art. 46")
FORMS = N_("National norm of registration forms")
FILED = N_("Regulations on the Registration of Market Entities, art. 9")
REAL_NAME = N_("Regulations on the Registration of Market Entities, arts. 15, 16 (1) 2")
NAME_6 = N_("Provisions on the Administration of Enterprise Name Registration, art. 6")
SEAT = N_("Regulations on the Registration of Market Entities, art. 11")
SCOPE = N_("Regulations on the Registration of Market Entities, art. 14")

SIGNED = N_("Made from what was filled in, and signed by those whom the norm names.")


@dataclass(frozen=True)
class Field:
    """Texts of one field; all are identifiers of texts."""

    label: str
    help: str
    basis: str


SECTION_LABELS: Mapping[str, str] = {
    "name": N_("Company name"),
    "domicile": N_("Domicile"),
    "scope": N_("Business scope"),
    "parties": N_("People"),
    "capital": N_("Capital and members"),
    "organs": N_("Directors and officers"),
    "contact": N_("Contact"),
    "other": N_("Other particulars"),
    "documents": N_("Documents"),
}

FIELDS: Mapping[str, Field] = {
    "name": Field(N_("Company name"), N_("Division, trade name, industry and legal form, in this order."), NAME_6),
    "name.division_code": Field(
        N_("Administrative division"),
        N_("The authority's own division or one above it."),
        N_("Provisions on the Administration of Enterprise Name Registration, art. 7"),
    ),
    "name.trade_name": Field(
        N_("Trade name"),
        N_("Two Chinese characters or more; it tells your company apart from others."),
        N_("Provisions on the Administration of Enterprise Name Registration, art. 8"),
    ),
    "name.industry_term": Field(
        N_("Industry in the name"),
        N_("Says what the company mainly does, for instance 科技 or 商贸."),
        N_("Provisions on the Administration of Enterprise Name Registration, art. 9"),
    ),
    "name.industry_code": Field(
        N_("Industry class"),
        N_("Class of the national industry classification; it follows the main business."),
        N_("Industry classification GB/T 4754-2017"),
    ),
    "name.legal_form": Field(
        N_("Legal form"),
        N_("How the name ends; both endings mean the same form."),
        N_("Company Law, art. 7"),
    ),
    "domicile": Field(N_("Domicile"), N_("Where the company has its main office."), N_("Company Law, art. 8")),
    "domicile.region_code": Field(
        N_("District or county"), N_("The company is registered with the authority of this place."), SEAT
    ),
    "domicile.address": Field(
        N_("Street address"), N_("Street, number, floor and room, as on the proof; without province and city."), SEAT
    ),
    "domicile.postcode": Field(N_("Postcode"), N_("Six digits."), FORMS),
    "domicile.tenure": Field(
        N_("Right to use the place"),
        N_("Whether the place is owned, rented or lent free of charge."),
        N_("Regulations on the Registration of Market Entities, art. 16 (1) 3"),
    ),
    "domicile.proof_upload": Field(
        N_("Proof of the right to use the place"),
        N_("Title deed, or lease with a copy of the title deed, as PDF or photo."),
        N_("Regulations on the Registration of Market Entities, art. 16 (1) 3"),
    ),
    "scope": Field(N_("Business scope"), N_("Standard phrases; the first is the main business."), SCOPE),
    "scope.phrases": Field(
        N_("Businesses"), N_("Search with everyday words and choose; the first one is the main business."), SCOPE
    ),
    "scope.phrases.*.text": Field(N_("Business"), N_("A standard phrase."), SCOPE),
    "scope.phrases.*.code": Field(
        N_("Class of the business"),
        N_("Class of the national industry classification."),
        N_("Industry classification GB/T 4754-2017"),
    ),
    "parties": Field(N_("People"), N_("Enter everybody once; choose them everywhere else."), REAL_NAME),
    "parties.*.name": Field(N_("Full name"), N_("As on the identity card."), REAL_NAME),
    "parties.*.document": Field(N_("Kind of identity document"), N_("The resident identity card."), REAL_NAME),
    "parties.*.identity_number": Field(
        N_("Identity number"), N_("18 characters; date of birth, sex and region follow from it."), REAL_NAME
    ),
    "parties.*.phone": Field(N_("Mobile number"), N_("The person's own number, 11 digits."), FORMS),
    "parties.*.email": Field(N_("E-mail address"), N_("Invitations to sign are sent there as well."), FORMS),
    "parties.*.address": Field(N_("Residence"), N_("Where the person lives."), FORMS),
    "capital": Field(N_("Capital and members"), N_("Who contributes how much, and until when."), COMPANY_LAW_46),
    "capital.registered": Field(
        N_("Registered capital"),
        N_("What all members together subscribe, in yuan."),
        N_("Company Law, art. 47; Regulations on the Registration of Market Entities, art. 13"),
    ),
    "capital.contributions": Field(
        N_("Members and contributions"),
        N_("One to fifty members; each signs the articles."),
        N_("Company Law, art. 42"),
    ),
    "capital.contributions.*.party": Field(N_("Member"), N_("Chosen from the people entered."), COMPANY_LAW_46),
    "capital.contributions.*.amount": Field(
        N_("Subscribed contribution"), N_("In yuan; all together make the registered capital."), COMPANY_LAW_46
    ),
    "capital.contributions.*.form": Field(
        N_("Form of contribution"),
        N_("Money, or property that can be valued and transferred."),
        N_("Company Law, art. 48"),
    ),
    "capital.contributions.*.due": Field(
        N_("To be paid by"), N_("Within five years of establishment."), N_("Company Law, art. 47")
    ),
    "organs": Field(N_("Directors and officers"), N_("Who runs the company and who watches over it."), COMPANY_LAW_46),
    "organs.directors": Field(
        N_("Directors"), N_("One director, or three or more, who then form a board."), N_("Company Law, arts. 68, 75")
    ),
    "organs.chair": Field(
        N_("Chair of the board"), N_("One of the directors, where there is a board."), N_("Company Law, art. 68")
    ),
    "organs.supervisors": Field(
        N_("Supervisors"),
        N_("One, or three or more; none when all members of a small company agree."),
        N_("Company Law, arts. 76, 83"),
    ),
    "organs.manager": Field(N_("General manager"), N_("May be left out."), N_("Company Law, art. 74")),
    "organs.legal_representative": Field(
        N_("Legal representative"),
        N_("A director who runs the company's affairs, or the manager."),
        N_("Company Law, art. 10"),
    ),
    "contact": Field(N_("Contact"), N_("How the authority reaches the company."), FILED),
    "contact.phone": Field(N_("Telephone of the company"), N_("Mobile number, or area code and number."), FORMS),
    "contact.email": Field(N_("E-mail of the company"), N_("May be left out."), FORMS),
    "contact.postcode": Field(N_("Postcode for letters"), N_("Six digits; may be left out."), FORMS),
    "contact.liaison": Field(
        N_("Registration liaison"), N_("Keeps contact with the authority and sends in the annual reports."), FILED
    ),
    "contact.finance_officer": Field(N_("Finance officer"), N_("The tax authority asks for this person."), FORMS),
    "other": Field(N_("Other particulars"), N_("Term, paper licence and remarks."), FILED),
    "other.term_years": Field(
        N_("Term of the company"), N_("Long-term unless the articles set a number of years."), FILED
    ),
    "other.paper_licence": Field(
        N_("Paper licence as well"),
        N_("The electronic licence is always issued and has the same force."),
        N_("Opinion on full-process electronic enterprise registration, 2 (1) 3"),
    ),
    "other.paper_copies": Field(
        N_("Copies of the paper licence"),
        N_("How many duplicates are wanted beside the original."),
        N_("Opinion on full-process electronic enterprise registration, 2 (1) 3"),
    ),
    "other.remarks": Field(N_("Remarks"), N_("What the officer should know, such as how property was valued."), FORMS),
    "documents": Field(N_("Documents"), N_("The documents of the application."), FORMS),
    "documents.application_form": Field(N_("Application for company registration (filing)"), SIGNED, FORMS),
    "documents.charter": Field(N_("Articles of association"), SIGNED, N_("Company Law, arts. 45, 46")),
    "documents.appointment": Field(
        N_("Members' resolution appointing directors, supervisors, manager and legal representative"), SIGNED, FORMS
    ),
    "documents.responsibility": Field(N_("Statement of responsibility for truth and legality"), SIGNED, FORMS),
    "documents.premises": Field(N_("Proof of the right to use the domicile"), SIGNED, SEAT),
}

UNKNOWN = Field(N_("Application"), N_("The application as a whole."), FORMS)
REPEATED = frozenset({"parties", "phrases", "contributions", "directors", "supervisors"})


@lru_cache(maxsize=4096)
def field(place: str) -> Field:
    """The texts of a place, or of the nearest place above it that has some."""
    steps = place.split(".")
    pattern = ["*" if number and steps[number - 1] in REPEATED else step for number, step in enumerate(steps)]
    for length in range(len(pattern), 0, -1):
        if found := FIELDS.get(".".join(pattern[:length])):
            return found
    return UNKNOWN


def field_label(place: str) -> str:
    """The identifier of a place's name, e.g. of "capital.contributions.0.amount"."""
    return field(place).label


def field_help(place: str) -> str:
    """The identifier of a place's one line of help."""
    return field(place).help


def field_basis(place: str) -> str:
    """The identifier of the citation of the law that asks for a place."""
    return field(place).basis


def section_label(section: str) -> str:
    """The identifier of a section's name."""
    return SECTION_LABELS.get(section, UNKNOWN.label)
