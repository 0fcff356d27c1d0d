"""The pack: every document of one application, made from its content and the catalogue (R21).

Guarantees: a document is drawn from its `data` alone, and the content hash covers that data, the application's number,
the edition of the norm and the version of the template: what could change the paper changes the hash, and nothing else
does. So a correction leaves the documents it does not touch as they were signed. The data travel inside the file as
canonical JSON (RFC 8785). The same content and facts give the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import rfc8785

from core.catalogue import Material, Procedure
from core.content import Content
from core.documents.fonts import Canvas, DocumentInfo
from core.documents.layout import SIDE, Composer, SealPlace, SignatureField, Signer
from core.documents.voices import voice_of
from core.errors import QuanchengError
from core.i18n import N_
from core.signatories import signatories, signed_for
from core.terms import SignatoryRole

Data = Mapping[str, Any]
SHORT_HASH = 16


class DocumentNotPossible(QuanchengError):
    """A document of the pack cannot be made from what is there."""

    code = "document_not_possible"
    text = N_("The document “{title}” cannot be made: {reason_text}.")
    remedy = N_("Complete what is missing, then generate the documents again.")


@dataclass(frozen=True)
class PackFacts:
    """What documents say beside the content. `prior` is what the register says of an enterprise before the business.
    `drawn_up` is when the application was opened for signing for the first time: it becomes the files' creation date
    and is no part of any content hash. `division_name` gives the full name of a GB/T 2260 code (北京市海淀区)."""

    application_no: str
    edition: str
    drawn_up: date
    authority_name: str
    division_name: Callable[[str], str]
    procedure: Procedure
    prior: Content | None = None

    @property
    def entity_type_label(self) -> str:
        return self.procedure.type.label


@dataclass(frozen=True)
class PackDocument:
    """One document: `data` is what it was drawn from, `fields` where people's signatures go, `pages` how many
    it has, `seal` where the authority's seal goes (documents of the authority only)."""

    kind: str
    title: str
    pdf: bytes
    content_hash: str
    data: Data
    fields: tuple[SignatureField, ...]
    pages: int
    seal: SealPlace | None = None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.pdf).hexdigest()


@dataclass(frozen=True)
class Template:
    """How data are drawn. `version` counts its changes; raise it whenever the same data would look different.

    `draw` gets the data and the files whose hashes stand in them; it returns where the authority's seal goes, if any.
    """

    version: int
    draw: Callable[[Composer, Data, Mapping[str, bytes]], SealPlace | None]
    side: float = SIDE
    attached_as: str = "Source"
    intro: str = "签署："


@dataclass(frozen=True)
class Family:
    """A kind of document of the pack: which data it takes from the content, and how they are drawn. One family may
    serve several materials, so it is told which one it collects for."""

    collect: Callable[[Content, PackFacts, Material], Data]
    template: Template


R = SignatoryRole
CAPACITIES: Mapping[SignatoryRole, str] = {
    R.LEGAL_REPRESENTATIVE: "法定代表人",
    R.MEMBER: "股东",
    R.APPLICANT: "申请人",
    R.AGENT: "指定代表或委托代理人",
    R.INCOMING_REPRESENTATIVE: "拟任法定代表人",
    R.MEMBERS_TWO_THIRDS: "代表三分之二以上表决权的股东",
    R.MEMBERS_BY_CHARTER: "股东",
    R.SOLE_MEMBER: "股东",
    R.STATE_FUNDER: "出资人（国有资产监督管理机构）",
    R.PROMOTER: "发起人",
    R.MEETING_CHAIR: "会议主持人",
    R.DIRECTOR_PRESENT: "出席会议的董事",
    R.DIRECTOR: "董事",
    R.PARTNER: "合伙人",
    R.EXECUTIVE_PARTNER: "执行事务合伙人（委派代表）",
    R.INVESTOR: "投资人",
    R.FAMILY_MEMBER: "家庭成员",
    R.FOUNDER: "设立人",
    R.CONTRIBUTING_MEMBER: "出资成员",
    R.CONTRIBUTOR: "出资人（主管部门）",
    R.PARENT_REPRESENTATIVE: "隶属企业法定代表人（负责人）",
    R.LIQUIDATION_HEAD: "清算组负责人",
    R.LIQUIDATOR: "清算组成员",
    R.TRANSFEROR: "转让方",
    R.TRANSFEREE: "受让方",
    R.FOREIGN_SIGNATORY: "外国（地区）企业有权签字人",
    R.FOREIGN_INVESTOR: "外国投资者",
    R.SERVICE_RECIPIENT: "法律文件送达接受人",
    R.OPERATOR: "经营者",
    R.PLEDGOR: "出质人",
    R.PLEDGEE: "质权人",
    R.TARGET_COMPANY: "出质股权所在公司",
    R.ENTITY: "本企业（盖章）",
    R.CERTIFIER: "确认与原件一致",
    R.ORGANISATION_REPRESENTATIVE: "委托单位法定代表人（负责人）",
}
"""How a signature box names the capacity in which somebody signs."""
MEMBERS = frozenset({R.MEMBER, R.MEMBERS_BY_CHARTER})
"""Those who are called as their kind of enterprise calls its members."""


