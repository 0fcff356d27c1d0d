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
from typing import Any, Protocol

import rfc8785

from core.content.sections import Content
from core.documents.fonts import Canvas, DocumentInfo
from core.documents.layout import SIDE, Composer, SealPlace, SignatureField, Signer
from core.errors import QuanchengError
from core.i18n import N_
from core.terms import SignatoryRole

Data = Mapping[str, Any]
SHORT_HASH = 16


class DocumentNotPossible(QuanchengError):
    """A document of the pack cannot be made from what is there."""

    code = "document_not_possible"
    text = N_("The document “{title}” cannot be made: {reason_text}.")
    remedy = N_("Complete what is missing, then generate the documents again.")


class Material(Protocol):
    """What a document needs to know of its row in the catalogue (`core.catalogue.Material` fits)."""

    @property
    def kind(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def number(self) -> str | int: ...
    @property
    def signers(self) -> Sequence[SignatoryRole]: ...


@dataclass(frozen=True)
class PackFacts:
    """What documents say beside the content. `drawn_up` is when the application was opened for signing for the first
    time: it becomes the files' creation date and is no part of any content hash. `division_name` gives the full name of
    a GB/T 2260 code (北京市海淀区)."""

    application_no: str
    edition: str
    drawn_up: date
    authority_name: str
    division_name: Callable[[str], str]
    entity_type_label: str = "有限责任公司"


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
    """A kind of document of the pack: which data it takes from the content, and how they are drawn."""

    collect: Callable[[Content, PackFacts], Data]
    template: Template


CAPACITIES = {SignatoryRole.LEGAL_REPRESENTATIVE: "法定代表人", SignatoryRole.MEMBER: "股东"}


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


def signers_of(content: Content, roles: Sequence[SignatoryRole]) -> list[Signer]:
    """Who signs a document: every member, the legal representative, as the catalogue's row says."""
    keys: dict[SignatoryRole, tuple[str, ...]] = {
        SignatoryRole.LEGAL_REPRESENTATIVE: (content.organs.legal_representative,),
        SignatoryRole.MEMBER: content.members,
    }
    return [
        Signer(key, content.party(key).name, role, CAPACITIES[role])
        for role in roles
        for key in keys.get(role, ())
        if key
    ]
