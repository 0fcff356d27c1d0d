"""A passkey for tests: makes the assertions that an authenticator makes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url

USER_PRESENT_AND_VERIFIED = b"\x05"


@dataclass(frozen=True)
class Passkey:
    """A P-256 credential bound to a site."""

    key: ec.EllipticCurvePrivateKey
    rp_id: str
    origin: str
    credential_id: bytes = b"credential-of-a-test"

    @property
    def public_key(self) -> bytes:
        """The public key as COSE."""
        numbers = self.key.public_key().public_numbers()
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)})

    def assertion(self, challenge: bytes) -> dict[str, Any]:
        """What `navigator.credentials.get` gives over a challenge, as JSON."""
        client = json.dumps(
            {"type": "webauthn.get", "challenge": bytes_to_base64url(challenge), "origin": self.origin}
        ).encode()
        authenticator = hashlib.sha256(self.rp_id.encode()).digest() + USER_PRESENT_AND_VERIFIED + bytes(4)
        signature = self.key.sign(authenticator + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return {
            "id": bytes_to_base64url(self.credential_id),
            "rawId": bytes_to_base64url(self.credential_id),
            "type": "public-key",
            "response": {
                "clientDataJSON": bytes_to_base64url(client),
                "authenticatorData": bytes_to_base64url(authenticator),
                "signature": bytes_to_base64url(signature),
            },
            "clientExtensionResults": {},
        }
