"""Texts of the fields that describe an enterprise. Keys are patterns of places: ``*`` is an index or a party's key."""

from __future__ import annotations

from collections.abc import Mapping

from core.i18n import N_
from core.rules.field import (
    BRANCH,
    COMPANY_LAW_46,
    COOPERATIVE,
    FILED,
    FOREIGN,
    FORMS,
    HOUSEHOLD,
    NAME_6,
    OFFICES_ABROAD,
    OPINION_2_1_3,
    PARTNERS,
    PROPRIETOR,
    SCOPE,
    SEAT,
    Field,
)

ENTERPRISE: Mapping[str, Field] = {
    "name": Field(
        N_("Name of the enterprise"), N_("Division, trade name, industry and legal form, in this order."), NAME_6
    ),
    "name.owner": Field(
        N_("Name of the enterprise it belongs to"),
        N_("Of a branch or an office: the full name of the parent or the foreign enterprise stands in front."),
        N_("Provisions on the Administration of Enterprise Name Registration, art. 13"),
    ),
    "name.division_code": Field(
        N_("Administrative division"),
        N_("The authority's own division or one above it."),
        N_("Provisions on the Administration of Enterprise Name Registration, art. 7"),
    ),
    "name.trade_name": Field(
        N_("Trade name"),
        N_("Two Chinese characters or more; it tells your enterprise apart from others."),
        N_("Provisions on the Administration of Enterprise Name Registration, art. 8"),
    ),
    "name.industry_term": Field(
        N_("Industry in the name"),
        N_("Says what the enterprise mainly does, for instance 科技 or 商贸."),
        N_("Provisions on the Administration of Enterprise Name Registration, art. 9"),
    ),
    "name.industry_code": Field(
        N_("Industry class"),
        N_("Class of the national industry classification; it follows the main business."),
        N_("Industry classification GB/T 4754-2017"),
    ),
    "name.legal_form": Field(
        N_("Legal form"),
        N_("How the name ends; it shows the type of enterprise."),
        N_("Provisions on the Administration of Enterprise Name Registration, art. 10"),
    ),
    "domicile": Field(N_("Domicile"), N_("Where the enterprise has its main office or its premises."), SEAT),
    "domicile.region_code": Field(
        N_("District or county"), N_("The enterprise is registered with the authority of this place."), SEAT
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
    "capital": Field(N_("Capital and members"), N_("Who contributes how much, and until when."), COMPANY_LAW_46),
    "capital.registered": Field(
        N_("Capital or fund"),
        N_("What is put in altogether, in yuan."),
        N_("Company Law, art. 47; Regulations on the Registration of Market Entities, art. 13"),
    ),
    "capital.contributions": Field(
        N_("Members and contributions"),
        N_("Everybody who contributes: members, partners, promoters or investors."),
        N_("Regulations on the Registration of Market Entities, arts. 8, 9"),
    ),
    "capital.contributions.*.party": Field(
        N_("Member"), N_("Chosen from the people and organisations entered."), COMPANY_LAW_46
    ),
    "capital.contributions.*.amount": Field(
        N_("Subscribed contribution"), N_("In yuan; all together make the registered capital."), COMPANY_LAW_46
    ),
    "capital.contributions.*.form": Field(
        N_("Form of contribution"),
        N_("Money, or property that can be valued and transferred."),
        N_("Company Law, art. 48"),
    ),
    "capital.contributions.*.due": Field(
        N_("To be paid by"), N_("The last day for paying; the law may set a limit."), N_("Company Law, art. 47")
    ),
    "capital.contributions.*.paid": Field(
        N_("Paid so far"), N_("What of the contribution has been paid already, in yuan."), FILED
    ),
    "organs": Field(
        N_("Directors and officers"), N_("Who runs the enterprise and who watches over it."), COMPANY_LAW_46
    ),
    "organs.directors": Field(
        N_("Directors"),
        N_("One director, or three or more, who form a board."),
        N_("Company Law, arts. 68, 75"),
    ),
    "organs.chair": Field(
        N_("Chair of the board"), N_("One of the directors, where there is a board."), N_("Company Law, art. 68")
    ),
    "organs.supervisors": Field(
        N_("Supervisors"),
        N_("One, or three or more; none where the law allows to do without."),
        N_("Company Law, arts. 76, 83"),
    ),
    "organs.manager": Field(N_("General manager"), N_("May be left out."), N_("Company Law, art. 74")),
    "organs.legal_representative": Field(
        N_("Legal representative"),
        N_("Acts for the enterprise: a director who runs its affairs, or the manager."),
        N_("Company Law, art. 10"),
    ),
    "contact": Field(N_("Contact"), N_("How the authority reaches the enterprise."), FILED),
    "contact.phone": Field(N_("Telephone of the enterprise"), N_("Mobile number, or area code and number."), FORMS),
    "contact.email": Field(N_("E-mail of the enterprise"), N_("May be left out."), FORMS),
    "contact.postcode": Field(N_("Postcode for letters"), N_("Six digits; may be left out."), FORMS),
    "contact.liaison": Field(
        N_("Registration liaison"), N_("Keeps contact with the authority and sends in the annual reports."), FILED
    ),
    "contact.finance_officer": Field(N_("Finance officer"), N_("The tax authority asks for this person."), FORMS),
    "other": Field(N_("Other particulars"), N_("Term, paper licence and remarks."), FILED),
    "other.term_years": Field(
        N_("Term of operation"), N_("Long-term unless the articles or the agreement set a number of years."), FILED
    ),
    "other.paper_licence": Field(
        N_("Paper licence as well"),
        N_("The electronic licence is always issued and has the same force."),
        OPINION_2_1_3,
    ),
    "other.paper_copies": Field(
        N_("Copies of the paper licence"), N_("How many duplicates are wanted beside the original."), OPINION_2_1_3
    ),
    "other.remarks": Field(N_("Remarks"), N_("What the officer should know, such as how property was valued."), FORMS),
    "other.employees": Field(N_("People employed"), N_("How many people work there."), FORMS),
    "partnership": Field(
        N_("Partners and execution"), N_("Who is liable how, and who runs the partnership."), PARTNERS
    ),
    "partnership.limited": Field(
        N_("Limited partners"),
        N_("They are liable up to their contribution, and do not execute the business."),
        N_("Partnership Enterprise Law, arts. 61, 67, 68"),
    ),
    "partnership.executives": Field(
        N_("Executive partners"),
        N_("General partners who run the partnership for all."),
        N_("Partnership Enterprise Law, arts. 26, 67"),
    ),
    "partnership.delegates": Field(
        N_("Delegates of executive partners"),
        N_("Who acts for an organisation that executes the business."),
        N_("Partnership Enterprise Law, art. 26"),
    ),
    "partnership.delegates.*": Field(
        N_("Delegate"), N_("The person who acts for this organisation."), N_("Partnership Enterprise Law, art. 26")
    ),
    "proprietor": Field(N_("Investor"), N_("To whom the enterprise belongs, and what answers for it."), PROPRIETOR),
    "proprietor.investor": Field(
        N_("Person who invests"), N_("One natural person, who runs the enterprise and signs for it."), PROPRIETOR
    ),
    "proprietor.assets": Field(
        N_("Property put in"), N_("Personal property, or that of the whole family, which then answers."), PROPRIETOR
    ),
    "proprietor.family": Field(
        N_("Family members who agree"), N_("They sign when family property is put in."), PROPRIETOR
    ),
    "household": Field(N_("Operator and family"), N_("Who runs the household's business."), HOUSEHOLD),
    "household.operator": Field(N_("Operator"), N_("The person in whose name the business is run."), HOUSEHOLD),
    "household.composition": Field(
        N_("Run by"), N_("One person alone, or the family together, which then answers."), HOUSEHOLD
    ),
    "household.family": Field(
        N_("Family members who take part"), N_("They sign the register of the family."), HOUSEHOLD
    ),
    "cooperative": Field(
        N_("Members of the cooperative"), N_("Who of the members is a farmer; at least four fifths are."), COOPERATIVE
    ),
    "cooperative.farmers": Field(
        N_("Farmers among the members"), N_("At least 80 % of the members are farmers."), COOPERATIVE
    ),
    "nature": Field(N_("Economic nature"), N_("Who owns the enterprise, as its articles say."), FORMS),
    "nature.economic": Field(
        N_("Kind of ownership"), N_("State-owned, collective, cooperative with shares, or joint."), FORMS
    ),
    "parent": Field(N_("Parent enterprise"), N_("The enterprise to which the branch belongs."), BRANCH),
    "parent.uscc": Field(
        N_("Code of the parent"), N_("Unified social credit code, 18 characters, as on the parent's licence."), BRANCH
    ),
    "parent.name": Field(N_("Name of the parent"), N_("As on the parent's licence."), BRANCH),
    "parent.entity_type": Field(N_("Type of the parent"), N_("As on the parent's licence."), BRANCH),
    "parent.address": Field(N_("Domicile of the parent"), N_("As on the parent's licence."), BRANCH),
    "parent.representative": Field(
        N_("Representative of the parent"),
        N_("Who represents the parent, as registered; signs the application."),
        BRANCH,
    ),
    "parent.head": Field(N_("Head of the branch"), N_("Who runs the branch."), BRANCH),
    "foreign": Field(N_("Foreign investment"), N_("What concerns investors from abroad."), FOREIGN),
    "foreign.total_investment": Field(
        N_("Total investment"), N_("Capital and loans together, in yuan; at least the registered capital."), FOREIGN
    ),
    "foreign.investors": Field(N_("Foreign investors"), N_("Those among the members who come from abroad."), FOREIGN),
    "foreign.recipient": Field(
        N_("Recipient of legal documents"),
        N_("A person or enterprise in China who takes in legal documents for the foreign investors."),
        FOREIGN,
    ),
    "foreign.restricted": Field(
        N_("On the negative list"),
        N_("The business stands on the negative list for foreign investment and was approved."),
        N_("Foreign Investment Law, arts. 28, 30"),
    ),
    "origin": Field(N_("Foreign enterprise"), N_("The enterprise abroad that works in China here."), OFFICES_ABROAD),
    "origin.name": Field(
        N_("Name of the foreign enterprise"), N_("In Chinese, as in the translated register extract."), OFFICES_ABROAD
    ),
    "origin.country": Field(N_("Country or region"), N_("Where the foreign enterprise is registered."), OFFICES_ABROAD),
    "origin.address": Field(N_("Address abroad"), N_("As in the register extract."), OFFICES_ABROAD),
    "origin.liability": Field(N_("Form of liability"), N_("Limited or unlimited, as in its articles."), OFFICES_ABROAD),
    "origin.capital": Field(N_("Capital abroad"), N_("Capital or assets, with the currency."), OFFICES_ABROAD),
    "origin.scope": Field(N_("Business abroad"), N_("What the foreign enterprise does."), OFFICES_ABROAD),
    "origin.signatory": Field(
        N_("Authorised signatory"), N_("Who may sign for the foreign enterprise."), OFFICES_ABROAD
    ),
    "representatives": Field(
        N_("Representatives"), N_("The chief representative and up to three others."), OFFICES_ABROAD
    ),
    "representatives.chief": Field(
        N_("Chief representative"), N_("Runs the office and signs for it day by day."), OFFICES_ABROAD
    ),
    "representatives.others": Field(N_("Other representatives"), N_("Three at most; may be left out."), OFFICES_ABROAD),
    "representatives.until": Field(
        N_("May stay until"), N_("Not beyond the term of the foreign enterprise."), OFFICES_ABROAD
    ),
}
