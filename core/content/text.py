"""Free text as people type it, made safe and uniform once, where it enters (A39).

Guarantees: NFC form, no control, bidirectional or invisible format characters, no surrounding blanks.
Characters of rare names (𠮷, 䶮 …) pass unchanged.
"""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import AfterValidator

# Cc controls, Cf format characters (bidi controls, zero-width characters), Cs lone surrogates, Co private use,
# Cn unassigned, Zl and Zp separators of lines and paragraphs
REFUSED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})

# Of other categories, yet seen by nobody: joiner, fillers, empty Braille pattern
INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


class UnsafeText(ValueError):
    """The text holds a character that must not be stored; `character` is its code point as U+XXXX."""

    def __init__(self, character: str) -> None:
        self.character = f"U+{ord(character):04X}"
        super().__init__(f"unsafe character {self.character}")


def normalise(text: str) -> str:
    """The text in NFC without surrounding blanks. Raises UnsafeText for controls, bidi and invisible characters."""
    normal = unicodedata.normalize("NFC", text).strip()
    for character in normal:
        if unicodedata.category(character) in REFUSED_CATEGORIES or character in INVISIBLE:
            raise UnsafeText(character)
    return normal


def normalise_lines(text: str) -> str:
    """As `normalise`, but line ends are kept (as \\n)."""
    return "\n".join(normalise(line) for line in text.replace("\r\n", "\n").split("\n")).strip()


Text = Annotated[str, AfterValidator(normalise)]
LongText = Annotated[str, AfterValidator(normalise_lines)]
