"""The outer zone's entry: the applicants' portal as an ASGI application (`uvicorn portal_app:app`).

The application is put together when it is first asked for, from the settings in the environment; importing this
module opens nothing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from core.loading import loading

if TYPE_CHECKING:
    import streamlit as st


@lru_cache(maxsize=1)
def create_app() -> st.App:
    """The portal over the settings of this process's zone."""
    with loading():
        from core.bootstrap import outer_zone
        from core.settings import Settings
        from portal.server import create_app as assemble

        return assemble(outer_zone(Settings()))


def __getattr__(name: str) -> st.App:
    if name == "app":
        return create_app()
    raise AttributeError(name)
