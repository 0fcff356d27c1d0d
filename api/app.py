"""The public interface for programs: the register and the verification of licences, as JSON (R51).

Thin over `core.outer.inquiry`, the same use cases that the portal's pages call. Facts are kept apart: intact, by
whom, trusted, current status, in the trace. Texts come in the language asked for (`Accept-Language`: zh, ko, en).
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import FastAPI, Header, HTTPException, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from core.errors import NotFound, QuanchengError
from core.i18n import Translate, translator
from core.outer import inquiry
from core.outer.context import Outer
from core.outer.inquiry import LicenceVerification, PublicEnterprise, PublicLicence

LONGEST_PDF = 5 * 1024 * 1024


class EnterpriseAnswer(BaseModel):
    uscc: str = Field(description="Unified social credit code (GB 32100)")
    name: str
    status: str
    facts: dict[str, Any]
    as_of: datetime


class LicenceAnswer(BaseModel):
    serial: str
    version: int
    status: str
    sha256: str = Field(description="SHA-256 of the licence file as issued")
    as_of: datetime


class FactAnswer(BaseModel):
    name: str
    holds: bool | None = Field(description="null: could not be checked here")
    detail: str


class VerificationAnswer(BaseModel):
    good: bool
    facts: list[FactAnswer]
    licence: LicenceAnswer | None
    enterprise: EnterpriseAnswer | None


class QrQuestion(BaseModel):
    text: str = Field(max_length=4000)


def create_api(outer: Outer) -> FastAPI:
    """The API over the outer zone's use cases."""
    api = FastAPI(title="Quancheng", version="1", docs_url=None, redoc_url=None, openapi_url="/openapi.json")

    @api.exception_handler(QuanchengError)
    def refused(request: Request, error: QuanchengError) -> JSONResponse:
        translate = _translator(request.headers.get("accept-language", ""))
        status = 404 if isinstance(error, NotFound) else 422
        return JSONResponse({"code": error.code, "message": error.message(translate)}, status)

    Language = Annotated[str, Header(alias="accept-language")]

    @api.get("/enterprises")
    def enterprises(text: Annotated[str, Query(min_length=2, max_length=100)]) -> list[EnterpriseAnswer]:
        return [_enterprise(found) for found in inquiry.search(outer, text)]

    @api.get("/enterprises/{uscc}")
    def enterprise(uscc: str) -> EnterpriseAnswer:
        return _enterprise(inquiry.enterprise(outer, uscc))

    @api.get("/licences/{code}")
    def licence(code: str, language: Language = "") -> VerificationAnswer:
        return _verification(inquiry.verify_code(outer, code), _translator(language))

    @api.get("/anchors")
    def anchors() -> dict[str, str]:
        """Public keys and certificates as PEM; compare their fingerprints with those the authority publishes."""
        return inquiry.anchors(outer)

    @api.post("/verify/qr")
    def verify_qr(question: QrQuestion, language: Language = "") -> VerificationAnswer:
        return _verification(inquiry.verify_qr(outer, question.text), _translator(language))

    @api.post("/verify/pdf")
    async def verify_pdf(request: Request, language: Language = "") -> VerificationAnswer:
        data = await request.body()
        if len(data) > LONGEST_PDF:
            raise HTTPException(413)
        return _verification(await run_in_threadpool(inquiry.verify_pdf, outer, data), _translator(language))

    return api


def _translator(accepted: str) -> Translate:
    first = accepted.split(",")[0].strip().lower()
    return translator(next((ours for ours in ("ko", "en") if first.startswith(ours)), "zh_CN"))


def _enterprise(found: PublicEnterprise) -> EnterpriseAnswer:
    return EnterpriseAnswer(
        uscc=found.uscc, name=found.name, status=found.status, facts=dict(found.facts), as_of=found.as_of
    )


def _licence(found: PublicLicence) -> LicenceAnswer:
    return LicenceAnswer(
        serial=found.serial, version=found.version, status=found.status, sha256=found.sha256, as_of=found.as_of
    )


def _verification(found: LicenceVerification, translate: Translate) -> VerificationAnswer:
    return VerificationAnswer(
        good=found.good,
        facts=[FactAnswer(name=one.name, holds=one.holds, detail=one.detail.render(translate)) for one in found.facts],
        licence=_licence(found.licence) if found.licence else None,
        enterprise=_enterprise(found.enterprise) if found.enterprise else None,
    )
