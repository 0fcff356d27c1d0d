"""The reference service over HTTP: checks of people and of organisations, publicity, mailbox, who is known.

`POST /identity/check` and `POST /organisations/check` say for each field whether it matches, never what they know.
`POST /publicity` gives the same receipt for the same key however often it is told. Pages and lists of people and
organisations exist only in a demo.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field

from core.i18n import DEFAULT_LANGUAGE, LANGUAGES
from reference import pages, portraits
from reference.records import Records


class IdentityCheck(BaseModel):
    """What a person says of themselves; `portrait` is a picture in base64."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=100)
    identity_number: str = Field(max_length=20)
    phone: str = Field(max_length=20)
    portrait: str = Field(max_length=30_000_000, repr=False)


class OrganisationCheck(BaseModel):
    """What an application says of an organisation, and of the person who represents it."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=200)
    code: str = Field(max_length=40)
    representative: str = Field(max_length=100)
    phone: str = Field(max_length=20)


class CheckResult(BaseModel):
    matched: bool
    fields: dict[str, bool]
    reference: str


class PublicityRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    key: str = Field(min_length=1, max_length=200)
    record: dict[str, Any]


class PublicityAnswer(BaseModel):
    key: str
    receipt: str
    received_at: str
    record: dict[str, Any]


class MailAnswer(BaseModel):
    address: str
    subject: str
    text: str
    received_at: str


class PersonAnswer(BaseModel):
    name: str
    identity_number: str
    phone: str
    sex: str


class OrganisationAnswer(BaseModel):
    name: str
    code: str
    kind: str
    representative: str
    phone: str


Language = Annotated[str, Query(max_length=10)]


def utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(folder: Path, *, demo: bool = True, clock: Callable[[], datetime] = utc_now) -> FastAPI:
    """The service over its folder; `app.state.records` is its memory (the mail sink writes there)."""
    records = Records(folder, clock, with_people=demo)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        records.close()

    app = FastAPI(title="Reference services", docs_url=None, redoc_url=None, lifespan=lifespan)
    app.state.records = records
    app.middleware("http")(_with_headers)
    _add_services(app, records)
    if demo:
        _add_pages(app, records)
    return app


def _add_services(app: FastAPI, records: Records) -> None:
    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.post("/identity/check")
    def check_identity(claim: IdentityCheck) -> CheckResult:
        known = records.person_for(claim.identity_number.upper(), claim.phone)
        fields = {
            "name": known is not None and known.name == claim.name,
            "identity_number": known is not None and known.identity_number == claim.identity_number.upper(),
            "phone": known is not None and known.phone == claim.phone,
            "portrait": portraits.matches(_decoded(claim.portrait)),
        }
        return CheckResult(matched=all(fields.values()), fields=fields, reference=f"RK-{secrets.token_hex(8)}")

    @app.post("/organisations/check")
    def check_organisation(claim: OrganisationCheck) -> CheckResult:
        known = records.organisation_for(claim.code.upper(), claim.name)
        fields = {
            "name": known is not None and known.name == claim.name,
            "code": known is not None and known.code == claim.code.upper(),
            "representative": known is not None and known.representative == claim.representative,
            "phone": known is not None and known.phone == claim.phone,
        }
        return CheckResult(matched=all(fields.values()), fields=fields, reference=f"FR-{secrets.token_hex(8)}")

    @app.post("/publicity")
    def publicise(told: PublicityRequest) -> PublicityAnswer:
        return PublicityAnswer.model_validate(asdict(records.publicise(told.key, told.record)))

    @app.get("/publicity/{key}")
    def publicity(key: str) -> PublicityAnswer:
        found = records.publicity(key)
        if found is None:
            raise HTTPException(404)
        return PublicityAnswer.model_validate(asdict(found))

    @app.get("/publicity", response_model=None)
    def all_publicity(request: Request, language: Language = DEFAULT_LANGUAGE) -> Response | list[PublicityAnswer]:
        found = records.all_publicity()
        if _wants_page(request):
            return HTMLResponse(pages.publicity_page(found, language=_known(language)))
        return [PublicityAnswer.model_validate(asdict(each)) for each in found]


def _add_pages(app: FastAPI, records: Records) -> None:
    @app.get("/mails")
    def mails(address: Annotated[str, Query(max_length=200)] = "") -> list[MailAnswer]:
        return [MailAnswer.model_validate(asdict(mail)) for mail in records.mails(address)]

    @app.get("/mailbox", response_class=HTMLResponse)
    def mailbox(address: Annotated[str, Query(max_length=200)] = "", language: Language = DEFAULT_LANGUAGE) -> str:
        return pages.mailbox_page(records.mails(address), address=address, language=_known(language))

    @app.get("/people", response_model=None)
    def people(request: Request, language: Language = DEFAULT_LANGUAGE) -> Response | list[PersonAnswer]:
        known = records.people()
        if _wants_page(request):
            return HTMLResponse(pages.people_page(known, language=_known(language)))
        return [PersonAnswer.model_validate(asdict(person)) for person in known]

    @app.get("/organisations", response_model=None)
    def organisations(request: Request, language: Language = DEFAULT_LANGUAGE) -> Response | list[OrganisationAnswer]:
        known = records.organisations()
        if _wants_page(request):
            return HTMLResponse(pages.organisations_page(known, language=_known(language)))
        return [OrganisationAnswer.model_validate(asdict(one)) for one in known]

    @app.get("/people/{number}/portrait.jpg", response_class=Response)
    def portrait(number: int) -> Response:
        known = records.people()
        if not 0 <= number < len(known):
            raise HTTPException(404)
        return Response(portraits.draw(number, long_hair=known[number].sex == "female"), media_type="image/jpeg")


async def _with_headers(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await answer(request)
    response.headers["Content-Security-Policy"] = pages.POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def _known(language: str) -> str:
    return language if language in LANGUAGES else DEFAULT_LANGUAGE


def _wants_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""
