"""Texts of the fields about people, about the application, and about businesses with a registered enterprise. Keys are
patterns of places: ``*`` is an index or a party's key."""

from __future__ import annotations

from collections.abc import Mapping

from core.i18n import N_
from core.rules.field import (
    CHANGED,
    FORMS,
    MERGED,
    MIGRATED,
    PLEDGED,
    REAL_NAME,
    TRANSFERRED,
    WOUND_UP,
    Field,
)

AGENT = N_("Regulations on the Registration of Market Entities, art. 18")
DECIDED = N_("Company Law, arts. 59, 66")
REISSUED = N_("Rules for Implementing the Regulations on the Registration of Market Entities, art. 65")
REVOKED = N_("Company Law, art. 28")
MATERIAL = N_("Regulations on the Registration of Market Entities, art. 16")

PARTIES: Mapping[str, Field] = {
    "parties": Field(N_("People"), N_("Enter everybody once; choose them everywhere else."), REAL_NAME),
    "parties.*.name": Field(N_("Full name"), N_("As on the identity document."), REAL_NAME),
    "parties.*.document": Field(
        N_("Kind of identity document"), N_("The resident identity card, or what stands in its place."), REAL_NAME
    ),
    "parties.*.identity_number": Field(
        N_("Identity number"), N_("As on the document; an identity card has 18 characters."), REAL_NAME
    ),
    "parties.*.phone": Field(N_("Mobile number"), N_("The person's own number, 11 digits."), FORMS),
    "parties.*.email": Field(N_("E-mail address"), N_("Invitations to sign are sent there as well."), FORMS),
    "parties.*.address": Field(N_("Residence"), N_("Where the person lives."), FORMS),
    "parties.*.nationality": Field(
        N_("Nationality or region"), N_("Only for people who do not come from the mainland."), FORMS
    ),
    "organisations": Field(
        N_("Organisations"), N_("Enterprises and others that take part; each is entered once."), REAL_NAME
    ),
    "organisations.*.name": Field(N_("Name of the organisation"), N_("As on its licence or certificate."), REAL_NAME),
    "organisations.*.kind": Field(
        N_("Kind of organisation"), N_("An enterprise unless it is something else."), REAL_NAME
    ),
    "organisations.*.code": Field(
        N_("Number of the organisation"),
        N_("Unified social credit code; of a foreign one the number in its register."),
        REAL_NAME,
    ),
    "organisations.*.country": Field(N_("Country of registration"), N_("Only for organisations from abroad."), FORMS),
    "organisations.*.address": Field(N_("Address of the organisation"), N_("As on its licence or certificate."), FORMS),
    "organisations.*.representative": Field(
        N_("Who represents it"), N_("The legal representative or head, as registered."), REAL_NAME
    ),
    "organisations.*.mandate": Field(
        N_("Mandate to sign"), N_("Only when somebody else signs for the organisation."), AGENT
    ),
    "organisations.*.mandate.agent": Field(N_("Who signs in its place"), N_("Chosen from the people entered."), AGENT),
    "organisations.*.mandate.scope": Field(
        N_("For what"), N_("What this person may sign for the organisation."), AGENT
    ),
    "organisations.*.mandate.until": Field(N_("Valid until"), N_("The last day of the mandate."), AGENT),
}

