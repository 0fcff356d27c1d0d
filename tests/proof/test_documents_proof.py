"""Documents judged by programs that are not ours: veraPDF, qpdf, pdftotext, pdffonts and zbarimg (R05, R21)."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from core import uploads
from core.documents import (
    ManifestEntry,
    ManifestFacts,
    NoticeKind,
    build_examination_sheet,
    build_licence,
    build_manifest,
    build_notice,
    build_pack,
    build_paper_licence,
)
from core.documents.licence import LAYOUTS
from core.documents.qr import LicenceClaims, decode, encode
from core.documents.typeset import CLOSING, OPENING
from core.terms import MaterialSource
from tests.builders import TODAY
from tests.documents import (
    CATALOGUE,
    MATERIALS,
    company,
    drawn,
    facts,
    licence_facts,
    name_of,
    notice_facts,
    picture,
    sheet_facts,
)
from tests.verapdf import verapdf

pytestmark = pytest.mark.proof

KEY = ec.derive_private_key(2026, ec.SECP256R1())
LONG_NAME = "寰宇环球国际数字化智能供应链综合管理服务发展"
ISSUED = datetime(2026, 5, 8, 3, 4, 5, tzinfo=UTC)


def run(*command: str | Path) -> str:
    return subprocess.run(list(map(str, command)), check=True, capture_output=True, encoding="utf-8").stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every document for one, two and twelve members, and the authority's."""
    made = tmp_path_factory.mktemp("documents")
    scan = uploads.inspect(picture(), "lease.png")
    companies = {
        1: company(1, supervisors=0, manager=False, proof=scan.sha256),
        2: company(2, proof=scan.sha256),
        12: company(12, directors=3, supervisors=3, phrases=60, trade_name=LONG_NAME, proof=scan.sha256),
    }
    for members, content in companies.items():
        for document in build_pack(content, facts(), MATERIALS, {scan.sha256: scan.data}):
            (made / f"{document.kind}-{members}.pdf").write_bytes(document.pdf)
    entries = [ManifestEntry(row.kind, row.label, "ab" * 32, "0c" * 32) for row in MATERIALS]
    manifest = ManifestFacts("QC1", "2026", 1, facts().drawn_up, "甲公司", "乙局", "p0", "王建国", entries)
    (made / "manifest.pdf").write_bytes(build_manifest(manifest).pdf)
    claims = LicenceClaims("91110108MA01ABCD2X", LONG_NAME, "110108000012345", 1, ISSUED)
    code = encode(claims, KEY, "licence-2026")
    (made / "licence.pdf").write_bytes(build_licence(licence_facts(code)))
    (made / "licence-drill.pdf").write_bytes(build_licence(licence_facts(code, mark="演练样本", name=LONG_NAME)))
    (made / "sheet.pdf").write_bytes(build_examination_sheet(sheet_facts()).pdf)
    for kind in NoticeKind:
        (made / f"notice-{kind}.pdf").write_bytes(build_notice(notice_facts(kind)).pdf)
    for layout in LAYOUTS:
        facts_of = licence_facts(code, layout=layout, owner="海蓝国际有限公司", composition="家庭经营")
        (made / f"licence-of-{layout}.pdf").write_bytes(build_licence(facts_of))
    for number in (0, 1):
        (made / f"paper-{number}.pdf").write_bytes(build_paper_licence(licence_facts(code), number))
    for procedure_id, material in samples():
        (made / f"{procedure_id}-{material}.pdf").write_bytes(drawn(procedure_id, material).pdf)
    return made


def samples() -> Iterator[tuple[str, str]]:
    """A procedure for each kind of document, and for each application form of each family of the norm."""
    seen = set()
    for procedure in CATALOGUE.open_on(TODAY):
        for material in procedure.materials:
            key = (material.kind, procedure.type.family if material.kind == "application_form" else "")
            if material.source is MaterialSource.GENERATED and key not in seen:
                seen.add(key)
                yield procedure.id, material.kind


def text_of(path: Path) -> str:
    return run("pdftotext", "-layout", path, "-")


def test_every_document_is_pdfa_3u(folder: Path) -> None:
    paths = sorted(folder.glob("*.pdf"))
    verdicts = verapdf(paths)
    assert len(paths) > 80
    assert {path.name: verdicts[path].problems for path in paths if not verdicts[path].compliant} == {}


def test_the_judge_does_refuse_what_is_not_pdfa(tmp_path: Path) -> None:
    from fpdf import FPDF

    plain = FPDF()
    plain.add_page()
    plain.set_font("helvetica")
    plain.cell(text="not for ever")
    path = tmp_path / "plain.pdf"
    path.write_bytes(bytes(plain.output()))
    assert not verapdf([path])[path].compliant


def test_every_document_is_sound_pdf(folder: Path) -> None:
    for path in folder.glob("*.pdf"):
        assert "No syntax or stream encoding errors found" in run("qpdf", "--check", path), path.name


def test_only_the_embedded_font_is_used(folder: Path) -> None:
    for path in folder.glob("*.pdf"):
        rows = run("pdffonts", path).splitlines()[2:]
        assert len(rows) == 1, path.name
        assert re.search(r"CID Type 0C\s+Identity-H\s+yes yes yes", rows[0]), path.name


def test_rare_names_can_be_read_and_searched(folder: Path) -> None:
    text = text_of(folder / "application_form-12.pdf") + text_of(folder / "charter-12.pdf")
    for number in range(12):
        assert name_of(number)[:5] in text.replace("\n", "")


def test_every_page_says_which_document_it_belongs_to(folder: Path) -> None:
    for path in folder.glob("*-12.pdf"):
        pages = [page for page in text_of(path).split("\f") if page.strip()]
        for number, page in enumerate(pages, 1):
            assert re.search(rf"第\s*{number}\s*页\s*共\s*{len(pages)}\s*页", page), (path.name, number)
            assert facts().application_no in page
            assert re.search(r"内容校验码 [0-9a-f]{16}", page)


def test_no_line_of_the_charter_begins_with_a_closing_mark(folder: Path) -> None:
    for line in text_of(folder / "charter-12.pdf").splitlines():
        shown = line.strip()
        assert shown[:1] not in CLOSING or not shown, shown
        assert shown[-1:] not in OPENING or not shown, shown


def test_amounts_stand_in_figures_and_capital_numerals(folder: Path) -> None:
    assert re.search(r"1200 ?万元（人民币壹仟贰佰万元整）", text_of(folder / "application_form-12.pdf"))
    assert "人民币壹佰万元整" in text_of(folder / "charter-1.pdf").replace("\n", "").replace(" ", "")


@pytest.mark.parametrize("name", ["licence", "licence-drill", "paper-0", "paper-1"])
def test_the_printed_code_is_read_at_150_dots_an_inch(folder: Path, tmp_path: Path, name: str) -> None:
    run("pdftoppm", "-r", "150", "-png", "-singlefile", folder / f"{name}.pdf", tmp_path / name)
    text = run("zbarimg", "--quiet", "--raw", tmp_path / f"{name}.png").strip()
    claims = decode(text, {"licence-2026": KEY.public_key()})
    assert (claims.uscc, claims.name, claims.issued) == ("91110108MA01ABCD2X", LONG_NAME, ISSUED)
