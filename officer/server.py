"""The officers' server: Panel on its own Tornado server, behind one check of who is signed in.

- Every page, every websocket and every file asks for a live session; only the sign-in page, the health answer and
  static files do not. Websockets of foreign origins are refused; page tokens are signed with a key of this process,
  and the session's cookie never enters them.
- Answers are compressed and carry headers that keep them out of caches, frames and other sites' scripts.
- A page that is left takes its Document with it (bench/officer_sessions.py).
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

os.environ.setdefault("BOKEH_RESOURCES", "server")  # before bokeh reads it: nothing is fetched from elsewhere

import panel as pn
from bokeh.server.auth_provider import AuthProvider
from panel.io.server import Server, get_server
from panel.template import Template
from tornado.httputil import HTTPHeaders
from tornado.ioloop import IOLoop, PeriodicCallback
from tornado.web import GZipContentEncoding, OutputTransform, RequestHandler

from analytics import parquet
from analytics.refresh import export, refresh, stale
from analytics.snapshot import current
from core.errors import QuanchengError
from core.inner import officers
from core.inner.context import Inner
from officer.handlers import LANGUAGE_COOKIE, SESSION_COOKIE, Parts, routes
from officer.page import OfficerPage
from officer.pages import OpenPages
from officer.words import Words, choose_language

log = logging.getLogger(__name__)
WORKERS = 8
UNUSED_MS = 10_000
LOOK_MS = 1_000
MEASURE_MS = 10_000
LAY_OUT_MS = 60_000
CONTENT_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss: blob:; object-src 'none'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Server": "quancheng",
}


class SecurityHeaders(OutputTransform):
    """Adds the headers above to every answer."""

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        for name, value in HEADERS.items():
            headers[name] = value
        return status_code, headers, chunk


class SignedIn(AuthProvider):
    """Asks the use case, at every page, websocket and file, whose session the cookie opens."""

    def __init__(self, inner: Inner, pool: ThreadPoolExecutor) -> None:
        self._inner, self._pool = inner, pool
        super().__init__()

    @property
    def get_user_async(self) -> Callable[[RequestHandler], Awaitable[str | None]]:  # type: ignore[override]
        # Bokeh's annotation says HTTPServerRequest where it passes the handler.
        return self._user

    async def _user(self, handler: RequestHandler) -> str | None:
        token = handler.get_cookie(SESSION_COOKIE)
        if not token:
            return None
        found = await asyncio.get_running_loop().run_in_executor(self._pool, officers.who, self._inner, token)
        # The page reads it from its request; page tokens in the browser never hold it.
        handler.request.officer_token = token  # type: ignore[attr-defined]
        return found.id if found else None

    @property
    def login_url(self) -> str:
        return "/sign-in"


@dataclass
class Repeated:
    """Work that a timer calls for again and again, in a thread, never twice at a time in this process."""

    work: Callable[[], object]
    pool: ThreadPoolExecutor
    running: bool = False

    async def run(self) -> None:
        if self.running:
            return
        self.running = True
        try:
            await asyncio.get_running_loop().run_in_executor(self.pool, self.work)
        except QuanchengError as error:
            log.warning("%s", error)
        except Exception:
            log.exception("%s failed", self.work)
        finally:
            self.running = False


def measure(inner: Inner) -> None:
    """Keep the managers' snapshot fresh."""
    settings, now = inner.settings, inner.clock()
    if stale(current(settings.analytics), now):
        refresh(settings.database, settings.analytics, now)


def lay_out(inner: Inner) -> None:
    """Keep the monthly files beside it, which nobody waits for."""
    settings, now = inner.settings, inner.clock()
    if parquet.due(settings.analytics, now):
        export(settings.database, settings.analytics, now)


@dataclass
class OfficerServer:
    """The running parts; `stop` ends them all."""

    server: Server
    pages: OpenPages
    timers: Sequence[PeriodicCallback]
    pool: ThreadPoolExecutor

    @property
    def port(self) -> int:
        return int(self.server.port or 0)

    def stop(self) -> None:
        for timer in self.timers:
            timer.stop()
        self.server.stop()
        self.pool.shutdown(wait=False, cancel_futures=True)


def build(
    inner: Inner,
    address: str,
    listen: str = "127.0.0.1",
    port: int = 0,
    loop: IOLoop | None = None,
    unused_ms: int = UNUSED_MS,
) -> OfficerServer:
    """The server, bound but not running: start it with ``server.server.start()`` on its loop.

    `address` is how officers type it (its host is the one origin whose websockets are taken, besides the bound
    port on loopback); `port` 0 takes a free one.
    """
    pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="officer")
    pages = OpenPages(lambda token: officers.who(inner, token) is not None, pool)

    def make() -> Template:
        return _make_page(inner, pool, pages)

    pn.extension("plotly", inline=False, console_output="disable", disconnect_notification="", notifications=False)
    server = get_server(
        {"/": make},
        port=port,
        address=listen,
        loop=loop,
        websocket_origin=_origins(address, port),
        location=False,
        title="Quancheng",
        show=False,
        start=False,
        verbose=False,
        auth_provider=SignedIn(inner, pool),
        extra_patterns=routes(Parts(inner, pool, pages)),
        include_headers=["Host", "User-Agent"],
        include_cookies=[LANGUAGE_COOKIE],
        secret_key=secrets.token_bytes(32),
        sign_sessions=True,
        unused_session_lifetime_milliseconds=unused_ms,
        check_unused_sessions_milliseconds=max(1_000, unused_ms // 2),
        xheaders=False,
        max_body_size=1_000_000,
    )
    server._tornado.transforms += [GZipContentEncoding, SecurityHeaders]
    if port == 0:
        server._tornado._websocket_origins.update(_origins(address, server.port or 0))
    timers = (
        PeriodicCallback(pages.look, LOOK_MS),
        PeriodicCallback(Repeated(partial(measure, inner), pool).run, MEASURE_MS),
        PeriodicCallback(Repeated(partial(lay_out, inner), pool).run, LAY_OUT_MS),
    )
    for timer in timers:
        timer.start()
    return OfficerServer(server, pages, timers, pool)


def _origins(address: str, port: int) -> list[str]:
    host = urlsplit(address).netloc
    return [host, f"127.0.0.1:{port}", f"localhost:{port}"] if port else [host]


def _make_page(inner: Inner, pool: ThreadPoolExecutor, pages: OpenPages) -> Template:
    document = pn.state.curdoc
    assert document is not None
    assert document.session_context is not None
    context: Any = document.session_context  # a BokehSessionContext, which alone has a request
    request = context.request
    cookie = request.cookies.get(LANGUAGE_COOKIE)
    words = Words(choose_language(getattr(cookie, "value", cookie)))
    page = OfficerPage(inner, request.officer_token, words, pool, document)
    pages.add(page)
    document.on_session_destroyed(lambda _: pages.discard(page))
    return page.template()
