"""The officers' plain HTTP routes: signing in and out, language, health, documents, page images, exports.

All of them run use cases on worker threads and know nothing that those do not tell. Forms are taken from this very
origin only (Origin and Sec-Fetch-Site are looked at, besides the SameSite=Strict cookie).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from tornado.web import HTTPError, RequestHandler, StaticFileHandler

from core.errors import NotFound, NotPermitted, QuanchengError
from core.i18n import LANGUAGES
from core.inner import officers
from core.inner.context import Inner
from core.inner.officers import OfficerView
from officer.entry import sign_in_page
from officer.pages import OpenPages
from officer.words import Words, choose_language

SESSION_COOKIE = "quancheng_officer"
LANGUAGE_COOKIE = "quancheng_language"
ASSETS = Path(__file__).parent / "assets"
LONGEST_ADDRESS = 4_000
"""Of a page that one comes back to: an evaluation's holds the months of all pilots."""
T = TypeVar("T")


@dataclass(frozen=True)
class Parts:
    inner: Inner
    pool: Executor
    pages: OpenPages


class Base(RequestHandler):
    """What the routes share: the words of the reader, worker threads, and who is signed in."""

    def initialize(self, parts: Parts) -> None:
        self.parts, self.inner = parts, parts.inner
        self.words = Words(choose_language(self.get_cookie(LANGUAGE_COOKIE)))

    async def work(self, step: Callable[..., T], *args: Any, **named: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.parts.pool, partial(step, *args, **named))

    async def officer(self) -> OfficerView:
        """Whoever is signed in; everybody else is sent to the sign-in page or told 403."""
        token = self.get_cookie(SESSION_COOKIE)
        found = await self.work(officers.who, self.inner, token) if token else None
        if found is None:
            raise HTTPError(403)
        return found

    def require_same_origin(self) -> None:
        """Refuses forms that another site sends."""
        origin, site = self.request.headers.get("Origin"), self.request.headers.get("Sec-Fetch-Site", "same-origin")
        if site not in {"same-origin", "none"} or (origin and urlsplit(origin).netloc != self.request.host):
            raise HTTPError(403)

    def set_cookie_for(self, name: str, value: str, *, days: int | None, hidden: bool) -> None:
        self.set_cookie(
            name,
            value,
            expires_days=days,
            path="/",
            httponly=hidden,
            samesite="Strict",
            # Behind a proxy the request itself comes unencrypted; what counts is how officers type the address.
            secure=self.inner.settings.officer_address.startswith("https:"),
        )

    def send(self, data: bytes, media_type: str, filename: str = "", *, keep: bool = False) -> None:
        """A file; `keep` lets the officer's own browser hold it for the time of its work, no other cache ever."""
        self.set_header("Content-Type", media_type)
        self.set_header("Cache-Control", "private, max-age=600" if keep else "no-store")
        if filename:
            self.set_header("Content-Disposition", f"inline; filename*=UTF-8''{quoted(filename)}")
        self.finish(data)

    def log_exception(self, typ: Any, value: Any, trace: Any) -> None:
        if not isinstance(value, QuanchengError):
            super().log_exception(typ, value, trace)

    def write_error(self, status_code: int, **named: Any) -> None:
        error = named.get("exc_info", (None, None, None))[1]
        if isinstance(error, QuanchengError):
            self.set_status(404 if isinstance(error, NotFound) else 403 if isinstance(error, NotPermitted) else 409)
            self.set_header("Content-Type", "text/plain; charset=utf-8")
            self.finish(self.words.error(error))
        else:
            self.set_header("Content-Type", "text/plain; charset=utf-8")
            self.finish(
                self.words.error(
                    NotFound() if status_code == 404 else NotPermitted() if status_code == 403 else QuanchengError()
                )
            )


def quoted(filename: str) -> str:
    from urllib.parse import quote

    return quote(filename, safe="")


class SignIn(Base):
    async def get(self) -> None:
        self._show(ended=bool(self.get_query_argument("ended", "")))

    async def post(self) -> None:
        self.require_same_origin()
        login = self.get_body_argument("login", "")[:100]
        try:
            token = await self.work(
                officers.sign_in,
                self.inner,
                login,
                self.get_body_argument("password", "")[:200],
                self.get_body_argument("code", "").replace(" ", "")[:10],
                agent=self.request.headers.get("User-Agent", "")[:200],
                address=str(self.request.remote_ip),
            )
        except QuanchengError as error:
            self.set_status(401)
            self._show(problem=self.words.error(error), login=login)
            return
        self.set_cookie_for(SESSION_COOKIE, token, days=None, hidden=True)
        self.redirect("/", status=303)

    def _show(self, problem: str = "", login: str = "", ended: bool = False) -> None:
        self.set_header("Cache-Control", "no-store")
        self.finish(sign_in_page(self.words, problem, login, ended))


class SignOut(Base):
    async def post(self) -> None:
        self.require_same_origin()
        token = self.get_cookie(SESSION_COOKIE)
        if token:
            await self.work(officers.sign_out, self.inner, token)
            self.parts.pages.close_session(token)
        self.clear_cookie(SESSION_COOKIE)
        self.redirect("/sign-in", status=303)


class Language(Base):
    """Keeps the chosen language and goes back to where one was, within this site."""

    async def get(self) -> None:
        wanted, back = self.get_query_argument("to", ""), self.get_query_argument("back", "/")
        if wanted in LANGUAGES:
            self.set_cookie_for(LANGUAGE_COOKIE, wanted, days=365, hidden=True)
        inside = back.startswith("/") and not back.startswith("//") and "\\" not in back and len(back) < LONGEST_ADDRESS
        self.redirect(back if inside else "/")


class Asset(StaticFileHandler):
    def set_extra_headers(self, path: str) -> None:
        self.set_header("Cache-Control", "no-cache")


def routes(parts: Parts) -> list[tuple[Any, ...]]:
    """The patterns for the server."""
    from officer.counter_files import counter_routes
    from officer.evaluation_files import EvaluationCsv, EvaluationPdf
    from officer.files import file_routes
    from officer.measure_files import MeasureCsv
    from officer.rollout_files import rollout_routes

    shared = {"parts": parts}
    return [
        (r"/sign-in", SignIn, shared),
        (r"/sign-out", SignOut, shared),
        (r"/language", Language, shared),
        *file_routes(shared),
        *counter_routes(shared),
        *rollout_routes(shared),
        (r"/measures\.csv", MeasureCsv, shared),
        (r"/evaluation\.csv", EvaluationCsv, shared),
        (r"/evaluation\.pdf", EvaluationPdf, shared),
        (r"/assets/(.*)", Asset, {"path": str(ASSETS)}),
    ]
