"""Breaking Chinese text into lines.

Guarantees: no line begins with a closing mark (，。；：）」 …) or ends with an opening one (GB/T 15834); Latin words
and numbers stay whole when they fit a line; a closing mark at the end of a line counts half, since its right half is
blank. Only a run that is wider than a whole line is cut where it must be. Pure: widths come from the font given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.documents.fonts import FULL_WIDTH, Font

CLOSING = "，。、；：？！）》」』】〕〉”’…—％～·,.;:?!)]}%"
OPENING = "（《「『【〔〈“‘([{"
_HALF_BLANK = frozenset("，。、；：）》」』】〕〉")
_MAX_SHRINK = 0.06
_MAX_STRETCH = 0.35  # a line is justified only as far as this part of the size between characters

_WORD = r"[!-'*-+\--Z\\^-z|~\u00a1-\u024f]+(?:[,.:;][0-9A-Za-z]+)*"
_CLUSTER = re.compile(
    rf"[ ]|[{re.escape(OPENING)}]*(?:{_WORD}|[^{re.escape(OPENING)} ])[{re.escape(CLOSING)}]*|.", re.DOTALL
)


@dataclass(frozen=True)
class Line:
    """`start` is the place of its first character in the paragraph; `width` in points; `last` ends the paragraph."""

    text: str
    start: int
    width: float
    last: bool

    def spacing(self, available: float, size: float) -> float:
        """Points to add after each character so that the line reaches the right edge; 0 when that would tear it."""
        if self.last or len(self.text) < 2:
            return 0
        extra = (available - self.width) / (len(self.text) - 1)
        return extra if -_MAX_SHRINK * size <= extra <= _MAX_STRETCH * size else 0


def _units(text: str, font: Font, limit: float) -> Iterator[tuple[str, float]]:
    """Unbreakable pieces with their widths in 1/1000; what is wider than a line falls apart into characters."""
    widths = font.widths
    for piece in _CLUSTER.findall(text):
        width = widths[piece] if len(piece) == 1 else sum(map(widths.__getitem__, piece))
        if width <= limit:
            yield piece, width
        else:
            for character in piece:
                yield character, widths[character]


def break_lines(
    text: str, font: Font, size: float, width: float, indent: float = 0, *, squeeze: bool = False
) -> list[Line]:
    """Lines of a paragraph (one without line ends) in a measure of `width` points, the first one `indent` shorter.

    The text must be printable (see `Font.printable`). There is always at least one line, if only an empty one. With
    `squeeze` (for justified text) a last line of one or two characters is drawn into the line before it.
    """
    scale = size / FULL_WIDTH
    limit = width / scale
    room = limit - indent / scale
    lines: list[Line] = []
    current: list[str] = []
    used, start, position = 0.0, 0, 0
    for piece, wide in _units(text, font, limit):
        slack = FULL_WIDTH / 2 if piece[-1] in _HALF_BLANK else 0
        if current and used + wide - slack > room + 0.01:
            _close(lines, current, start, used, scale, font)
            current, used, start, room = [], 0.0, position, limit
        if current or piece != " " or not lines:
            current.append(piece)
            used += wide
        else:
            start = position + 1
        position += len(piece)
    _close(lines, current, start, used, scale, font, last=True)
    if squeeze and len(lines) > 1:
        _draw_in(lines, font, size, width - (indent if len(lines) == 2 else 0))
    return lines


def _draw_in(lines: list[Line], font: Font, size: float, available: float) -> None:
    """Put a last line of one or two characters on the line before, set a little tighter."""
    before, last = lines[-2], lines[-1]
    if last.width > 2 * size or not last.text:
        return
    blanks = last.start - before.start - len(before.text)
    text = before.text + " " * blanks + last.text
    tail = size / 2 if text[-1] in _HALF_BLANK else 0
    width = font.width(text, size) - tail
    if width - available <= _MAX_SHRINK * size * (len(text) - 1):
        lines[-2:] = [Line(text, before.start, width, last=False)]


def _close(
    lines: list[Line], pieces: list[str], start: int, used: float, scale: float, font: Font, *, last: bool = False
) -> None:
    text = "".join(pieces)
    shown = text.rstrip(" ")
    used -= sum(font.widths[blank] for blank in text[len(shown) :])
    if shown and shown[-1] in _HALF_BLANK:
        used -= FULL_WIDTH / 2
    lines.append(Line(shown, start, used * scale, last))
