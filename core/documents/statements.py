"""Statements, mandates and reports that somebody signs about an enterprise (R20, R24)."""

from __future__ import annotations

from core.catalogue import Material
from core.content import Content, Mandate
from core.documents import columns, common
from core.documents.deciders import decision, owner
from core.documents.decisions import liquidators
from core.documents.form.businesses import REASONS
from core.documents.pack import Data, PackFacts
from core.documents.prose import Table
from core.documents.written import written
from core.signatories import mandated, signatories
from core.terms import Business, Effect, SignatoryRole


def _business(content: Content, facts: PackFacts, _: Material) -> Data:
    return {"business": common.business(facts), "uscc": content.subject.uscc}


def _responsibility(content: Content, facts: PackFacts, _: Material) -> Data:
    return {
        "business": common.business(facts),
        "establishing": facts.procedure.business is Business.ESTABLISHMENT,
        "contributing": bool(content.members),
    }


def _authorised(content: Content, facts: PackFacts, material: Material) -> Data:
    """Who lets whom act: those who sign it, without the agent."""
    parties = dict.fromkeys(
        one.party for one in signatories(material, content, facts.procedure) if one.role is not SignatoryRole.AGENT
    )
    held = content.agent
    return {
        "principals": common.names(content, tuple(parties)),
        "agent": content.name_of(held.agent),
        "powers": held.powers,
        "until": common.iso(held.until),
    }


def _mandates(content: Content, facts: PackFacts, _: Material) -> Data:
    """Which organisation lets whom sign for it, what, and until when."""
    return {"mandates": [_mandate(content, key) for key in mandated(content, facts.procedure)]}


def _mandate(content: Content, key: str) -> Data:
    held, organisation = content.organisation(key), common.party(content, key)
    mandate = held.mandate or Mandate()
    agent = common.party(content, mandate.agent)
    return {
        "organisation": organisation["name"],
        "document": organisation["document"],
        "code": organisation["identity_number"],
        "representative": content.name_of(held.representative),
        "agent": agent["name"],
        "agent_document": agent["document"],
        "agent_number": agent["identity_number"],
        "scope": mandate.scope.rstrip("。；"),
        "until": common.iso(mandate.until),
    }


def _service(content: Content, facts: PackFacts, _: Material) -> Data:
    recipient = common.party(content, content.foreign.recipient)
    return {
        "investors": common.names(content, content.foreign.investors),
        "owner": owner(content),
        "recipient": recipient["name"],
        "address": recipient["address"],
        "phone": recipient["phone"],
    }


def _contact(content: Content, facts: PackFacts, _: Material) -> Data:
    one = common.party(content, content.contact.liaison)
    return {"uscc": content.subject.uscc, "contact": one}


def _contact_table(data: Data) -> Table:
    one = data["contact"]
    row = [one[key] for key in ("name", "document", "identity_number", "phone", "email")]
    return columns.table(["姓　名", "证件类型", "证件号码", "移动电话", "电子邮箱"], [11, 13, 27, 18, 23], [row])


def _family(content: Content, facts: PackFacts, _: Material) -> Data:
    proprietor, household = content.proprietor, content.household
    return {
        "name": common.company_name(content),
        "investor": content.name_of(proprietor.investor or household.operator),
        "family": common.names(content, (*proprietor.family, *household.family)),
        "registered": content.capital.registered,
    }


def _investors(content: Content, facts: PackFacts, _: Material) -> Data:
    """Who invested: the members, else the one who answers for the enterprise."""
    keys = content.members or (content.proprietor.investor or content.household.operator,)
    return {"investors": common.names(content, keys), "debts": content.liquidation.debts}


def _ended(content: Content, facts: PackFacts, _: Material) -> Data:
    held = content.liquidation
    return {
        "reason": REASONS[held.reason],
        "noticed": common.iso(held.noticed),
        "finished": common.iso(held.finished),
        "debts": held.debts,
        "answerable": common.names(content, content.members) or [one for one in (owner(content),) if one],
    }


DEBTS = {Effect.CANCEL: "cleared", Effect.LIQUIDATE: "cleared"}
"""What is said of debts: that they are cleared where an enterprise ends, else how a reduction treats them."""


def _debts(content: Content, facts: PackFacts, _: Material) -> Data:
    return {
        "kind": DEBTS.get(facts.procedure.effect, "reduction"),
        "before": facts.prior.capital.registered if facts.prior else 0,
        "after": content.capital.registered,
        "text": content.resolution.text,
    }


RESPONSIBILITY = written("responsibility", _responsibility, version=2, named=False, intro="承诺人签名：")
AUTHORISATION = written("authorisation", _business, _authorised, named=False)
MANDATE = written("mandate", _business, _mandates, named=False, intro="委托单位签署：")
SERVICE = written("service_authorisation", _service, named=False)
CONTACT = written("contact_form", _contact, tables={"contact": _contact_table}, intro="签署：")
FAMILY_CONSENT = written("family_consent", _family, named=False, intro="家庭成员签名：")
COMMITMENT = written("commitment", _business, _investors, named=False, intro="全体投资人签名：")
DEBT_SETTLEMENT = written("debts/{kind}", _business, _ended, _debts, named=False, intro="签署：")
LIQUIDATION_REPORT = written("liquidation_report", _business, liquidators, _ended)
LIQUIDATION_CONFIRMATION = written("liquidation_confirmation", decision, liquidators, _ended)
