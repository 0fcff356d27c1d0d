"""Run measurements and hold them to their bounds: ``python -m bench [module …]``.

Every module of this package that has ``measure() -> list[Ratio]`` is found by itself; each runs once, one after
the other, so that they do not disturb each other. Exit status: 0 all bounds met, 1 a bound not met or a
measurement that failed, 2 no such measurement.
"""

from __future__ import annotations

import pkgutil
import sys
import traceback
from collections.abc import Iterable, Sequence
from importlib import import_module

import bench
from bench import Ratio

HEADINGS = ("name", "measured", "bound", "met", "detail")


def names() -> list[str]:
    """The measurements there are, by module name."""
    return sorted(found.name for found in pkgutil.iter_modules(bench.__path__) if not found.name.startswith("_"))


def table(ratios: Iterable[Ratio]) -> str:
    """The ratios as lines of aligned columns."""
    rows = [HEADINGS]
    for ratio in ratios:
        bound = f"{'≤' if ratio.at_most else '≥'} {ratio.bound:g}"
        rows.append((ratio.name, f"{ratio.value:.4g}", bound, "yes" if ratio.met else "NO", ratio.detail))
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def measure(wanted: Sequence[str]) -> tuple[list[Ratio], list[str]]:
    """Run the named measurements; gives their ratios, and the names of those that raised."""
    ratios: list[Ratio] = []
    failed: list[str] = []
    for name in wanted:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        try:
            ratios += import_module(f"bench.{name}").measure()
        except Exception:  # one measurement that fails must not hide the others' figures
            traceback.print_exc()
            failed.append(name)
    return ratios, failed


def main(arguments: Sequence[str]) -> int:
    unknown = sorted(set(arguments) - set(names()))
    if unknown:
        print(f"no such measurement: {', '.join(unknown)}; there are: {', '.join(names())}", file=sys.stderr)
        return 2
    ratios, failed = measure(arguments or names())
    print(table(ratios))
    for name in failed:
        print(f"{name}: failed, see above")
    return 0 if not failed and all(ratio.met for ratio in ratios) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
