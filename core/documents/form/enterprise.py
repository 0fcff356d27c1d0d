"""The form's tables about an enterprise, one function for each section of the content."""

from __future__ import annotations

from typing import Protocol

from core.content import Content
from core.documents import changes, common
from core.documents.amounts import day, share, wan
from core.documents.form import tables
from core.documents.form.tables import Pair, half, whole
from core.documents.pack import Data, PackFacts
from core.documents.values import iso_day
from core.documents.voices import Voice, voice_of


class Rows(Protocol):
    """Lines of the first table that one section gives."""

    def __call__(self, content: Content, facts: PackFacts, voice: Voice, /) -> list[Pair]: ...


def _name(content: Content, facts: PackFacts, voice: Voice) -> list[Pair]:
    return [whole("名　称", common.company_name(content)), half(voice.kind, changes.kind(content, facts))]


def _domicile(content: Content, facts: PackFacts, voice: Voice) -> list[Pair]:
    return [
        whole(voice.domicile, common.domicile(content, facts)),
        half(f"{voice.domicile}取得方式" if len(voice.domicile) < 4 else "场所取得方式",
             common.TENURES[content.domicile.tenure]),
        half("邮政编码", content.domicile.postcode or content.contact.postcode),
    ]  # fmt: skip


def _capital(content: Content, facts: PackFacts, voice: Voice) -> list[Pair]:
    money = common.money(content.capital.registered)
    return [whole(voice.capital, f"{money['wan']} 万元（{money['capital']}）")]


def _scope(content: Content, facts: PackFacts, voice: Voice) -> list[Pair]:
    return [whole("业务范围" if voice.key == "office" else "经营范围", common.scope(content))]


def _contact(content: Content, facts: PackFacts, voice: Voice) -> list[Pair]:
    return [half("联系电话", content.contact.phone), half("电子邮箱", content.contact.email)]


def _other(content: Content, facts: PackFacts, voice: Voice) -> list[Pair]:
    other = content.other
    copies = (other.paper_copies or 1) if other.paper_licence else 0
    paper = f"申领纸质{voice.licence}，副本 {copies} 份" if copies else f"不申领纸质{voice.licence}"
    rows = [whole(voice.licence, f"电子{voice.licence}；{paper}")]
    if other.employees:
        rows.append(half("从业人数", f"{other.employees} 人"))
    return [*rows, whole("其他说明", other.remarks)] if other.remarks else rows


def _term(content: Content, facts: PackFacts, voice: Voice) -> list[Pair]:
    return [] if "representatives" in facts.procedure.sections else [half(voice.term, common.term(content))]


def _nature(content: Content, facts: PackFacts, voice: Voice) -> list[Pair]:
    return [half("经济性质", changes.NATURES[content.nature.economic])]


def _foreign(content: Content, facts: PackFacts, voice: Voice) -> list[Pair]:
    return [half("投资总额", f"{wan(content.foreign.total_investment)} 万元人民币")]


BASICS: tuple[tuple[str, Rows], ...] = (
    ("name", _name),
    ("other", _term),
    ("domicile", _domicile),
    ("contact", _contact),
    ("capital", _capital),
    ("nature", _nature),
    ("foreign", _foreign),
    ("scope", _scope),
    ("other", _other),
)
"""What the first table says, in its order, for each section that the procedure has."""


def basics(content: Content, facts: PackFacts) -> list[Data]:
    """The first table of whoever is not registered yet."""
    voice, has = voice_of(facts.procedure.type), facts.procedure.sections
    rows = [row for section, of in BASICS if section in has for row in of(content, facts, voice)]
    return [tables.pairs("基本信息", rows, strong="名　称")]


