"""What the portal's scripts in the browser ask for: JSON under `/api/device`.

Every route takes POST with the header `X-Quancheng: 1` (which no foreign page can send) from our own origin, finds
the session by its cookie anew, calls one use case and answers JSON. An error answers with its code and with a
sentence in the reader's language; what a use case refuses is 4xx, never a page. Signing in and out sets or clears
the cookie: HttpOnly, SameSite=Strict, Secure when the portal is reached by https.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.errors import BadInput, NotFound, NotPermitted, NotSignedIn, QuanchengError, TooManyTries
from core.i18n import N_
from core.outer import accounts, attachments, credentials, manual_identity, passkeys, signing
from core.outer.accounts import SESSION_LENGTH, AccountView, Registration
from core.outer.confirmation import send_code
from core.outer.credentials import Forgotten
from portal import parcels
from portal.services import LANGUAGE_COOKIE, SESSION_COOKIE, Services, installed, services

Body = Mapping[str, Any]
Answer = Mapping[str, Any]
STATUS: Mapping[type[QuanchengError], int] = {NotSignedIn: 401, NotPermitted: 403, NotFound: 404, TooManyTries: 429}
FILES_LIMIT = 20


def set_session(response: Response, token: str) -> None:
    secure = installed().settings.public_address.startswith("https:")
    age = int(SESSION_LENGTH.total_seconds())
    response.set_cookie(SESSION_COOKIE, token, max_age=age, httponly=True, secure=secure, samesite="strict")


def own_request(request: Request) -> bool:
    """Whether a request was made by a script of ours."""
    origin = request.headers.get("origin")
    allowed = (installed().settings.public_address.rstrip("/"), f"{request.url.scheme}://{request.headers.get('host')}")
    return request.headers.get("x-quancheng") == "1" and (origin is None or origin in allowed)


def of_request(request: Request) -> Services:
    return services(request.cookies.get(SESSION_COOKIE), request.cookies.get(LANGUAGE_COOKIE))


def signed_in(here: Services) -> AccountView:
    if here.account is None:
        raise NotSignedIn()
    return here.account


def text(body: Body, name: str, limit: int = 500) -> str:
    """A text of the body. Raises BadInput when it is missing or far too long."""
    value = body.get(name)
    if not isinstance(value, str) or len(value) > limit:
        raise BadInput(field_text=name, reason_text=N_("it is empty or too long"))
    if "\0" in value or (not value.isascii() and any("\ud800" <= one <= "\udfff" for one in value)):
        raise BadInput(field_text=name, reason_text=N_("it is not readable"))  # no database takes these
    return value


def picture(body: Body, name: str) -> bytes:
    """Bytes sent as base64 in the body; empty when there are none."""
    try:
        return base64.b64decode(text(body, name, 2_800_000), validate=True)
    except binascii.Error as error:
        raise BadInput(field_text=N_("Picture"), reason_text=N_("it is not readable")) from error


def error_answer(here: Services, error: QuanchengError) -> JSONResponse:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 409)
    return JSONResponse({"code": error.code, "message": error.message(here.translate)}, status)


async def guarded(request: Request, work: Callable[[Services], Awaitable[Response]]) -> Response:
    """Run a route's work for a request of our own, and tell errors as sentences."""
    if not own_request(request):
        return JSONResponse({"code": "foreign", "message": ""}, 403)
    here = await run_in_threadpool(of_request, request)
    try:
        return await work(here)
    except QuanchengError as error:
        return error_answer(here, error)
    except ClientDisconnect:
        return Response(status_code=400)


def json_route(path: str, call: Callable[[Services, Body, Request], Answer | tuple[Answer, str]]) -> Route:
    """A route whose call takes services and the body; a call that also gives a token opens a session with it."""

    async def endpoint(request: Request) -> Response:
        async def work(here: Services) -> Response:
            try:
                body = json.loads(await request.body() or b"{}")
            except (ValueError, RecursionError) as error:
                raise BadInput(field_text=N_("Request"), reason_text=N_("it is not readable")) from error
            if not isinstance(body, dict):
                raise BadInput(field_text=N_("Request"), reason_text=N_("it is not readable"))
            answer = await run_in_threadpool(call, here, body, request)
            if isinstance(answer, tuple):
                response = JSONResponse(dict(answer[0]))
                set_session(response, answer[1])
                return response
            return JSONResponse(dict(answer))

        return await guarded(request, work)

    return Route(f"/api/device{path}", endpoint, methods=["POST"])


def files_route(path: str, call: Callable[[Services, Body, list[tuple[str, bytes]]], Answer]) -> Route:
    """A route that takes files as multipart form data."""

    async def endpoint(request: Request) -> Response:
        async def work(here: Services) -> Response:
            async with request.form(max_files=FILES_LIMIT, max_fields=10) as form:
                files = [
                    (part.filename or "", await part.read())
                    for _, part in form.multi_items()
                    if not isinstance(part, str)
                ]
                fields = {name: part for name, part in form.multi_items() if isinstance(part, str)}
            return JSONResponse(dict(await run_in_threadpool(call, here, fields, files)))

        return await guarded(request, work)

    return Route(f"/api/device{path}", endpoint, methods=["POST"])


def _agent(request: Request) -> str:
    return request.headers.get("user-agent", "")[:200]


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _register(here: Services, body: Body, request: Request) -> tuple[Answer, str]:
    wish = Registration(
        name=text(body, "name"),
        identity_number=text(body, "identity_number"),
        phone=text(body, "phone"),
        email=text(body, "email"),
        password=text(body, "password"),
        portrait=picture(body, "portrait"),
        language=here.language,
    )
    result = accounts.register(here.outer, wish)
    token = accounts.open_session(here.outer, result.account_id, agent=_agent(request))
    return {"identity": result.identity, "mismatched": list(result.mismatched)}, token


