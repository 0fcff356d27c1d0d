"""Contents bent out of shape: for each rule a procedure, what is bent, and where the rule must find it.

A value that is a function takes the plain content and the plain content that the register has before, and gives the
value. The rules on a company's establishment have their own table in `tests.unit.test_rules`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.terms import EnterpriseStatus, Severity
from tests.contents import person

ERROR, WARNING = Severity.ERROR, Severity.WARNING
CHILD = person(901, "王小明", date(2015, 1, 1))
TOMORROW, LONG_AGO = "2026-11-24", "2026-06-01"


@dataclass(frozen=True)
class Bent:
    """What is bent in the content of a procedure, which rule finds it, where, and how much it weighs."""

    procedure: str
    rule: str
    place: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    severity: Severity = ERROR
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.rule}-{self.procedure}"


def before(place: str) -> Any:
    """What the register says at a place of one or two steps."""

    def found(_: dict[str, Any], prior: dict[str, Any]) -> Any:
        value: Any = prior
        for step in place.split("."):
            value = value[step]
        return value

    return found


def state_body(number: int) -> dict[str, Any]:
    return {"name": f"某某合作社{number}", "kind": "collective", "code": "", "representative": "p1"}


PASSPORTS = {
    f"parties.p{number}.{key}": value
    for number in (1, 2)
    for key, value in (("document", "passport"), ("identity_number", f"E1234567{number}"))
}

BENT: tuple[Bent, ...] = (
    # names of branches, offices and of those that are no companies
    Bent("BRANCH_CO.SETUP", "name.owner", "name.owner", {"name.owner": "北京别家科技有限公司"}),
    Bent("REP_OFFICE.SETUP", "name.owner", "name.owner", {"name.owner": "海蓝有限公司"}),
    Bent("REP_OFFICE.SETUP", "name.office", "name.trade_name", {"name.trade_name": "上海"}),
    Bent("SOLE.SETUP", "name.reserved_words", "name.trade_name", {"name.trade_name": "云杉有限"}),
    Bent("HOUSEHOLD.SETUP", "name.reserved_words", "name.legal_form", {"name.legal_form": "公司"}),
    Bent("SOLE.SETUP", "name.form", "name.legal_form", {"name.legal_form": "有限公司"}),
    Bent(
        "REP_OFFICE.SETUP",
        "scope.permit_before",
        "scope.phrases.0.text",
        {"scope.phrases.0": {"code": "7271", "text": "保安服务"}},
    ),
    # people and organisations
    Bent(
        "LLC.SETUP",
        "parties.identity",
        "parties.p1.identity_number",
        {"parties.p1.document": "taiwan_permit", "parties.p1.identity_number": "12"},
    ),
    Bent("LLC_STATE.SETUP", "organisations.code", "organisations.o1.code", {"organisations.o1.code": "91110108MA00"}),
    Bent(
        "LLC_STATE.MERGE_SPLIT",
        "organisations.once",
        "organisations.o8.code",
        {"organisations.o8.code": lambda data, _: data["organisations"]["o1"]["code"]},
    ),
    Bent(
        "LLC_STATE.SETUP",
        "organisations.mandate",
        "organisations.o1.mandate.until",
        {"organisations.o1.mandate": {"agent": "p2", "scope": "签署设立文件", "until": "2026-11-22"}},
    ),
    # capital and members
    Bent(
        "LLC_ONE.SETUP",
        "capital.members",
        "capital.contributions",
        {
            "capital.contributions": lambda data, _: [
                *data["capital"]["contributions"],
                {**data["capital"]["contributions"][0], "party": "p2"},
            ]
        },
    ),
    Bent(
        "GP.SETUP",
        "capital.members",
        "capital.contributions",
        {"capital.contributions": lambda data, _: data["capital"]["contributions"][:1]},
    ),
    Bent("LLC.SETUP", "capital.labour", "capital.contributions.0.form", {"capital.contributions.0.form": "labour"}),
    Bent("LP.SETUP", "capital.labour", "capital.contributions.1.form", {"capital.contributions.1.form": "labour"}),
    Bent("LLC.SETUP", "capital.paid", "capital.contributions.0.paid", {"capital.contributions.0.paid": 30_000_001}),
    Bent("LLC_STATE.SETUP", "capital.kinds", "capital.contributions.0.party", {"capital.contributions.0.party": "p1"}),
    Bent("JSC.SETUP", "capital.domiciled", "capital.contributions", PASSPORTS),
    Bent("GP.SETUP", "capital.sum", "capital.registered", {"capital.registered": 1}),
    Bent("COOP.SETUP", "capital.sum", "capital.registered", {"capital.registered": 1}),
    Bent(
        "LLC.CHANGE.CAPITAL_INC",
        "capital.direction",
        "capital.registered",
        {"capital.registered": 20_000_000, "capital.contributions.0.amount": 20_000_000},
    ),
    Bent(
        "LLC.CHANGE.CAPITAL_DEC",
        "capital.direction",
        "capital.registered",
        {"capital.registered": 40_000_000, "capital.contributions.0.amount": 40_000_000},
    ),
    Bent("LLC.CHANGE.CAPITAL_DEC", "capital.creditors", "resolution.decided", {"resolution.decided": "2026-11-01"}),
    Bent("LLC_STATE.SETUP", "organs.directors", "organs.directors", {"organs.directors": ["p1"]}),
    Bent("COOP.SETUP", "organs.supervisors_apart", "organs.supervisors", {"organs.supervisors": ["p1"]}),
    Bent(
        "COOP.SETUP",
        "organs.legal_representative",
        "organs.legal_representative",
        {"organs.directors": ["p1"], "organs.chair": "", "organs.manager": "p2", "organs.legal_representative": "p2"},
    ),
    Bent(
        "COOP.SETUP",
        "organs.legal_representative",
        "organs.legal_representative",
        {"organs.directors": ["p1", "p2", "p3"], "organs.legal_representative": "p4"},
    ),
    # partnerships
    Bent("GP.SETUP", "partnership.partners", "partnership.executives", {"partnership.executives": ["p3"]}),
    Bent("GP.SETUP", "partnership.general", "partnership.limited", {"partnership.limited": ["p2"]}),
    Bent("GP.SETUP", "partnership.form", "partnership.limited", {"partnership.limited": ["p2"]}),
    Bent("LP.SETUP", "partnership.general", "partnership.limited", {"partnership.limited": ["p1", "p2"]}),
    Bent("LP.SETUP", "partnership.form", "partnership.limited", {"partnership.limited": []}),
    Bent("LP.SETUP", "partnership.execution", "partnership.executives", {"partnership.executives": ["p2"]}),
    Bent("FIP.SETUP", "partnership.delegates", "partnership.delegates.o1", {"partnership.executives": ["o1"]}),
    Bent("FIP.SETUP", "partnership.public", "partnership.limited", {"organisations.o1.kind": "state_body"}),
    Bent("GP.SETUP", "partnership.capacity", "partnership.limited", {"parties.p2": CHILD}),
    # sole proprietors, households, cooperatives
    Bent(
        "SOLE.SETUP",
        "proprietor.family",
        "proprietor.family",
        {"proprietor.assets": "family", "proprietor.family": ["p1"]},
    ),
    Bent("SOLE.SETUP", "proprietor.required", "proprietor.family", {"proprietor.assets": "family"}),
    Bent("SOLE.SETUP", "proprietor.capacity", "proprietor.investor", {"parties.p1": CHILD}),
    Bent(
        "HOUSEHOLD.SETUP",
        "household.family",
        "household.family",
        {"household.composition": "family", "household.family": ["p2", "p2"]},
    ),
    Bent("HOUSEHOLD.SETUP", "household.capacity", "household.operator", {"parties.p1": CHILD}),
    Bent("COOP.SETUP", "cooperative.farmers", "cooperative.farmers", {"cooperative.farmers": ["p1", "p2", "p3"]}),
    Bent(
        "COOP.SETUP",
        "cooperative.organisations",
        "capital.contributions",
        {
            "organisations": {"o1": state_body(1), "o2": state_body(2)},
            "capital.contributions.3.party": "o1",
            "capital.contributions.4.party": "o2",
        },
    ),
    # branches, foreign investment, offices
    Bent("BRANCH_CO.SETUP", "parent.code", "parent.uscc", {"parent.uscc": "911101080000000000"}),
    Bent("BRANCH_CO.SETUP", "parent.capacity", "parent.head", {"parties.p2": CHILD}),
    Bent("REP_OFFICE.SETUP", "representatives.capacity", "representatives.chief", {"parties.p2": CHILD}),
    Bent("BRANCH_CO.SETUP", "parent.status", "parent.uscc", facts={"parent_status": EnterpriseStatus.CANCELLED}),
    Bent("BRANCH_CO.SETUP", "parent.status", "parent.uscc", facts={"parent_status": EnterpriseStatus.IN_LIQUIDATION}),
    Bent("BRANCH_P.CHANGE.HEAD", "parent.status", "parent.uscc", facts={"parent_status": EnterpriseStatus.REVOKED}),
    Bent("FIE_LLC.SETUP", "foreign.investors", "foreign.investors", {"foreign.investors": ["p1"]}),
    Bent("FIE_JSC.SETUP", "foreign.investors", "foreign.investors", {"foreign.investors": ["p1"]}),
    Bent("FIE_LLC.SETUP", "foreign.total", "foreign.total_investment", {"foreign.total_investment": 1}),
    Bent("FIE_LLC.SETUP", "foreign.recipient", "foreign.recipient", {"foreign.recipient": "o1"}),
    Bent("FIP.SETUP", "foreign.negative_list", "foreign.restricted", {"foreign.restricted": True}),
    Bent("FIE_LLC.SETUP", "uploads.required", "uploads.investment_approval", {"foreign.restricted": True}),
    Bent("REP_OFFICE.SETUP", "origin.abroad", "origin.country", {"origin.country": "中国"}),
    Bent(
        "REP_OFFICE.SETUP",
        "representatives.number",
        "representatives.others",
        {"representatives.others": ["p1", "p3", "p4", "p5"]},
    ),
    Bent("REP_OFFICE.SETUP", "representatives.number", "representatives.others", {"representatives.others": ["p2"]}),
    Bent("REP_OFFICE.SETUP", "representatives.until", "representatives.until", {"representatives.until": LONG_AGO}),
    # the enterprise spoken of, and what changes
    Bent("LLC.CHANGE.NAME", "subject.code", "subject.uscc", {"subject.uscc": "91110108MA0000000X"}),
    Bent("LLC.CHANGE.NAME", "subject.status", "subject.uscc", facts={"status": EnterpriseStatus.CANCELLED}),
    Bent("LLC.CHANGE.NAME", "subject.version", "subject.version", facts={"current_version": 2}),
    Bent("LLC.CHANGE.NAME", "application.change", "name", {"name": before("name")}),
    Bent("LLC.CHANGE.DOMICILE", "application.change", "domicile", {"domicile": before("domicile")}),
    Bent(
        "JSC.CHANGE.LEGAL_REP",
        "application.change",
        "organs.legal_representative",
        {"organs.legal_representative": before("organs.legal_representative")},
    ),
    Bent("LLC.CHANGE.NAME+SCOPE", "application.change", "scope", {"scope": before("scope")}),
    Bent(
        "LLC.CHANGE.NAME",
        "application.in_time",
        "resolution.decided",
        {"resolution.decided": LONG_AGO},
        severity=WARNING,
    ),
    # what an application leaves alone
    Bent(
        "LLC.CHANGE.SCOPE",
        "application.untouched",
        "organs.legal_representative",
        {"organs.legal_representative": "p2"},
    ),
    Bent(
        "LLC.CHANGE.SCOPE",
        "application.same_people",
        "parties.p1.identity_number",
        {"parties.p1.identity_number": person(902, "某某")["identity_number"]},
    ),
    Bent("LLC.PLEDGE.CANCEL", "pledge.registered", "pledge.number", facts={"pledges": {}}),
    # agents, resolutions, transfers
    Bent("LLC.SETUP", "agent.until", "agent.until", {"agent.until": "2026-11-22"}),
    Bent("LLC.SETUP", "agent.capacity", "agent.agent", {"parties.p3": CHILD}),
    Bent("LLC.CHANGE.NAME", "resolution.day", "resolution.decided", {"resolution.decided": TOMORROW}),
    Bent(
        "JSC.CHANGE.NAME",
        "resolution.directors",
        "resolution.directors_present",
        {"resolution.directors_present": ["p1", "p4"]},
    ),
    Bent(
        "JSC.CHANGE.NAME",
        "resolution.directors",
        "resolution.directors_present",
        {"resolution.directors_present": ["p1"]},
    ),
    Bent("JSC.CHANGE.NAME", "resolution.votes", "resolution.agreed", {"resolution.agreed": ["p1"]}),
    Bent("JSC.CHANGE.NAME", "resolution.votes", "resolution.agreed", {"resolution.agreed": ["p1", "p2", "p3"]}),
    Bent(
        "JSC.CHANGE.NAME",
        "resolution.votes",
        "resolution.agreed",
        {"resolution.agreed": ["p1"], "resolution.text": "章程另有规定"},
        severity=WARNING,
    ),
    Bent("LLC.CHANGE.SHAREHOLDER", "transfer.day", "transfer.agreed", {"transfer.agreed": TOMORROW}),
    Bent(
        "LLC.CHANGE.SHAREHOLDER",
        "transfer.apart",
        "transfer.transfers.0.taker",
        {"transfer.transfers.0.taker": "p1"},
    ),
    Bent(
        "LLC.CHANGE.SHAREHOLDER",
        "transfer.owned",
        "transfer.transfers.0.giver",
        {"transfer.transfers.0.giver": "p2"},
    ),
    Bent(
        "LLC.CHANGE.SHAREHOLDER",
        "transfer.owned",
        "transfer.transfers.0.amount",
        {"transfer.transfers.0.amount": 30_000_001},
    ),
    Bent("LLC.CHANGE.SHAREHOLDER", "transfer.sum", "transfer.transfers", {"transfer.transfers.0.amount": 10_000_000}),
    Bent("GP.CHANGE.PARTNERS", "transfer.refusal", "transfer.transfers.0.taker", severity=WARNING),
    # winding up, pledges, licences, moves, mergers, judgments
    Bent("LLC.DEREG", "liquidation.head", "liquidation.head", {"liquidation.head": "p2"}),
    Bent("LLC.DEREG", "liquidation.order", "liquidation.noticed", {"liquidation.noticed": LONG_AGO}),
    Bent("LLC.DEREG", "liquidation.order", "liquidation.finished", {"liquidation.finished": TOMORROW}),
    Bent("LLC.DEREG", "liquidation.notice", "liquidation.noticed", {"liquidation.noticed": "2026-11-01"}),
    Bent("LLC.PLEDGE.SETUP", "pledge.apart", "pledge.pledgee", {"pledge.pledgee": "p1"}),
    Bent("LLC.PLEDGE.SETUP", "pledge.owned", "pledge.amount", {"pledge.amount": 30_000_001}),
    Bent("LLC.PLEDGE.SETUP", "pledge.owned", "pledge.pledgor", {"pledge.pledgor": "p2"}),
    Bent("LLC.PLEDGE.CANCEL", "pledge.required", "pledge.number", {"pledge.number": ""}),
    Bent("LLC.PLEDGE.SETUP", "uploads.required", "uploads.pledge_contract", {"uploads": {}}),
    Bent("LLC.LICENCE.REISSUE", "reissue.announced", "reissue.announced", {"reissue.announced": TOMORROW}),
    Bent("LLC.MIGRATE.IN_OUT", "migration.apart", "migration.to_authority", {"migration.to_authority": "110108"}),
    Bent("LLC.MIGRATE.IN_OUT", "migration.apart", "migration.from_authority", {"migration.from_authority": "999999"}),
    Bent("LLC.MIGRATE.IN_OUT", "migration.domicile", "domicile.region_code", {"migration.to_authority": "110106"}),
    Bent("LLC.MIGRATE.IN_OUT", "domicile.region", "domicile.region_code", {"migration.to_authority": "110106"}),
    Bent("LLC.MERGE_SPLIT", "merger.order", "merger.noticed", {"merger.noticed": LONG_AGO}),
    Bent("LLC.MERGE_SPLIT", "merger.notice", "merger.noticed", {"merger.noticed": "2026-11-01"}),
    Bent("LLC.MERGE_SPLIT", "merger.notice", "merger.noticed", {"merger.decided": LONG_AGO}, severity=WARNING),
    Bent("LLC.MERGE_SPLIT", "merger.others", "merger.others", {"merger.others": ["p1"]}),
    Bent("LLC.REVOKE_CHANGE", "judgment.day", "judgment.day", {"judgment.day": TOMORROW}),
    Bent("LLC.REVOKE_CHANGE", "judgment.version", "judgment.version", facts={"current_version": 1}),
    # the proof of premises, and limits that an edition sets
    Bent("LLC.SETUP", "domicile.proof", "domicile.proof_upload", {"domicile.proof_upload": ""}),
    Bent("LLC.SETUP", "capital.due", "capital.contributions.0.due", {"capital.contributions.0.due": "2031-11-24"}),
    # what must be filled in
    Bent("GP.SETUP", "partnership.required", "partnership.executives", {"partnership.executives": []}),
    Bent("GP.SETUP", "capital.required", "capital.contributions.0.due", {"capital.contributions.0.due": None}),
    Bent("SOLE.SETUP", "proprietor.required", "proprietor.investor", {"proprietor.investor": ""}),
    Bent("HOUSEHOLD.SETUP", "household.required", "household.operator", {"household.operator": ""}),
    Bent("COOP.SETUP", "cooperative.required", "cooperative.farmers", {"cooperative.farmers": []}),
    Bent("BRANCH_CO.SETUP", "parent.required", "parent.head", {"parent.head": ""}),
    Bent("BRANCH_CO.SETUP", "name.required", "name.owner", {"name.owner": ""}),
    Bent("FIE_LLC.SETUP", "foreign.required", "foreign.recipient", {"foreign.recipient": ""}),
    Bent(
        "FIE_LLC.SETUP", "parties.required", "organisations.o1.representative", {"organisations.o1.representative": ""}
    ),
    Bent("REP_OFFICE.SETUP", "origin.required", "origin.name", {"origin.name": ""}),
    Bent("REP_OFFICE.SETUP", "representatives.required", "representatives.chief", {"representatives.chief": ""}),
    Bent("LLC.CHANGE.NAME", "subject.required", "subject.uscc", {"subject.uscc": ""}),
    Bent("LLC.SETUP", "agent.required", "agent.powers", {"agent.powers": ""}),
    Bent("LLC.CHANGE.NAME", "resolution.required", "resolution.decided", {"resolution.decided": None}),
    Bent(
        "LLC.CHANGE.SHAREHOLDER", "transfer.required", "transfer.transfers.0.taker", {"transfer.transfers.0.taker": ""}
    ),
    Bent("LLC.DEREG", "liquidation.required", "liquidation.head", {"liquidation.head": ""}),
    Bent("LLC.DEREG", "liquidation.required", "liquidation.noticed", {"liquidation.noticed": None}),
    Bent("LLC.PLEDGE.SETUP", "pledge.required", "pledge.amount", {"pledge.amount": 0}),
    Bent("LLC.LICENCE.REISSUE", "reissue.required", "reissue.announced", {"reissue.announced": None}),
    Bent("LLC.MIGRATE.IN_OUT", "migration.required", "migration.to_authority", {"migration.to_authority": ""}),
    Bent("LLC.MERGE_SPLIT", "merger.required", "merger.others", {"merger.others": []}),
    Bent("LLC.REVOKE_CHANGE", "judgment.required", "judgment.court", {"judgment.court": ""}),
    # who was never entered
    Bent(
        "LLC_STATE.SETUP",
        "parties.known",
        "organisations.o1.representative",
        {"organisations.o1.representative": "p99"},
    ),
    Bent("GP.SETUP", "partnership.known", "partnership.executives", {"partnership.executives": ["p99"]}),
    Bent("SOLE.SETUP", "proprietor.known", "proprietor.investor", {"proprietor.investor": "p99"}),
    Bent("HOUSEHOLD.SETUP", "household.known", "household.operator", {"household.operator": "p99"}),
    Bent("COOP.SETUP", "cooperative.known", "cooperative.farmers", {"cooperative.farmers": ["p99"]}),
    Bent("BRANCH_CO.SETUP", "parent.known", "parent.head", {"parent.head": "p99"}),
    Bent("FIE_LLC.SETUP", "foreign.known", "foreign.recipient", {"foreign.recipient": "p99"}),
    Bent("REP_OFFICE.SETUP", "origin.known", "origin.signatory", {"origin.signatory": "p99"}),
    Bent("REP_OFFICE.SETUP", "representatives.known", "representatives.chief", {"representatives.chief": "p99"}),
    Bent("LLC.SETUP", "agent.known", "agent.agent", {"agent.agent": "p99"}),
    Bent("LLC.CHANGE.NAME", "resolution.known", "resolution.chair", {"resolution.chair": "p99"}),
    Bent(
        "LLC.CHANGE.SHAREHOLDER", "transfer.known", "transfer.transfers.0.taker", {"transfer.transfers.0.taker": "p99"}
    ),
    Bent("LLC.DEREG", "liquidation.known", "liquidation.head", {"liquidation.head": "p99"}),
    Bent("LLC.PLEDGE.SETUP", "pledge.known", "pledge.pledgee", {"pledge.pledgee": "p99"}),
    Bent("LLC.MERGE_SPLIT", "merger.known", "merger.others", {"merger.others": ["o99"]}),
)
