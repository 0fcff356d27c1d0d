"""Charts of an evaluation's report, drawn with lines into the page: axes, lines, intervals (R64).

Groups are told apart by dash and mark as well as by colour, so that a black and white print says the same. Lengths are
points; values are the outcome's, as shown.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from core.documents.fonts import Canvas

Colour = tuple[float, float, float]
INK, SOFT, LIGHT = (0.09, 0.13, 0.18), (0.3, 0.35, 0.41), (0.86, 0.88, 0.91)
COLOURS: Sequence[Colour] = (
    (0.06, 0.36, 0.6), (0.64, 0.13, 0.11), (0.11, 0.38, 0.22), (0.78, 0.47, 0.0), (0.35, 0.16, 0.51), (0.0, 0.47, 0.55),
)  # fmt: skip
DASHES = ("[] 0 d", "[5 2] 0 d", "[1.5 2] 0 d", "[6 2 1.5 2] 0 d", "[8 3] 0 d", "[8 2 1.5 2 1.5 2] 0 d")
SMALL = 7.5
LEFT, BELOW = 40.0, 26.0


@dataclass(frozen=True)
class Axis:
    """From the first to the last value, with marks at `ticks`."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def place(self, value: float) -> float:
        """Where a value lies, 0 to 1."""
        return (value - self.low) / (self.high - self.low)


def axis(values: Sequence[float], *, nothing: bool = False, many: int = 5) -> Axis:
    """An axis that holds all values, and zero where that is asked for, with round ticks."""
    held = [value for value in values if math.isfinite(value)] + ([0.0] if nothing else [])
    low, high = (min(held), max(held)) if held else (0.0, 1.0)
    if low == high:
        low, high = low - 1, high + 1
    rough = (high - low) / many
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    first, last = math.floor(low / step), math.ceil(high / step)
    return Axis(first * step, last * step, tuple(number * step for number in range(first, last + 1)))


@dataclass(frozen=True)
class Frame:
    """A chart's place on the page, and its axes."""

    canvas: Canvas
    left: float
    top: float
    width: float
    height: float
    across: Axis
    up: Axis

    def x(self, value: float) -> float:
        return self.left + LEFT + self.across.place(value) * (self.width - LEFT)

    def y(self, value: float) -> float:
        return self.top + (1 - self.up.place(value)) * (self.height - BELOW)

    def grid(self, names: dict[float, str], counted: str, below: str) -> None:
        """Lines at the ticks, their values, the names below, and what is counted above the axis."""
        step = self.up.ticks[1] - self.up.ticks[0]
        digits = max(0, -math.floor(math.log10(step) + 1e-9))
        for tick in self.up.ticks:
            y, text = self.y(tick), f"{tick:,.{digits}f}".replace("-", "\u2212")
            self.line([(self.left + LEFT, y), (self.left + self.width, y)], LIGHT, 0.5)
            self._text(self.left + LEFT - 4 - self._wide(text), y + SMALL * 0.36, text)
        for value, text in names.items():
            x = self.x(value)
            bottom = self.top + self.height - BELOW
            self.line([(x, bottom), (x, bottom + 3)], SOFT, 0.5)
            self._text(x - self._wide(text) / 2, bottom + 3 + SMALL * 1.1, text)
        self._text(self.left + LEFT, self.top - 5, counted)
        middle = self.left + LEFT + (self.width - LEFT) / 2
        self._text(middle - self._wide(below) / 2, self.top + self.height, below)

    def line(
        self, points: Sequence[tuple[float, float]], colour: Colour, width: float = 1.2, dash: str = DASHES[0]
    ) -> None:
        """A line through points of the page."""
        if len(points) > 1:
            height = self.canvas.h
            way = " ".join(f"{x:.2f} {height - y:.2f} {'l' if number else 'm'}" for number, (x, y) in enumerate(points))
            self.canvas.path(f"{width:g} w {_ink(colour)} RG {dash} 1 J 1 j {way} S")

    def graph(
        self, points: Sequence[tuple[float, float]], colour: Colour, width: float = 1.2, dash: str = DASHES[0]
    ) -> None:
        """A line through values."""
        self.line([(self.x(x), self.y(y)) for x, y in points], colour, width, dash)

    def whisker(self, x: float, low: float, middle: float, high: float, colour: Colour, *, hollow: bool) -> None:
        """An interval with its estimate; hollow for what should be nothing."""
        at = self.x(x)
        for start, end in (((at, self.y(low)), (at, self.y(high))), *(
            ((at - 1.6, self.y(end)), (at + 1.6, self.y(end))) for end in (low, high)
        )):  # fmt: skip
            self.line([start, end], colour, 0.9)
        self.mark(at, self.y(middle), colour, hollow=hollow)

    def mark(self, x: float, y: float, colour: Colour, *, hollow: bool = False, size: float = 2.4) -> None:
        """A dot at a place of the page."""
        y, bow = self.canvas.h - y, size * 0.5523  # four Bézier curves make a circle
        bends = (
            ((size, bow), (bow, size), (0, size)), ((-bow, size), (-size, bow), (-size, 0)),
            ((-size, -bow), (-bow, -size), (0, -size)), ((bow, -size), (size, -bow), (size, 0)),
        )  # fmt: skip
        way = f"{x + size:.2f} {y:.2f} m " + " ".join(
            " ".join(f"{x + dx:.2f} {y + dy:.2f}" for dx, dy in bend) + " c" for bend in bends
        )
        fill = "1 1 1" if hollow else _ink(colour)
        self.canvas.path(f"0.9 w {_ink(colour)} RG {fill} rg {way} b")

    def triangle(self, x: float, y: float, colour: Colour, size: float = 4) -> None:
        """Where something starts."""
        y = self.canvas.h - y
        self.canvas.path(
            f"{_ink(colour)} rg {x - size:.2f} {y - size * 0.7:.2f} m {x + size:.2f} {y - size * 0.7:.2f} l"
            f" {x:.2f} {y + size:.2f} l f"
        )

    def _wide(self, text: str) -> float:
        return self.canvas.font.width(text, SMALL)

    def _text(self, x: float, y: float, text: str) -> None:
        self.canvas.put(x, y, self.canvas.font.printable(text), SMALL, colour=SOFT)


def legend(
    canvas: Canvas, left: float, top: float, width: float, names: Sequence[tuple[str, Colour, str, float]]
) -> float:
    """What the lines are, in rows; each with its name, colour, dash and width. Returns the height taken."""
    x, y, sample = left, top, 22.0
    for name, colour, dash, wide in names:
        text = canvas.font.printable(name)
        needs = sample + 5 + canvas.font.width(text, SMALL) + 14
        if x + needs > left + width and x > left:
            x, y = left, y + SMALL * 1.6
        level = canvas.h - (y - SMALL * 0.33)
        canvas.path(f"{wide:g} w {_ink(colour)} RG {dash} {x:.2f} {level:.2f} m {x + sample:.2f} {level:.2f} l S")
        canvas.put(x + sample + 5, y, text, SMALL, colour=INK)
        x += needs
    return y - top + SMALL * 1.6


def _ink(colour: Colour) -> str:
    return " ".join(f"{part:g}" for part in colour)