def _sign_in(here: Services, body: Body, request: Request) -> tuple[Answer, str]:
    token = accounts.sign_in(
        here.outer, text(body, "phone"), text(body, "password"), agent=_agent(request), address=_address(request)
    )
    return {}, token


def _change_password(here: Services, body: Body, request: Request) -> Answer:
    credentials.change_password(here.outer, signed_in(here), text(body, "present"), text(body, "new"))
    return {}


def _forgotten(here: Services, body: Body, request: Request) -> Answer:
    forgotten = Forgotten(
        name=text(body, "name"),
        identity_number=text(body, "identity_number"),
        phone=text(body, "phone"),
        portrait=picture(body, "portrait"),
    )
    return {"state": credentials.send_reset_code(here.outer, forgotten, _address(request))}


def _reset_password(here: Services, body: Body, request: Request) -> Answer:
    phone, state, code, new = (text(body, name) for name in ("phone", "state", "code", "new"))
    credentials.reset_password(here.outer, phone, state, code, new, _address(request))
    return {}


def _sign_out(here: Services, body: Body, request: Request) -> Answer:
    if here.token:
        accounts.sign_out(here.outer, here.token)
    return {}


def _passkey_sign_in_options(here: Services, body: Body, request: Request) -> Answer:
    state, options = passkeys.sign_in_options(here.outer)
    return {"state": state, "options": json.loads(options)}


def _passkey_sign_in(here: Services, body: Body, request: Request) -> tuple[Answer, str]:
    credential = json.dumps(body.get("credential"))
    return {}, passkeys.sign_in(here.outer, text(body, "state"), credential, agent=_agent(request))


def _passkey_options(here: Services, body: Body, request: Request) -> Answer:
    options = passkeys.registration_options(here.outer, signed_in(here), text(body, "password"))
    return {"options": json.loads(options)}


def _passkey_add(here: Services, body: Body, request: Request) -> Answer:
    passkeys.add(here.outer, signed_in(here), json.dumps(body.get("credential")), text(body, "label", 60))
    return {}


def _read(here: Services, body: Body, request: Request) -> Answer:
    signing.mark_read(here.outer, signed_in(here), text(body, "document"))
    return {}


def _intent(here: Services, body: Body, request: Request) -> Answer:
    intent = signing.declare_intent(
        here.outer,
        signed_in(here),
        text(body, "application"),
        language=here.language,
        handwriting=picture(body, "handwriting") if body.get("handwriting") else None,
    )
    return {
        "intent": intent.id,
        "statement": intent.statement_text,
        "slots": [{"id": slot, "title": title} for slot, title in intent.slots],
        "passkey": json.loads(intent.passkey_options) if intent.passkey_options else None,
    }


def _code(here: Services, body: Body, request: Request) -> Answer:
    send_code(here.outer, signed_in(here), text(body, "intent"))
    return {}


def _certificate(here: Services, body: Body, request: Request) -> Answer:
    confirmation = body.get("confirmation")
    if not isinstance(confirmation, dict):
        raise BadInput(field_text=N_("Request"), reason_text=N_("it is not readable"))
    signing.obtain_certificate(
        here.outer, signed_in(here), text(body, "intent"), confirmation, text(body, "spki", 1000)
    )
    return {}


def _prepare(here: Services, body: Body, request: Request) -> Answer:
    return {"to_sign": signing.prepare(here.outer, signed_in(here), text(body, "intent"), text(body, "slot"))}


def _finish(here: Services, body: Body, request: Request) -> Answer:
    signing.finish(here.outer, signed_in(here), text(body, "intent"), text(body, "slot"), text(body, "signature", 1000))
    return {}


def _upload(here: Services, body: Body, files: list[tuple[str, bytes]]) -> Answer:
    account = signed_in(here)
    if not files:
        raise BadInput(field_text=N_("File"), reason_text=N_("choose one file"))
    taken = attachments.attach_pages(
        here.outer,
        account,
        text(body, "application"),
        text(body, "purpose", 60),
        files,
        add=body.get("add") == "yes",
    )
    return {"filename": taken.filename, "pages": taken.pages}


def _identity_material(here: Services, body: Body, files: list[tuple[str, bytes]]) -> Answer:
    manual_identity.ask(here.outer, signed_in(here), files)
    return {}


def _verify(here: Services, body: Body, files: list[tuple[str, bytes]]) -> Answer:
    if len(files) != 1:
        raise BadInput(field_text=N_("File"), reason_text=N_("choose one file"))
    return {"parcel": parcels.keep_verification(here, *files[0])}


ROUTES = [
    json_route("/register", _register),
    json_route("/sign-in", _sign_in),
    json_route("/sign-out", _sign_out),
    json_route("/password", _change_password),
    json_route("/password/forgotten", _forgotten),
    json_route("/password/reset", _reset_password),
    json_route("/passkey/sign-in-options", _passkey_sign_in_options),
    json_route("/passkey/sign-in", _passkey_sign_in),
    json_route("/passkey/options", _passkey_options),
    json_route("/passkey/add", _passkey_add),
    json_route("/signing/read", _read),
    json_route("/signing/intent", _intent),
    json_route("/signing/code", _code),
    json_route("/signing/certificate", _certificate),
    json_route("/signing/prepare", _prepare),
    json_route("/signing/finish", _finish),
    files_route("/upload", _upload),
    files_route("/identity-material", _identity_material),
    files_route("/verify", _verify),
]
