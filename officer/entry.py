"""The pages before signing in: one form with name, password and code, in three languages.

Plain HTML without script, so that it is there at once and works with every password manager.
"""

from __future__ import annotations

from markupsafe import Markup

from core.i18n import LANGUAGES, N_
from officer.html import h, join
from officer.words import Words


def document(words: Words, title: str, body: Markup) -> str:
    """A whole page around `body`."""
    return Markup("<!DOCTYPE html>") + h(
        "html",
        h(
            "head",
            h("meta", charset="utf-8"),
            h("meta", name="viewport", content="width=device-width, initial-scale=1"),
            h("title", title),
            h("link", rel="icon", href="/assets/mark.svg"),
            h("link", rel="stylesheet", href="/assets/theme.css"),
        ),
        h("body", h("div", body, cls="surface"), cls="entry"),
        lang=words.html_language,
    )


def language_links(words: Words, back: str) -> Markup:
    return h(
        "nav",
        [
            h(
                "a",
                shown,
                href=f"/language?to={code}&back={back}",
                lang=Words(code).html_language,
                aria_current="true" if code == words.language else None,
            )
            for code, shown in LANGUAGES.items()
        ],
        cls="languages",
        aria_label=words(N_("Language")),
    )


def sign_in_page(words: Words, problem: str = "", login: str = "", ended: bool = False) -> str:
    """The sign-in page; `problem` is said as an alert, `ended` that a session is over."""
    notice: Markup | None = None
    if problem:
        notice = h("p", problem, cls="alert", role="alert", id="problem")
    elif ended:
        notice = h("p", words(N_("Your session has ended. Please sign in again.")), cls="notice", role="status")
    form = h(
        "form",
        _field(words(N_("Sign-in name")), "login", "text", "username", value=login, autofocus=not login),
        _field(words(N_("Password")), "password", "password", "current-password", autofocus=bool(login)),
        _field(
            words(N_("Code from your authenticator (6 digits)")),
            "code",
            "text",
            "one-time-code",
            inputmode="numeric",
            pattern="[0-9]{6}",
            maxlength=6,
        ),
        h("button", words(N_("Sign in")), type="submit", cls="button main wide"),
        method="post",
        action="/sign-in",
        aria_describedby="problem" if problem else None,
    )
    body = join(
        h(
            "header",
            h(
                "div",
                h("span", "全程", cls="mark", aria_hidden="true", lang="zh-CN"),
                h("span", words(N_("Quancheng"))) if words.language != "zh_CN" else None,
                cls="brand",
            ),
            language_links(words, "/sign-in"),
            cls="entry-head",
        ),
        h(
            "main",
            h("h1", words(N_("Officers' application"))),
            h("p", words(N_("Examination, approval and issuing of enterprise registrations")), cls="lead"),
            notice,
            form,
            h(
                "p",
                words(N_("This system is for officers on the government network. Every step is recorded.")),
                cls="small",
            ),
            cls="entry-card",
        ),
    )
    return document(words, f"{words(N_('Sign in'))} · {words(N_('Quancheng'))}", body)


def _field(label: str, name: str, type_: str, complete: str, **more: str | int | bool | None) -> Markup:
    return h(
        "p",
        h("label", label, for_=name),
        h("input", id=name, name=name, type=type_, autocomplete=complete, required=True, **more),
        cls="field",
    )
