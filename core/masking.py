"""How identity and telephone numbers are shown: enough for their owner to know them, too little for anybody else.

A40: full numbers appear in no publicity, log or export. Whatever is too short to be cut safely is
masked whole, so that a mistyped value cannot show more than a right one.
"""

from __future__ import annotations

STAR = "*"


def mask_identity(number: str) -> str:
    """Keep the first and last four characters of an identity number: ``1101**********1234``."""
    return _mask(number, head=4, tail=4)


def mask_phone(number: str) -> str:
    """Keep the first three and last four digits of a telephone number: ``138****5678``."""
    return _mask(number, head=3, tail=4)


def _mask(text: str, head: int, tail: int) -> str:
    hidden = len(text) - head - tail
    if hidden < 4:
        return STAR * len(text)
    return text[:head] + STAR * hidden + text[-tail:]
