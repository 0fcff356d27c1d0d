"""Officers' pages that were opened and closed leave no Document behind (A03).

Fifty sessions are opened over real websockets on a server of this process, each is shown its worklist, closed, and
left to expire; then the Documents that are still alive are counted. The bound is none.
"""

from __future__ import annotations

import asyncio
import gc
import json
import secrets
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyotp
from bokeh.document import Document
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.ioloop import IOLoop
from tornado.websocket import WebSocketClientConnection, websocket_connect

from bench import Ratio
from core.bootstrap import inner_zone
from core.clock import system_clock
from core.inner import officers
from core.inner.context import Inner
from core.provision import provide, zone_settings
from core.terms import Role, Zone
from officer.handlers import SESSION_COOKIE
from officer.page import OfficerPage
from officer.server import OfficerServer, build

SESSIONS = 50
UNUSED_MS = 1_000
PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Left:
    """What is still alive after all pages were closed."""

    documents: int
    pages: int


def measure() -> list[Ratio]:
    with tempfile.TemporaryDirectory() as folder:
        inner, token = signed_in(Path(folder))
        left = asyncio.run(open_and_close(inner, token, SESSIONS))
        inner.store.close()
    detail = f"{SESSIONS} pages opened, shown and closed; {left.pages} page states left"
    return [Ratio("officer: Documents left behind", float(left.documents), 0.0, at_most=True, detail=detail)]


def signed_in(root: Path) -> tuple[Inner, str]:
    """An inner zone of its own, and the session of an officer in it."""
    settings = {zone: zone_settings(root, zone, {"demo": True}) for zone in Zone}
    provide(root, organisation="测试", now=system_clock(), settings=settings)
    inner = inner_zone(settings[Zone.INNER])
    password, totp = secrets.token_urlsafe(12), pyotp.random_base32()
    with inner.store.unit() as session:
        officers.create_officer(
            session, inner, login="bench", name="测试", password=password, totp_secret=totp,
            roles=list(Role), authority_id=inner.settings.authority_id,
        )  # fmt: skip
    code = pyotp.TOTP(totp).now()
    return inner, officers.sign_in(inner, "bench", password, code, agent="bench", address="127.0.0.1")


async def open_and_close(inner: Inner, token: str, sessions: int) -> Left:
    """Open and close so many sessions, one after another, and count what stays of them."""
    server = build(inner, "http://localhost", loop=IOLoop.current(), unused_ms=UNUSED_MS)
    server.server.start()
    try:
        await _session(server, token)  # the first one fills caches that stay
        await _settle(server)
        before = alive(Document), alive(OfficerPage)
        for _ in range(sessions):
            await _session(server, token)
        await _settle(server)
        return Left(alive(Document) - before[0], alive(OfficerPage) - before[1])
    finally:
        server.stop()


async def _session(server: OfficerServer, token: str) -> None:
    """One page as a browser opens it: the page, its websocket, the whole document, the first view, and away."""
    address, cookie = f"127.0.0.1:{server.port}", {"Cookie": f"{SESSION_COOKIE}={token}"}
    page = await AsyncHTTPClient().fetch(f"http://{address}/", headers=cookie)
    page_token = page.body.decode().split('"token":"', 1)[1].split('"', 1)[0]
    request = HTTPRequest(f"ws://{address}/ws", headers={**cookie, "Origin": f"http://{address}"})
    socket = await websocket_connect(request, subprotocols=["bokeh", page_token])
    await _receive(socket, "ACK")
    await _send(socket, "PULL-DOC-REQ", {})
    reply = json.loads(await _receive(socket, "PULL-DOC-REPLY"))
    await _send(socket, "PATCH-DOC", {"events": [_go(model) for model in _surfaces(reply)]})
    await _until(lambda: bool(_pages()) and all(one.view is not None for one in _pages()))
    socket.close()


def _surfaces(reply: dict[str, object]) -> list[str]:
    """The identifiers of the page's regions in the document that was pulled."""
    found: list[str] = []

    def look(node: object) -> None:
        if isinstance(node, dict):
            if str(node.get("name", "")).endswith("ReactiveESM") and "id" in node:
                found.append(str(node["id"]))
            for value in node.values():
                look(value)
        elif isinstance(node, list):
            for value in node:
                look(value)

    look(reply)
    return found


def _go(model: str) -> dict[str, object]:
    """What the page's script sends first."""
    values = [["model", {"id": model}], ["data", {"type": "map", "entries": [["do", "go"], ["to", ""]]}]]
    event = {"type": "event", "name": "data_event", "values": {"type": "map", "entries": values}}
    return {"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": event}


async def _send(socket: WebSocketClientConnection, kind: str, content: dict[str, object]) -> None:
    for part in ({"msgid": secrets.token_hex(8), "msgtype": kind}, {}, content):
        await socket.write_message(json.dumps(part))


async def _receive(socket: WebSocketClientConnection, kind: str) -> str:
    """The content of the next message of that kind."""
    while True:
        header, _, content = [await socket.read_message() for _ in range(3)]
        if not isinstance(header, str) or not isinstance(content, str):
            raise RuntimeError("the server closed the connection")
        if json.loads(header)["msgtype"] == kind:
            return content


async def _settle(server: OfficerServer) -> None:
    await _until(lambda: not server.server.get_sessions("/"))
    for _ in range(3):
        gc.collect()
        await asyncio.sleep(0.1)


async def _until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not done():
        if time.monotonic() > end:
            raise RuntimeError("the officers' server did not settle")
        await asyncio.sleep(0.05)


def _pages() -> list[OfficerPage]:
    return [one for one in gc.get_objects() if isinstance(one, OfficerPage)]


def alive(kind: type[object]) -> int:
    return sum(isinstance(one, kind) for one in gc.get_objects())
