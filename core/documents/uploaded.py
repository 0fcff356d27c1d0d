"""Uploaded material, page by page, in one PDF/A with a caption, certified as a true copy by a signature (R40).

The content names the file by its hash, so the document follows from the content alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO

from PIL import Image

from core import uploads
from core.catalogue import Material
from core.content import Content
from core.documents import common
from core.documents.layout import Cell, Composer, label
from core.documents.pack import Data, DocumentNotPossible, Family, PackFacts, Template
from core.i18n import N_

MISSING = N_("the file has not been uploaded")
CERTIFIED = "本文件所附影像与原件一致，由签署人确认并对其真实性负责。"


def collect(content: Content, facts: PackFacts, material: Material) -> Data:
    return {"name": common.company_name(content), "proof": content.uploaded(material.kind)}


def draw(composer: Composer, data: Data, assets: Mapping[str, bytes]) -> None:
    draw_pages(composer, data, assets, [[label("企业名称"), Cell(data["name"])]])


def draw_pages(composer: Composer, data: Data, assets: Mapping[str, bytes], rows: Sequence[Sequence[Cell]]) -> None:
    """The title, a table of `rows` and of the file's own facts, and every page of the file at `data["proof"]`.

    Raises DocumentNotPossible when the file is not there.
    """
    proof = assets.get(data["proof"])
    if not proof:
        raise DocumentNotPossible(title=data["title"], reason_text=MISSING)
    pages = list(uploads.to_pages(proof))
    composer.title(data["title"])
    facts = [
        [label("所附材料"), Cell(f"以下影像共 {len(pages)} 页，由申请人上传")],
        [label("文件摘要\n（SHA-256）"), Cell(data["proof"])],
    ]
    composer.table([22, 78], [*rows, *facts], size=9)
    composer.gap(12)
    composer.paragraph(CERTIFIED)
    for number, page in enumerate(pages, 1):
        if number > 1 or composer.room < composer.canvas.h / 2:
            composer.page()
        below = composer.signatures_height(len(data["signers"])) + 14 if number == len(pages) else 0
        place_image(composer, page, below, f"附件影像　第 {number} 页，共 {len(pages)} 页　　与原件一致")
    composer.gap(14)


def place_image(composer: Composer, page: bytes, below: float, caption: str) -> None:
    """An image with its caption, as large as the rest of the page allows; `below` is kept free under it."""
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
