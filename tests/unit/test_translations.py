"""The check of the translations itself: it passes what is complete, and names each way in which something is not."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tools.translations import assembled_texts, find_problems, places_of, used_texts

USED = {"Sign in": "portal/a.py:1", "{count} days left": "portal/a.py:2"}
COMPLETE = {"Sign in": "登录", "{count} days left": "还剩 {count} 天"}


def catalogue(translations: dict[str, str], extra: str = "") -> Catalog:
    entries = "".join(f'msgid "{text}"\nmsgstr "{shown}"\n\n' for text, shown in translations.items())
    return read_po(io.BytesIO((entries + extra).encode()), locale="zh_CN", charset="utf-8")


def problems(translations: dict[str, str], language: str = "zh_CN", extra: str = "") -> list[str]:
    found = find_problems(language, {"x.po": catalogue(translations, extra)}, USED)
    return [f"{problem.what}: {problem.text}" for problem in found]


def test_a_complete_language_has_no_problems() -> None:
    assert problems(COMPLETE) == []


def test_english_says_what_the_code_says() -> None:
    assert problems({text: text for text in USED}, "en") == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"Sign in": None}, "missing in zh_CN: Sign in"),
        ({"Sign in": ""}, "not translated: Sign in"),
        ({"Sign in": " "}, "not translated: Sign in"),
        ({"Sign in": "Sign in"}, "left in English: Sign in"),
        ({"Sign out": "退出"}, "no code uses it: Sign out"),
        ({"{count} days left": "还剩几天"}, "the {places} differ in '还剩几天': {count} days left"),
        ({"{count} days left": "还剩 {counts} 天"}, "the {places} differ in '还剩 {counts} 天': {count} days left"),
        ({"{count} days left": "还剩 {count 天"}, "the {places} differ in '还剩 {count 天': {count} days left"),
        ({"Sign in": "登录{count}"}, "the {places} differ in '登录{count}': Sign in"),
    ],
)
def test_each_fault_is_named(change: dict[str, str | None], expected: str) -> None:
    changed = {text: shown for text, shown in {**COMPLETE, **change}.items() if shown is not None}
    assert problems(changed) == [expected]


def test_a_doubtful_translation_is_refused() -> None:
    found = problems({"Sign in": "登录"}, extra='#, fuzzy\nmsgid "{count} days left"\nmsgstr "还剩 {count} 天"\n')
    assert found == ["marked fuzzy: {count} days left"]


def test_what_was_taken_out_is_not_kept_as_a_comment() -> None:
    assert problems(COMPLETE, extra='#~ msgid "Old"\n#~ msgstr "旧"\n') == ["no code uses it (obsolete): Old"]


def test_one_text_has_one_translation() -> None:
    files = {"a.po": catalogue(COMPLETE), "b.po": catalogue({"Sign in": "登入"})}
    assert [problem.what for problem in find_problems("zh_CN", files, USED)] == ["translated twice, differently"]


def test_abbreviations_may_stay() -> None:
    assert find_problems("ko", {"x.po": catalogue({"PDF {n}": "PDF {n}"})}, {"PDF {n}": "a.py:1"}) == []


def test_every_mark_is_found_wherever_it_stands(tmp_path: Path) -> None:
    source = tmp_path / "page.py"
    source.write_text(
        'A = N_("one")\nB = M_("two", x=1)\nprint(_("th" "ree"))\n'
        'C = f"{_(N_(\'four\'))}"\nwords._("five")\nother("six")\n'
    )
    assert set(used_texts([source], tmp_path)) == {"one", "two", "three", "four", "five"}


def test_marks_in_templates_are_found(tmp_path: Path) -> None:
    template = tmp_path / "page.html"
    template.write_text('<p>{{ _("one") }}</p>')
    assert used_texts([template], tmp_path) == {"one": "page.html:1"}


@pytest.mark.parametrize("text", ['_(f"{name} left")', '_("a" + name)', '_("{} a".format(name))', 'N_("%s" % name)'])
def test_a_text_put_together_while_running_is_refused(tmp_path: Path, text: str) -> None:
    source = tmp_path / "page.py"
    source.write_text(text)
    assert [problem.what for problem in assembled_texts([source], tmp_path)] == ["put together while running"]


def test_places_are_read_as_format_reads_them() -> None:
    assert places_of("{a} {b_text} {{not}}") == {"a", "b_text"}
