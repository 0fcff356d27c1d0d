"""What only the register can name is picked from what it gave with the enterprise's data, never typed (R06, R22).

A draft whose data came before there was anything to pick from has no list; there the field stays as it is, and the
checks say whether the register has what was typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.choices import NO_CHANGE, NO_PLEDGE, line_of_change, line_of_pledge, with_pledge
from core.content import Content
from portal import ui
from portal.form import fields
from portal.form.draft import Draft

PLEDGE, CHANGE = "pledge.number", "judgment.version"


def pledge(draft: Draft, place: str) -> None:
    """The pledge to be changed or ended, among those in force; it brings its other data along."""
    _, held = draft.services.translate, draft.choices.pledges
    if held is None:
        fields.text(draft, place, alone=True)
    elif held:
        known = {one.pledge.number: line_of_pledge(one, _) for one in held}
        _pick(draft, place, known, take_pledge)
    else:
        _nothing(draft, place, _(NO_PLEDGE))


def change(draft: Draft, place: str) -> None:
    """The change to be revoked, the newest first."""
    _, made = draft.services.translate, draft.choices.changes
    if made is None:
        fields.number(draft, place)
    elif made:
        known = {str(one.version): line_of_change(one, _) for one in made}
        _pick(draft, place, known, take_change)
    else:
        _nothing(draft, place, _(NO_CHANGE))


def _pick(draft: Draft, place: str, known: Mapping[str, str], take: fields.Take) -> None:
    """The list, and what was picked once more beneath it: in a narrow field only its beginning is seen."""
    fields.pick(draft, place, list(known), known, take=take)
    chosen = known.get(str(draft.value(place)))
    if chosen:
        ui.paragraph(chosen, "qc-help")


def _nothing(draft: Draft, place: str, text: str) -> None:
    ui.note(text, "warning")
    fields.below(draft, place)


def take_pledge(draft: Draft, number: str) -> None:
    """Fill in the pledge as it is in the register; who lets go of it loses the number only."""
    chosen = next((one for one in draft.choices.pledges or () if one.pledge.number == number), None)
    if chosen is None:
        draft.put(PLEDGE, "")
        return

    def alter(plain: dict[str, Any]) -> None:
        plain.update(with_pledge(Content.model_validate(plain), chosen).model_dump(mode="json"))

    draft.change(PLEDGE, alter)
    draft.renew()  # the other fields of the section show what came along


def take_change(draft: Draft, version: str) -> None:
    draft.put(CHANGE, int(version or 0))
