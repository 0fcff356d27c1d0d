"""The portal's own pieces of markup: headings, notes, facts, chips, progress.

Everything that comes from people or from the database is escaped here, once. The looks are in `assets/portal.css`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from core.errors import QuanchengError
from core.i18n import Translate
from core.terms import Severity, Status, label

# How a status looks: waiting for the person, with the authority, done well, ended otherwise.
TONES: dict[Status, str] = {
    Status.DRAFT: "yours",
    Status.SIGNING: "yours",
    Status.RETURNED: "urgent",
    Status.ISSUED: "good",
    Status.ARCHIVED: "good",
    Status.PUBLICISED: "good",
    Status.NOT_ACCEPTED: "ended",
    Status.REFUSED: "ended",
    Status.WITHDRAWN: "ended",
    Status.LAPSED: "ended",
}
MARKS = {"good": "✓", "bad": "✕", "open": "?", "note": "i", "warning": "!"}


def html(markup: str) -> None:
    st.html(markup)


def heading(title: str, lead: str = "", view: str = "") -> None:
    """The one main heading of a page, and a sentence. When another `view` comes, the page begins at its top."""
    below = f'<p class="qc-lead">{escape(lead)}</p>' if lead else ""
    name = escape(view or title)
    html(f'<div class="qc qc-heading" data-view="{name}"><h1>{escape(title)}</h1>{below}</div>')


def section(title: str, help_: str = "") -> None:
    below = f'<p class="qc-help">{escape(help_)}</p>' if help_ else ""
    html(f'<div class="qc qc-section"><h2>{escape(title)}</h2>{below}</div>')


def paragraph(text: str, kind: str = "") -> None:
    html(f'<p class="qc qc-text {kind}">{escape(text)}</p>')


def note(text: str, tone: str = "note", title: str = "") -> None:
    """A boxed sentence; tones: note, good, warning, bad."""
    role = "alert" if tone == "bad" else "status"
    strong = f"<strong>{escape(title)}</strong> " if title else ""
    html(f'<div class="qc qc-note qc-{tone}" role="{role}"><span class="qc-sign" aria-hidden="true">'
         f"{MARKS.get(tone, 'i')}</span><p>{strong}{escape(text)}</p></div>")  # fmt: skip


def failure(error: QuanchengError, translate: Translate) -> None:
    note(error.message(translate), "bad")


def chip(text: str, tone: str = "") -> str:
    return f'<span class="qc-chip qc-tone-{tone or "plain"}">{escape(text)}</span>'


def status_chip(status: Status, translate: Translate) -> str:
    return chip(translate(label(status)), TONES.get(status, "theirs"))


def facts(rows: Iterable[tuple[str, str]]) -> None:
    """A list of names and values."""
    body = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value) or '—'}</dd></div>" for name, value in rows)
    html(f'<dl class="qc qc-facts">{body}</dl>')


def checked(rows: Iterable[tuple[bool | None, str, str]]) -> None:
    """Facts that hold, do not, or could not be checked, each with its mark, name and sentence."""
    kinds = {True: "good", False: "bad", None: "open"}
    body = "".join(
        f'<li class="qc-fact qc-{kinds[holds]}"><span class="qc-sign" aria-hidden="true">{MARKS[kinds[holds]]}</span>'
        f"<div><strong>{escape(name)}</strong><p>{escape(text)}</p></div></li>"
        for holds, name, text in rows
    )
    html(f'<ul class="qc qc-checked">{body}</ul>')


def progress(percent: int, text: str, below: str = "") -> None:
    """How far something has come, with markup beneath."""
    html(
        f'<div class="qc qc-bar"><div class="qc-bar-text"><span>{escape(text)}</span><span>{percent} %</span></div>'
        f'<div class="qc-bar-line" role="progressbar" aria-label="{escape(text)}" aria-valuemin="0" '
        f'aria-valuemax="100" aria-valuenow="{percent}"><div style="width:{percent}%"></div></div></div>{below}'
    )


def timeline(rows: Sequence[tuple[str, str, str]]) -> None:
    """Steps in order: name, moment (empty: still to come), further words."""
    body = "".join(
        f'<li class="{"qc-done" if at else "qc-waiting"}"><strong>{escape(name)}</strong>'
        f'<span class="qc-time">{escape(at)}</span>{f"<p>{escape(more)}</p>" if more else ""}</li>'
        for name, at, more in rows
    )
    html(f'<ol class="qc qc-timeline">{body}</ol>')


def findings(messages: Iterable[tuple[Severity, str]]) -> None:
    """What the checks say of the field above."""
    tones = {Severity.ERROR: "bad", Severity.WARNING: "warning", Severity.PASSED: "good"}
    body = "".join(
        f'<li class="qc-{tones[severity]}"><span class="qc-sign" aria-hidden="true">{MARKS[tones[severity]]}</span>'
        f"{escape(text)}</li>"
        for severity, text in messages
    )
    if body:
        html(f'<div class="qc" role="status"><ul class="qc-findings">{body}</ul></div>')
