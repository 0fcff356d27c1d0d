"""Settings of the authority, for administrators: one-officer mode, recorded in the trace whenever it is set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import param
from markupsafe import Markup

from core.i18n import N_
from core.inner import officers
from officer.html import h, join
from officer.surface import Did
from officer.view import Flash, View, button


class SettingsPage(View):
    ACTS: ClassVar[Mapping[str, str]] = {"ask": "ask", "cancel": "cancel", "confirm": "confirm"}
    on = param.Boolean(default=False)
    asking = param.Boolean(default=False)

    def title(self) -> str:
        return self.words(N_("Settings"))

    def load(self) -> None:
        self.on = officers.one_officer_mode(self.inner, self.officer)

    def ask(self, did: Did) -> None:
        self.asking = True

    def cancel(self, did: Did) -> None:
        self.asking = False

    def confirm(self, did: Did) -> None:
        if self.asking:
            wanted = did.args.get("on") == "1"
            officers.set_one_officer_mode(self.inner, self.officer, wanted)
            self.asking, self.flash = False, Flash(self.words(N_("Saved and recorded in the trace.")))

    def body(self) -> Markup:
        _ = self.words
        state = h("span", _(N_("on")) if self.on else _(N_("off")), cls="chip soon" if self.on else "chip good")
        change = N_("Switch one-officer mode off …") if self.on else N_("Switch one-officer mode on …")
        return join(
            h("div", h("h1", self.title()), h("span", self.officer.authority_name, lang="zh-CN"), cls="bar"),
            h(
                "section",
                h("h2", _(N_("One-officer mode")), state),
                h(
                    "p",
                    _(
                        N_(
                            "Normally the person who approves must not be the one who examined. In one-officer mode a "
                            "single officer may do both; every decision and the examination sheet record it."
                        )
                    ),
                ),
                self._asking() if self.asking else h("p", button(_(change), "ask"), cls="buttons"),
                cls="panel act",
            ),
        )

    def _asking(self) -> Markup:
        _ = self.words
        meaning = (
            N_("From now on two different officers are needed for each registration.")
            if self.on
            else N_("From now on one officer may examine and approve the same registration.")
        )
        yes = N_("Yes, switch it off") if self.on else N_("Yes, switch it on")
        return h(
            "div",
            h("p", _(meaning)),
            h(
                "p",
                button(
                    _(yes), "confirm", cls="button main", data_on="" if self.on else "1", data_focus="quiet-confirm"
                ),
                button(_(N_("Cancel")), "cancel"),
                cls="buttons",
            ),
            cls="act",
        )
