"""A rerun of the longest form page against a bare Streamlit page with as many widgets of the same kinds.

Both run as processes of their own, served the same way, and are driven over their websockets in turns, so that a busy
machine slows both. The form's rerun is what typing a person's name causes: the session looked up, the content
validated, checked and durably saved, the whole section drawn anew, since the name heads the person's box (most other
fields leave the section as it is and would make the comparison too easy). The bare page draws its widgets and nothing
else. Two figures: the time that somebody waits, and the processor time of the server alone (the waiting holds pauses of
the framework's own).
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import statistics
import tempfile
from pathlib import Path
from typing import Any

from streamlit.proto.ButtonGroup_pb2 import ButtonGroup

from bench import Ratio
from bench._bare_page import PLAN
from bench._portal import Applicant, Served, free_port, portal, prepare, serving, uvicorn, written
from bench._visitor import Shown, Visitor, visiting

MEMBERS = 8
ROUNDS, TURN = 16, 8
BOUND = 2.0
STEP = re.compile(r"qc_step_\w+$")
SAVED = re.compile(r'qc-saved" role="status">[^<]')


def measure() -> list[Ratio]:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        applicant = prepare(root, 1, MEMBERS)[0]
        with portal(root) as form:
            return asyncio.run(_measure(root, form, applicant))


async def _measure(root: Path, form: Served, applicant: Applicant) -> list[Ratio]:
    async with visiting(form.port, "application", f"id={applicant.application_id}", applicant.cookies) as ours:
        widgets = await _longest(ours)
        plan, port = root / "widgets.json", free_port()
        plan.write_text(json.dumps([_words(one) for one in widgets], ensure_ascii=False), encoding="utf-8")
        environment = {**os.environ, PLAN: str(plan)}
        with serving(uvicorn("bench._bare_page:app", port), environment, port, root / "bare.log") as bare:
            async with visiting(bare.port) as theirs:
                await theirs.open()
                if len(theirs.widgets()) != len(widgets):
                    raise RuntimeError("the bare page does not have as many widgets as the form")
                return await _compare(form, ours, bare, theirs)


async def _compare(form: Served, ours: Visitor, bare: Served, theirs: Visitor) -> list[Ratio]:
    """Type into the last person's name, and into the last text field of the bare page, in turns."""
    count = len(ours.widgets())
    name = [key_of(one) for one in ours.widgets("text_input") if key_of(one).endswith(".name")][-1]
    sides = (form, ours, name), (bare, theirs, key_of(theirs.widgets("text_input")[-1]))
    waits, spent = ([], []), [0.0, 0.0]  # type: tuple[list[float], list[float]], list[float]
    for number in range(ROUNDS + 1):
        for side, (served, page, key) in enumerate(sides):
            before = served.cpu_seconds()
            seconds = [await page.type(key, f"张{written(number * TURN + one, 3)}") for one in range(TURN)]
            if number:  # the first turn warms both up
                waits[side].extend(seconds)
                spent[side] += (served.cpu_seconds() - before) / (ROUNDS * TURN)
        if not SAVED.search(ours.markup()):
            raise RuntimeError("the form did not save what was typed")
    waited = [statistics.median(one) for one in waits]
    return [
        Ratio(f"form rerun / bare page, {name}", pair[0] / pair[1], BOUND, True, detail)
        for name, pair in (("time waited", waited), ("processor time", spent))
        for detail in (
            f"{count} widgets each; form {pair[0] * 1000:.1f} ms with its save, bare {pair[1] * 1000:.1f} ms",
        )
    ]


async def _longest(page: Visitor) -> list[Shown]:
    """Turn to the step with most widgets; returns them."""
    await page.open()
    found: dict[str, int] = {}
    for step in [key_of(one) for one in page.widgets("button") if STEP.search(key_of(one))]:
        await page.press(step)
        found[step] = len(page.widgets())
    await page.press(max(found, key=lambda step: found[step]))
    return page.widgets()


def key_of(widget: Shown) -> str:
    """The identifier of a widget, which ends in its key."""
    return str(getattr(widget.element, widget.element.WhichOneof("type") or "").id)


def _words(widget: Shown) -> dict[str, Any]:
    """What the bare page needs to know of a widget."""
    kind = widget.element.WhichOneof("type") or ""
    drawn: Any = getattr(widget.element, kind)
    plan: dict[str, Any] = {"kind": kind, "label": drawn.label}
    if kind in ("text_input", "text_area", "checkbox"):
        plan["value"] = drawn.default
    elif kind == "selectbox":
        plan["options"] = list(drawn.options)
    elif kind == "button_group":
        plan["options"] = [option.content for option in drawn.options]
        plan["value"] = [plan["options"][at] for at in drawn.default]
        plan["several"] = drawn.click_mode == ButtonGroup.MULTI_SELECT
    return plan
