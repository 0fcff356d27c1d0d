"""The one HTML page of the portal: the framework's own index page, made ours.

The language of the reader stands in `<html lang>`, the title and the note for browsers without script are
translated, pointers to the framework's agent interface and its inline script are gone, and our style sheet and
the small script that translates the framework's fixed strings are linked.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from functools import lru_cache
from pathlib import Path

import streamlit

from core.i18n import HTML_LANGUAGES, N_, Translate, translator

ASSETS = Path(__file__).parent / "assets"
FRAMEWORK = Path(streamlit.__file__).parent / "static"
"""Where the framework keeps its page and the files that the page fetches."""

STAYS = "public, max-age=31536000, immutable"
"""How long a browser keeps either's files: their addresses change with their content."""

_INDEX = FRAMEWORK / "index.html"

# The framework's own strings, which it shows in English whatever the page's language is.
FIXED_STRINGS = (
    N_("No results"),
    N_("Choose an option"),
    N_("Connection error"),
    N_("Connecting"),
    N_("Please wait"),
    N_("Close"),
    N_("Clear value"),
    N_("Show password text"),
    N_("Hide password text"),
    N_("Loading"),
    N_("Skip to main content"),
    N_("Clear search"),
    N_("open"),
    N_("close"),
)


def asset_version() -> str:
    """A short hash over our assets, so that browsers fetch them anew when they changed."""
    digest = hashlib.sha256()
    for path in sorted(ASSETS.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@lru_cache(maxsize=8)
def index_page(language: str) -> bytes:
    """The page in a language."""
    translate = translator(language)
    page = _INDEX.read_text(encoding="utf-8")
    page = page.replace('<html lang="en">', f'<html lang="{HTML_LANGUAGES[language]}">')
    page = re.sub(r"<!--.*?-->", "", page, flags=re.S)
    page = re.sub(r"<script>.*?</script>", "", page, flags=re.S)
    page = re.sub(r'<link rel="service-desc"[^>]*>', "", page)
    page = re.sub(r'<link rel="shortcut icon"[^>]*>', "", page)
    page = re.sub(r'<link\s+rel="preload"[^>]*SourceSans[^>]*>', "", page, flags=re.S)
    page = re.sub(r"<title>.*?</title>", f"<title>{_title(translate)}</title>", page)
    page = re.sub(r"<noscript>.*?</noscript>", _without_script(translate), page, flags=re.S)
    page = page.replace("./static/", "/static/")
    return page.replace("</head>", _head(translate) + "</head>").encode()


def _title(translate: Translate) -> str:
    return html.escape(translate(N_("Quancheng · Enterprise registration online")))


def _without_script(translate: Translate) -> str:
    text = translate(N_("This page needs JavaScript. Please switch it on, or come to a registration counter."))
    return f'<noscript><p class="qc-noscript">{html.escape(text)}</p></noscript>'


def _head(translate: Translate) -> str:
    version = asset_version()
    strings = {text: translate(text) for text in FIXED_STRINGS}
    held = html.escape(json.dumps(strings, ensure_ascii=False), quote=True)
    return (
        f'<link rel="icon" type="image/svg+xml" href="/assets/emblem.svg?{version}">'
        f'<link rel="stylesheet" href="/assets/portal.css?{version}">'
        f'<meta name="quancheng-strings" content="{held}">'
        f'<meta name="theme-color" content="#1d4b73">'
        f'<script defer src="/assets/chrome.js?{version}"></script>'
    )


def not_found_page(language: str) -> bytes:
    """What an address shows that does not exist."""
    translate = translator(language)
    text = html.escape(translate(N_("This page does not exist.")))
    home = html.escape(translate(N_("To the home page")))
    return (
        f'<!doctype html><html lang="{HTML_LANGUAGES[language]}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{_title(translate)}</title>'
        f'<link rel="stylesheet" href="/assets/portal.css?{asset_version()}"></head>'
        f'<body><main class="qc-alone"><h1>{text}</h1><p><a href="/">{home}</a></p></main></body></html>'
    ).encode()
