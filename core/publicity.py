"""The adapter to the national credit-information publicity system (R50): told with a key, answered with a receipt.

Telling the same key again gives the same receipt, so a step that was cut off is simply repeated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import httpx

from core.errors import ServiceUnavailable
from core.i18n import N_


@dataclass(frozen=True)
class PublicityReceipt:
    key: str
    number: str
    received_at: str


class PublicityService(Protocol):
    def publicise(self, key: str, record: Mapping[str, Any]) -> PublicityReceipt:
        """Tell the system. Raises ServiceUnavailable."""


class HttpPublicityService:
    """`POST /publicity` of the national system (or of the reference service in its place)."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def publicise(self, key: str, record: Mapping[str, Any]) -> PublicityReceipt:
        try:
            response = self._client.post("/publicity", json={"key": key, "record": record})
            response.raise_for_status()
            answer = response.json()
            return PublicityReceipt(key=key, number=str(answer["receipt"]), received_at=str(answer["received_at"]))
        except (httpx.HTTPError, ValueError, KeyError) as error:
            raise ServiceUnavailable(service_text=N_("The national publicity system")) from error
