"""Content and facts of made-up companies, for tests of documents: valid in one line, any number of members."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import pypdfium2
from PIL import Image, ImageDraw

from core import catalogue
from core.codes import region_name
from core.content import (
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
from core.documents import (
    LicenceFacts,
    NoticeFacts,
    NoticeKind,
    NoticeReason,
    PackDocument,
    PackFacts,
    SheetFacts,
    SheetFinding,
    SheetSignature,
    SheetStep,
    build_document,
)
from core.terms import SignatoryRole
from tests.builders import TODAY, content_for

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


CATALOGUE = catalogue.load()
PROCEDURE = CATALOGUE.procedure("LLC.SETUP", date(2026, 5, 6))
MATERIALS = tuple(
    found
    for kind in ("application_form", "charter", "appointment", "responsibility", "premises")
    if (found := PROCEDURE.material(kind))
)
"""The five documents of an ordinary company, the uploaded one last."""


def material(**changes: Any) -> catalogue.Material:
    """A row of the catalogue that differs from the articles' in something."""
    return MATERIALS[1].model_copy(update=changes)


def facts(**changes: Any) -> PackFacts:
    given: dict[str, Any] = {
        "application_no": "QC110108202605010001",
        "edition": "2026",
        "drawn_up": date(2026, 5, 6),
        "authority_name": "北京市海淀区市场监督管理局",
        "division_name": lambda code: DIVISIONS.get(code, code),
        "procedure": PROCEDURE,
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


def drawn(procedure_id: str, kind: str, *, changes: dict[str, Any] | None = None) -> PackDocument:
    """One generated document of a procedure, from a content in order; `changes` replace its sections."""
    found = CATALOGUE.procedure(procedure_id, TODAY)
    content, prior = content_for(found)
    row = found.material(kind)
    assert row is not None, (procedure_id, kind)
    given = facts(procedure=found, prior=prior, division_name=region_name)
    return build_document(content.model_copy(update=changes or {}), given, row, {})


def text_in(pdf: bytes) -> str:
    """What a file says, without blanks and line ends."""
    pages = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    return "".join("".join(pages).split())


def picture(width: int = 900, height: int = 1250, kind: str = "PNG", **options: Any) -> bytes:
    """A drawn image, as a scan would be."""
    image = Image.new("RGB", (width, height), "#f4f1e8")
    pen = ImageDraw.Draw(image)
    for line in range(40, height - 40, 36):
        pen.line((50, line, width - 50 - line % 170, line), fill="#333", width=5)
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def licence_facts(qr_text: str, **changes: Any) -> LicenceFacts:
    given: dict[str, Any] = {
        "uscc": "91110108MA01ABCD2X",
        "name": "北京市全程云图科技有限公司",
        "entity_type_label": "有限责任公司(自然人投资或控股)",
        "legal_representative": "王建国",
        "registered_capital": 200_0000_00,
        "established": date(2026, 5, 8),
        "term": "长期",
        "domicile": "北京市海淀区中关村大街27号11层1101室",
        "scope": "；".join(PHRASES) + "。",
        "authority_name": "北京市海淀区市场监督管理局",
        "issued": date(2026, 5, 8),
        "serial": "110108000012345",
        "version": 1,
        "qr_text": qr_text,
    }
    return LicenceFacts(**{**given, **changes})


def sheet_facts(**changes: Any) -> SheetFacts:
    at = datetime(2026, 5, 8, 3, 4, tzinfo=UTC)
    given: dict[str, Any] = {
        "application_no": "QC110108202605010001",
        "edition": "2026",
        "authority_name": "北京市海淀区市场监督管理局",
        "company_name": "北京市全程云图科技有限公司",
        "uscc": "91110108MA01ABCD2X",
        "entity_type_label": "有限责任公司(自然人投资或控股)",
        "business_label": "设立登记",
        "channel_label": "无纸全程电子化登记",
        "received": at,
        "one_officer_mode": False,
        "steps": [
            SheetStep("受理", "孙立", at, "材料齐全，符合法定形式，予以受理。"),
            SheetStep("审查", "孙立", at, "经形式审查，拟准予登记。"),
            SheetStep("核准", "钱进", at, "同意。"),
        ],
        "findings": [
            SheetFinding(
                "通过", "名称与在先登记的企业名称不相同、不近似", "name.distinct", "企业名称登记管理规定 第十七条"
            ),
            SheetFinding("提示", "注册资本较高，请注意出资期限", "capital.high", "公司法 第四十七条"),
        ],
        "signatures": [
            SheetSignature("公司章程", name_of(number), "股东", at, "完整、有效、可信，含时间戳（B-LT）")
            for number in range(4)
        ],
        "decision": "准予北京市全程云图科技有限公司设立登记。",
        "decided": date(2026, 5, 8),
    }
    return SheetFacts(**{**given, **changes})


def notice_facts(kind: NoticeKind, **changes: Any) -> NoticeFacts:
    given: dict[str, Any] = {
        "kind": kind,
        "number": "（海）登字〔2026〕第000123号",
        "application_no": "QC110108202605010001",
        "edition": "2026",
        "authority_name": "北京市海淀区市场监督管理局",
        "applicant_name": "王建国",
        "company_name": "北京市全程云图科技有限公司",
        "business_label": "设立登记",
        "received": date(2026, 5, 6),
        "issued": date(2026, 5, 8),
        "grounds": "经核查，住所材料所载地址与申请书不一致。",
        "reasons": [
            NoticeReason("住所使用证明", "住所地址", "租赁合同所载房间号与申请书填写的不一致，请更正或者补充说明。")
        ],
    }
    return NoticeFacts(**{**given, **changes})