BUSINESSES: Mapping[str, Field] = {
    "subject": Field(N_("Registered enterprise"), N_("The enterprise that this is about."), CHANGED),
    "subject.uscc": Field(N_("Code of the enterprise"), N_("Unified social credit code, as on the licence."), CHANGED),
    "subject.name": Field(N_("Registered name"), N_("As on the licence."), CHANGED),
    "subject.version": Field(
        N_("State of the register"), N_("Which version of the register was filled in beforehand."), CHANGED
    ),
    "agent": Field(N_("Agent"), N_("Only when somebody hands in the application for you."), AGENT),
    "agent.agent": Field(N_("Who acts for you"), N_("Chosen from the people entered; may be left out."), AGENT),
    "agent.powers": Field(N_("Powers"), N_("What the agent may do, such as correct slips and take in letters."), AGENT),
    "agent.until": Field(N_("Authorised until"), N_("The last day of the authorisation."), AGENT),
    "situation": Field(N_("Your situation"), N_("What the material depends on and only you know."), MATERIAL),
    "situation.circumstances": Field(
        N_("What applies to you"), N_("Choose all that applies; more material may be asked for then."), MATERIAL
    ),
    "resolution": Field(N_("Resolution"), N_("What was decided, when, and by whom."), DECIDED),
    "resolution.decided": Field(N_("Day of the decision"), N_("When the resolution or decision was taken."), DECIDED),
    "resolution.place": Field(N_("Place of the meeting"), N_("May be left out when nobody met."), DECIDED),
    "resolution.chair": Field(N_("Chair of the meeting"), N_("Who led the meeting and signs its minutes."), DECIDED),
    "resolution.directors_present": Field(
        N_("Directors present"), N_("They sign the minutes; nobody chosen means all."), N_("Company Law, arts. 73, 124")
    ),
    "resolution.agreed": Field(
        N_("Who agreed"), N_("Members or partners who voted for it; nobody chosen means all."), DECIDED
    ),
    "resolution.text": Field(N_("Further decisions"), N_("Added to what the document says by itself."), DECIDED),
    "transfer": Field(N_("Transfer of shares"), N_("Who gives how much to whom."), TRANSFERRED),
    "transfer.transfers": Field(N_("Transfers"), N_("One row for each giver and taker."), TRANSFERRED),
    "transfer.transfers.*.giver": Field(N_("From"), N_("Who has the share before."), TRANSFERRED),
    "transfer.transfers.*.taker": Field(N_("To"), N_("Who has the share afterwards."), TRANSFERRED),
    "transfer.transfers.*.amount": Field(
        N_("Contribution transferred"), N_("How much of the contribution goes over, in yuan."), TRANSFERRED
    ),
    "transfer.transfers.*.price": Field(N_("Price"), N_("What is paid for it, in yuan; 0 for a gift."), TRANSFERRED),
    "transfer.agreed": Field(N_("Day of the agreement"), N_("When the transfer was agreed on."), TRANSFERRED),
    "liquidation": Field(N_("Winding up"), N_("Why the enterprise ends, and who winds it up."), WOUND_UP),
    "liquidation.reason": Field(
        N_("Reason for the end"), N_("Why the enterprise is dissolved."), N_("Company Law, art. 229")
    ),
    "liquidation.members": Field(N_("Liquidators"), N_("Who winds up the enterprise."), WOUND_UP),
    "liquidation.head": Field(
        N_("Head of the liquidation group"), N_("One of the liquidators; signs for them."), WOUND_UP
    ),
    "liquidation.since": Field(N_("Winding up since"), N_("When the liquidation group was formed."), WOUND_UP),
    "liquidation.noticed": Field(
        N_("Creditors told on"),
        N_("The day of the public notice; creditors have 45 days."),
        N_("Company Law, art. 235"),
    ),
    "liquidation.finished": Field(
        N_("Wound up on"), N_("When the report on the winding up was confirmed."), N_("Company Law, art. 239")
    ),
    "liquidation.debts": Field(
        N_("Debts and taxes"), N_("How claims, debts, wages and taxes were settled."), N_("Company Law, arts. 236, 239")
    ),
    "pledge": Field(N_("Pledge of equity"), N_("Whose equity secures whose claim."), PLEDGED),
    "pledge.number": Field(N_("Number of the pledge"), N_("As on the notice of registration."), PLEDGED),
    "pledge.pledgor": Field(N_("Pledgor"), N_("The member whose equity is pledged."), PLEDGED),
    "pledge.pledgee": Field(N_("Pledgee"), N_("Whose claim is secured."), PLEDGED),
    "pledge.amount": Field(N_("Equity pledged"), N_("How much of the contribution is pledged, in yuan."), PLEDGED),
    "pledge.claim": Field(N_("Claim secured"), N_("In yuan."), PLEDGED),
    "pledge.contract": Field(N_("Number of the contract"), N_("Of the contract of pledge."), PLEDGED),
    "pledge.reason": Field(N_("What changes, or why it ends"), N_("In one sentence."), PLEDGED),
    "reissue": Field(N_("New copy of the licence"), N_("Why the licence is made anew."), REISSUED),
    "reissue.reason": Field(N_("Reason"), N_("Lost, damaged, or more copies wanted."), REISSUED),
    "reissue.announced": Field(
        N_("Loss announced on"), N_("When the loss was announced in the publicity system."), REISSUED
    ),
    "migration": Field(N_("Move to another authority"), N_("From which authority to which."), MIGRATED),
    "migration.from_authority": Field(N_("Authority left"), N_("Where the enterprise is registered now."), MIGRATED),
    "migration.to_authority": Field(N_("Authority of the new domicile"), N_("Where it will be registered."), MIGRATED),
    "migration.consent": Field(
        N_("Number of the consent"), N_("Of the new authority's consent to the move."), MIGRATED
    ),
    "merger": Field(N_("Merger or division"), N_("Which companies become which."), MERGED),
    "merger.form": Field(N_("Form"), N_("Absorption, a new company, a division, or a part set off."), MERGED),
    "merger.others": Field(N_("Other companies"), N_("Chosen from the organisations entered."), MERGED),
    "merger.decided": Field(N_("Decided on"), N_("When the merger or division was decided."), MERGED),
    "merger.noticed": Field(
        N_("Notice to creditors on"), N_("The day of the public notice, within 30 days of the decision."), MERGED
    ),
    "merger.debts": Field(N_("Debts taken over"), N_("Who takes over which claims and debts."), MERGED),
    "judgment": Field(N_("Judgment"), N_("The judgment by which a change is revoked."), REVOKED),
    "judgment.court": Field(N_("Court"), N_("Which court decided."), REVOKED),
    "judgment.number": Field(N_("Number of the judgment"), N_("As on the judgment."), REVOKED),
    "judgment.day": Field(N_("Day of the judgment"), N_("When it took effect."), REVOKED),
    "judgment.version": Field(N_("Entry to be revoked"), N_("Which version of the register the change made."), REVOKED),
    "uploads": Field(N_("Material to upload"), N_("As PDF or photo; each file once."), MATERIAL),
    "documents": Field(N_("Documents"), N_("The documents of the application."), FORMS),
}
