"""The trust service as its callers see it: the same calls as `TrustAuthority`, over HTTP.

Connections are kept alive (without that, signing is several times slower). What the service refuses comes
back as the error it raised there; when it does not answer, ServiceUnavailable. Certificates received are not
believed: `sign.prepare` and `sign.verify` check them against the anchors laid down by ceremony.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import httpx

from core.errors import QuanchengError, ServiceUnavailable
from core.i18n import N_
from core.terms import Assurance
from core.timestamping import Timestamper
from core.trust import IssuedCertificate, Revocation

SERVICE = N_("The trust service")
TIMEOUT_SECONDS = 10.0


class TrustClient:
    """Calls the trust service at `address` with the shared `token`. Thread-safe; close it at the end."""

    def __init__(self, address: str, token: bytes, transport: httpx.BaseTransport | None = None) -> None:
        self._http = httpx.Client(base_url=address, transport=transport, timeout=TIMEOUT_SECONDS, trust_env=False)
        self._authorization = {"Authorization": f"Bearer {token.decode()}"}

    def close(self) -> None:
        self._http.close()

    def issue(self, intent_id: str, spki: bytes | str, confirmation: Mapping[str, Any]) -> IssuedCertificate:
        """Ask for a certificate over the device's key (`spki`: DER, or its base64 as the browser sent it).

        Raises whatever error the service's check raised, ServiceUnavailable when it does not answer.
        """
        key = spki if isinstance(spki, str) else base64.b64encode(spki).decode()
        body = {"intent_id": intent_id, "spki": key, "confirmation": dict(confirmation)}
        answer = self._call("/certificates", json=body, headers=self._authorization).json()
        return IssuedCertificate(
            certificate=_data(answer["certificate"]),
            chain=tuple(_data(one) for one in answer["chain"]),
            serial=answer["serial"],
            not_after=datetime.fromisoformat(answer["not_after"]),
            assurance=Assurance(answer["assurance"]),
        )

    def timestamp(self, request_der: bytes) -> bytes:
        """An RFC 3161 response (DER) to a request (DER)."""
        headers = {"Content-Type": "application/timestamp-query"}
        return self._call("/timestamp", content=request_der, headers=headers).content

    def timestamper(self) -> Timestamper:
        """What `sign.finish` takes."""
        return self.timestamp

    def revocation(self, certificate_der: bytes) -> Revocation:
        """Proof that a signer's certificate and its chain hold now: pass the result as `revocation`."""
        answer = self._call("/revocation", content=certificate_der).json()
        return Revocation(**{name: tuple(_data(one) for one in values) for name, values in answer.items()})

    def ocsp(self, request_der: bytes) -> bytes:
        """An OCSP response (DER) to a request (DER)."""
        return self._call("/ocsp", content=request_der, headers={"Content-Type": "application/ocsp-request"}).content

    def crl(self, issuer: str = "issuing") -> bytes:
        """The revocation list (DER) of `issuing` or `root`."""
        return self._call(f"/crl/{issuer}.crl", method="GET").content

    def healthy(self) -> bool:
        """Whether the service answers, and knows this portal: another installation's does not count."""
        try:
            return self._http.get("/health", headers=self._authorization).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def _call(self, path: str, *, method: str = "POST", **arguments: Any) -> httpx.Response:
        try:
            response = self._http.request(method, path, **arguments)
        except httpx.HTTPError as error:
            raise ServiceUnavailable(service_text=SERVICE) from error
        if response.status_code != httpx.codes.OK:
            raise _error(response)
        return response


def _error(response: httpx.Response) -> QuanchengError:
    """The error that the service raised, made anew here."""
    try:
        answer = response.json()
        kind = next(one for one in _all_kinds(QuanchengError) if one.code == answer["code"])
        return kind(**answer["params"])
    except (ValueError, KeyError, TypeError, StopIteration):
        return ServiceUnavailable(service_text=SERVICE)


def _all_kinds(kind: type[QuanchengError]) -> Iterator[type[QuanchengError]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from _all_kinds(narrower)


def _data(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
