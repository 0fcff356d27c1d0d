"""What stands before every request of the portal.

Guarantees: security headers and a content policy without inline script on every answer; Streamlit's metrics, agent,
upload and sign-in routes answer nobody; bodies larger than a route needs are cut off while they arrive; one network
address cannot flood the site; websockets open from our own pages only; pages carry the reader's language, and
static files travel compressed. Pure ASGI, no state but counters and compressed copies of files that ship with us.
"""

from __future__ import annotations

import gzip
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.html import STAYS
from portal.services import LANGUAGE_COOKIE, language_of

COMPRESSED = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
"""What shrinks, with its type; pictures and fonts are compressed already."""

CONTENT_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # the framework's style sheets are written by its script
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), publickey-credentials-get=(self), publickey-credentials-create=(self), "
    "geolocation=(), microphone=(), payment=(), usb=()",
}
STRICT_TRANSPORT = "max-age=31536000; includeSubDomains"

CLOSED = (
    "/_stcore/metrics",
    "/_stcore/agent",
    "/_stcore/upload_file",
    "/_stcore/script-health-check",
    "/auth/",
    "/oauth2callback",
)

UPLOAD_LIMIT = 21 * 1024 * 1024
BODY_LIMIT = 3 * 1024 * 1024
UPLOAD_PATHS = ("/api/device/upload", "/api/device/identity-material", "/api/device/verify", "/api/v1/verify")


def cookie(headers: Headers, name: str) -> str | None:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return None
    return found.value if found else None


class Guard:
    """Closed doors, headers, origin of websockets, limits of bodies."""

    def __init__(self, app: ASGIApp, *, public_address: str) -> None:
        self.app = app
        self.origin = public_address.rstrip("/")
        self.https = self.origin.startswith("https:")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            if not self._own_origin(Headers(scope=scope)):
                await send({"type": "websocket.close", "code": 1008})
                return
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _own_origin(self, headers: Headers) -> bool:
        origin = headers.get("origin", "")
        return origin == self.origin or origin.partition("://")[2] == headers.get("host", "-")

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if self.https:
                    headers.setdefault("strict-transport-security", STRICT_TRANSPORT)
            await send(message)

        path = scope["path"]
        if path.startswith(CLOSED):
            await PlainTextResponse("not found", 404)(scope, receive, send_with_headers)
            return
        limit = UPLOAD_LIMIT if path.startswith(UPLOAD_PATHS) else BODY_LIMIT
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdigit() or int(declared) > limit:
            await PlainTextResponse("too large", 413)(scope, receive, send_with_headers)
            return
        await self.app(scope, _limited(receive, limit), send_with_headers)


def _limited(receive: Receive, limit: int) -> Receive:
    """Receive that breaks off a body which grows past its limit, whatever length it declared."""
    taken = 0

    async def receive_limited() -> Message:
        nonlocal taken
        message = await receive()
        if message["type"] == "http.request":
            taken += len(message.get("body", b""))
            if taken > limit:
                return {"type": "http.disconnect"}
        return message

    return receive_limited


@dataclass(frozen=True)
class Allowance:
    """A bucket: `burst` requests at once, refilled at `rate` a second."""

    burst: float
    rate: float


class RateLimit:
    """So many requests per network address; the doors of accounts are guarded by the use cases themselves."""

    KEPT = 10_000

    def __init__(
        self, app: ASGIApp, *, device: Allowance, pages: Allowance, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.app = app
        self._allowances = {"device": device, "pages": pages}
        self._clock = clock
        self._buckets: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = self._kind(scope)
        if kind and not self._take(scope.get("client"), kind):
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1013})
                return
            await PlainTextResponse("too many requests", 429, {"retry-after": "5"})(scope, receive, send)
            return
        await self.app(scope, receive, send)

    @staticmethod
    def _kind(scope: Scope) -> str:
        if scope["type"] not in ("http", "websocket"):
            return ""
        path = scope["path"]
        if path.startswith("/api/"):
            return "device"
        return "" if path.startswith(("/static/", "/assets/", "/health", "/_stcore/health")) else "pages"

    def _take(self, client: tuple[str, int] | None, kind: str) -> bool:
        allowance, now, key = self._allowances[kind], self._clock(), ((client or ("", 0))[0], kind)
        left, since = self._buckets.pop(key, (allowance.burst, now))
        left = min(allowance.burst, left + (now - since) * allowance.rate)
        self._buckets[key] = (max(left - 1, 0.0), now)
        while len(self._buckets) > self.KEPT:
            self._buckets.popitem(last=False)
        return left >= 1


class Pages:
    """Replaces the framework's index page by ours, in the reader's language; compresses static files once.

    Only files that are there are kept compressed: the framework answers any other address with its index page, so
    keeping answers by address would fill the memory. The compressed form is for whole requests only. It offers
    neither validators nor ranges, for a browser that fetches the rest of a broken-off file would join it to the plain
    form.
    """

    def __init__(self, app: ASGIApp, *, index: Callable[[str, str], tuple[int, bytes] | None], files: Path) -> None:
        self.app = app
        self.index = index
        self._texts = {
            f"/static/{path.relative_to(files).as_posix()}": path
            for path in files.rglob("*")
            if path.suffix in COMPRESSED and path.is_file()
        }
        self._bodies: dict[str, bytes] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        headers, path = Headers(scope=scope), scope["path"]
        if path in self._texts and "gzip" in headers.get("accept-encoding", ""):
            await self._compressed(path)(scope, receive, send)
            return
        found = self.index(language_of(cookie(headers, LANGUAGE_COOKIE)), path)
        if found is not None:
            status, body = found
            await Response(body, status, {"cache-control": "no-cache"}, "text/html")(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _compressed(self, path: str) -> Response:
        file = self._texts[path]
        if path not in self._bodies:
            self._bodies[path] = gzip.compress(file.read_bytes(), 6)
        headers = {"cache-control": STAYS, "content-encoding": "gzip", "vary": "accept-encoding"}
        return Response(self._bodies[path], headers=headers, media_type=COMPRESSED[file.suffix])
