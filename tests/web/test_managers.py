"""A manager finds in the pages what the simulation hid in its history (R60, R64, R65), in three languages.

Which three jurisdictions miss the deadline and why; whether the pilot shortened processing and by how much, against
the truth; which cell of the e-processing rate fell out of control. What is to be found, `truth.json` says.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from core.addressees import ADDRESSEES
from core.i18n import translator
from core.terms import Business, Role, label
from tests.web.officers import SOON, WIDE, Office, faults, open_office, page_of

pytestmark = pytest.mark.web

APPLICATIONS = 200_000
DRAWN = 30_000
PHONE, WALL = {"width": 390, "height": 844}, {"width": 2560, "height": 1440}
PAGES = ("dashboard", "e_processing", "rollout", "evaluation")


@dataclass(frozen=True)
class Nation:
    """An office that also holds a simulated history, and what that was made with."""

    office: Office
    truth: dict[str, Any]


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nation]:
    root = tmp_path_factory.mktemp("nation")
    asked = ["simulate", "--applications", str(APPLICATIONS), "--var", str(root / "made")]
    subprocess.run([sys.executable, "-m", "core.cli", *asked], check=True, capture_output=True)
    made = root / "made" / "inner" / "analytics" / "simulated"
    office = open_office(root, people=2)
    shutil.copytree(made, office.site.inner.settings.analytics / "simulated")
    yield Nation(office, json.loads((made / "truth.json").read_text(encoding="utf-8")))
    office.stop()


def show(browser: Browser, nation: Nation, page: str, language: str = "en", login: str = "zhao") -> Page:
    return page_of(browser, nation.office, login, f"?page={page}&data=simulated", language)


def name(code: str, language: str = "en") -> str:
    return translator(language)(ADDRESSEES[code].name)


def test_the_manager_finds_who_misses_the_deadline_and_why(browser: Browser, nation: Nation) -> None:
    """R60 R61 R62: from the overview's sentence to the reasons of each."""
    late = {one["jurisdiction"]: one["why"] for one in nation.truth["misses_deadline"]}
    page = show(browser, nation, "dashboard")
    said = page.get_by_role("link", name=re.compile("3 jurisdictions miss the deadline of 2017-10-31"))
    for code in late:
        expect(said).to_contain_text(name(code))
    said.click()
    verdict = page.locator(".verdict")
    expect(verdict).to_contain_text("3 will miss the deadline of 2017-10-31")
    for code, why in late.items():
        page.locator(".verdict").get_by_role("link", name=name(code), exact=True).click()
        expect(page.get_by_role("heading", level=1, name=name(code))).to_be_visible(timeout=SOON)
        for reason in why:
            expect(page.locator(f"[data-hindrance={reason}]").first).to_be_visible()
        assert {one.get_attribute("data-hindrance") for one in page.locator("[data-hindrance]").all()} == set(why)
        page.go_back()
        expect(verdict).to_be_visible(timeout=SOON)


def test_the_manager_finds_the_cell_that_fell_out_of_control(browser: Browser, nation: Nation) -> None:
    """R65: the overview names it and no other; its page marks the months."""
    fell = nation.truth["out_of_control"]
    page = show(browser, nation, "dashboard", "zh_CN")
    said = page.locator(".alarms").get_by_role("link", name=re.compile("失控"))
    expect(said).to_have_count(1)
    business = translator("zh_CN")(label(Business(fell["business"])))
    expect(said).to_contain_text(f"{name(fell['region'], 'zh_CN')}“{business}”")
    expect(said).to_contain_text(fell["from"])
    said.click()
    expect(page.locator("#choice-region")).to_have_value(fell["region"], timeout=SOON)
    expect(page.locator("#choice-business")).to_have_value(fell["business"])
    expect(page.locator(".js-plotly-plot .legend").first).to_contain_text("失控", timeout=DRAWN)


