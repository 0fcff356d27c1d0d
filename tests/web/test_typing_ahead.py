"""Whoever types on while the form is being drawn sees it whole in the end (R22).

The framework drops what it has drawn and not delivered when the same part is touched again, and a field that stands
alone draws the head only; so this looks at each message that a browser would receive.
"""

from __future__ import annotations

from pathlib import Path

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from bench._portal import Applicant, portal, prepare, written
from bench._visitor import FINISHED, Visitor, visiting
from core.blocking import wait_for

TIMES = 12
MEMBERS = 6


def test_a_section_is_drawn_whole_however_fast_one_types(tmp_path: Path) -> None:
    applicant = prepare(tmp_path, 1, MEMBERS)[0]
    with portal(tmp_path) as served:
        wait_for(_type_ahead(served.port, applicant))  # the browser's loop runs in this thread


async def _type_ahead(port: int, applicant: Applicant) -> None:
    async with visiting(port, "application", f"id={applicant.application_id}", applicant.cookies) as page:
        await page.open()
        await page.press("qc_step_parties")
        last = f"p{MEMBERS}"
        section = page.widget("text_input", f":parties.{last}.name").fragment
        for number in range(TIMES):
            name = f"张{written(number, 2)}"
            await page.type_on(f":parties.{last}.name", name)
            await _some_of(page, section, 1 + 4 * number)  # another moment each time
            await page.type_on(f":parties.{last}.email", f"a{number}@mail.invalid")
            await _end(page)
            drawn = {one.run for one in page.shown.values() if one.fragment == section}
            assert len(drawn) == 1, "a part of the section is that of an earlier drawing"
            assert page.widget("text_input", f":parties.{last}.name").element.text_input.default == name


async def _some_of(page: Visitor, section: str, wanted: int) -> None:
    """Receive until so many elements of the section have come, or its drawing has ended."""
    come = 0
    while come < wanted:
        message = await page.receive()
        come += message.WhichOneof("type") == "delta" and message.delta.fragment_id == section
        if message.WhichOneof("type") == "script_finished" and message.script_finished in FINISHED:
            return


async def _end(page: Visitor) -> None:
    """Receive until the rerun that the last touch caused has ended; what was going on before may end first."""
    begun = False
    while True:
        message: ForwardMsg = await page.receive()
        begun = begun or message.WhichOneof("type") == "new_session"
        if begun and message.WhichOneof("type") == "script_finished" and message.script_finished in FINISHED:
            return
