"""Parts of the portal without a browser: amounts, language, pictures, limits, and pages as Streamlit draws them."""

from __future__ import annotations

import io
from pathlib import Path

import httpx
import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp
from streamlit import config
from streamlit.testing.v1 import AppTest

from core.errors import UploadRefused
from core.i18n import LANGUAGES, translator
from core.local_transport import LocalTransport
from core.terms import Severity
from portal import html, parcels, words
from portal.form import fields
from portal.middleware import BODY_LIMIT, Allowance, Guard, Pages, RateLimit
from portal.places import PLACES
from portal.server import keep_settings
from portal.services import language_of
from portal.shell import VIEWS


@given(st.integers(min_value=0, max_value=10**14))
def test_an_amount_is_read_back_as_it_is_shown(fen: int) -> None:
    assert words.fen_of_wan(words.wan(fen)) == fen


@pytest.mark.parametrize("text", ["-1", "1e99", "一百", "1.0000001", "NaN", "inf"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        words.fen_of_wan(text)


@pytest.mark.parametrize("typed", ["2030-12-31", "2030/12/31", "20301231", "2030年12月31日", "2030. 12. 31."])
def test_usual_ways_of_writing_a_date_are_understood(typed: str) -> None:
    assert fields.read_day(typed) == "2030-12-31"


def test_an_unknown_language_gives_chinese() -> None:
    assert language_of("xx") == language_of(None) == "zh_CN"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_page_is_ours_and_holds_no_inline_script(language: str) -> None:
    page = html.index_page(language).decode()
    assert "<script>" not in page
    assert "agent" not in page
    assert "/assets/portal.css" in page


def test_every_place_has_a_view() -> None:
    assert set(VIEWS) == set(PLACES)


def test_a_qr_code_is_read_from_a_picture() -> None:
    picture = io.BytesIO()
    segno.make("QC1:HELLO").save(picture, kind="png", scale=6)
    assert parcels.read_code(picture.getvalue()) == "QC1:HELLO"


def test_a_file_that_is_no_picture_is_refused() -> None:
    with pytest.raises(UploadRefused):
        parcels.read_code(b"GIF89a")


def client_of(app: ASGIApp) -> httpx.Client:
    return httpx.Client(base_url="http://portal", transport=LocalTransport(app))


async def _echo(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


def _guarded() -> ASGIApp:
    return Guard(Starlette(routes=[Route("/x", _echo, methods=["POST"])]), public_address="https://example.cn")


def test_a_body_past_the_limit_is_refused() -> None:
    client = client_of(_guarded())
    assert client.post("/x", content=b"a" * 10).text == "10"
    assert client.post("/x", content=b"a" * (BODY_LIMIT + 1)).status_code == 413


def test_https_is_demanded_for_good_when_the_portal_has_it() -> None:
    assert "max-age" in client_of(_guarded()).post("/x").headers["strict-transport-security"]


def test_one_address_cannot_flood_the_device_routes() -> None:
    now = [0.0]
    inner = Starlette(routes=[Route("/api/device/x", _echo, methods=["POST"])])
    limited = RateLimit(inner, device=Allowance(3, 1), pages=Allowance(3, 1), clock=lambda: now[0])
    client = client_of(limited)
    assert [client.post("/api/device/x").status_code for _ in range(4)] == [200, 200, 200, 429]
    now[0] = 2.0
    assert client.post("/api/device/x").status_code == 200


STATIC_FILE = "export const t = 1;\n" * 100


@pytest.fixture
def static_files(tmp_path: Path) -> tuple[httpx.Client, list[str]]:
    """A client of static files behind `Pages`, and the addresses that were left to the framework."""
    left: list[str] = []

    async def framework(request: Request) -> Response:
        left.append(request.url.path)
        return PlainTextResponse("<the framework's index page>")

    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "a.js").write_text(STATIC_FILE)
    inner = Starlette(routes=[Route("/{path:path}", framework)])
    return client_of(Pages(inner, index=lambda language, path: None, files=tmp_path)), left


@pytest.mark.parametrize("first", ["HEAD", "GET"])
def test_whoever_asks_first_a_static_file_is_whole_and_compressed(
    static_files: tuple[httpx.Client, list[str]], first: str
) -> None:
    client, left = static_files
    for method in (first, "GET"):
        answer = client.request(method, "/static/js/a.js", headers={"accept-encoding": "gzip"})
        assert answer.headers["content-encoding"] == "gzip"
        assert int(answer.headers["content-length"]) < len(STATIC_FILE) / 10
    assert answer.text == STATIC_FILE
    assert left == []


def test_a_compressed_file_is_never_given_in_parts(static_files: tuple[httpx.Client, list[str]]) -> None:
    client, _ = static_files
    asked = {"accept-encoding": "gzip", "range": "bytes=10-", "if-range": '"x"'}
    answer = client.get("/static/js/a.js", headers=asked)
    assert (answer.status_code, answer.text) == (200, STATIC_FILE)
    assert not {"etag", "last-modified", "accept-ranges"} & set(answer.headers)


def test_addresses_that_name_no_file_are_not_kept(static_files: tuple[httpx.Client, list[str]]) -> None:
    """Or whoever invents addresses could fill the memory."""
    client, left = static_files
    for _ in range(2):
        assert "index page" in client.get("/static/js/b.js", headers={"accept-encoding": "gzip"}).text
    assert left == ["/static/js/b.js"] * 2


def _help_page() -> None:
    from typing import cast

    from core.i18n import translator
    from core.outer.context import Outer
    from portal.services import Services
    from portal.views import help

    help.render(Services(cast(Outer, None), None, "zh_CN", translator("zh_CN")))


def test_a_page_is_drawn_without_a_browser() -> None:
    page = AppTest.from_function(_help_page).run()
    assert not page.exception
    assert page.expander[0].label == "要收费吗？"


def test_kept_settings_are_those_of_the_framework(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = config.get_options_for_section
    monkeypatch.setattr(config, "get_options_for_section", asked)
    keep_settings()
    assert config.get_options_for_section is not asked
    assert config.get_options_for_section("theme") == asked("theme") != {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_forty_similar_names_are_not_all_read_out(language: str) -> None:
    said = [(Severity.WARNING, f"name {number}") for number in range(40)]
    shown = fields.shortened(said, translator(language))
    assert shown[:-1] == said[: fields.MOST_SAID]
    assert str(40 - fields.MOST_SAID) in shown[-1][1]
    assert fields.shortened(said[: fields.MOST_SAID], translator(language)) == said[: fields.MOST_SAID]
