"""Security-print ornament in vector lines: a woven border, corner rosettes, a pale rosette for the ground.

PDF path operators (origin bottom left), computed once per process. Pure geometry; no emblem of state is drawn.
"""

from __future__ import annotations

import math
from functools import lru_cache

# Control points of a cubic Bézier curve for a quarter of a sine wave, as shares of its length and height.
_QUARTER = ((0.326132, 0.512287), (0.638092, 1.0), (1.0, 1.0))


def _wave(x: float, y: float, angle: float, length: float, turns: int, height: float, side: int) -> str:
    """`turns` whole sine waves from (x, y) in the direction of `angle`; `side` ±1 says where they begin."""
    cos, sin = math.cos(angle), math.sin(angle)

    def at(along: float, across: float) -> str:
        return f"{x + along * cos - across * sin:.2f} {y + along * sin + across * cos:.2f}"

    quarter = length / turns / 4
    parts = [f"{at(0, 0)} m"]
    for number in range(turns * 4):
        start, up = number * quarter, side * (1 if number % 4 < 2 else -1) * height
        if number % 2 == 0:
            points = [(start + quarter * a, up * b) for a, b in _QUARTER]
        else:
            (ax, ay), (bx, by), _ = _QUARTER
            points = [
                (start + quarter * (1 - bx), up * by),
                (start + quarter * (1 - ax), up * ay),
                (start + quarter, 0),
            ]
        parts.append(" ".join(at(*point) for point in points) + " c")
    return " ".join(parts) + " S"


@lru_cache(maxsize=4)
def border(left: float, low: float, right: float, high: float, band: float) -> str:
    """A woven band around a rectangle, closed at its corners by rosettes."""
    middle, step = band / 2, band * 1.15
    parts = []
    sides = [
        (left + band, low + middle, 0.0, right - left - 2 * band),
        (right - middle, low + band, math.pi / 2, high - low - 2 * band),
        (right - band, high - middle, math.pi, right - left - 2 * band),
        (left + middle, high - band, -math.pi / 2, high - low - 2 * band),
    ]
    for x, y, angle, length in sides:
        turns = max(1, round(length / step))
        for height in (0.40, 0.30, 0.20, 0.10):
            parts += [_wave(x, y, angle, length, turns, band * height, side) for side in (1, -1)]
    for x in (left + middle, right - middle):
        for y in (low + middle, high - middle):
            parts.append(rosette(x, y, band * 0.46, petals=8, rings=3, points=160))
    return "\n".join(parts)


@lru_cache(maxsize=8)
def rosette(x: float, y: float, radius: float, petals: int, rings: int, points: int) -> str:
    """Interlaced closed curves around (x, y), each turned a little against the one before."""
    parts = []
    for ring in range(rings):
        shift = 2 * math.pi * ring / rings / petals
        for depth in (0.18, 0.32):
            curve = []
            for number in range(points + 1):
                angle = 2 * math.pi * number / points
                reach = radius * (1 - depth + depth * math.cos(petals * (angle + shift)))
                word = "l" if number else "m"
                curve.append(f"{x + reach * math.cos(angle):.1f} {y + reach * math.sin(angle):.1f} {word}")
            parts.append(" ".join(curve) + " s")
    return "\n".join(parts)


@lru_cache(maxsize=2)
def ground(x: float, y: float, radius: float) -> str:
    """A large pale rosette for the middle of the sheet."""
    sizes = ((1.0, 24), (0.76, 18), (0.52, 12), (0.30, 8))
    return "\n".join(rosette(x, y, radius * share, petals, 4, 480) for share, petals in sizes)
