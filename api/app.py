"""The public interface for programs: the register and the verification of licences, as JSON (R51).

Thin over `core.outer.inquiry`, the same use cases that the portal's pages call. Facts are kept apart: intact, by
whom, trusted, current status, in the trace. Texts come in the language asked for (`Accept-Language`: zh, ko, en).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import FastAPI, Header, HTTPException, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from core.errors import NotFound, QuanchengError
from core.i18n import Translate, translator
from core.outer import inquiry, objections
from core.outer.context import Outer
from core.outer.inquiry import LicenceVerification, PublicEnterprise, PublicLicence, PublicVersion
from core.outer.objections import NoticeView
from core.terms import EnterpriseStatus

LONGEST_PDF = 5 * 1024 * 1024


class EnterpriseAnswer(BaseModel):
    uscc: str = Field(description="Unified social credit code (GB 32100)")
    name: str
    status: str
    facts: dict[str, Any]
    as_of: datetime


class ChangeAnswer(BaseModel):
    name: str = Field(description="which of the facts")
    before: Any
    after: Any


class VersionAnswer(BaseModel):
    version: int
    valid_from: datetime
    business: str = Field(description="the business that made it, in the language asked for")
    facts: dict[str, Any]
    changes: list[ChangeAnswer]


class HistoryAnswer(EnterpriseAnswer):
    versions: list[VersionAnswer] = Field(description="the latest first; with `on`, the one that held on that day")


class NoticeAnswer(BaseModel):
    """A public notice before a simple cancellation; days are Beijing days, `ends` the last for objecting."""

    uscc: str
    name: str
    starts: date
    ends: date


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
    def enterprise(
        uscc: str, on: Annotated[date | None, Query(description="as the register stood on that day")] = None,
        language: Language = "",
    ) -> HistoryAnswer:  # fmt: skip
        found = inquiry.enterprise(outer, uscc)
        if on is None:
            return _history(found, found.versions, _translator(language))
        then = inquiry.as_of(found, on)
        if then is None:
            raise NotFound()
        return _history(_as_then(found, then), (then,), _translator(language))

    @api.get("/notices")
    def notices() -> list[NoticeAnswer]:
        """The public notices before a simple cancellation that run now."""
        return [_notice(one) for one in objections.running(outer)]

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


def _as_then(found: PublicEnterprise, then: PublicVersion) -> PublicEnterprise:
    """The enterprise as one of its versions has it."""
    status = EnterpriseStatus(then.facts["status"])
    return replace(found, name=then.facts["name"], status=status, facts=then.facts, as_of=then.valid_from)


def _history(found: PublicEnterprise, versions: Sequence[PublicVersion], translate: Translate) -> HistoryAnswer:
    return HistoryAnswer(
        **_enterprise(found).model_dump(),
        versions=[
            VersionAnswer(
                version=one.version,
                valid_from=one.valid_from,
                business=one.business.render(translate) if one.business else "",
                facts=dict(one.facts),
                changes=[ChangeAnswer(name=each.name, before=each.before, after=each.after) for each in one.changes],
            )
            for one in versions
        ],
    )


def _notice(found: NoticeView) -> NoticeAnswer:
    return NoticeAnswer(
        uscc=found.uscc, name=found.name, starts=date.fromisoformat(found.starts), ends=date.fromisoformat(found.ends)
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
