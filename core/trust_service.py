"""The trust service as a process of its own: certificates, timestamps, lists and OCSP over HTTP.

A certificate is issued only after the `confirm` callable has verified the signer's confirmation itself and
the `record` callable has written the issuance into the trace (A26: what cannot be traced is not done).
Certificates need the secret shared with the portal; time and status are for anybody who can reach it. Bodies
are limited while they are read. Nothing from a body is ever logged.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

import uvicorn
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.errors import BadInput, NotPermitted, QuanchengError, ServiceUnavailable, TooManyTries, TraceUnavailable
from core.i18n import N_
from core.terms import Assurance
from core.trust import ConfirmedSigner, TrustAuthority

__all__ = ["BODY_LIMIT", "CertificateRequest", "ConfirmedSigner", "Issuance", "TrustContext", "create_app", "serve"]

BODY_LIMIT = 64 * 1024
PORT = 8502
STATUS_CODES: Mapping[type[QuanchengError], int] = {
    BadInput: 400,
    TooManyTries: 429,
    ServiceUnavailable: 503,
    TraceUnavailable: 503,
}


class CertificateRequest(BaseModel):
    """What the portal asks for a signer: the intent confirmed, the device's public key, the confirmation.

    `spki` is base64 of the P-256 SubjectPublicKeyInfo. `confirmation` is ``{"kind": "passkey",
    "credential": …}`` or ``{"kind": "password_code", "password": …, "code": …}``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    intent_id: str = Field(min_length=1, max_length=100)
    spki: str = Field(min_length=1, max_length=400)
    confirmation: dict[str, Any] = Field(repr=False)


@dataclass(frozen=True)
class Issuance:
    """What the trace is told before a certificate leaves: references and digests only."""

    intent_id: str
    signer_ref: str
    assurance: Assurance
    pending: bool
    serial: str
    certificate_sha256: str
    spki_sha256: str
    not_after: datetime
    at: datetime


@dataclass(frozen=True)
class TrustContext:
    """What the service runs on. `confirm` returns or raises a QuanchengError; `record` raises when it cannot."""

    authority: TrustAuthority
    clock: Callable[[], datetime]
    confirm: Callable[[CertificateRequest], ConfirmedSigner]
    record: Callable[[Issuance], None]
    token: bytes = field(repr=False)


class _TooLarge(Exception):
    pass


def create_app(context: TrustContext) -> Starlette:
    """The ASGI application."""
    authority, clock = context.authority, context.clock

    async def certificates(request: Request) -> Response:
        if not _allowed(request, context.token):
            return _refusal(NotPermitted(), 401)
        body = await _body(request)
        return await run_in_threadpool(_issue, context, body)

    async def timestamp(request: Request) -> Response:
        body = await _body(request)
        return await _signed(lambda: authority.timestamp(body, clock()), "application/timestamp-reply")

    async def status(request: Request) -> Response:
        body = await _body(request)
        return await _signed(lambda: authority.ocsp(body, clock()), "application/ocsp-response")

    async def revocation(request: Request) -> Response:
        body = await _body(request)
        return await run_in_threadpool(_revocation, context, body)

    async def crl(request: Request) -> Response:
        issuer = request.path_params["issuer"].removesuffix(".crl")
        if issuer not in ("root", "issuing"):
            return Response(status_code=404)
        return await _signed(lambda: authority.crl(clock(), issuer), "application/pkix-crl")

    async def health(request: Request) -> Response:
        # Who shows a token asks whether this is the service of its own installation.
        if "authorization" in request.headers and not _allowed(request, context.token):
            return _refusal(NotPermitted(), 401)
        return JSONResponse({"status": "ok", "service": "trust"})

    return Starlette(
        routes=[
            Route("/certificates", certificates, methods=["POST"]),
            Route("/timestamp", timestamp, methods=["POST"]),
            Route("/ocsp", status, methods=["POST"]),
            Route("/revocation", revocation, methods=["POST"]),
            Route("/crl/{issuer}", crl),
            Route("/health", health),
        ],
        exception_handlers={_TooLarge: _too_large},
    )


def serve(context: TrustContext, *, host: str = "127.0.0.1", port: int = PORT) -> None:
    """Serve until stopped; loopback unless told otherwise."""
    uvicorn.run(create_app(context), host=host, port=port, access_log=False, server_header=False)


def _issue(context: TrustContext, body: bytes) -> Response:
    try:
        request = CertificateRequest.model_validate_json(body)
        spki = base64.b64decode(request.spki, validate=True)
    except (ValidationError, ValueError):
        return _refusal(BadInput(field_text=N_("Request"), reason_text=N_("it is not in the form expected")), 400)
    try:
        signer = context.confirm(request)
        now = context.clock()
        issued = context.authority.issue(signer.name, signer.ref, spki, now, pending=signer.pending)
        context.record(
            Issuance(
                intent_id=request.intent_id,
                signer_ref=signer.ref,
                assurance=signer.assurance,
                pending=signer.pending,
                serial=issued.serial,
                certificate_sha256=sha256(issued.certificate).hexdigest(),
                spki_sha256=sha256(spki).hexdigest(),
                not_after=issued.not_after,
                at=now,
            )
        )
    except QuanchengError as error:
        return _refusal(error, STATUS_CODES.get(type(error), 403))
    return JSONResponse(
        {
            "certificate": _text(issued.certificate),
            "chain": [_text(one) for one in issued.chain],
            "serial": issued.serial,
            "not_after": issued.not_after.isoformat(),
            "assurance": signer.assurance,
        },
        headers={"Cache-Control": "no-store"},
    )


def _revocation(context: TrustContext, body: bytes) -> Response:
    try:
        proof = context.authority.revocation(body, context.clock())
    except ValueError:
        return _refusal(BadInput(field_text=N_("Request"), reason_text=N_("it is not in the form expected")), 400)
    fields = {"crls": proof.crls, "ocsps": proof.ocsps, "certificates": proof.certificates}
    return JSONResponse({name: [_text(one) for one in values] for name, values in fields.items()})


async def _body(request: Request) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > BODY_LIMIT:
            raise _TooLarge
        parts.append(part)
    return b"".join(parts)


async def _signed(make: Callable[[], bytes], media_type: str) -> Response:
    return Response(await run_in_threadpool(make), media_type=media_type)


async def _too_large(request: Request, error: Exception) -> Response:
    return _refusal(BadInput(field_text=N_("Request"), reason_text=N_("it is too large")), 413)


def _allowed(request: Request, token: bytes) -> bool:
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    return hmac.compare_digest(given.encode(), token)


def _refusal(error: QuanchengError, status: int) -> Response:
    return JSONResponse({"code": error.code, "params": error.params}, status_code=status)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
