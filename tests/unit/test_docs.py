"""What keeps the documentation true: its tables equal the code's, its links lead somewhere, nothing is left out.

Commands and settings are compared with docs/operation.md in test_tooling.py; the commands of docs/verification.md
and the README are carried out in tests/proof/test_verification_commands.py.
"""

from __future__ import annotations

import re
import shutil
import string
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import cast

import pytest
import typer

import bench.__main__
from core import catalogue, rules
from core.catalogue.loader import FOLDER, load_from
from core.cli import app
from core.i18n import LANGUAGES, translator
from core.inner import intake
from core.inner.context import Inner
from core.outer import results
from core.outer.context import Outer
from core.processes import PROCESSES, Ports
from core.rules.registry import RULES
from core.terms import Role, Severity, SignatoryRole, Status, label
from core.workflow import ALL_STEPS, NEED_TEXTS
from tests.contents import TODAY, company, rule_facts

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", *DOCS.rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LARGEST_PICTURE = 250_000
LONGEST_DECISION = 60
PARTS_OF_A_DECISION = ["Context", "Decision", "Rejected", "Consequences"]


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def prose_of(page: Path) -> str:
    """A page without its blocks of code, where brackets mean something else."""
    return FENCE.sub("", text_of(page))


def rows_below(heading: str, page: Path) -> list[tuple[str, ...]]:
    """The rows of the first table below a heading, without its head."""
    lines = f"\n{text_of(page)}".split(f"\n{heading}\n", 1)[1].splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("|"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append(tuple(cell.strip() for cell in line.strip("|").split("|")))
    return rows


def anchor_of(heading: str) -> str:
    """The name under which a heading can be linked to."""
    kept = "".join(one for one in heading.lower() if one not in string.punctuation.replace("-", ""))
    return kept.strip().replace(" ", "-")


def anchors_of(page: Path) -> set[str]:
    return {anchor_of(found) for found in re.findall(r"^#+ (.+)$", prose_of(page), re.MULTILINE)}


def links() -> Iterator[tuple[Path, str]]:
    for page in PAGES:
        for target in LINK.findall(prose_of(page)):
            if not target.startswith(("http://", "https://", "mailto:")):
                yield page, target


@pytest.mark.parametrize(("page", "target"), sorted(set(links())), ids=lambda one: getattr(one, "name", one))
def test_every_link_leads_somewhere(page: Path, target: str) -> None:
    path, _sharp, anchor = target.partition("#")
    aim = (page.parent / path).resolve() if path else page
    assert aim.exists()
    assert not anchor or anchor in anchors_of(aim)


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        targets = (target.partition("#")[0] for target in LINK.findall(prose_of(page)))
        waiting += [(page.parent / one).resolve() for one in targets if one and "://" not in one]
    assert set(PAGES) - reached == set()


def test_every_picture_is_shown_and_light() -> None:
    for picture in (DOCS / "images").iterdir():
        assert f"images/{picture.name}" in "".join(map(text_of, PAGES))
        assert picture.stat().st_size < LARGEST_PICTURE


def test_the_life_of_a_registration_is_the_one_of_the_code() -> None:
    """R02: one table decides what can happen, and the documentation shows the very same."""
    told = rows_below("## The life of a registration", DOCS / "architecture.md")
    decided = [
        (
            zone.value,
            f"`{status}`",
            f"`{action}`",
            f"`{step.to}`",
            "; ".join(f"`{need}`" for need in step.needs),
            step.clock.value.replace("_", " ") if step.clock else "",
        )
        for zone, steps in ALL_STEPS.items()
        for (status, action), step in steps.items()
    ]
    assert told == decided


def test_every_need_is_explained() -> None:
    told = rows_below("### What must hold", DOCS / "architecture.md")
    assert told == [(f"`{need}`", text) for need, text in NEED_TEXTS.items()]


def test_every_process_is_shown_with_its_zone_and_port() -> None:
    told = {row[0].strip("`"): row for row in rows_below("## What runs where", ROOT / "README.md")}
    assert set(told) == {process.name for process in PROCESSES}
    for process in PROCESSES:
        _name, zone, ports, *_rest = told[process.name]
        assert zone == (process.zone.value if process.zone else "none")
        assert re.findall(r"\d{4,}", ports) == [str(Ports()[name]) for name in process.listens]


def test_every_target_of_make_is_mentioned() -> None:
    declared = re.search(r"^\.PHONY: (.+)$", text_of(ROOT / "Makefile"), re.MULTILINE)
    assert declared
    hidden = {"setup", "setup-dev"}  # steps of the others
    told = set(re.findall(r"make ([a-z-]+)", text_of(ROOT / "README.md")))
    assert set(declared[1].split()) - hidden <= told


def test_no_command_or_target_is_made_up() -> None:
    """What pages tell people to type exists."""
    command = typer.main.get_command(app)
    known = set(getattr(command, "commands", {}))
    targets = set(re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    for page in PAGES:
        assert set(re.findall(r"quancheng ([a-z]+)\b(?= --|`| [A-Z]| [a-z]+`|$)", text_of(page), re.MULTILINE)) <= known
        assert set(re.findall(r"`make ([a-z-]+)", text_of(page))) <= targets


def test_every_decision_is_listed_and_at_most_a_page() -> None:
    listed = text_of(DOCS / "adr" / "README.md")
    pages = sorted((DOCS / "adr").glob("[0-9]*.md"))
    assert [page.name[:4] for page in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    for page in pages:
        text = text_of(page)
        title = text.splitlines()[0].removeprefix("# ")
        assert f"[{title}]({page.name})" in listed
        assert len(text.splitlines()) <= LONGEST_DECISION
        assert re.findall(r"^\*\*(\w+)\.\*\*", text, re.MULTILINE) == [
            "Context",
            "Decision",
            "Rejected",
            "Consequences",
        ]


def test_paths_named_in_pages_exist() -> None:
    """`core/workflow.py` and its like: a file that moves takes its mention along."""
    roots = "core|portal|officer|api|analytics|reference|bench|tests|tools|docs"
    for page in PAGES:
        for path in re.findall(rf"`((?:{roots})/[A-Za-z0-9_./-]+)`", text_of(page)):
            assert (ROOT / path).exists(), f"{page.name}: {path}"


def test_every_measurement_is_explained() -> None:
    told = {row[0].strip("`") for row in rows_below("# Benchmarks", DOCS / "benchmarks.md")}
    assert set(bench.__main__.names()) <= told


def test_every_kind_of_envelope_is_listed() -> None:
    rows = rows_below("## The flows between the zones", DOCS / "architecture.md")
    told = {kind for row in rows for kind in re.findall(r"`(\w+)`", row[1])}
    understood = {*intake.handlers(cast(Inner, None)), *results.handlers(cast(Outer, None))}
    assert told == understood


def test_the_glossary_says_what_the_pages_say() -> None:
    """Statuses and roles are called in the glossary as the applications call them."""
    told = rows_below("## Words of the applications", DOCS / "glossary.md")
    chinese, korean = translator("zh_CN"), translator("ko")
    words = [label(word) for word in (*Status, *Role)]
    assert told == [(word, chinese(word), korean(word)) for word in words]


def test_the_glossary_names_every_type_and_language() -> None:
    text = text_of(DOCS / "glossary.md")
    for edition in catalogue.load().editions:
        for procedure in catalogue.load().open_on(edition.since):
            assert procedure.type.label in text
    assert all(name in text for name in LANGUAGES.values())


def examples(page: str, language: str) -> list[str]:
    """The blocks of code of a how-to page in a language."""
    found = re.findall(rf"^```{language}\n(.*?)^```", text_of(DOCS / "how-to" / page), re.MULTILINE | re.DOTALL)
    assert found
    return found


def example(page: str, language: str) -> str:
    """The first block of code of a how-to page."""
    return examples(page, language)[0]


def test_the_example_of_a_rule_works() -> None:
    known = dict(RULES)
    try:
        exec(compile(example("add-a-rule.md", "python"), "add-a-rule.md", "exec"), {})  # noqa: S102 - our own page
        said = {one.rule: one for one in rules.check(company(), rule_facts())}
        odd = company().model_copy(update={"capital": company().capital.model_copy(update={"registered": 1_000_001})})
        asked = {one.rule: one for one in rules.check(odd, rule_facts())}
        assert said["capital.even"].severity is Severity.PASSED
        assert asked["capital.even"].severity is Severity.WARNING
    finally:
        RULES.clear()
        RULES.update(known)


def test_the_how_to_of_an_entity_type_followed_to_the_letter_gives_that_type(tmp_path: Path) -> None:
    norm = shutil.copytree(FOLDER, tmp_path / "norm")
    family, material = examples("add-an-entity-type.md", "yaml")
    (norm / "families" / "village.yaml").write_text(family, encoding="utf-8")
    with (norm / "materials" / "partnership.yaml").open("a", encoding="utf-8") as file:
        file.write(material)
    loaded = load_from(norm)
    today = {one.id for one in loaded.open_on(TODAY) if one.type.id == "VILLAGE"}
    general = {one.id for one in loaded.open_on(TODAY) if one.type.id == "GP"}
    left = {name.replace("GP.", "VILLAGE.") for name in general} - {"VILLAGE.CHANGE.TYPE", "VILLAGE.RECORD.BRANCH"}
    assert today == left
    setup = loaded.procedure("VILLAGE.SETUP", TODAY)
    assert setup.label == "乡村合伙企业设立登记"
    assert setup.sections == catalogue.load().procedure("GP.SETUP", TODAY).sections
    form = setup.material("application_form")
    assert form is not None
    assert form.label == "乡村合伙企业登记（备案）申请书"
    partners = loaded.procedure("VILLAGE.CHANGE.PARTNERS", TODAY)
    consent = partners.material("village_consent")
    assert consent is not None
    assert consent.signers == (SignatoryRole.CERTIFIER,)
    assert partners.apply_within_days == 10
    assert loaded.procedure("VILLAGE.CHANGE.NAME", date(2026, 4, 30)).apply_within_days == 15
