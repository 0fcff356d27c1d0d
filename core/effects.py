"""What approval makes of the register's content: pure (R03, R50).

The register keeps what an enterprise is, never what an application asked on the way. A change takes over only the
places that its procedure names, with the people and organisations that they refer to; everything else stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from core.content import Content

KEPT = (
    "name", "domicile", "scope", "capital", "organs", "contact", "other", "partnership", "proprietor", "household",
    "cooperative", "nature", "parent", "foreign", "origin", "representatives", "liquidation",
)  # fmt: skip
"""The sections that the register keeps."""


def registered(content: Content) -> Content:
    """What the register keeps of a content: its lasting sections, and the parties that these name."""
    kept = {name: getattr(content, name) for name in KEPT}
    kept["domicile"] = content.domicile.model_copy(update={"proof_upload": ""})
    return _with_parties(Content(**kept), content)


def amended(current: Content, proposed: Content, places: Iterable[str]) -> Content:
    """The register's content with these places as proposed ("name", "other.term_years")."""
    changed = current
    for place in places:
        section, _, field = place.partition(".")
        value = getattr(proposed, section)
        if field:
            value = getattr(changed, section).model_copy(update={field: getattr(value, field)})
        changed = changed.model_copy(update={section: value})
    both = current.model_copy(
        update={
            "parties": {**current.parties, **proposed.parties},
            "organisations": {**current.organisations, **proposed.organisations},
        }
    )
    return _with_parties(registered(changed.model_copy(update={"parties": {}, "organisations": {}})), both)


def differing(first: Content, second: Content, places: Iterable[str] = KEPT) -> tuple[str, ...]:
    """Those of the places at which two contents differ, the particulars of the parties that they name included."""
    return tuple(place for place in places if _at(first, place) != _at(second, place))


def _at(content: Content, place: str) -> Any:
    """What stands at a place, with every key in it replaced by what is known of the party."""
    section, _, field = place.partition(".")
    plain = content.model_dump(mode="json", include={section})[section]
    return _named(plain[field] if field else plain, content)


def _named(plain: Any, content: Content) -> Any:
    if isinstance(plain, Mapping):
        return {_party(str(key), content): _named(value, content) for key, value in plain.items()}
    if isinstance(plain, list):
        return [_named(value, content) for value in plain]
    return _party(plain, content) if isinstance(plain, str) else plain


def _party(key: str, content: Content) -> str:
    if key in content.parties:
        return content.parties[key].model_dump_json()
    return content.organisations[key].model_dump_json() if key in content.organisations else key


def _with_parties(content: Content, known: Content) -> Content:
    """The content with those of the known parties that it refers to, and those who act for them."""
    named = set(_texts(content.model_dump(mode="json", include=set(KEPT))))
    organisations = {key: one for key, one in known.organisations.items() if key in named}
    for one in organisations.values():
        named |= {one.representative, one.signer}
    people = {key: one for key, one in known.parties.items() if key in named}
    return content.model_copy(update={"parties": people, "organisations": organisations})


def _texts(plain: Any) -> Iterator[str]:
    if isinstance(plain, str):
        yield plain
    elif isinstance(plain, Mapping):
        for key, value in plain.items():
            yield str(key)
            yield from _texts(value)
    elif isinstance(plain, list):
        for value in plain:
            yield from _texts(value)
