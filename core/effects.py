"""What approval makes of the register's content: pure (R03, R50).

The register keeps what an enterprise is, never what an application asked on the way. A change takes over only the
places that its procedure names, with the people and organisations that they refer to; everything else stays. Whoever
the application puts under the key of somebody else is another party, and gets a key of their own: a change at one place
never makes the party of another place somebody else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from core.content import Content
from core.content.parties import free_key

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
    proposed = _with_own_keys(proposed, current)
    changed, named = current, set[str]()
    for place in places:
        section, _, field = place.partition(".")
        value = getattr(proposed, section)
        plain = value.model_dump(mode="json")
        named |= set(_texts(plain[field] if field else plain))
        if field:
            value = getattr(changed, section).model_copy(update={field: getattr(value, field)})
        changed = changed.model_copy(update={section: value})
    organisations = {key: one for key, one in proposed.organisations.items() if key in named}
    for one in organisations.values():
        named |= {one.representative, one.signer}
    people = {key: one for key, one in proposed.parties.items() if key in named}
    both = current.model_copy(
        update={
            "parties": {**current.parties, **people},
            "organisations": {**current.organisations, **organisations},
        }
    )
    return _with_parties(registered(changed.model_copy(update={"parties": {}, "organisations": {}})), both)


def left_alone(places: Iterable[str]) -> tuple[str, ...]:
    """All places of the register but these, field by field: what a change of these leaves as it is."""
    changed = frozenset(places)
    return tuple(
        f"{section}.{field}"
        for section in KEPT
        if section not in changed
        for field in type(getattr(Content(), section)).model_fields
        if f"{section}.{field}" not in changed
    )


Tell = Callable[[str, Content], str]
"""What stands for a key of a party; a text that is no key stands for itself."""


def particulars(key: str, content: Content) -> str:
    """All that is known of the party."""
    if key in content.parties:
        return content.parties[key].model_dump_json()
    return content.organisations[key].model_dump_json() if key in content.organisations else key


def identity(key: str, content: Content) -> str:
    """Which person or organisation it is, whatever else is known of it: by number or code, else by name."""
    if key in content.parties:
        person = content.parties[key]
        return f"{person.document}:{person.identity_number.upper()}" if person.identity_number else person.name
    if key in content.organisations:
        return content.organisations[key].code.upper() or content.organisations[key].name
    return key


def differing(
    first: Content, second: Content, places: Iterable[str] = KEPT, *, tell: Tell = particulars
) -> tuple[str, ...]:
    """Those of the places at which two contents differ, what is told of the parties that they name included."""
    return tuple(place for place in places if _at(first, place, tell) != _at(second, place, tell))


def _at(content: Content, place: str, tell: Tell) -> Any:
    """What stands at a place, with every key in it replaced by what is told of the party."""
    section, _, field = place.partition(".")
    plain = content.model_dump(mode="json", include={section})[section]
    return _replaced(plain[field] if field else plain, lambda key: tell(key, content))


def _replaced(plain: Any, by: Callable[[str], str]) -> Any:
    """Plain data with every text in it, keys of mappings included, replaced."""
    if isinstance(plain, Mapping):
        return {by(str(key)): _replaced(value, by) for key, value in plain.items()}
    if isinstance(plain, list):
        return [_replaced(value, by) for value in plain]
    return by(plain) if isinstance(plain, str) else plain


def _with_own_keys(proposed: Content, current: Content) -> Content:
    """The proposal, in which whoever is not the party that the register has under a key has a key of their own."""
    taken = {*current.parties, *current.organisations, *proposed.parties, *proposed.organisations}
    new: dict[str, str] = {}
    for key in (*proposed.parties, *proposed.organisations):
        there = key in current.parties or key in current.organisations
        if there and identity(key, proposed) != identity(key, current):
            new[key] = free_key(key[:1], taken)
            taken.add(new[key])
    if not new:
        return proposed
    plain = proposed.model_dump(mode="json", include={*KEPT, "parties", "organisations"})
    kept = {
        **_replaced({section: plain[section] for section in KEPT}, lambda text: new.get(text, text)),
        "parties": {new.get(key, key): person for key, person in plain["parties"].items()},
        "organisations": {
            new.get(key, key): _replaced(one, lambda text: new.get(text, text))
            for key, one in plain["organisations"].items()
        },
    }
    return Content.model_validate(kept)


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
