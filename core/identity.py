"""Connectors to authoritative identity services over HTTP: of people (R10), of legal persons (R11).

A service says for each field whether it matches; it never hands out what it knows. When it does not answer,
`ServiceUnavailable` is raised and the account, or the organisation, stays unconfirmed: an outage confirms nobody.
"""

from __future__ import annotations

import base64
from dataclasses import asdict, dataclass
from typing import Protocol

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from core.errors import ServiceUnavailable
from core.i18n import N_


@dataclass(frozen=True)
class IdentityClaim:
    """What a person says of themselves; `portrait` is a JPEG."""

    name: str
    identity_number: str
    phone: str
    portrait: bytes


class IdentityAnswer(BaseModel):
    """`fields` says per field whether it matches; `reference` is the service's number of this check."""

    model_config = ConfigDict(frozen=True)

    matched: bool
    fields: dict[str, bool]
    reference: str

    @property
    def mismatched(self) -> tuple[str, ...]:
        return tuple(name for name, matches in self.fields.items() if not matches)


class IdentityService(Protocol):
    def check(self, claim: IdentityClaim) -> IdentityAnswer:
        """Compare a claim with the authoritative record. Raises ServiceUnavailable."""


class HttpIdentityService:
    """The population service over HTTP: `POST /identity/check`."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def check(self, claim: IdentityClaim) -> IdentityAnswer:
        body = {
            "name": claim.name,
            "identity_number": claim.identity_number,
            "phone": claim.phone,
            "portrait": base64.b64encode(claim.portrait).decode(),
        }
        try:
            response = self._client.post("/identity/check", json=body)
            response.raise_for_status()
            return IdentityAnswer.model_validate_json(response.content)
        except (httpx.HTTPError, ValidationError) as error:
            raise ServiceUnavailable(service_text=N_("The identity service")) from error


@dataclass(frozen=True)
class OrganisationClaim:
    """What an application says of an organisation: `representative` is a name, `phone` that person's mobile number."""

    name: str
    code: str
    representative: str
    phone: str


class OrganisationAnswer(BaseModel):
    """`fields` says per field of the claim whether it matches; `reference` is the service's number of this check."""

    model_config = ConfigDict(frozen=True)

    matched: bool
    fields: dict[str, bool]
    reference: str

    @property
    def known(self) -> bool:
        """Whether the service knows an organisation of that number or that name at all."""
        return any(self.fields.get(name) for name in ("code", "name"))

    @property
    def mismatched(self) -> tuple[str, ...]:
        return tuple(name for name, matches in self.fields.items() if not matches)


class OrganisationService(Protocol):
    def check(self, claim: OrganisationClaim) -> OrganisationAnswer:
        """Compare a claim with the authoritative record. Raises ServiceUnavailable."""


class HttpOrganisationService:
    """The legal-person service over HTTP: `POST /organisations/check`."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def check(self, claim: OrganisationClaim) -> OrganisationAnswer:
        try:
            response = self._client.post("/organisations/check", json=asdict(claim))
            response.raise_for_status()
            return OrganisationAnswer.model_validate_json(response.content)
        except (httpx.HTTPError, ValidationError) as error:
            raise ServiceUnavailable(service_text=N_("The legal-person database")) from error
