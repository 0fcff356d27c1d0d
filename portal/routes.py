"""The portal's plain routes: health, language, assets, documents and pictures of their pages.

A document is given only to whom the use case lets see it; its pictures are cached by the browser for that person
only, under an address that holds the document's present hash.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from core.errors import NotFound, NotSignedIn, QuanchengError
from core.i18n import LANGUAGES
from core.outer import accounts, drafts, signing
from core.outer.papers import Paper, paper_pdf
from portal import pictures
from portal.device_api import of_request, signed_in
from portal.html import ASSETS, STAYS
from portal.services import LANGUAGE_COOKIE, Services, installed

YEAR = 31_536_000


async def health(request: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def asset(request: Request) -> Response:
    path = ASSETS / request.path_params["name"]
    if path.parent != ASSETS or not path.is_file():
        return PlainTextResponse("not found", 404)
    return FileResponse(path, headers={"cache-control": STAYS})


async def language(request: Request) -> Response:
    """Switch the language and go back to where the reader was (within this site only)."""
    code = request.path_params["code"]
    target = urlsplit(request.query_params.get("next", "/"))
    path = "/" + target.path.lstrip("/\\") if not target.netloc and not target.scheme else "/"
    response = RedirectResponse(path + (f"?{target.query}" if target.query else ""), 303)
    if code in LANGUAGES:
        secure = installed().settings.public_address.startswith("https:")
        response.set_cookie(LANGUAGE_COOKIE, code, max_age=YEAR, secure=secure, samesite="lax", httponly=True)
        await run_in_threadpool(_keep_language, request, code)
    return response


def _keep_language(request: Request, code: str) -> None:
    here = of_request(request)
    if here.account is not None:
        accounts.set_language(here.outer, here.account, code)


def _file_route(path: str, give: Callable[[Services, Request], Response]) -> Route:
    async def endpoint(request: Request) -> Response:
        def work() -> Response:
            here = of_request(request)
            try:
                return give(here, request)
            except NotSignedIn:
                return RedirectResponse(f"/sign-in?next={quote(request.url.path)}", 303)
            except NotFound:
                return PlainTextResponse("not found", 404)
            except QuanchengError as error:
                return PlainTextResponse(error.message(here.translate), 409)

        return await run_in_threadpool(work)

    return Route(path, endpoint, methods=["GET"])


def attachment(name: str, data: bytes, *, inline: bool = False) -> Response:
    kind = "inline" if inline else "attachment"
    headers = {
        "content-disposition": f"{kind}; filename*=UTF-8''{quote(name)}",
        "cache-control": "private, no-store",
    }
    return Response(data, 200, headers, "application/pdf")


def _document(here: Services, request: Request) -> Response:
    name, data = signing.document_pdf(here.outer, signed_in(here), request.path_params["id"])
    return attachment(name, data)


def _document_page(here: Services, request: Request) -> Response:
    _, data = signing.document_pdf(here.outer, signed_in(here), request.path_params["id"])
    return _page(data, request)


def _page(data: bytes, request: Request) -> Response:
    width = request.query_params.get("width", "")
    png = pictures.page_png(data, request.path_params["page"], int(width) if width.isdigit() else 800)
    return Response(png, 200, {"cache-control": "private, max-age=300"}, "image/png")


def _paper(here: Services, request: Request) -> tuple[str, bytes]:
    which = request.path_params["which"]
    if which not in list(Paper):
        raise NotFound()
    return paper_pdf(here.outer, signed_in(here), request.path_params["application"], Paper(which))


def _result(here: Services, request: Request) -> Response:
    return attachment(*_paper(here, request))


def _result_page(here: Services, request: Request) -> Response:
    return _page(_paper(here, request)[1], request)


def _upload(here: Services, request: Request) -> Response:
    parts = request.path_params
    name, media_type, data = drafts.upload_data(here.outer, signed_in(here), parts["application"], parts["id"])
    response = attachment(name, data, inline=media_type != "application/pdf")
    response.headers["content-type"] = media_type
    return response


ROUTES = [
    Route("/health", health),
    Route("/assets/{name}", asset),
    Route("/language/{code}", language),
    _file_route("/documents/{id}.pdf", _document),
    _file_route("/documents/{id}/{page:int}.png", _document_page),
    _file_route("/results/{application}/{which}.pdf", _result),
    _file_route("/results/{application}/{which}/{page:int}.png", _result_page),
    _file_route("/uploads/{application}/{id}", _upload),
]
