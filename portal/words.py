"""How moments, amounts and people's data are written on pages. Times are those of Beijing."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
FEN_IN_WAN = 1_000_000
LARGEST_WAN = 100_000_000


def moment(at: datetime) -> str:
    """2026-10-03 14:05, Beijing time."""
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


def day(at: datetime) -> str:
    return moment(at)[:10]


def yuan(fen: int) -> str:
    """1,000,000.00 for an amount in fen."""
    return f"{fen // 100:,}.{fen % 100:02d}"


def wan(fen: int) -> str:
    """An amount in fen as people type it: in units of ten thousand yuan, without needless zeros; nothing for zero."""
    if not fen:
        return ""
    return f"{Decimal(fen) / FEN_IN_WAN:f}".rstrip("0").rstrip(".") if fen % FEN_IN_WAN else str(fen // FEN_IN_WAN)


def fen_of_wan(text: str) -> int:
    """The amount in fen of a text in units of ten thousand yuan. Raises ValueError for what is no such amount."""
    bare = text.strip().replace(",", "").replace("，", "").removesuffix("万元").removesuffix("万").strip()
    if not bare:
        return 0
    try:
        amount = Decimal(bare)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not amount.is_finite() or not 0 <= amount <= LARGEST_WAN or amount * FEN_IN_WAN % 1:
        raise ValueError(text)
    return int(amount * FEN_IN_WAN)
