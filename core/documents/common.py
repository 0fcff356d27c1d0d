"""What several documents say in the same way: the company's full name, its domicile, its organs, people."""

from __future__ import annotations

from core.content import Content, ContributionForm, Tenure
from core.documents.amounts import capital, wan
from core.documents.pack import Data, PackFacts
from core.names import compose

CONTRIBUTION_FORMS = {
    ContributionForm.MONEY: "货币",
    ContributionForm.IN_KIND: "实物",
    ContributionForm.INTELLECTUAL_PROPERTY: "知识产权",
    ContributionForm.LAND_USE: "土地使用权",
    ContributionForm.EQUITY: "股权",
    ContributionForm.LABOUR: "劳务",
}
TENURES = {Tenure.OWNED: "自有", Tenure.RENTED: "租赁", Tenure.FREE_USE: "无偿使用"}
BOARD_FROM = 3  # a board has three directors or more (公司法 第六十八条); so has a board of supervisors (第七十六条)


def company_name(content: Content) -> str:
    """Division + trade name + industry + legal form, as everywhere."""
    return compose(content.name)


def domicile(content: Content, facts: PackFacts) -> str:
    """The full domicile; the region is not said twice when the address already begins with it."""
    region = facts.division_name(content.domicile.region_code) if content.domicile.region_code else ""
    address = content.domicile.address
    return address if region and address.startswith(region) else f"{region}{address}"


def scope(content: Content) -> str:
    """Standard phrases in one sentence, with the sentence that the norm adds."""
    if not content.scope.phrases:
        return ""
    return "；".join(phrase.text.rstrip("；。") for phrase in content.scope.phrases) + "。"


def term(content: Content) -> str:
    years = content.other.term_years
    return f"{years}年" if years else "长期"


def money(fen: int) -> dict[str, str]:
    return {"wan": wan(fen), "capital": capital(fen)}


def contributions(content: Content) -> list[Data]:
    """The members' contributions in the order given: name, amount, form, due date (ISO), share of the whole."""
    return [
        {
            "name": content.name_of(item.party),
            "amount": item.amount,
            "form": CONTRIBUTION_FORMS[item.form],
            "due": item.due.isoformat() if item.due else "",
        }
        for item in content.capital.contributions
    ]


def organs(content: Content) -> Data:
    """Names by office; one director means no board."""
    held = content.organs

    def name(key: str) -> str:
        return content.party(key).name if key else ""

    return {
        "directors": [name(key) for key in held.directors],
        "chair": name(held.chair),
        "supervisors": [name(key) for key in held.supervisors],
        "manager": name(held.manager),
        "legal_representative": name(held.legal_representative),
        "represents_as": _represents_as(content),
    }


def _represents_as(content: Content) -> str:
    """In which office the legal representative serves (公司法 第十条: a director or the manager)."""
    held = content.organs
    board = len(held.directors) >= BOARD_FROM
    if held.legal_representative == held.chair and held.chair and board:
        return "董事长"
    if held.legal_representative in held.directors:
        return "董事"
    return "经理"
