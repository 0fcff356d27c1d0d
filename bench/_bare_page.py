"""A bare Streamlit page with the widgets that BENCH_WIDGETS names, and nothing else.

As a module it is the page's application for uvicorn; as Streamlit's script it is the page. The variable names a JSON
file with a list of widgets, each with its kind, label and, where it has them, options and value.
"""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

PLAN = "BENCH_WIDGETS"


@lru_cache(maxsize=1)
def plan() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(Path(os.environ[PLAN]).read_text(encoding="utf-8"))
    return found


def draw() -> None:
    for number, one in enumerate(plan()):
        label, key = one["label"], f"w{number}"
        match one["kind"]:
            case "text_input":
                st.text_input(label, value=one["value"], key=key)
            case "text_area":
                st.text_area(label, value=one["value"], key=key)
            case "button_group":
                if one["several"]:
                    st.pills(label, one["options"], selection_mode="multi", default=one["value"], key=key)
                else:
                    st.pills(label, one["options"], default=one["value"][0] if one["value"] else None, key=key)
            case "selectbox":
                st.selectbox(label, one["options"], key=key)
            case "checkbox":
                st.checkbox(label, value=one["value"], key=key)
            case "button":
                st.button(label, key=key)


if __name__ == "__main__":
    from bench import _bare_page  # the module that stays, with the plan it has read

    _bare_page.draw()
else:
    app = st.App(__file__)
