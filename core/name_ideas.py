"""A way out for whoever finds a name taken: trade names like it that nothing speaks against (R22).

Each idea keeps one character of the applicant's trade name and changes another; to add one would not do, since a trade
name that holds another one of the same industry is similar to it (比对规则第四条). What is offered has been checked as
any name is: its words, and the names near to it. It reserves nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator

from core import names
from core.content import NameSection

CHARACTERS = (
    "安邦博昌辰诚初春达德鼎恩帆丰福歌广海瀚禾恒弘华辉嘉锦景康乐立良林霖隆茂美铭宁平启谦青清庆"
    "仁荣睿润善尚盛实顺思泰天田通同望维文闻祥欣信兴星旭雅阳怡益逸永优裕远悦云泽展正知致智舟卓"
)
"""Common characters of good sense that stand in many trade names; none makes a word of industry or place alone."""
TRIES = 60
"""So many ideas are checked at most: one look at the index each."""


def alternatives(name: NameSection, near: Callable[[NameSection], Iterable[str]], count: int = 3) -> tuple[str, ...]:
    """At most `count` trade names that are composed as prescribed and neither identical nor similar to another.

    `near` gives the full names to compare an idea with: those of the same authority, in the register and in the queue.
    The same name leads to the same ideas in the same order, and different names to different ones.
    """
    found: list[str] = []
    for tried, trade in enumerate(ideas(name.trade_name)):
        if tried == TRIES or len(found) == count:
            break
        idea = name.model_copy(update={"trade_name": trade})
        if not names.check_words(idea) and not names.check(idea, near(idea)).verdicts:
            found.append(trade)
    return tuple(found)


def ideas(trade_name: str) -> Iterator[str]:
    """Trade names that differ from one in one character and sound different, the last character changed first."""
    own = "".join(character for character in trade_name if names.is_han(character))
    if not own:
        return
    characters = _shuffled(own)
    given = {own}
    for place in [len(own) - 1, *range(len(own) - 1)] if len(own) > 1 else [1]:
        for character in characters:
            idea = own[:place] + character + own[place + 1 :]
            if idea not in given and not _alike(own[place : place + 1], character) and character not in own:
                given.add(idea)
                yield idea


def _shuffled(own: str) -> list[str]:
    """The characters in an order of the name's own, so that not everybody is offered the same."""
    return sorted(CHARACTERS, key=lambda character: hashlib.sha256(f"{own}{character}".encode()).digest())


def _alike(first: str, second: str) -> bool:
    return bool(first) and names.sound_key(first) == names.sound_key(second)
