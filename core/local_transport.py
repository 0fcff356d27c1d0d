"""Calls an ASGI application from ordinary code without a port: for `quancheng smoke` and for tests.

The same HTTP client, the same request and response as over the network; only the wire is left out. The
application's lifespan is not run: whoever makes the application closes what it opened.
"""

from __future__ import annotations

from typing import Any

import httpx

from core.blocking import wait_for


class LocalTransport(httpx.BaseTransport):
    """A transport for `httpx.Client(base_url="http://…", transport=LocalTransport(app))`."""

    def __init__(self, app: Any) -> None:  # an ASGI callable; frameworks disagree on its precise type
        self._transport = httpx.ASGITransport(app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return wait_for(self._answer(request))

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        sent = httpx.Request(request.method, request.url, headers=request.headers, content=request.read())
        response = await self._transport.handle_async_request(sent)
        body = b"".join([part async for part in response.aiter_raw()])  # raw: the caller's client decodes it
        return httpx.Response(response.status_code, headers=response.headers, content=body)
