"""Envelopes as bytes: signed by the sender, then encrypted to the receiver.

The signed body is canonical JSON (RFC 8785) that names installation, both zones, incarnation, stream and number, so
that it opens in its own place only (A13). HPKE (RFC 9180: X25519, HKDF-SHA256, AES-256-GCM) authenticates every
byte, and its context names the installation and the direction again. Files are encrypted the same way, bound to the
hash of their content, which the signed envelope names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, Literal, TypeVar

import rfc8785
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from core.errors import EnvelopeRejected
from core.i18n import N_
from core.terms import Zone

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
DOMAIN = b"quancheng exchange 1\n"
RECEIPT_DOMAIN = b"quancheng exchange receipt 1\n"
SIGNATURE_LENGTH = 64

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Reference = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:@/+-]{1,128}$")]
Number = Annotated[int, Field(ge=1)]
Model = TypeVar("Model", bound=BaseModel)
Way = TypeVar("Way", bound="Addressed")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="constants")


class EnvelopeKey(_Strict):
    """Names an envelope for ever, together with installation and direction."""

    incarnation: Reference
    stream: Reference
    number: Number


class Addressed(_Strict):
    """What every signed body says of its way."""

    v: Literal[1] = 1
    installation: Reference
    sender: Zone
    receiver: Zone
    incarnation: Reference
    number: Number
    made_at: AwareDatetime


class Envelope(Addressed):
    """One message of a stream. `previous` is the key of the stream's message before it, also over incarnations."""

    type: Literal["envelope"] = "envelope"
    stream: Reference
    kind: Reference
    payload: Mapping[str, Any]
    files: tuple[Digest, ...] = ()
    previous: EnvelopeKey | None = None

    @property
    def key(self) -> EnvelopeKey:
        return EnvelopeKey(incarnation=self.incarnation, stream=self.stream, number=self.number)


class SignedReceipt(_Strict):
    """The receiver's answer, signed by itself so that it can be shown to others. `body` is canonical JSON."""

    body: str
    signature: str


class ReceiptBody(_Strict):
    """What a receipt says: this envelope (by key and hash) was applied then, with this result."""

    v: Literal[1] = 1
    installation: Reference
    sender: Zone
    receiver: Zone
    key: EnvelopeKey
    hash: Digest
    applied_at: AwareDatetime
    result: Mapping[str, Any]


class Rejected(_Strict):
    """A file from the carrier that was not accepted: the hash of its bytes, and the name it came under."""

    hash: Digest
    name: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64}\.(envelope|file|control))?$")]
    reason: str


class Wanted(_Strict):
    """Numbers of a stream that are missing, or whose files are."""

    incarnation: Reference
    stream: Reference
    first: Number
    last: Number


class Shown(_Strict):
    """A checkpoint of the sender's trace, with the proof that it grew from the tree of `since` entries."""

    checkpoint: str
    since: int
    proof: tuple[Digest, ...]


class Control(Addressed):
    """What the zones tell each other about the exchange itself. `number` grows within an incarnation."""

    type: Literal["control"] = "control"
    receipts: tuple[SignedReceipt, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    wanted: tuple[Wanted, ...] = ()
    held: tuple[Reference, ...] = ()
    shown: Shown
    witnessed_size: int


@dataclass(frozen=True)
class Peer:
    """The other zone's public keys, laid down by ceremony at installation, never by envelope."""

    verifier: Ed25519PublicKey
    sealer: X25519PublicKey


@dataclass(frozen=True)
class Sealing:
    """Seals to the other zone and opens what it sealed to this one. All refusals raise EnvelopeRejected."""

    installation: str
    zone: Zone
    signer: Ed25519PrivateKey
    opener: X25519PrivateKey
    peer: Peer

    def seal(self, body: bytes) -> bytes:
        """Sign, then encrypt."""
        signed = self.signer.sign(DOMAIN + body) + body
        return SUITE.encrypt(signed, self.peer.sealer, info=self._info(self.zone, "message"))

    def open(self, sealed: bytes) -> bytes:
        """Decrypt and verify the signature; returns the body."""
        signed = self._decrypt(sealed, "message")
        signature, body = signed[:SIGNATURE_LENGTH], signed[SIGNATURE_LENGTH:]
        self._verify(signature, DOMAIN + body)
        return body

    def seal_file(self, data: bytes, digest: str) -> bytes:
        return SUITE.encrypt(data, self.peer.sealer, info=self._info(self.zone, f"file {digest}"))

    def open_file(self, sealed: bytes, digest: str) -> bytes:
        data = self._decrypt(sealed, f"file {digest}")
        if sha256(data).hexdigest() != digest:
            raise EnvelopeRejected(reason_text=N_("the file is not the one that the message names"))
        return data

    def open_envelope(self, sealed: bytes) -> tuple[Envelope, str]:
        """The envelope and its hash."""
        body = self.open(sealed)
        return self._parse(Envelope, body), sha256(body).hexdigest()

    def open_control(self, sealed: bytes) -> Control:
        return self._parse(Control, self.open(sealed))

    def sign_receipt(self, body: ReceiptBody) -> SignedReceipt:
        text = canonical(body)
        return SignedReceipt(body=text.decode(), signature=self.signer.sign(RECEIPT_DOMAIN + text).hex())

    def open_receipt(self, receipt: SignedReceipt) -> ReceiptBody:
        """Verify a receipt of the other zone for an envelope of this one."""
        try:
            signature = bytes.fromhex(receipt.signature)
        except ValueError:
            signature = b""
        self._verify(signature, RECEIPT_DOMAIN + receipt.body.encode())
        parsed = _validated(ReceiptBody, receipt.body.encode())
        self._check_way(parsed.installation, parsed.sender, parsed.receiver)
        return parsed

    def _parse(self, model: type[Way], body: bytes) -> Way:
        parsed = _validated(model, body)
        self._check_way(parsed.installation, parsed.sender, parsed.receiver)
        return parsed

    def _check_way(self, installation: str, sender: Zone, receiver: Zone) -> None:
        if (installation, sender, receiver) != (self.installation, self.zone.other, self.zone):
            raise EnvelopeRejected(reason_text=N_("it was meant for another place"))

    def _decrypt(self, sealed: bytes, what: str) -> bytes:
        try:
            return SUITE.decrypt(sealed, self.opener, info=self._info(self.zone.other, what))
        except (InvalidTag, ValueError) as error:
            raise EnvelopeRejected(reason_text=N_("its seal is broken")) from error

    def _verify(self, signature: bytes, signed: bytes) -> None:
        try:
            self.peer.verifier.verify(signature, signed)
        except InvalidSignature as error:
            raise EnvelopeRejected(reason_text=N_("the other zone did not sign it")) from error

    def _info(self, sender: Zone, what: str) -> bytes:
        return DOMAIN + f"{self.installation}\n{sender.value} to {sender.other.value}\n{what}".encode()


def canonical(model: BaseModel) -> bytes:
    """The body's canonical bytes. Raises ValueError for what JSON cannot hold exactly."""
    return rfc8785.dumps(model.model_dump(mode="json"))


def stamp_of(moment: datetime) -> str:
    """A moment as file and log names carry it."""
    return moment.strftime("%Y%m%dT%H%M%S%fZ")


def _validated(model: type[Model], body: bytes) -> Model:
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise EnvelopeRejected(reason_text=N_("its form is not known here")) from error
