"""The pages that are open right now, so that they can be closed when their officer's session ends (A32).

A page is held weakly: the registry never keeps a closed page or its Document alive.
"""

from __future__ import annotations

import asyncio
import logging
import weakref
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Protocol

log = logging.getLogger(__name__)


class OpenPage(Protocol):
    token: str

    def close(self) -> None:
        """Show that the session has ended and leave for the sign-in page. Called on the server's loop."""


class OpenPages:
    """`still(token)` tells whether a session lives, without counting as its use."""

    def __init__(self, still: Callable[[str], bool], pool: Executor) -> None:
        self._still, self._pool = still, pool
        self._pages: weakref.WeakSet[OpenPage] = weakref.WeakSet()
        self._looking = False

    def __len__(self) -> int:
        return len(self._pages)

    def add(self, page: OpenPage) -> None:
        self._pages.add(page)

    def discard(self, page: OpenPage) -> None:
        self._pages.discard(page)

    def close_session(self, token: str) -> None:
        """Close the pages of one session, at once."""
        for page in [page for page in self._pages if page.token == token]:
            self._pages.discard(page)
            page.close()

    async def look(self) -> None:
        """Close the pages of all sessions that ended. Called every second; never twice at a time."""
        if self._looking:
            return
        self._looking = True
        try:
            loop = asyncio.get_running_loop()
            for token in {page.token for page in self._pages}:
                if not await loop.run_in_executor(self._pool, self._still, token):
                    self.close_session(token)
        except Exception:
            log.exception("open pages could not be checked")
        finally:
            self._looking = False
