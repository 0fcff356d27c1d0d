"""Agreements between people: of partners, of those who hand a share over, who join, who merge (R20)."""

from __future__ import annotations

from core.catalogue import Material
from core.content import Content, MergerForm
from core.documents import changes, columns, common
from core.documents.amounts import day, wan
from core.documents.decisions import transfers
from core.documents.form.businesses import MERGERS
from core.documents.layout import centre, label
from core.documents.pack import Data, PackFacts
from core.documents.prose import Table
from core.documents.values import iso_day
from core.documents.voices import voice_of
from core.documents.written import written

TRANSFERS = {"partnership": "partnership", "sole": "sole", "household": "sole", "joint": "joint"}
"""Whose shares are handed over by other words than a company's, by the key of the voice."""


def _transfer(content: Content, facts: PackFacts, material: Material) -> Data:
    voice = voice_of(facts.procedure.type)
    return {
        **transfers(content, facts, material),
        "kind": TRANSFERS.get(voice.key, "company"),
        "left": _left(content, facts),
    }


def _left(content: Content, facts: PackFacts) -> list[str]:
    """Partners of before who are none any more and hand nothing over."""
    prior = facts.prior or content
    still = {content.name_of(key) for key in content.members}
    givers = {content.name_of(one.giver) for one in content.transfer.transfers}
    return [name for name in common.names(prior, prior.members) if name not in still | givers]


def _joining(content: Content, facts: PackFacts, _: Material) -> Data:
    """Who was a partner before, and who is one now for the first time, with which contribution and liability."""
    prior = facts.prior or Content()
    old = common.names(prior, prior.members)
    rows = [
        {**row, "liability": changes.liability(content, item.party)}
        for item, row in zip(content.capital.contributions, common.contributions(content), strict=True)
        if row["name"] not in old
    ]
    return {"old": old, "joined": rows, "limited": bool(content.partnership.limited)}


def _joined(data: Data) -> Table:
    rows = [
        [row["name"], wan(row["amount"]), row["form"], day(iso_day(row["due"])), row["liability"]]
        for row in data["joined"]
    ]
    head = ["新合伙人\n姓名或者名称", "出资额\n（万元）", "出资方式", "缴付期限", "承担责任方式"]
    return columns.table(head, [26, 14, 12, 21, 19], rows)


def _partnership(content: Content, facts: PackFacts, material: Material) -> Data:
    some = set(content.partnership.executives) < set(content.members)
    return {
        "domicile": common.domicile(content, facts),
        "scope": common.scope(content),
        "term": common.term(content),
        "registered": content.capital.registered,
        "count": len(content.members),
        "executives": changes.executives(content) if content.partnership.executives and some else "",
        "limited": bool(content.partnership.limited),
        "special": "特殊普通合伙" in content.name.legal_form,
        "contributions": common.contributions(content),
        "labour": any(row["form"] == "劳务" for row in common.contributions(content)),
        "partners": [
            {
                "name": content.name_of(key),
                "address": common.party(content, key)["address"],
                "liability": changes.liability(content, key),
            }
            for key in content.members
        ],
        "name": common.company_name(content),
    }


def _partners(data: Data) -> Table:
    rows = [[row["name"], row["address"], row["liability"]] for row in data["partners"]]
    return columns.table(["姓名或者名称", "住　所", "承担责任方式"], [28, 43, 21], rows)


def _paid(content: Content, facts: PackFacts, _: Material) -> Data:
    rows = common.contributions(content)
    return {
        "contributions": rows,
        "amount": sum(row["amount"] for row in rows),
        "paid": sum(row["paid"] for row in rows),
        "name": common.company_name(content),
    }


def _paid_table(data: Data) -> Table:
    rows = [
        [row["name"], row["form"], wan(row["amount"]), wan(row["paid"]), day(iso_day(row["due"]))]
        for row in data["contributions"]
    ]
    head = ["合伙人\n姓名或者名称", "出资方式", "认缴出资额\n（万元）", "实缴出资额\n（万元）", "缴付期限"]
    amount, paid = (sum(row[key] for row in data["contributions"]) for key in ("amount", "paid"))
    closing = (label("合计", 3), centre(wan(amount)), centre(wan(paid)), centre(""))
    return columns.table(head, [25, 13, 16, 16, 22], rows, *closing)


def _labour(content: Content, facts: PackFacts, _: Material) -> Data:
    rows = [row for row in common.contributions(content) if row["form"] == "劳务"]
    return {"labour": rows, "name": common.company_name(content)}


def _labour_table(data: Data) -> Table:
    rows = [[row["name"], row["form"], wan(row["amount"]), day(iso_day(row["due"]))] for row in data["labour"]]
    return columns.table(["合伙人姓名", "出资方式", "评估作价\n（万元）", "缴付期限"], [30, 18, 20, 24], rows)


def _merger(content: Content, facts: PackFacts, _: Material) -> Data:
    held = content.merger
    return {
        "kind": "merger" if held.form in (MergerForm.ABSORPTION, MergerForm.NEW_COMPANY) else "division",
        "form": MERGERS[held.form],
        "others": common.names(content, held.others),
        "decided": common.iso(held.decided),
        "noticed": common.iso(held.noticed),
        "debts": held.debts,
        "registered": content.capital.registered,
        "contributions": common.contributions(content),
    }


TRANSFER = written("transfers/{kind}", _transfer, tables={"transfers": columns.transfers})
JOINING = written("joining_agreement", _joining, tables={"joined": _joined})
PARTNERSHIP = written(
    "partnership_agreement",
    _partnership,
    tables={"partners": _partners, "contributions": columns.contributions},
    intro="全体合伙人签名：",
)
CONTRIBUTIONS = written("partner_contributions", _paid, tables={"contributions": _paid_table}, intro="全体合伙人签名：")
LABOUR = written("labour_valuation", _labour, tables={"labour": _labour_table}, intro="全体合伙人签名：")
MERGER = written("mergers/{kind}", _merger, tables={"contributions": columns.contributions})
