"""Manual identity confirmations: who asks, what did not match, the material, the decision and its grounds (R12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import param
from markupsafe import Markup

from core.i18n import DEFAULT_LANGUAGE, N_
from core.inner import identities
from core.inner.identities import IdentityCaseView
from core.masking import mask_identity
from officer.html import h, join
from officer.route import Route, to
from officer.surface import Did
from officer.view import Flash, View, button, link
from officer.words import Words

FIELDS: Mapping[str, str] = {
    "name": N_("Name"),
    "identity_number": N_("Resident ID number"),
    "phone": N_("Mobile number"),
    "portrait": N_("Portrait"),
}
CONFIRMED = (N_("The identity document was compared with the portrait; the person is the same."),)
NOT_CONFIRMED = (
    N_("The material cannot be read; please send clear pictures of the identity document."),
    N_("The material belongs to another person."),
)


class IdentityState(param.Parameterized):
    requests = param.Parameter(default=(), doc="Open requests, oldest first.")
    grounds = param.String(default="")
    drafts = param.Integer(default=0)
    confirming = param.Parameter(default=None, allow_None=True, doc="True or False once a decision is being confirmed.")


class Identity(View):
    REFRESH = 30
    ACTS: ClassVar[Mapping[str, str]] = {
        "usual": "insert_usual",
        "decide": "decide",
        "back": "back",
        "confirm": "confirm",
    }

    def __init__(self, *given: Any, **params: Any) -> None:
        super().__init__(*given, **params)
        self.state = IdentityState()

    def title(self) -> str:
        return self.words(N_("Identity confirmations"))

    def load(self) -> None:
        self.state.requests = tuple(identities.pending(self.inner, self.officer))

    @property
    def chosen(self) -> IdentityCaseView | None:
        requests: Sequence[IdentityCaseView] = self.state.requests
        wanted = self.route.get("id")
        return next((one for one in requests if one.id == wanted), None if wanted else next(iter(requests), None))

    def insert_usual(self, did: Did) -> None:
        at, texts = did.args.get("value", ""), CONFIRMED + NOT_CONFIRMED
        if at.isdigit() and int(at) < len(texts):
            chinese = Words(DEFAULT_LANGUAGE)(texts[int(at)])
            self.state.grounds = "\n".join(filter(None, [did.text("grounds"), chinese]))
            self.state.drafts += 1

    def decide(self, did: Did) -> None:
        self.state.grounds = did.text("grounds")
        self.state.confirming = did.args.get("pressed") == "confirmed"

    def back(self, did: Did) -> None:
        self.state.confirming = None

    def confirm(self, did: Did) -> None:
        chosen = self.chosen
        if chosen is None or self.state.confirming is None:
            return
        yes = bool(self.state.confirming)
        identities.decide(self.inner, self.officer, chosen.id, yes, self.state.grounds)
        self.flash = Flash(
            self.words(N_("Confirmed.")) if yes else self.words(N_("Not confirmed; the person is told why."))
        )
        self.next_route = Route("identity")

    def body(self) -> Markup:
        _, requests = self.words, self.state.requests
        heading = h(
            "div",
            h("h1", self.title()),
            h("span", _(N_("{count} open"), count=len(requests)), cls="chip info"),
            cls="bar",
        )
        if not requests:
            return join(heading, h("p", _(N_("Nobody waits for confirmation.")), cls="empty"))
        chosen = self.chosen
        if chosen is None:
            return join(heading, h("p", _(N_("This request has been decided.")), cls="notice"), self._list(None))
        return join(heading, self._list(chosen), h("div", self._person(chosen), self._material(chosen), cls="pair"))

    def _list(self, chosen: IdentityCaseView | None) -> Markup:
        _ = self.words
        entries = [
            link(
                join(
                    h("span", one.name, lang="zh-CN"),
                    " ",
                    h("span", mask_identity(one.identity_number), cls="small mono"),
                ),
                to("identity", id=one.id),
                aria_current="page" if one is chosen else None,
            )
            for one in self.state.requests
        ]
        return h("nav", entries, cls="tabs", aria_label=_(N_("Requests")))

    def _person(self, one: IdentityCaseView) -> Markup:
        _ = self.words
        values = {"name": one.name, "identity_number": one.identity_number, "phone": one.phone}
        rows = [
            join(h("dt", _(FIELDS[name])), h("dd", value, " ", self._mismatch(one, name), lang="zh-CN"))
            for name, value in values.items()
        ]
        asked = h("p", _(N_("asked {time}"), time=_.moment(one.asked_at)), cls="small")
        portrait = (
            h("p", _(FIELDS["portrait"]), " ", self._mismatch(one, "portrait"))
            if "portrait" in one.mismatched
            else None
        )
        return h(
            "section",
            h("h2", one.name, lang="zh-CN"),
            asked,
            h("dl", rows, cls="facts-list"),
            portrait,
            self._form(one),
            cls="panel",
        )

    def _mismatch(self, one: IdentityCaseView, name: str) -> Markup | None:
        if name not in one.mismatched:
            return None
        return h("span", "✗ ", self.words(N_("does not match the population register")), cls="chip late")

    def _form(self, one: IdentityCaseView) -> Markup:
        _, state = self.words, self.state
        if state.confirming is not None:
            yes = bool(state.confirming)
            meaning = (
                N_("The person is taken as confirmed from now on, and may sign and submit.")
                if yes
                else N_("The person is told these grounds and may ask again.")
            )
            return h(
                "div",
                h("p", _(meaning)),
                h("p", state.grounds, lang="zh-CN", cls="panel"),
                h(
                    "p",
                    button(
                        _(N_("Yes, confirm the identity")) if yes else _(N_("Yes, do not confirm")),
                        "confirm",
                        cls="button main" if yes else "button main danger",
                        data_focus=f"quiet-{one.id}",
                    ),
                    button(_(N_("Back to the form")), "back"),
                    cls="buttons",
                ),
                cls="act",
            )
        texts = CONFIRMED + NOT_CONFIRMED
        options = [
            h("option", _(N_("Choose …")), value=""),
            [h("option", _(text), value=at) for at, text in enumerate(texts)],
        ]
        mark = f"grounds-{one.id}-{state.drafts}"
        return h(
            "form",
            h(
                "p",
                h("label", _(N_("Usual wordings (inserted in Chinese)")), for_="usual"),
                h("select", options, id="usual", name="usual", data_change="usual"),
                cls="field",
            ),
            h(
                "p",
                h("label", _(N_("What the decision rests on")), for_=mark),
                h("textarea", state.grounds, id=mark, name="grounds", rows=4, maxlength=2000, required=True),
                cls="field",
            ),
            h(
                "p",
                h("button", _(N_("Confirm the identity …")), type="submit", name="confirmed", cls="button main"),
                h("button", _(N_("Do not confirm …")), type="submit", name="refused", cls="button danger"),
                cls="buttons",
            ),
            data_do="decide",
            cls="act",
            data_key=f"form-{mark}",
        )

    def _material(self, one: IdentityCaseView) -> Markup:
        _ = self.words
        pieces = [
            h(
                "figure",
                h(
                    "a",
                    h("img", src=f"/identity/{one.id}/{at}?picture=1", alt=str(piece["filename"])),
                    href=f"/identity/{one.id}/{at}",
                    target="_blank",
                    rel="noopener",
                ),
                h(
                    "figcaption",
                    _(FIELDS["portrait"]) if piece["filename"] == "portrait.jpg" else str(piece["filename"]),
                    cls="small",
                ),
            )
            for at, piece in enumerate(one.material)
        ]
        return h("section", h("h2", _(N_("Portrait and material"))), h("div", pieces, cls="pair"), cls="panel")
