"""What was signed on paper, as a document of the case: the scanned pages under the authority's seal, bound to the
content hash of the document that was printed, with the officer who saw the originals (R04, R15).

Such a signature has no key and no certificate. Its evidence says what it is: signed by hand, seen by a witness who is
named, scanned in pages whose hashes are kept. `read_back` verifies that from the sealed file alone.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pikepdf
from pydantic import BaseModel, ConfigDict

from core import uploads
from core.documents import PackDocument, SealPlace
from core.documents.amounts import day
from core.documents.layout import SEAL, Cell, Composer, centre, label
from core.documents.pack import CAPACITIES, Data, Template, make
from core.documents.sheet import moment
from core.documents.uploaded import place_image
from core.i18n import M_, Message
from core.inner.context import Inner
from core.inner.verification import SignatureFacts
from core.terms import EvidenceKind, SignatoryRole

SIGNED = "本文件由下列人员在纸质文件上亲笔签署，原件经登记机关窗口人员核验，扫描影像与原件一致。"
BROUGHT = "本材料原件由申请人提交登记机关窗口，经窗口人员核验，扫描影像与原件一致。"


@dataclass(frozen=True)
class PaperSigner:
    """Who signed by hand, in which capacity, and whether this person's identity document was seen at the counter."""

    party: str
    name: str
    role: SignatoryRole
    identified: bool


@dataclass(frozen=True)
class PaperFacts:
    """What a document on paper is: `content_hash` of what was printed, or of the material; `scans` by their hash."""

    application_no: str
    edition: str
    authority_name: str
    kind: str
    number: int
    title: str
    company_name: str
    content_hash: str
    scans: tuple[str, ...]
    signers: tuple[PaperSigner, ...]
    witness: str
    at: datetime
    drawn_up: date


class PaperEvidence(BaseModel):
    """The evidence of one signature on paper, kept with the document for ever."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    kind: EvidenceKind
    application_no: str
    title: str
    content_hash: str
    scans: tuple[str, ...]
    signer: str
    role: str
    identified: bool
    witness: str
    witness_ref: str
    seen_at: datetime


def draw(composer: Composer, data: Data, assets: Mapping[str, bytes]) -> SealPlace:
    composer.title(data["title"])
    rows = [
        [label("企业名称"), Cell(data["company_name"], 3)],
        [label("收取方式"), Cell("登记窗口收取纸质材料"), label("核验人员"), Cell(data["witness"])],
        [label("核验时间"), Cell(data["at"]), label("影像页数"), Cell(f"{data['pages']} 页")],
        [label("内容校验码"), Cell(data["content_hash"] or "—", 3)],
    ]
    composer.table([17, 33, 17, 33], rows, size=9)
    composer.gap(10)
    if data["people"]:
        heads = [label(text) for text in ("签署人", "身　份", "窗口核验身份证件")]
        listed = [
            [centre(row["name"]), centre(row["capacity"]), centre("已核验" if row["identified"] else "未到窗口")]
            for row in data["people"]
        ]
        composer.table([34, 33, 33], [heads, *listed], header=1, size=9)
        composer.gap(10)
    composer.paragraph(SIGNED if data["people"] else BROUGHT)
    composer.need(SEAL + 8)
    place = composer.sealed(data["authority"], data["day"])
    pages = [page for scan in data["scans"] for page in uploads.to_pages(assets[scan])]
    for number, page in enumerate(pages, 1):
        composer.page()
        place_image(composer, page, 0, f"纸质材料影像　第 {number} 页，共 {len(pages)} 页")
    return place


TEMPLATE = Template(version=1, draw=draw, attached_as="Data")


def document(inner: Inner, facts: PaperFacts, pages: int) -> PackDocument:
    """The scanned pages as a document, ready for the authority's seal, which attests that they show the original."""
    data = {
        "company_name": facts.company_name,
        "authority": facts.authority_name,
        "content_hash": facts.content_hash,
        "scans": list(facts.scans),
        "pages": pages,
        "witness": facts.witness,
        "at": moment(facts.at),
        "day": day(facts.drawn_up),
        "people": [
            {"name": one.name, "capacity": CAPACITIES[one.role], "role": one.role.value, "identified": one.identified}
            for one in facts.signers
        ],
    }
    pinned = (facts.application_no, facts.edition, facts.drawn_up)
    number = f"{facts.number:02d}"
    assets = {scan: inner.files.get(scan) for scan in facts.scans}
    return make(facts.kind, number, facts.title, TEMPLATE, pinned, data, [], assets)


def evidence(facts: PaperFacts, witness_ref: str) -> list[PaperEvidence]:
    """The evidence of each signature, in the signers' order."""
    return [
        PaperEvidence(
            kind=EvidenceKind.WET_INK,
            application_no=facts.application_no,
            title=facts.title,
            content_hash=facts.content_hash,
            scans=facts.scans,
            signer=one.name,
            role=one.role.value,
            identified=one.identified,
            witness=facts.witness,
            witness_ref=witness_ref,
            seen_at=facts.at,
        )
        for one in facts.signers
    ]


def signature_facts(
    pdf: bytes, facts: PaperFacts, kept: Sequence[PaperEvidence], expected_hash: str
) -> tuple[SignatureFacts, ...]:
    """What is known of each signature by hand, read back from the file that is kept."""
    data = read_back(pdf)
    return tuple(
        _facts(number, signer, one, _problem(data, one, expected_hash))
        for number, (signer, one) in enumerate(zip(facts.signers, kept, strict=True), 1)
    )


def _facts(number: int, signer: PaperSigner, one: PaperEvidence, problem: Message | None) -> SignatureFacts:
    return SignatureFacts(
        field=f"paper_{number}",
        party=signer.party,
        role=signer.role,
        signer_name=signer.name,
        signer_ref="",
        intact=problem is None,
        covers_whole=problem is None,
        valid=False,
        trusted=False,
        timestamped=False,
        signed_at=one.seen_at,
        level="",
        assurance="",
        intended=problem is None,
        problem=problem,
        kind=EvidenceKind.WET_INK,
        witness=one.witness,
    )


def _problem(data: Mapping[str, Any], one: PaperEvidence, expected_hash: str) -> Message | None:
    """Why a signature on paper does not stand for the document: another text, other pages, another person."""
    if not one.scans or list(one.scans) != data["scans"]:
        return M_("The scanned pages are not those that the evidence names.")
    if {one.content_hash, data["content_hash"]} != {expected_hash}:
        return M_("What was signed on paper is not what the data say now.")
    if (one.signer, one.role) not in {(row["name"], row["role"]) for row in data["people"]}:
        return M_("The document does not name this person as one who signed it.")
    return None


def read_back(pdf: bytes) -> Mapping[str, Any]:
    """The data that travel inside such a document."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        attached = next(iter(opened.attachments.values())).get_file().read_bytes()
    found: Mapping[str, Any] = json.loads(attached)["data"]
    return found