def capital(content: Content, facts: PackFacts) -> list[Data]:
    """Members, partners or investors with their contributions."""
    held, voice = content.capital, voice_of(facts.procedure.type)
    if not held.contributions:
        return []
    named, amount = f"{voice.member}\n姓名或者名称", f"{voice.contributed}\n（万元）"
    head = ["序号", named, "证件类型及号码", amount, "比例", "出资\n方式", "实缴\n（万元）", "出资日期"]
    total, paid = sum(one.amount for one in held.contributions), sum(one.paid for one in held.contributions)
    rows = []
    for number, (item, row) in enumerate(zip(held.contributions, common.contributions(content), strict=True), 1):
        one = common.party(content, item.party)
        rows.append(
            [
                str(number),
                row["name"],
                f"{one['document']}\n{one['identity_number']}",
                wan(row["amount"]),
                share(row["amount"], total),
                row["form"],
                wan(row["paid"]),
                day(iso_day(row["due"])),
            ]
        )
    sums = ["合　计", wan(total), "100%" if total else "—", "", wan(paid), ""]
    return [tables.listing(voice.members, head, [6, 16, 23, 14, 9, 8, 10, 19], rows, total=sums)]


def legal_representative(content: Content, facts: PackFacts) -> list[Data]:
    """The legal representative with the office that makes somebody one."""
    held, voice = content.organs, voice_of(facts.procedure.type)
    office = {"cooperative": voice.chair, "enterprise": "法定代表人"}.get(voice.key, common.represents_as(content))
    return [tables.person("法定代表人信息", content, held.legal_representative, office=office)]


def officers(content: Content, facts: PackFacts) -> list[Data]:
    """Who holds which office."""
    held, voice = content.organs, voice_of(facts.procedure.type)
    rows = [(key, _director(content, key, voice)) for key in held.directors]
    rows += [(key, voice.supervisor) for key in held.supervisors]
    rows += [(held.manager, voice.manager)] if held.manager else []
    return [tables.people(voice.officers, content, rows)] if rows else []


def _director(content: Content, key: str, voice: Voice) -> str:
    board = len(content.organs.directors) >= common.BOARD_FROM
    chair = content.organs.chair or (content.organs.legal_representative if voice.key == "cooperative" else "")
    return voice.chair if board and key == chair else voice.director


def contact(content: Content, facts: PackFacts) -> list[Data]:
    """The liaison, and the finance officer where there is one."""
    held = content.contact
    rows = []
    for title, key in (("联络员", held.liaison), ("财务负责人", held.finance_officer)):
        if key:
            one = common.party(content, key)
            rows.append([title, *(one[name] for name in ("name", "document", "identity_number", "phone", "email"))])
    title = "联络员和财务负责人信息" if held.finance_officer else "联络员信息"
    head = ["", "姓　名", "证件类型", "证件号码", "移动电话", "电子邮箱"]
    return [tables.listing(title, head, [12, 10, 13, 24, 16, 25], rows, led=True)] if rows else []


def partnership(content: Content, facts: PackFacts) -> list[Data]:
    """How each partner is liable, who executes the business, and through whom an organisation does."""
    held = content.partnership
    rows = []
    for number, key in enumerate(content.members, 1):
        delegate = common.party(content, held.delegates.get(key, ""))
        rows.append(
            [
                str(number),
                content.name_of(key),
                changes.liability(content, key),
                "是" if key in held.executives else "否",
                delegate["name"] or "—",
                f"{delegate['document']}\n{delegate['identity_number']}" if delegate["name"] else "—",
            ]
        )
    head = ["序号", "合伙人", "承担责任方式", "执行合伙事务", "委派代表", "委派代表证件"]
    return [tables.listing("合伙人责任与合伙事务执行", head, [7, 22, 16, 16, 14, 25], rows)] if rows else []


def proprietor(content: Content, facts: PackFacts) -> list[Data]:
    """The investor of a sole proprietor's enterprise, and the family where it answers too."""
    held = content.proprietor
    found = [tables.person("投资人信息", content, held.investor, office=changes.ASSETS[held.assets], role="出资方式")]
    return [*found, _family(content, held.family)] if held.family else found


