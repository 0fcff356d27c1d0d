"""Every section that the norm may ask for: its name among the steps, its sentence, and what draws it (R21).

One literal table, in no order: the catalogue says which sections a procedure has and in which order they come.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.i18n import N_
from core.rules.wording import LABELS
from portal.form import (
    capital,
    contact,
    domicile,
    generic,
    migration,
    name,
    organs,
    parent,
    parties,
    partnership,
    scope,
    situation,
    subject,
    transfer,
    uploads,
)
from portal.form.draft import Draft
from portal.form.wording import LEADS

REVIEW = "review"


@dataclass(frozen=True)
class Section:
    name: str
    lead: str
    render: Callable[[Draft], None]


SECTIONS: Mapping[str, Section] = {
    "name": Section(
        N_("Name of the enterprise"),
        N_("The name is put together from its parts and compared while you type."),
        name.render,
    ),
    "domicile": Section(
        N_("Domicile"), N_("Where it has its seat, and the proof that it may use the place."), domicile.render
    ),
    "scope": Section(N_("Scope"), N_("Choose standard phrases; the first one is the main business."), scope.render),
    "parties": Section(
        N_("People and organisations"),
        N_("Everybody who has a part in it. Enter each once; later you only tick."),
        parties.render,
    ),
    "capital": Section(
        N_("Capital"), N_("The registered capital, and what each member contributes until when."), capital.render
    ),
    "organs": Section(N_("Offices"), N_("Who runs it and who represents it."), organs.render),
    "contact": Section(N_("Contact"), N_("How the authority reaches the enterprise."), contact.render),
    "other": Section(N_("Other"), N_("Term, paper copies, remarks."), contact.other),
    "partnership": Section(
        N_("Who runs the partnership"), N_("Who is liable without limit, and who acts for all."), partnership.render
    ),
    "proprietor": Section(
        N_("Investor"), N_("To whom it belongs, and with which property."), generic.section("proprietor")
    ),
    "household": Section(
        N_("Operator"), N_("Who runs it: one person, or the family together."), generic.section("household")
    ),
    "cooperative": Section(
        N_("Farmers"), N_("Four fifths of the members must be farmers. Tick who is one."),
        generic.section("cooperative")
    ),
    "nature": Section(
        N_("Economic nature"), N_("To whom the enterprise belongs by its nature."), generic.section("nature")
    ),
    "parent": Section(
        N_("The enterprise that opens it"), N_("Find it in the register; then say who heads the branch."), parent.render
    ),
    "foreign": Section(
        N_("Foreign investment"), N_("Who invests from abroad, and who takes in legal documents in China."),
        generic.section("foreign"),
    ),
    "origin": Section(
        N_("Enterprise abroad"), N_("The enterprise that it belongs to, as its own register has it."),
        generic.section("origin")
    ),
    "representatives": Section(
        N_("Representatives"), N_("The chief representative and up to three others."),
        generic.section("representatives")
    ),
    "subject": Section(N_("The enterprise"), N_("Which enterprise the application is about."), subject.render),
    "agent": Section(
        N_("Agent"), N_("Somebody who hands in the application for you; leave it empty if you do it yourself."),
        generic.section("agent"),
    ),
    "situation": Section(
        N_("Your situation"), N_("A few questions; they decide which documents are needed."), situation.render
    ),
    "resolution": Section(
        N_("Resolution"), N_("When, where and by whom it was decided."), generic.section("resolution")
    ),
    "transfer": Section(
        N_("Transfer of shares"), N_("Who gives how much to whom, and for what price."), transfer.render
    ),
    "liquidation": Section(
        N_("Winding up"), N_("Why it ends, who winds it up, and how far that has come."), generic.section("liquidation")
    ),
    "pledge": Section(
        N_("Pledge"), N_("Who pledges which share to whom, and for which debt."), generic.section("pledge")
    ),
    "reissue": Section(N_("Licence"), N_("Why a licence is needed anew."), generic.section("reissue")),
    "migration": Section(N_("Move"), N_("From which authority to which."), migration.render),
    "merger": Section(
        N_("Merger or division"), N_("Its form, the other companies, and when creditors were told."),
        generic.section("merger"),
    ),
    "judgment": Section(
        N_("Judgment"), N_("The judgment by which the registered change is revoked."), generic.section("judgment")
    ),
    "uploads": Section(N_("Files"), N_("What cannot be made here and must be uploaded."), uploads.render),
}  # fmt: skip

REVIEWING = (N_("Check and generate"), N_("What is still missing, and then the documents."))


def titled(draft: Draft, section: str) -> tuple[str, str]:
    """Name and sentence of a step, in the words of this type of enterprise."""
    _ = draft.services.translate
    if section == REVIEW:
        return _(REVIEWING[0]), _(REVIEWING[1])
    usual, key = SECTIONS[section], (draft.group, section)
    return _(LABELS.get(key, usual.name)), _(LEADS.get(key, usual.lead))