def test_the_manager_finds_whether_the_pilot_shortened_processing_and_by_how_much(
    browser: Browser, nation: Nation
) -> None:
    """R64: the effect with its interval, which holds the simulation's truth; and what the sentence concludes."""
    page = show(browser, nation, "evaluation")
    expect(page.get_by_role("heading", name="Verdict")).to_be_visible(timeout=DRAWN)
    figures = page.locator(".numbers section")
    effect = figures.filter(has_text="Effect of the pilots")
    truth = figures.filter(has_text="The simulation's truth")
    hours = nation.truth["effects"]["processing_hours"]["overall"]
    expect(truth).to_contain_text(f"{abs(hours):.1f}")
    expect(truth).to_contain_text("within the interval")
    expect(effect).to_contain_text("95 % interval")
    expect(page.get_by_text(re.compile(r"lower by [0-9.]+ hours than without the pilot"))).to_be_visible()
    report = page.request.get(
        f"{nation.office.address}{page.get_by_role('link', name='Report (PDF)').get_attribute('href')}"
    )
    assert report.body().startswith(b"%PDF-")


def test_every_chart_is_to_be_had_as_a_picture_and_as_numbers(browser: Browser, nation: Nation) -> None:
    """A37: PNG from the very chart, CSV from its table; fields that a spreadsheet would run are quoted elsewhere."""
    page = show(browser, nation, "e_processing")
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible(timeout=DRAWN)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="By jurisdiction: save as a picture").click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"\x89PNG")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="By jurisdiction: save the numbers").click()
    heads, *rows = csv.reader(io.StringIO(Path(waiting.value.path()).read_text(encoding="utf-8-sig")))
    assert heads == ["Jurisdiction", "Counted", "Of these", "Share"]
    assert {row[0] for row in rows} == {name(code) for code in ADDRESSEES}
    assert all(abs(int(part) / int(whole) - float(share)) < 1e-5 for _, whole, part, share in rows)


def test_numbers_are_for_those_who_may_see_measures(browser: Browser, nation: Nation) -> None:
    """A28: the address alone opens nothing."""
    page = page_of(browser, nation.office, "li")
    answer = page.request.get(f"{nation.office.address}/measures.csv?page=e_processing&card=map&data=simulated")
    assert answer.status == 403


def test_two_jurisdictions_and_two_periods_are_compared(browser: Browser, nation: Nation) -> None:
    page = show(browser, nation, "e_processing")
    page.select_option("#choice-region", "310000")
    page.get_by_text("Compare", exact=True).click()
    page.select_option("#choice-with", "330000")
    page.get_by_role("button", name="Show", exact=True).click()
    legend = page.locator(".js-plotly-plot .legend").first
    expect(legend).to_contain_text("Shanghai", timeout=DRAWN)
    expect(legend).to_contain_text("Zhejiang")


def test_who_only_reads_measures_sees_no_small_cells(browser: Browser, nation: Nation) -> None:
    """R65: what could point at a person is kept from those who may not see cases."""
    address = f"{nation.office.address}/measures.csv?page=e_processing&card=type&data=simulated&region=540000"
    smallest = {}
    for login in ("zhao", "shen"):
        page = show(browser, nation, "e_processing", login=login)
        heads, *rows = csv.reader(io.StringIO(page.request.get(address).text().lstrip("\ufeff")))
        smallest[login] = min(int(row[heads.index("Counted")]) for row in rows)
    assert smallest["zhao"] < 5 <= smallest["shen"]
    expect(page.get_by_text("Figures of fewer than five applications are not shown.")).to_be_visible()
    expect(page.get_by_text(translator("en")(label(Role.ANALYST)), exact=True)).to_be_visible()


@pytest.mark.parametrize(("language", "pages"), [("zh_CN", PAGES), ("ko", PAGES[::3]), ("en", PAGES[1:3])])
def test_pages_fit_a_phone_a_desk_and_a_wall(
    browser: Browser, nation: Nation, language: str, pages: tuple[str, ...]
) -> None:
    page = show(browser, nation, pages[0], language)
    for one in pages:
        page.goto(f"{nation.office.address}/?page={one}&data=simulated")
        expect(page.locator("#main h1")).to_be_visible(timeout=DRAWN)
        for size in (PHONE, WIDE, WALL):
            page.set_viewport_size(size)  # type: ignore[arg-type]  # a size
            overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert overflow <= 0, (one, size)
        if language == "zh_CN":
            assert faults(page) == [], one