def household(content: Content, facts: PackFacts) -> list[Data]:
    """The operator of a household, and those of the family who take part."""
    held = content.household
    office = changes.COMPOSITIONS[held.composition]
    found = [tables.person("经营者信息", content, held.operator, office=office, role="组成形式")]
    return [*found, _family(content, held.family)] if held.family else found


def _family(content: Content, keys: tuple[str, ...]) -> Data:
    return tables.people("家庭成员信息", content, [(key, "家庭成员") for key in keys], "身　份")


def cooperative(content: Content, facts: PackFacts) -> list[Data]:
    """How many members are farmers, citizens and organisations (农民专业合作社法 第二十条)."""
    members = content.members
    bodies = [key for key in members if key in content.organisations]
    farmers = [key for key in members if key in content.cooperative.farmers]
    rows = [
        half("成员总数", f"{len(members)} 名"),
        half("农民成员", f"{len(farmers)} 名，占 {share(len(farmers), len(members))}"),
        half("单位成员", f"{len(bodies)} 名"),
        half("其他公民成员", f"{len(members) - len(bodies) - len(farmers)} 名"),
    ]
    return [tables.pairs("成员构成", rows)]


def parent(content: Content, facts: PackFacts) -> list[Data]:
    """The enterprise that a branch belongs to, and who heads the branch."""
    held = content.parent
    rows = [
        whole("名　称", held.name),
        half(common.CODE.replace("社会", "社会\n"), held.uscc),
        half("企业类型", held.entity_type),
        whole("住　所", held.address),
        half("法定代表人\n（负责人）", content.party(held.representative).name),
    ]
    found = [tables.pairs("隶属企业信息", rows)] if held.name or held.uscc else []
    return [*found, tables.person("负责人信息", content, held.head)] if held.head else found


def foreign(content: Content, facts: PackFacts) -> list[Data]:
    """The investors from abroad, and who takes in legal documents for them."""
    held = content.foreign
    rows = []
    for number, key in enumerate(held.investors, 1):
        one, body = common.party(content, key), content.organisations.get(key)
        country = body.country if body else content.party(key).nationality
        rows.append([str(number), one["name"], country, f"{one['document']}\n{one['identity_number']}", one["address"]])
    head = ["序号", "姓名或者名称", "国别（地区）", "证件类型及号码", "住　所"]
    found = [tables.listing("外国投资者信息", head, [7, 24, 14, 25, 30], rows, flush=[4])] if rows else []
    if held.recipient:
        found.append(_recipient(content, held.recipient))
    access = "涉及外商投资准入特别管理措施" if held.restricted else "不涉及外商投资准入特别管理措施"
    return [*found, tables.pairs("外商投资准入", [whole("准入情况", access)])]


def _recipient(content: Content, key: str) -> Data:
    one = common.party(content, key)
    return tables.pairs(
        "法律文件送达接受人信息",
        [
            half("姓名或者名称", one["name"]),
            half("联系电话", one["phone"]),
            half("证件类型", one["document"]),
            half("证件号码", one["identity_number"]),
            whole("送达地址", one["address"]),
        ],
    )


def origin(content: Content, facts: PackFacts) -> list[Data]:
    """The enterprise abroad."""
    held = content.origin
    rows: list[Pair] = [
        whole("名　称", held.name),
        half("国别（地区）", held.country),
        half("责任形式", held.liability),
        whole("住　所", held.address),
        half("资本（资产）", held.capital),
        half("有权签字人", content.name_of(held.signatory)),
        whole("经营范围", held.scope),
    ]
    return [tables.pairs("外国（地区）企业信息", rows)]


def representatives(content: Content, facts: PackFacts) -> list[Data]:
    """The chief representative, the others, and until when the office may stay."""
    held = content.representatives
    until = f"至{day(held.until)}" if held.until else "—"
    found = [tables.person("首席代表信息", content, held.chief, office=until, role="驻在期限")]
    others = [(key, "代表") for key in held.others]
    return [*found, tables.people("代表信息", content, others)] if others else found
