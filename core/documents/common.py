"""What several documents say in the same way: the enterprise's full name, its domicile, its organs, people."""

from __future__ import annotations

from datetime import date

from core.content import Content, ContributionForm, IdentityDocument, OrganisationKind, Tenure
from core.documents.amounts import capital, wan
from core.documents.pack import Data, PackFacts
from core.names import title_of

CONTRIBUTION_FORMS = {
    ContributionForm.MONEY: "货币",
    ContributionForm.IN_KIND: "实物",
    ContributionForm.INTELLECTUAL_PROPERTY: "知识产权",
    ContributionForm.LAND_USE: "土地使用权",
    ContributionForm.EQUITY: "股权",
    ContributionForm.LABOUR: "劳务",
}
TENURES = {Tenure.OWNED: "自有", Tenure.RENTED: "租赁", Tenure.FREE_USE: "无偿使用"}
DOCUMENTS = {
    IdentityDocument.RESIDENT_ID: "居民身份证",
    IdentityDocument.PASSPORT: "护照",
    IdentityDocument.HONG_KONG_MACAO_PERMIT: "港澳居民来往内地通行证",
    IdentityDocument.TAIWAN_PERMIT: "台湾居民来往大陆通行证",
    IdentityDocument.PERMANENT_RESIDENCE: "外国人永久居留身份证",
}
CODES = {OrganisationKind.FOREIGN: "境外登记注册号"}
CODE = "统一社会信用代码"
BOARD_FROM = 3  # a board has three directors or more (公司法 第六十八条); so has a board of supervisors (第七十六条)


def company_name(content: Content) -> str:
    """The enterprise's full name, as everywhere."""
    return title_of(content)


def name_now(content: Content, facts: PackFacts) -> str:
    """The enterprise's name while the business goes on: as registered, or as applied for where it is not yet."""
    if not facts.procedure.is_about_existing:
        return company_name(content)
    return content.subject.name or company_name(facts.prior or content)


def business(facts: PackFacts) -> str:
    """What is applied for, said of an enterprise that is named beside it: 设立登记, 变更登记（名称）."""
    label = facts.procedure.label
    return label.removeprefix(facts.procedure.type.label) or label


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


def iso(day: date | None) -> str:
    """A date as JSON holds it; empty without one."""
    return day.isoformat() if day else ""


def names(content: Content, keys: tuple[str, ...]) -> list[str]:
    """Names of people and organisations in order; keys that name nobody are left out."""
    return [name for key in keys if (name := content.name_of(key))]


def party(content: Content, key: str) -> dict[str, str]:
    """Who a person or an organisation is, with the kind of document or number; all empty without a key."""
    if key in content.organisations:
        body = content.organisations[key]
        signer = content.party(body.signer)
        return {
            "name": body.name,
            "document": CODES.get(body.kind, CODE),
            "identity_number": body.code,
            "phone": signer.phone,
            "email": signer.email,
            "address": body.address,
        }
    person = content.party(key)
    return {
        "name": person.name,
        "document": DOCUMENTS[person.document] if key else "",
        "identity_number": person.identity_number,
        "phone": person.phone,
        "email": person.email,
        "address": person.address,
    }


def contributions(content: Content) -> list[Data]:
    """The members' contributions in the order given: name, amount, paid part of it, form, due date (ISO)."""
    return [
        {
            "name": content.name_of(item.party),
            "amount": item.amount,
            "paid": item.paid,
            "form": CONTRIBUTION_FORMS[item.form],
            "due": iso(item.due),
        }
        for item in content.capital.contributions
    ]


def organs(content: Content) -> Data:
    """Names by office; one director means no board."""
    held = content.organs
    return {
        "directors": [content.party(key).name for key in held.directors],
        "chair": content.party(held.chair).name,
        "supervisors": [content.party(key).name for key in held.supervisors],
        "manager": content.party(held.manager).name,
        "legal_representative": content.party(held.legal_representative).name,
        "represents_as": represents_as(content),
    }


def represents_as(content: Content) -> str:
    """In which office the legal representative serves (公司法 第十条: a director or the manager)."""
    held = content.organs
    board = len(held.directors) >= BOARD_FROM
    if held.legal_representative == held.chair and held.chair and board:
        return "董事长"
    if held.legal_representative in held.directors:
        return "董事"
    return "经理"
