"""How trace and exchange stand: checkpoints of both zones, what waits, what is held, alarms."""

from __future__ import annotations

import param
from markupsafe import Markup

from core.i18n import N_
from core.inner import oversight
from core.inner.oversight import Oversight
from core.trace import Checkpoint
from officer.html import h, join
from officer.view import View


class TracePage(View):
    REFRESH = 15
    found = param.ClassSelector(class_=Oversight, default=None, allow_None=True)

    @property
    def seen(self) -> Oversight:
        assert self.found is not None  # loaded before it is shown
        return self.found

    def title(self) -> str:
        return self.words(N_("Trace and exchange"))

    def load(self) -> None:
        self.found = oversight.look(self.inner, self.officer)

    def body(self) -> Markup:
        return join(
            h("h1", self.title()),
            self._state(),
            h(
                "div",
                self._checkpoint(N_("This zone’s latest checkpoint"), self.seen.own),
                self._checkpoint(N_("The other zone’s checkpoint kept here"), self.seen.others),
                cls="pair",
            ),
            self._exchange(),
        )

    def _state(self) -> Markup:
        _, exchange = self.words, self.seen.exchange
        if not exchange.alarms and not exchange.held:
            return h("p", "✓ ", _(N_("Nothing is held and there are no alarms.")), cls="notice")
        rows = [
            [h("li", f"{_.second(alarm.raised_at)} · ", _(alarm.message)) for alarm in exchange.alarms],
            [h("li", h("span", stream, cls="mono"), " · ", _(reason)) for stream, reason in exchange.held],
        ]
        return h("section", h("h2", _(N_("To be looked at"))), h("ul", rows, cls="signatures"), cls="alert")

    def _checkpoint(self, title: str, checkpoint: Checkpoint | None) -> Markup:
        _ = self.words
        if checkpoint is None:
            return h("section", h("h2", _(title)), h("p", _(N_("None yet.")), cls="muted"), cls="panel")
        rows = [
            (_(N_("Origin")), checkpoint.origin),
            (_(N_("Entries")), f"{checkpoint.size:,}"),
            (_(N_("Root")), checkpoint.root.hex()),
            (_(N_("Time")), _.second(checkpoint.at)),
            (_(N_("Signature")), checkpoint.signature_line),
        ]
        listed = h("dl", [join(h("dt", name), h("dd", value, cls="mono")) for name, value in rows], cls="facts-list")
        return h("section", h("h2", _(title)), listed, cls="panel")

    def _exchange(self) -> Markup:
        _, exchange = self.words, self.seen.exchange
        rows = [
            (_(N_("Entries in the trace")), f"{self.seen.entries:,}"),
            (_(N_("Life of the database")), self.seen.incarnation),
            (_(N_("Messages waiting for a receipt")), f"{exchange.unacknowledged:,}"),
            (_(N_("the oldest of them")), _.second(exchange.oldest_unacknowledged_at)),
            (_(N_("Messages received and not yet applied")), f"{exchange.waiting:,}"),
            (_(N_("Messages not accepted, ever")), f"{exchange.rejected:,}"),
            (_(N_("Last heard from the other zone")), _.second(exchange.heard_at)),
        ]
        listed = h("dl", [join(h("dt", name), h("dd", value)) for name, value in rows], cls="facts-list")
        return h("section", h("h2", _(N_("Exchange with the outer zone"))), listed, cls="panel")
