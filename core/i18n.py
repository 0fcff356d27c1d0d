"""Texts for people, in three languages.

Message identifiers are the English sentences; `core/locale/<language>/*.po` hold what is shown,
one file per area (core, rules, portal, officer …), merged when first used. Chinese is the default.
Code below the pages never renders text: it carries `Message`s, which a page renders for its reader.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

DEFAULT_LANGUAGE = "zh_CN"
LANGUAGES: Mapping[str, str] = {"zh_CN": "中文", "ko": "한국어", "en": "English"}
HTML_LANGUAGES: Mapping[str, str] = {"zh_CN": "zh-CN", "ko": "ko", "en": "en"}
LOCALE_FOLDER = Path(__file__).parent / "locale"

Translate = Callable[[str], str]
Param = str | int | float


@dataclass(frozen=True)
class Message:
    """A sentence for people, not yet in a language: an identifier and what goes into its places.

    A parameter whose value is itself the identifier of a text (a field's label, say) is translated
    too when its name ends in ``_text``; several identifiers, one a line, become a list.
    """

    text: str
    params: Mapping[str, Param] = field(default_factory=dict)

    def render(self, translate: Translate) -> str:
        shown = {
            name: _listed(value, translate) if name.endswith("_text") and isinstance(value, str) else value
            for name, value in self.params.items()
        }
        return translate(self.text).format(**shown)

    def to_json(self) -> dict[str, object]:
        return {"text": self.text, "params": dict(self.params)}

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> Message:
        params = data.get("params") or {}
        assert isinstance(params, Mapping)
        return cls(str(data["text"]), dict(params))


LIST_COMMA = ", "
"""What stands between the items of a list in a sentence; it is a text, too."""


def _listed(identifiers: str, translate: Translate) -> str:
    if "\n" not in identifiers:
        return translate(identifiers)
    return translate(LIST_COMMA).join(translate(one) for one in identifiers.split("\n"))


def N_(text: str) -> str:
    """Mark a text for translation where it is written, without translating it there."""
    return text


def M_(text: str, **params: Param) -> Message:
    """A marked text with its parameters."""
    return Message(text, params)


def read_catalogue(language: str) -> Catalog:
    """All of a language's texts, merged from its files."""
    merged = Catalog(locale=language)
    for path in sorted((LOCALE_FOLDER / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and message.string:
                    merged.add(message.id, message.string)
    return merged


@lru_cache(maxsize=len(LANGUAGES))
def translator(language: str) -> Translate:
    """The function that shows a text in a language; an unknown language shows the default."""
    if language not in LANGUAGES:
        return translator(DEFAULT_LANGUAGE)
    compiled = io.BytesIO()
    write_mo(compiled, read_catalogue(language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled).gettext
