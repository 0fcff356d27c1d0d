"""住所（经营场所）使用证明: the uploaded proof, page by page, in one PDF/A with a caption (R40: images too)."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from PIL import Image

from core import uploads
from core.content.sections import Content
from core.documents import common
from core.documents.layout import Cell, Composer, label
from core.documents.pack import Data, DocumentNotPossible, Family, PackFacts, Template
from core.i18n import N_

MISSING = N_("the proof of the right to use the premises has not been uploaded")


def collect(content: Content, facts: PackFacts) -> Data:
    return {
        "name": common.company_name(content),
        "domicile": common.domicile(content, facts),
        "tenure": common.TENURES[content.domicile.tenure],
        "proof": content.domicile.proof_upload,
    }


def draw(composer: Composer, data: Data, assets: Mapping[str, bytes]) -> None:
    proof = assets.get(data["proof"])
    if not proof:
        raise DocumentNotPossible(title=data["title"], reason_text=MISSING)
    pages = list(uploads.to_pages(proof))
    composer.title(data["title"])
    composer.table(
        [22, 78],
        [
            [label("企业名称"), Cell(data["name"])],
            [label("住　所"), Cell(data["domicile"])],
            [label("取得方式"), Cell(data["tenure"])],
            [label("所附材料"), Cell(f"以下影像共 {len(pages)} 页，由申请人上传")],
            [label("文件摘要\n（SHA-256）"), Cell(data["proof"])],
        ],
        size=9,
    )
    composer.gap(12)
    composer.paragraph("本文件所附影像与原件一致，由签署人确认并对其真实性负责。")
    for number, page in enumerate(pages, 1):
        if number > 1 or composer.room < composer.canvas.h / 2:
            composer.page()
        below = composer.signatures_height(len(data["signers"])) + 14 if number == len(pages) else 0
        _place(composer, page, below, f"附件影像　第 {number} 页，共 {len(pages)} 页　　与原件一致")
    composer.gap(14)


def _place(composer: Composer, page: bytes, below: float, caption: str) -> None:
    canvas = composer.canvas
    with Image.open(BytesIO(page)) as image:
        width, height = image.size
    room = max(composer.room - 40 - below, composer.canvas.h / 4)
    scale = min(composer.width / width, room / height, 72 / 96)  # never blown up beyond 96 dots an inch
    shown_width, shown_height = width * scale, height * scale
    x = composer.side + (composer.width - shown_width) / 2
    canvas.image(BytesIO(page), x, composer.y + 4, shown_width, shown_height)
    canvas.frame(x, composer.y + 4, shown_width, shown_height, 0.4, 0.6)
    composer.y += shown_height + 12
    composer.paragraph(caption, 9, align="centre")


FAMILY = Family(collect, Template(version=1, draw=draw, intro="确认与原件一致："))
