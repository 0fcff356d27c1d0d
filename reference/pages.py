"""The reference service's pages: mailbox, people, organisations, publicity. Phone first, three languages, no script.

Everything shown is escaped; only addresses beginning with http:// or https:// become links.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from core.i18n import HTML_LANGUAGES, LANGUAGES, N_, translator
from reference.organisations import Organisation
from reference.people import Person
from reference.records import Mail, Publicity

ADDRESS = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)，。；：！？）]")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'self'; base-uri 'none'"
STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.6 "Noto Sans CJK SC", sans-serif; margin: 0 auto; padding: 16px; max-width: 720px; }
header, form { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; margin-bottom: 16px; }
h1 { font-size: 1.4rem; margin: 0; flex: 1 1 auto; }
h2 { font-size: 1.05rem; margin: 0; }
a { min-height: 24px; display: inline-block; overflow-wrap: anywhere; }
input, button { font: inherit; min-height: 44px; padding: 4px 12px; box-sizing: border-box; }
input { flex: 1 1 200px; min-width: 0; }
article { border: 1px solid #8886; border-radius: 8px; padding: 12px 16px; margin-bottom: 12px; }
.small { opacity: .8; font-size: .9rem; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; margin: 8px 0 0; }
.person { display: flex; gap: 16px; align-items: center; }
.person img { width: 60px; height: 74px; border-radius: 4px; }
"""


def mailbox_page(mails: Sequence[Mail], *, address: str, language: str) -> str:
    _ = translator(language)
    search = (
        f'<form method="get"><input type="hidden" name="language" value="{escape(language)}">'
        f'<input type="search" name="address" value="{escape(address)}" aria-label="{escape(_(N_("E-mail address")))}"'
        f' placeholder="{escape(_(N_("E-mail address")))}"><button>{escape(_(N_("Search")))}</button></form>'
    )
    articles = "".join(
        f'<article><h2>{escape(mail.subject)}</h2><div class="small">{escape(mail.address)} · '
        f"{escape(_shown_time(mail.received_at))}</div><pre>{with_links(mail.text)}</pre></article>"
        for mail in mails
    )
    nothing = f"<p>{escape(_(N_('No mail has come in yet. Reload this page after a step that sends one.')))}</p>"
    return _page(_(N_("Mailbox of this demo")), search + (articles or nothing), language, {"address": address})


def people_page(people: Sequence[Person], *, language: str) -> str:
    _ = translator(language)
    note = _(
        N_("These people are made up. Register as one of them; save the portrait and choose it where one is asked for.")
    )
    articles = "".join(
        f'<article class="person"><a href="/people/{number}/portrait.jpg"><img src="/people/{number}/portrait.jpg"'
        f' alt="{escape(_(N_("Portrait")))}"></a><div><h2>{escape(person.name)}</h2>'
        f"<div>{escape(_(N_('Resident ID number')))}: {escape(person.identity_number)}</div>"
        f"<div>{escape(_(N_('Mobile number')))}: {escape(person.phone)}</div></div></article>"
        for number, person in enumerate(people)
    )
    return _page(_(N_("People the identity service knows")), f"<p>{escape(note)}</p>{articles}", language, {})


def organisations_page(organisations: Sequence[Organisation], *, language: str) -> str:
    _ = translator(language)
    note = _(
        N_(
            "These organisations are made up. Enter one as a member or partner; the person who represents it is among "
            "the people whom the identity service knows."
        )
    )
    articles = "".join(
        f"<article><h2>{escape(one.name)}</h2>"
        f"<div>{escape(_(N_('Unified social credit code')))}: {escape(one.code)}</div>"
        f"<div>{escape(_(N_('Represented by')))}: {escape(one.representative)}</div>"
        f"<div>{escape(_(N_('Mobile number')))}: {escape(one.phone)}</div></article>"
        for one in organisations
    )
    return _page(
        _(N_("Organisations the legal-person database knows")), f"<p>{escape(note)}</p>{articles}", language, {}
    )


def publicity_page(records: Sequence[Publicity], *, language: str) -> str:
    _ = translator(language)
    articles = "".join(
        f"<article><h2>{escape(str(each.record.get('name', each.key)))}</h2>"
        f"<div>{escape(_(N_('Receipt number')))}: {escape(each.receipt)}</div>"
        f'<div class="small">{escape(_shown_time(each.received_at))}</div></article>'
        for each in records
    )
    nothing = f"<p>{escape(_(N_('Nothing has been publicised yet.')))}</p>"
    return _page(_(N_("Publicised enterprises")), articles or nothing, language, {})


def with_links(text: str) -> str:
    """The text, escaped, with its web addresses as links."""
    parts: list[str] = []
    end = 0
    for match in ADDRESS.finditer(text):
        link = escape(match.group())
        parts += [escape(text[end : match.start()]), f'<a href="{link}">{link}</a>']
        end = match.end()
    return "".join(parts) + escape(text[end:])


def _page(title: str, body: str, language: str, query: dict[str, str]) -> str:
    links = " ".join(
        f'<a lang="{HTML_LANGUAGES[code]}" href="?{escape(urlencode({**query, "language": code}))}">{escape(name)}</a>'
        for code, name in LANGUAGES.items()
        if code != language
    )
    return (
        f'<!doctype html><html lang="{HTML_LANGUAGES[language]}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style><body><header><h1>{escape(title)}</h1><nav>{links}</nav></header>"
        f"<main>{body}</main></body></html>"
    )


def _shown_time(moment: str) -> str:
    """To the second, with the offset: the reader may sit in another time zone."""
    return f"{moment[:10]} {moment[11:19]} UTC"
