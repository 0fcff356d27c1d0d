"""The report of an evaluation judged by programs that are not ours: veraPDF, qpdf and pdffonts (R64)."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from analytics import evaluation_report
from analytics.evaluation_run import compute
from core.evaluation import Definition, OutcomeName
from core.i18n import LANGUAGES, translator
from tests.pilots import PILOTS, history, report
from tests.verapdf import verapdf

pytestmark = pytest.mark.proof


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("reports")
    found = compute(history(), Definition("simulated", OutcomeName.PASSED_FIRST, PILOTS), folder)
    made = [folder / f"{language}.pdf" for language in LANGUAGES]
    for path in made:
        path.write_bytes(evaluation_report.build(report(found, path.stem), translator(path.stem)))
    return made


def test_r64_the_report_is_pdfa_3u_in_every_language(reports: list[Path]) -> None:
    verdicts = verapdf(reports)
    assert {path.name: verdicts[path].problems for path in reports if not verdicts[path].compliant} == {}


@pytest.mark.parametrize("command", [("qpdf", "--check"), ("pdffonts",)])
def test_r64_the_report_is_sound_and_embeds_its_font(reports: list[Path], command: tuple[str, ...]) -> None:
    for path in reports:
        told = subprocess.run([*command, str(path)], check=True, capture_output=True, encoding="utf-8").stdout
        assert "No syntax or stream encoding errors found" in told or "NotoSansCJKsc" in told