def canonical(value: Data) -> bytes:
    """Canonical JSON (RFC 8785)."""
    return rfc8785.dumps(dict(value))


def content_hash(kind: str, version: int, application_no: str, edition: str, data: Data) -> str:
    """SHA-256 (hex) over everything that the document shows."""
    whole = {
        "kind": kind,
        "template": version,
        "application_no": application_no,
        "edition": edition,
        "data": dict(data),
    }
    return hashlib.sha256(canonical(whole)).hexdigest()


def complete(data: Data, title: str, number: str, signers: Sequence[Signer]) -> Data:
    """A family's data with what every document shows beside them."""
    listed = [
        {"party": signer.party, "name": signer.name, "role": str(signer.role), "capacity": signer.capacity}
        for signer in signers
    ]
    return {**data, "title": title, "number": number, "signers": listed}


def make(
    kind: str,
    number: str,
    title: str,
    template: Template,
    facts: tuple[str, str, date],
    data: Data,
    signers: Sequence[Signer],
    assets: Mapping[str, bytes],
) -> PackDocument:
    """Draw one document. `facts` are the application's number, the edition and the day it was drawn up."""
    application_no, edition, drawn_up = facts
    data = complete(data, title, number, signers)
    digest = content_hash(kind, template.version, application_no, edition, data)
    canvas = Canvas(DocumentInfo(title, f"{application_no} {kind}", digest, drawn_up))
    composer = Composer(canvas, template.side)
    seal = template.draw(composer, data, assets)
    intro = template.intro if len(signers) > 1 else template.intro.removeprefix("全体")
    composer.signatures(signers, intro, title)
    what = f"材料编号 {number}" if number.isdigit() else number
    composer.footers(f"申请编号 {application_no}　·　{what}　·　内容校验码 {digest[:SHORT_HASH]}")
    attached = {
        "application_no": application_no,
        "content_hash": digest,
        "data": data,
        "edition": edition,
        "kind": kind,
        "template": template.version,
    }
    canvas.attach("content.json", canonical(attached), "本文件所依据的结构化数据", template.attached_as)
    return PackDocument(kind, title, canvas.finish(), digest, data, tuple(composer.fields), canvas.page, seal)


def signers_of(material: Material, content: Content, facts: PackFacts) -> list[Signer]:
    """Who signs a document, as the catalogue's row says; organisations that somebody signs for are named with it."""
    parties = signed_for(material, content, facts.procedure)
    member = voice_of(facts.procedure.type).member
    return [
        Signer(
            one.person,
            content.party(one.person).name,
            one.role,
            (member if one.role in MEMBERS else CAPACITIES[one.role]) + _for(parties[one.role, one.person], content),
        )
        for one in signatories(material, content, facts.procedure)
    ]


def _for(parties: Sequence[str], content: Content) -> str:
    bodies = [content.organisations[key].name for key in parties if key in content.organisations]
    own = ["本人"] if bodies and len(bodies) < len(parties) else []
    return f"（{'、'.join([*own, *bodies])}）" if bodies else ""
