"""Are the texts of all three languages complete? (`make check`)

For every text marked with _(), N_() or M_() in the code, each language must hold a translation that is not empty,
has the same {places}, and is not left in English; nothing may be translated that no code uses, and nothing twice
in different words. Texts that are put together while running (f-strings, sums) cannot be looked up and are refused.
"""

from __future__ import annotations

import ast
import re
import string
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from tools.yaml_texts import texts_of_yaml

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("core", "portal", "officer", "api", "analytics", "reference", "portal_app.py", "officer_app.py")
LOCALE = ROOT / "core" / "locale"
LANGUAGES = ("zh_CN", "ko", "en")
MARKS: Mapping[str, None] = {"_": None, "N_": None, "M_": None}
SUFFIXES = frozenset({".py", ".html", ".yaml"})
# Proper names that read the same in every language.
ALIKE = frozenset({"Quancheng", "English"})


@dataclass(frozen=True, order=True)
class Problem:
    """Something a translator or a programmer has to mend, and where."""

    place: str
    what: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}: {self.text!r}"


def source_files(root: Path = ROOT, sources: Sequence[str] = SOURCES) -> Iterator[Path]:
    for source in sources:
        path = root / source
        candidates = sorted(path.rglob("*")) if path.is_dir() else [path] if path.exists() else []
        yield from (file for file in candidates if file.suffix in SUFFIXES)


def used_texts(files: Iterable[Path], root: Path = ROOT) -> dict[str, str]:
    """Every marked text with the first place that uses it."""
    used: dict[str, str] = {}
    for file in files:
        for line, text in _texts_of(file):
            used.setdefault(text, f"{file.relative_to(root)}:{line}")
    return used


def _texts_of(file: Path) -> Iterator[tuple[int, str]]:
    if file.suffix == ".py":
        # Babel's extractor overlooks calls within f-strings on Python 3.11; the syntax tree holds them all.
        for call in _marking_calls(file):
            text = call.args[0]
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield call.lineno, text.value
    elif file.suffix == ".yaml":
        yield from texts_of_yaml(file)
    else:
        for line, found, _comments, _context in extract_from_file("jinja2", file, keywords=dict(MARKS)):
            if isinstance(found, str):
                yield line, found


def assembled_texts(files: Iterable[Path], root: Path = ROOT) -> Iterator[Problem]:
    """Marked texts that are put together while running and so are in no catalogue."""
    for file in files:
        if file.suffix == ".py":
            for call in _marking_calls(file):
                if _is_assembled(call.args[0]):
                    place = f"{file.relative_to(root)}:{call.lineno}"
                    yield Problem(place, "put together while running", ast.unparse(call.args[0]))


@cache
def _marking_calls(file: Path) -> tuple[ast.Call, ...]:
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8"), filename=str(file)))
    return tuple(node for node in nodes if isinstance(node, ast.Call) and node.args and _name(node.func) in MARKS)


def _name(function: ast.expr) -> str:
    """`_` of `_(…)` as well as of `words._(…)`."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _is_assembled(node: ast.expr) -> bool:
    formatted = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"
    return formatted or isinstance(node, ast.JoinedStr | ast.BinOp)


def read_catalogues(language: str, locale: Path = LOCALE) -> dict[str, Catalog]:
    """A language's catalogues by file name."""
    found: dict[str, Catalog] = {}
    for path in sorted((locale / language).glob("*.po")):
        with path.open("rb") as file:
            found[f"{language}/{path.name}"] = read_po(file, locale=language, abort_invalid=True)
    return found


def places_of(text: str) -> set[str]:
    """The {places} of a text. Raises ValueError when a brace is left open."""
    return {name for _literal, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


def find_problems(language: str, catalogues: Mapping[str, Catalog], used: Mapping[str, str]) -> list[Problem]:
    """What is wrong with one language; empty when it is complete."""
    problems: list[Problem] = []
    shown: dict[str, str] = {}
    for name, catalogue in catalogues.items():
        for message in catalogue:
            if not message.id:
                continue
            text, translation = str(message.id), str(message.string or "")
            problems += (Problem(name, what, text) for what in _faults(language, text, translation, message.fuzzy))
            if text not in used:
                problems.append(Problem(name, "no code uses it", text))
            if shown.setdefault(text, translation) != translation:
                problems.append(Problem(name, "translated twice, differently", text))
        problems += (Problem(name, "no code uses it (obsolete)", str(text)) for text in catalogue.obsolete)
    missing = (text for text in used if text not in shown)
    return problems + [Problem(used[text], f"missing in {language}", text) for text in missing]


def _faults(language: str, text: str, translation: str, fuzzy: bool) -> Iterator[str]:
    if fuzzy:
        yield "marked fuzzy"
    if not translation.strip():
        yield "not translated"
        return
    if _differ_in_places(text, translation):
        yield f"the {{places}} differ in {translation!r}"
    if language != "en" and translation == text and text not in ALIKE and _has_words(text):
        yield "left in English"


def _differ_in_places(text: str, translation: str) -> bool:
    try:
        return places_of(text) != places_of(translation)
    except ValueError:
        return True


def _has_words(text: str) -> bool:
    """Abbreviations such as PDF or QR read the same everywhere; words do not."""
    return re.search(r"[A-Za-z][a-z]{2,}", re.sub(r"\{[^}]*\}", "", text)) is not None


def main() -> int:
    files = list(source_files())
    used = used_texts(files)
    problems = list(assembled_texts(files))
    for language in LANGUAGES:
        problems += find_problems(language, read_catalogues(language), used)
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(used)} texts in {len(LANGUAGES)} languages: {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
