"""Decisions: resolutions, consents, appointments, dismissals: one text each over a shared beginning (`deciders`)."""

from __future__ import annotations

from core.catalogue import Material
from core.content import Content
from core.documents import changes, columns, common
from core.documents.common import BOARD_FROM
from core.documents.deciders import changing, decision
from core.documents.form.businesses import REASONS
from core.documents.pack import Data, PackFacts
from core.documents.voices import voice_of
from core.documents.written import written
from core.terms import Business


def _capital(content: Content, facts: PackFacts, _: Material) -> Data:
    before = facts.prior.capital.registered if facts.prior else 0
    return {
        "before": before,
        "after": content.capital.registered,
        "contributions": common.contributions(content),
    }


def liquidators(content: Content, facts: PackFacts, _: Material) -> Data:
    """Why an enterprise ends, who winds it up, since when."""
    held = content.liquidation
    group = voice_of(facts.procedure.type).group
    keys = held.members or ((held.head,) if held.head else ())
    return {
        "reason": REASONS[held.reason],
        "liquidators": common.names(content, keys),
        "group": [
            {"name": content.name_of(key), "office": f"{group}{'负责人' if key == held.head else '成员'}"}
            for key in keys
        ],
        "head": content.name_of(held.head),
        "since": common.iso(held.since),
    }


def _offices(content: Content, facts: PackFacts, _: Material) -> Data:
    held = common.organs(content)
    return {
        **held,
        "establishing": facts.procedure.business is Business.ESTABLISHMENT,
        "board": len(held["directors"]) >= BOARD_FROM,
        "watch_board": len(held["supervisors"]) >= BOARD_FROM,
    }


def _dismissed(content: Content, facts: PackFacts, _: Material) -> Data:
    """Who was the legal representative, and which other offices end with that one."""
    before, after = (facts.prior or Content()).organs, content.organs
    key = before.legal_representative
    former = (facts.prior or Content()).party(key)
    still = {content.party(one).identity_number for one in (*after.directors, after.manager) if one}
    ends = former.identity_number not in still
    offices = [("董事", key in before.directors), ("经理", key == before.manager)]
    return {
        "former": former.name,
        "offices": [office for office, held in offices if held and ends and key],
        "incoming": content.party(after.legal_representative).name,
    }


def _head(content: Content, facts: PackFacts, _: Material) -> Data:
    prior = facts.prior or Content()
    return {
        "establishing": facts.procedure.business is Business.ESTABLISHMENT,
        "head": content.party(content.parent.head or content.representatives.chief).name,
        "former": prior.party(prior.parent.head or prior.representatives.chief).name,
    }


def _branch(content: Content, facts: PackFacts, _: Material) -> Data:
    return {"uscc": content.subject.uscc}


def transfers(content: Content, facts: PackFacts, _: Material) -> Data:
    """Shares that go from one to another, and the members who are no part of it."""
    rows = content.transfer.transfers
    prior = facts.prior or content
    givers = dict.fromkeys(one.giver for one in rows)
    return {
        "transfers": [
            {
                "giver": content.name_of(one.giver),
                "taker": content.name_of(one.taker),
                "amount": one.amount,
                "price": one.price,
            }
            for one in rows
        ],
        "givers": common.names(content, tuple(givers)),
        "takers": common.names(content, tuple(dict.fromkeys(one.taker for one in rows))),
        "others": common.names(prior, tuple(key for key in prior.members if key not in givers)),
        "agreed": common.iso(content.transfer.agreed),
    }


def _refusal(content: Content, facts: PackFacts, material: Material) -> Data:
    return {**transfers(content, facts, material), "text": content.resolution.text}


def executives(content: Content, facts: PackFacts, _: Material) -> Data:
    """Who executes a partnership's business, and through whom organisations do."""
    held = content.partnership
    rows = [
        {"partner": content.name_of(key), "delegate": content.party(held.delegates.get(key, "")).name}
        for key in held.executives
        if key in content.organisations
    ]
    return {"executives": changes.executives(content), "delegates": rows}


def _by_label(content: Content, facts: PackFacts, material: Material) -> Data:
    """The heading is what the norm calls the document, not the decision that it records."""
    return {"heading": material.label}


RESOLUTION = written("resolution", decision, changing)
CAPITAL_RESOLUTION = written("capital_resolution", decision, _capital, tables={"contributions": columns.contributions})
DISSOLUTION = written("dissolution_resolution", decision, liquidators)
LIQUIDATORS = written("liquidators_resolution", decision, liquidators, tables={"group": columns.liquidators})
CONSENT = written("contributor_consent", decision, changing)
BRANCH_DECISION = written("branch_decision", decision, _branch)
OTHER_MEMBERS = written("other_members_consent", _refusal, tables={"transfers": columns.transfers})
DISMISSAL = written("dismissal", decision, _dismissed)
APPOINTMENT = written("appointment", decision, _offices, version=2)
HEAD = written("head_appointment", decision, _head)
EXECUTIVE = written("executive_appointment", decision, executives, _by_label)
DELEGATE = written("delegate_appointment", executives, tables={"delegates": columns.delegates})
