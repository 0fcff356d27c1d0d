"""The portal's packaged browser component: forms, passkeys, camera, uploads and signing.

Its modules are served as files from our own origin, so the content policy allows no inline script. All texts come
translated from here (`portal.components.texts`); the modules hold none. What comes of a mounted component arrives as
the trigger `done`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from core.i18n import Translate
from portal.components.texts import texts_of

PACKAGE, NAME = "quancheng", "quancheng.device"
ROOT = Path(__file__).parent


def register() -> None:
    """Make the component's folder known to the running server; does nothing when it is known."""
    manager = get_bidi_component_manager()
    if manager.get_component_path(NAME) is None:
        manifest = ComponentManifest(PACKAGE, "1", [ComponentConfig("device", "device")])
        manager.register_from_manifest(manifest, ROOT)


def mount(kind: str, translate: Translate, *, key: str, **data: Any) -> Mapping[str, Any] | None:
    """Show one of the component's kinds; returns what came of it, once, in the rerun that it brings about."""
    register()
    renderer = st.components.v2.component(NAME, js="device.js", isolate_styles=False)
    result = renderer(
        key=key, data={"kind": kind, "texts": texts_of(kind, translate), **data}, on_done_change=lambda: None
    )
    done = result.get("done")
    return done if isinstance(done, Mapping) else None
