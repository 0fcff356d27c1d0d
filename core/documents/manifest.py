"""提交材料清单: what one submission consists of, document by document, so that rounds cannot be mixed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.documents.amounts import in_words
from core.documents.layout import Cell, Composer, Signer, centre, label
from core.documents.pack import Data, PackDocument, Template, make
from core.terms import SignatoryRole

TITLE = "提交材料清单"


@dataclass(frozen=True)
class ManifestEntry:
    """`sha256` is of the signed PDF."""

    kind: str
    title: str
    content_hash: str
    sha256: str


@dataclass(frozen=True)
class ManifestFacts:
    """`round` counts submissions of the application from 1; `applicant_party` names who signs in `SignatureField`."""

    application_no: str
    edition: str
    round: int
    drawn_up: date
    company_name: str
    authority_name: str
    applicant_party: str
    applicant_name: str
    documents: Sequence[ManifestEntry]


def draw(composer: Composer, data: Data, assets: Mapping[str, bytes]) -> None:
    composer.title(TITLE)
    composer.table(
        [18, 82],
        [
            [label("企业名称"), Cell(data["company_name"])],
            [label("登记机关"), Cell(data["authority"])],
            [label("提交次数"), Cell(f"第{in_words(data['round'])}次提交")],
        ],
    )
    composer.gap(14)
    rows = [[label("序号"), label("材料名称"), label("内容校验码 / 已签署文件摘要（SHA-256）")]]
    for number, row in enumerate(data["documents"], 1):
        hashes = f"内容　{row['content_hash']}\n文件　{row['sha256']}"
        rows.append([centre(str(number)), Cell(row["title"]), Cell(hashes)])
    composer.table([8, 25, 67], rows, header=1, size=7.5)
    composer.gap(12)
    composer.paragraph(
        f"本次提交的材料共{in_words(len(data['documents']))}件，以上列文件摘要为准。"
        "申请人确认：所列文件即为本次提交的全部材料，各文件均由应当签署的人员本人签署，内容真实、合法、有效。"
    )
    composer.gap(14)


TEMPLATE = Template(version=1, draw=draw, side=56.0, intro="申请人签名：", attached_as="Data")


def build_manifest(facts: ManifestFacts) -> PackDocument:
    """The manifest of one submission, with one signature field for the applicant."""
    data = {
        "company_name": facts.company_name,
        "authority": facts.authority_name,
        "round": facts.round,
        "documents": [
            {"kind": row.kind, "title": row.title, "content_hash": row.content_hash, "sha256": row.sha256}
            for row in facts.documents
        ],
    }
    signer = Signer(facts.applicant_party, facts.applicant_name, SignatoryRole.APPLICANT, "申请人")
    pinned = (facts.application_no, facts.edition, facts.drawn_up)
    return make("manifest", "清单", TITLE, TEMPLATE, pinned, data, [signer], {})
