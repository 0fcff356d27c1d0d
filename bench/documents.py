"""Laying out a nine-page Chinese document: ours against Typst and against Chromium's print-to-pdf, in one run.

The text is that of the standard articles of a company with twelve members; every round changes each paragraph, so that
no engine can answer from what it remembers. Ours is measured whole (text from content, layout, PDF/A-3u, attached
data, signature boxes) in a warm process; Typst with its compiler kept; Chromium as a command, as one would use it.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from html import escape
from importlib.resources import as_file, files
from io import BytesIO
from pathlib import Path
from time import perf_counter

import pikepdf
import typst

from bench import Ratio
from core.catalogue import load
from core.content import (
    CapitalSection,
    Content,
    Contribution,
    DomicileSection,
    NameSection,
    OrgansSection,
    Person,
    ScopePhrase,
    ScopeSection,
)
from core.documents import PackFacts, build_document, charter
from core.documents.fonts import FONT_FILE, FONT_PACKAGE

ROUNDS, BROWSER_ROUNDS = 9, 3
PAGES = 9
TYPST_BOUND, CHROMIUM_BOUND = 4.0, 1 / 8


PROCEDURE = load().procedure("LLC.SETUP", date(2026, 5, 6))
CHARTER = next(one for one in PROCEDURE.materials if one.kind == "charter")
FACTS = PackFacts("QC0", "2026", date(2026, 5, 6), "登记机关", lambda code: "北京市", PROCEDURE)


def _content(number: int) -> Content:
    """A company whose name and address differ in every round."""
    keys = [f"p{n}" for n in range(12)]
    return Content(
        parties={key: Person(name=f"股东{key[1:]}号") for key in keys},
        name=NameSection(division_code="110000", trade_name=f"全程第{number}号", industry_term="科技"),
        domicile=DomicileSection(region_code="110108", address=f"中关村大街{number}号", postcode="100080"),
        scope=ScopeSection(phrases=tuple(ScopePhrase(code="I65", text=f"软件开发{n}") for n in range(60))),
        capital=CapitalSection(
            registered=12_000_000_00,
            contributions=tuple(Contribution(party=key, amount=1_000_000_00, due=date(2031, 4, 30)) for key in keys),
        ),
        organs=OrgansSection(
            directors=("p0", "p1", "p2"), chair="p0", supervisors=("p3",), manager="p0", legal_representative="p0"
        ),
    )


def _lines(number: int) -> list[str]:
    return [
        f"{number} {line.lstrip('#-*@ ')}" for line in charter.text(charter.collect(_content(number), FACTS, CHARTER))
    ]


def _ours(number: int) -> bytes:
    return build_document(_content(number), FACTS, CHARTER, {}).pdf


def _with_typst(folder: Path, font_folder: Path) -> Callable[[int], bytes]:
    source = folder / "document.typ"
    source.write_text("", encoding="utf-8")
    compiler = typst.Compiler(str(source), font_paths=[str(font_folder)], ignore_system_fonts=True)
    head = (
        '#set page(paper: "a4", margin: (x: 74pt, y: 68pt), numbering: "1 / 1")\n'
        '#set text(font: "Noto Sans CJK SC", size: 12pt, lang: "zh")\n'
        "#set par(justify: true, first-line-indent: 2em, leading: 12.2pt, spacing: 12.2pt)\n"
    )

    def make(number: int) -> bytes:
        body = "\n\n".join(line.replace("@", "").replace("#", "") for line in _lines(number))
        source.write_text(head + body, encoding="utf-8")
        made = compiler.compile(format="pdf", pdf_standards="a-3b")
        assert isinstance(made, bytes)
        return made

    return make


def _with_chromium(folder: Path, font: Path) -> Callable[[int], bytes]:
    program = shutil.which("chromium")
    if program is None:
        raise RuntimeError("Debian's chromium is needed for this measurement")
    page, target = folder / "document.html", folder / "document.pdf"
    head = (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><style>'
        f"@font-face{{font-family:N;src:url('{font.as_uri()}')}}@page{{size:A4;margin:68pt 74pt}}"
        "body{font:12pt/21pt N;text-align:justify;margin:0}p{text-indent:2em;margin:0}</style>"
    )
    command = [program, "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files"]
    command += [f"--user-data-dir={folder / 'profile'}", "--no-pdf-header-footer", f"--print-to-pdf={target}"]

    def make(number: int) -> bytes:
        page.write_text(head + "".join(f"<p>{escape(line)}</p>" for line in _lines(number)), encoding="utf-8")
        subprocess.run([*command, page.as_uri()], check=True, capture_output=True, timeout=120)
        return target.read_bytes()

    return make


def _seconds(make: Callable[[int], bytes], rounds: Sequence[int]) -> tuple[float, int]:
    """The median of the rounds after a first one that does not count, and the number of pages."""
    made = make(rounds[0])
    times = []
    for number in rounds[1:]:
        start = perf_counter()
        made = make(number)
        times.append(perf_counter() - start)
    with pikepdf.open(BytesIO(made)) as pdf:
        return statistics.median(times), len(pdf.pages)


def measure() -> list[Ratio]:
    """Our time as a ratio of Typst's and of Chromium's."""
    with (
        tempfile.TemporaryDirectory() as name,
        as_file(files(FONT_PACKAGE).joinpath(FONT_FILE)) as font,
    ):
        folder = Path(name)
        ours, pages = _seconds(_ours, range(100, 101 + ROUNDS))
        theirs, their_pages = _seconds(_with_typst(folder, font.parent), range(200, 201 + ROUNDS))
        browser, browser_pages = _seconds(_with_chromium(folder, font), range(300, 301 + BROWSER_ROUNDS))
    for found in (pages, their_pages, browser_pages):
        if abs(found - PAGES) > 2:
            raise RuntimeError(f"the documents are not comparable: {pages}, {their_pages}, {browser_pages} pages")
    shown = f"ours {ours * 1000:.0f} ms, {pages} pages"
    return [
        Ratio("document layout / Typst", ours / theirs, TYPST_BOUND, True, f"{shown}; Typst {theirs * 1000:.0f} ms"),
        Ratio("document layout / Chromium", ours / browser, CHROMIUM_BOUND, True, f"{shown}; Chromium {browser:.2f} s"),
    ]
