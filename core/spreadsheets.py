"""Fields that a spreadsheet would take for a formula: quoted on the way out, taken back on the way in (A37)."""

from __future__ import annotations

import re

FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""What a spreadsheet would take for a formula, and what was quoted already."""


def harmless(field: str) -> str:
    """The field with a quote before it where it would be run; `plain` takes it away."""
    return f"'{field}" if FORMULA.match(field) else field


def plain(field: str) -> str:
    return field[1:] if field.startswith("'") and FORMULA.match(field) else field
