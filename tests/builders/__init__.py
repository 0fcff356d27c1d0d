"""Contents in which no rule finds an error, for any procedure of the catalogue, one builder for every section (R03).

`content_for(procedure)` gives the content and what the register says beforehand; `unlike(prior, procedure)` alters what
the register says so that the change is a real one. Uploaded materials have a placeholder in place of a file's hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from core.catalogue import Procedure
from core.content import PREMISES, Circumstance, Content, Person
from core.rules.references import references
from core.situation import asked
from core.terms import MaterialSource
from tests.builders.businesses import BUSINESSES
from tests.builders.changes import BY_ITEM, alterations, called_before, renamed
from tests.builders.enterprise import ENTERPRISE
from tests.builders.setting import AUTHORITY, TODAY, Setting, setting_for

__all__ = ["AUTHORITY", "TODAY", "content_for", "placeholder", "unlike"]


def content_for(
    procedure: Procedure,
    *,
    seed: int = 1,
    people: Sequence[Person] | None = None,
    today: date = TODAY,
    authority: str = AUTHORITY,
    circumstances: Iterable[Circumstance] = (),
) -> tuple[Content, Content | None]:
    """A complete content, and what the register says before (None where no enterprise is registered yet).

    `people` stand in the roles in their order, the first one runs the enterprise; more are made up where they do not
    suffice. `circumstances` are declared as the applicant's.
    """
    it = setting_for(procedure, seed, people, today, authority, circumstances)
    described = _peopled(it, Content().model_copy(update=_sections(it)))
    if not procedure.is_about_existing:
        return _uploaded(it, _with_business(it, described, described), None), None
    if BY_ITEM.get(procedure.item) is renamed:  # the people given are real: they had another name before
        prior = described.model_copy(update=dict(called_before(it, described)))
        return _uploaded(it, _with_business(it, described, prior), prior), prior
    return _altered(it, described), described


def unlike(
    prior: Content,
    procedure: Procedure,
    *,
    seed: int = 1,
    people: Sequence[Person] | None = None,
    today: date = TODAY,
    authority: str = AUTHORITY,
    circumstances: Iterable[Circumstance] = (),
) -> Content:
    """A complete content for a procedure that really changes what the register says; arguments as `content_for`."""
    return _altered(setting_for(procedure, seed, people, today, authority, circumstances), prior)


def placeholder(kind: str) -> str:
    """What stands for the file of an uploaded material: the form of a SHA-256."""
    return hashlib.sha256(kind.encode()).hexdigest()


def _sections(it: Setting) -> dict[str, Any]:
    return {section: ENTERPRISE[section](it) for section in it.enterprise if section in ENTERPRISE}


def _altered(it: Setting, prior: Content) -> Content:
    content = prior
    for alter in alterations(it):
        content = content.model_copy(update=dict(alter(it, content)))
    return _uploaded(it, _with_business(it, content, prior), prior)


def _with_business(it: Setting, content: Content, prior: Content) -> Content:
    added = {
        section: BUSINESSES[section](it, content, prior) for section in it.procedure.sections if section in BUSINESSES
    }
    return _peopled(it, content.model_copy(update=added))


def _peopled(it: Setting, content: Content) -> Content:
    """With everybody whom it names, and with those who represent the organisations named."""
    found = {one.key for one in references(content)}
    organisations = {
        key: content.organisations.get(key) or it.organisation(key) for key in sorted(found) if key[0] == "o"
    }
    found |= {one.representative for one in organisations.values()}
    parties = {key: content.parties.get(key) or it.person(key) for key in sorted(found) if key[0] == "p"}
    return content.model_copy(update={"parties": parties, "organisations": organisations})


def _uploaded(it: Setting, content: Content, prior: Content | None) -> Content:
    kinds = [one.kind for one in asked(it.procedure, content, prior) if one.source is MaterialSource.UPLOADED]
    files = {kind: placeholder(kind) for kind in kinds if kind != PREMISES}
    proof = placeholder(PREMISES) if PREMISES in kinds else ""
    domicile = content.domicile.model_copy(update={"proof_upload": proof})
    checked = content.model_copy(update={"uploads": files, "domicile": domicile})
    return Content.model_validate(checked.model_dump())
