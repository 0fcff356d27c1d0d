"""The portal as one ASGI application: Streamlit's pages, our routes, the public API, and what stands before them.

One worker; more of them need a proxy that keeps a browser with its process (an open page's state lives there).
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount
from streamlit import config

from api.app import create_api
from core.outer.context import Outer
from portal import components, device_api, routes, shell
from portal.html import FRAMEWORK, index_page, not_found_page
from portal.middleware import Allowance, Guard, Pages, RateLimit
from portal.places import PATHS
from portal.services import install, settle

SCRIPT = Path(__file__).parent / "script.py"

# A person filling in a form makes some requests a second at most; an office of people behind one address many more.
DEVICE_ALLOWANCE = Allowance(burst=240, rate=20)
PAGE_ALLOWANCE = Allowance(burst=1000, rate=100)


# Addresses that are not pages; the framework's own may stand below any page's address, where it expects a 404.
NO_PAGES = ("language/", "documents/", "uploads/", "results/", "assets/", "health", "api/", "static/", "media/")


def index(language: str, path: str) -> tuple[int, bytes] | None:
    """Status and page for an address, or None when the address is not one of a page."""
    place = path.strip("/")
    if place in PATHS:
        return 200, index_page(language)
    if place.startswith(NO_PAGES) or "_stcore" in place:
        return None
    return 404, not_found_page(language)


def keep_settings() -> None:
    """The framework sends its theme with every rerun, and looks six times through all its settings for it. They never
    change while the server runs, so once is enough."""
    config.get_options_for_section = lru_cache(config.get_options_for_section)


def create_app(outer: Outer) -> st.App:
    """The application over one zone context, which it closes when it ends."""
    install(outer)

    @asynccontextmanager
    async def lifespan(_: st.App) -> AsyncIterator[dict[str, Any]]:
        components.register()
        keep_settings()
        settle()
        # Addresses hold invitations and what people search for; Streamlit would log every one of them.
        logging.getLogger("uvicorn.access").addFilter(lambda record: False)
        try:
            yield {}
        finally:
            outer.store.close()

    return st.App(
        SCRIPT,
        routes=[*routes.ROUTES, *device_api.ROUTES, Mount("/api/v1", create_api(outer))],
        middleware=[
            Middleware(Guard, public_address=outer.settings.public_address),
            Middleware(RateLimit, device=DEVICE_ALLOWANCE, pages=PAGE_ALLOWANCE),
            Middleware(Pages, index=index, files=FRAMEWORK / "static"),
        ],
        lifespan=lifespan,
        on_script_error=shell.failed,
    )
