"""People and organisations: entered once, referred to by their key everywhere else (R10, R11, R14)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from itertools import count

from pydantic import BaseModel, ConfigDict

from core.content.text import LongText, Text


class Section(BaseModel):
    # An error shows where, never what: it may come into a log, and what people typed must not.
    model_config = ConfigDict(frozen=True, extra="forbid", str_max_length=4000, hide_input_in_errors=True)


class IdentityDocument(StrEnum):
    RESIDENT_ID = "resident_id"
    PASSPORT = "passport"
    HONG_KONG_MACAO_PERMIT = "hong_kong_macao_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    PERMANENT_RESIDENCE = "permanent_residence"


class Person(Section):
    """A natural person. `identity_number` gives birth date, sex and region for a resident ID (GB 11643)."""

    name: Text = ""
    document: IdentityDocument = IdentityDocument.RESIDENT_ID
    identity_number: Text = ""
    phone: Text = ""
    email: Text = ""
    address: Text = ""
    nationality: Text = ""


class OrganisationKind(StrEnum):
    ENTERPRISE = "enterprise"
    INSTITUTION = "institution"
    ASSOCIATION = "association"
    STATE_BODY = "state_body"
    COLLECTIVE = "collective"
    FOREIGN = "foreign"


class Mandate(Section):
    """Who signs for an organisation in place of its representative: for what, and until when (R14)."""

    agent: str = ""
    scope: LongText = ""
    until: date | None = None


class Organisation(Section):
    """An enterprise or other organisation. `code` is the unified social credit code (GB 32100), abroad the register's
    number; `representative` is the key of the person who represents it, as registered."""

    name: Text = ""
    kind: OrganisationKind = OrganisationKind.ENTERPRISE
    code: Text = ""
    country: Text = ""
    address: Text = ""
    representative: str = ""
    mandate: Mandate | None = None

    @property
    def signer(self) -> str:
        """The key of the person who signs for it."""
        return self.mandate.agent if self.mandate and self.mandate.agent else self.representative


def free_key(prefix: str, taken: Collection[str]) -> str:
    """The next key that no party has: p1, p2 … for people, o1 … for organisations."""
    return next(key for number in count(1) if (key := f"{prefix}{number}") not in taken)
