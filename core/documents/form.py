"""公司登记（备案）申请书: the application form of the national norm of application forms (R20).

The only document of the pack that shows identity numbers in full, because the form asks for them: of members,
officers, the liaison and the finance officer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.catalogue import Material
from core.content import Content, IdentityDocument
from core.documents import common
from core.documents.amounts import day, share, wan
from core.documents.layout import Cell, Composer, centre, label
from core.documents.pack import Data, Family, PackFacts, Template
from core.documents.values import iso_day

DOCUMENTS = {IdentityDocument.RESIDENT_ID: "居民身份证"}
DECLARATION = (
    "本申请人依照《中华人民共和国公司法》《中华人民共和国市场主体登记管理条例》等相关规定申请公司设立登记，"
    "提交材料真实、合法、有效。通过联络员登录国家企业信用信息公示系统向登记机关报送、向社会公示的本企业信息"
    "真实、有效。复印件、扫描件与原件一致，并对因提交虚假材料所引发的一切后果承担相应的法律责任。"
)


def collect(content: Content, facts: PackFacts, _: Material) -> Data:
    organs, contact, other = content.organs, content.contact, content.other
    held = [(key, _director(content, key)) for key in organs.directors]
    held += [(key, "监事") for key in organs.supervisors]
    held += [(organs.manager, "经理")] if organs.manager else []
    return {
        "authority": facts.authority_name,
        "name": common.company_name(content),
        "entity_type": facts.entity_type_label,
        "domicile": common.domicile(content, facts),
        "tenure": common.TENURES[content.domicile.tenure],
        "postcode": content.domicile.postcode or contact.postcode,
        "phone": contact.phone,
        "email": contact.email,
        "capital": common.money(content.capital.registered),
        "registered": content.capital.registered,
        "scope": common.scope(content),
        "scope_codes": [[phrase.code, phrase.text] for phrase in content.scope.phrases],
        "term": common.term(content),
        "paper_copies": (other.paper_copies or 1) if other.paper_licence else 0,
        "remarks": other.remarks,
        "legal_representative": {
            **_person(content, organs.legal_representative),
            "office": common.organs(content)["represents_as"],
        },
        "members": [
            {**_person(content, item.party), **row}
            for item, row in zip(content.capital.contributions, common.contributions(content), strict=True)
        ],
        "officers": [{**_person(content, key), "office": office} for key, office in held],
        "liaison": _person(content, contact.liaison),
        "finance_officer": _person(content, contact.finance_officer),
    }


def _director(content: Content, key: str) -> str:
    board = len(content.organs.directors) >= common.BOARD_FROM
    return "董事长" if board and key == content.organs.chair else "董事"


def _person(content: Content, key: str) -> dict[str, str]:
    person = content.party(key)
    return {
        "name": person.name,
        "document": DOCUMENTS[person.document] if key else "",
        "identity_number": person.identity_number,
        "phone": person.phone,
        "email": person.email,
        "address": person.address,
    }


def draw(composer: Composer, data: Data, assets: Mapping[str, bytes]) -> None:
    composer.title("公司登记（备案）申请书")
    composer.paragraph(f"登记机关：{data['authority']}　　　业务类型：设立登记", 10.5, indent=0)
    composer.gap(2)
    _basics(composer, data)
    _legal_representative(composer, data["legal_representative"])
    _members(composer, data)
    _officers(composer, data)
    _contacts(composer, data)
    declaration = [[_section("申请人声明", 1)], [Cell("　　" + DECLARATION)]]
    composer.need(
        composer.table_height([1], declaration) + 14 + composer.signatures_height(min(len(data["signers"]), 2))
    )
    composer.table([1], declaration, header=1)
    composer.gap(14)


def _section(text: str, span: int) -> Cell:
    return Cell(text, span, "centre", label=True, bold=True)


def _basics(composer: Composer, data: Data) -> None:
    copies = data["paper_copies"]
    paper = f"申领纸质执照，共 {copies} 份" if copies else "不申领纸质执照"
    rows = [
        [_section("基本信息", 4)],
        [label("名　称"), Cell(data["name"], 3, bold=True)],
        [label("公司类型"), Cell(data["entity_type"]), label("营业期限"), Cell(data["term"])],
        [label("住　所"), Cell(data["domicile"], 3)],
        [label("住所取得方式"), Cell(data["tenure"]), label("邮政编码"), Cell(data["postcode"])],
        [label("联系电话"), Cell(data["phone"]), label("电子邮箱"), Cell(data["email"])],
        [label("注册资本"), Cell(f"{data['capital']['wan']} 万元（{data['capital']['capital']}）", 3)],
        [label("经营范围"), Cell(data["scope"], 3)],
        [label("营业执照"), Cell(f"电子营业执照；{paper}", 3)],
    ]
    if data["remarks"]:
        rows.append([label("其他说明"), Cell(data["remarks"], 3)])
    composer.table([17, 33, 17, 33], rows, header=1)


def _legal_representative(composer: Composer, person: Mapping[str, Any]) -> None:
    rows = [
        [_section("法定代表人信息", 4)],
        [label("姓　名"), Cell(person["name"]), label("职　务"), Cell(person["office"])],
        [label("证件类型"), Cell(person["document"]), label("证件号码"), Cell(person["identity_number"])],
        [label("移动电话"), Cell(person["phone"]), label("电子邮箱"), Cell(person["email"])],
        [label("住　址"), Cell(person["address"], 3)],
    ]
    composer.need(_height(5))
    composer.table([17, 33, 17, 33], rows, header=1)


def _members(composer: Composer, data: Data) -> None:
    head = ["序号", "股东姓名", "证件类型及号码", "认缴出资额\n（万元）", "出资比例", "出资方式", "出资日期"]
    rows = [[_section("股东（发起人）出资情况", 7)], [label(text) for text in head]]
    for number, row in enumerate(data["members"], 1):
        rows.append(
            [
                centre(str(number)),
                centre(row["name"]),
                centre(f"{row['document']}\n{row['identity_number']}"),
                centre(wan(row["amount"])),
                centre(share(row["amount"], data["registered"])),
                centre(row["form"]),
                centre(day(iso_day(row["due"]))),
            ]
        )
    rows.append([label("合　计", 3), centre(wan(sum(row["amount"] for row in data["members"]))), centre("", 3)])
    composer.table([7, 15, 25, 15, 11, 11, 18], rows, header=2, size=9.5)


def _officers(composer: Composer, data: Data) -> None:
    head = ["序号", "姓　名", "职　务", "证件类型", "证件号码", "移动电话"]
    rows = [[_section("董事、监事、经理信息", 6)], [label(text) for text in head]]
    for number, row in enumerate(data["officers"], 1):
        texts = [str(number), row["name"], row["office"], row["document"], row["identity_number"], row["phone"]]
        rows.append([centre(text) for text in texts])
    composer.table([7, 18, 12, 16, 26, 19], rows, header=2, size=9.5)


def _contacts(composer: Composer, data: Data) -> None:
    head = ["", "姓　名", "证件类型", "证件号码", "移动电话", "电子邮箱"]
    rows = [[_section("联络员和财务负责人信息", 6)], [label(text) for text in head]]
    for title, person in (("联络员", data["liaison"]), ("财务负责人", data["finance_officer"])):
        keys = ("name", "document", "identity_number", "phone", "email")
        rows.append([label(title), *(centre(person[key]) for key in keys)])
    composer.need(_height(4))
    composer.table([13, 12, 14, 23, 15, 23], rows, header=2, size=9.5)


def _height(rows: int) -> float:
    return rows * 28.0


FAMILY = Family(collect, Template(version=1, draw=draw, side=56.0, intro="申请人签名："))
