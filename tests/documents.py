"""Content and facts of made-up companies, for tests of documents: valid in one line, any number of members."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from typing import Any

from PIL import Image, ImageDraw

from core.content.sections import (
    CapitalSection,
    ContactSection,
    Content,
    Contribution,
    DomicileSection,
    NameSection,
    OrgansSection,
    OtherSection,
    Person,
    ScopePhrase,
    ScopeSection,
)
from core.documents import PackFacts
from core.terms import SignatoryRole

MEMBER, REPRESENTATIVE = SignatoryRole.MEMBER, SignatoryRole.LEGAL_REPRESENTATIVE
DIVISIONS = {"110000": "北京市", "110108": "北京市海淀区"}
NAMES = [
    "王建国",
    "李秀英",
    "𠮷䶮",
    "欧阳镕基",
    "阿卜杜热西提·买买提艾力",
    "张伟",
    "刘洋",
    "陈静",
    "杨敏",
    "赵磊",
    "黄丽",
    "周强",
]
PHRASES = [
    "软件开发",
    "信息技术咨询服务",
    "计算机系统服务",
    "数据处理和存储支持服务",
    "人工智能应用软件开发",
    "广告设计、代理",
]


@dataclass(frozen=True)
class MaterialRow:
    kind: str
    label: str
    number: str
    signers: tuple[SignatoryRole, ...]


MATERIALS = (
    MaterialRow("application_form", "公司登记（备案）申请书", "01", (REPRESENTATIVE,)),
    MaterialRow("charter", "公司章程", "02", (MEMBER,)),
    MaterialRow("appointment", "董事、监事、经理及法定代表人任职文件", "03", (MEMBER,)),
    MaterialRow("responsibility", "申请人承诺书", "04", (REPRESENTATIVE, MEMBER)),
    MaterialRow("premises", "住所使用证明", "05", (REPRESENTATIVE,)),
)


def facts(**changes: Any) -> PackFacts:
    given: dict[str, Any] = {
        "application_no": "QC110108202605010001",
        "edition": "2026",
        "drawn_up": date(2026, 5, 6),
        "authority_name": "北京市海淀区市场监督管理局",
        "division_name": lambda code: DIVISIONS.get(code, code),
        "entity_type_label": "有限责任公司（自然人投资或控股）",
    }
    return PackFacts(**{**given, **changes})


def name_of(number: int) -> str:
    turn, place = divmod(number, len(NAMES))
    return NAMES[place] + ("" if turn == 0 else "甲乙丙丁戊"[turn - 1])


def company(
    members: int = 2,
    *,
    directors: int = 1,
    supervisors: int = 1,
    manager: bool = True,
    phrases: int = 3,
    trade_name: str = "全程云图",
    proof: str = "",
) -> Content:
    """A company whose members also hold its offices, as far as they go round."""
    keys = [f"p{number}" for number in range(max(members, directors + supervisors, 2))]
    people = {
        key: Person(
            name=name_of(number),
            identity_number=f"11010819{70 + number % 30}0101{number:03d}X",
            phone=f"138{number:08d}",
            email=f"person{number}@example.cn",
            address=f"北京市海淀区中关村大街{number + 1}号院3号楼1单元{number + 101}室",
        )
        for number, key in enumerate(keys)
    }
    part = 1_000_000_00
    return Content(
        parties=people,
        name=NameSection(division_code="110000", trade_name=trade_name, industry_term="科技", industry_code="6510"),
        domicile=DomicileSection(
            region_code="110108", address="中关村大街27号11层1101室", postcode="100080", proof_upload=proof
        ),
        scope=ScopeSection(
            phrases=tuple(ScopePhrase(code=f"I65{n:02d}", text=PHRASES[n % len(PHRASES)]) for n in range(phrases))
        ),
        capital=CapitalSection(
            registered=part * members,
            contributions=tuple(Contribution(party=key, amount=part, due=date(2031, 4, 30)) for key in keys[:members]),
        ),
        organs=OrgansSection(
            directors=tuple(keys[:directors]),
            chair=keys[0] if directors > 2 else "",
            supervisors=tuple(keys[directors : directors + supervisors]),
            manager=keys[0] if manager else "",
            legal_representative=keys[0],
        ),
        contact=ContactSection(phone="010-62510000", email="info@example.cn", liaison=keys[0], finance_officer=keys[1]),
        other=OtherSection(),
    )


def picture(width: int = 900, height: int = 1250, kind: str = "PNG", **options: Any) -> bytes:
    """A drawn image, as a scan would be."""
    image = Image.new("RGB", (width, height), "#f4f1e8")
    pen = ImageDraw.Draw(image)
    for line in range(40, height - 40, 36):
        pen.line((50, line, width - 50 - line % 170, line), fill="#333", width=5)
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
