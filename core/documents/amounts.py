"""Numbers as official Chinese documents write them: 万元, capital numerals (大写), and counting words.

Amounts are integers in fen (1/100 yuan). Pure.
"""

from __future__ import annotations

from datetime import date

_DIGITS = "零一二三四五六七八九"
_CAPITALS = "零壹贰叁肆伍陆柒捌玖"
_LARGE = ("", "万", "亿", "万亿")


def in_words(number: int) -> str:
    """A counting number as in 第二十三条: 0 to 99 999 999 999 999."""
    words = _spell(number, _DIGITS, "十百千")
    return words.removeprefix("一") if 10 <= number <= 19 else words


def wan(fen: int) -> str:
    """An amount in 万元 without trailing zeros: 100000000 → ``100``, 12345678 → ``12.345678``."""
    whole, rest = divmod(fen, 1_000_000)
    return f"{whole}.{rest:06d}".rstrip("0").rstrip(".") if rest else str(whole)


def capital(fen: int) -> str:
    """An amount in capital numerals, as on cheques: 100000000 → ``人民币壹佰万元整``."""
    yuan, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    words = f"{_spell(yuan, _CAPITALS, '拾佰仟')}元" if yuan or not rest else ""
    if not rest:
        return f"人民币{words}整"
    if jiao:
        words += f"{_CAPITALS[jiao]}角"
    elif yuan:
        words += "零"
    return f"人民币{words}{_CAPITALS[cents]}分" if cents else f"人民币{words}整"


def day(value: date | None) -> str:
    """2026年5月1日; a blank to be filled in when there is no date."""
    return f"{value.year}年{value.month}月{value.day}日" if value else "　　年　月　日"


def share(part: int, whole: int) -> str:
    """A proportion in per cent, two places at most."""
    if not whole:
        return "—"
    return f"{part * 100 / whole:.2f}".rstrip("0").rstrip(".") + "%"


def _spell(number: int, digits: str, small: str) -> str:
    if number == 0:
        return digits[0]
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    if len(groups) > len(_LARGE):
        raise ValueError("the number is too large to be spelt")
    words = ""
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            continue
        if words and (group < 1000 or not groups[place + 1] % 10):
            words += digits[0]
        words += _spell_group(group, digits, small) + _LARGE[place]
    return words


def _spell_group(group: int, digits: str, small: str) -> str:
    words, gap = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if not digit:
            gap = bool(words)
            continue
        words += (digits[0] if gap else "") + digits[digit] + (small[place - 1] if place else "")
        gap = False
    return words
