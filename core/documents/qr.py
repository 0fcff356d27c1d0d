"""The licence's QR code: a signed statement that can be checked without a network.

CWT (RFC 8392) inside COSE_Sign1 (RFC 9052), ES256, compressed, in base45 (RFC 9285) after the prefix ``QC1:``; about
300 characters. A valid code proves one thing only: the licence was authentic when issued. Whether it still stands
must be asked of the register; `LicenceClaims` therefore holds no status.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import base45
import cbor2
import cwt
import segno
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from core.errors import QuanchengError
from core.i18n import N_

PREFIX = "QC1:"
MAX_TEXT = 2000
MAX_CBOR = 4096
# Private claim keys (RFC 8392 leaves those below -65536 to the parties).
NAME, SERIAL, VERSION = -70001, -70002, -70003
SUBJECT, ISSUED_AT = 2, 6

NOT_OURS = N_("it is not a licence code of this system")
DAMAGED = N_("it is damaged or incomplete")
UNKNOWN_KEY = N_("it was signed with a key that is not known here")
FORGED = N_("its signature is not genuine")
INCOMPLETE = N_("a statement is missing in it")


class LicenceCodeInvalid(QuanchengError):
    """A QR code that proves nothing, and why."""

    code = "licence_code_invalid"
    text = N_("The licence code could not be accepted: {reason_text}.")
    remedy = N_("Scan it again in good light, or look the enterprise up in the register by its code.")


@dataclass(frozen=True)
class LicenceClaims:
    """What the code says. `issued` is aware, UTC, to the second; `key_id` names the authority's key."""

    uscc: str
    name: str
    serial: str
    version: int
    issued: datetime
    key_id: str = ""


def encode(claims: LicenceClaims, key: ec.EllipticCurvePrivateKey, kid: str) -> str:
    """The code's text, signed with the authority's P-256 key. ECDSA is randomised: each call gives another text."""
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    payload = {
        SUBJECT: claims.uscc,
        ISSUED_AT: int(claims.issued.timestamp()),
        NAME: claims.name,
        SERIAL: claims.serial,
        VERSION: claims.version,
    }
    signed = cwt.COSE.new().encode_and_sign(
        cbor2.dumps(payload),
        cwt.COSEKey.from_pem(pem, kid=kid, alg="ES256"),
        protected={cwt.COSEHeaders.ALG: cwt.COSEAlgs.ES256, cwt.COSEHeaders.KID: kid.encode()},
    )
    return f"{PREFIX}{base45.b45encode(zlib.compress(signed, 9)).decode('ascii')}"


def decode(text: str, keys: Mapping[str, ec.EllipticCurvePublicKey]) -> LicenceClaims:
    """The claims of a genuine code; `keys` by key id. Raises LicenceCodeInvalid with the reason."""
    message = _unpack(text.strip())
    kid = _key_id(message)
    if kid not in keys:
        raise LicenceCodeInvalid(reason_text=UNKNOWN_KEY)
    pem = keys[kid].public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
    try:
        payload = cbor2.loads(cwt.COSE.new().decode(message, cwt.COSEKey.from_pem(pem, kid=kid, alg="ES256")))
    except Exception as problem:  # cwt raises many kinds for a message that does not verify; each means the same here
        raise LicenceCodeInvalid(reason_text=FORGED) from problem
    try:
        return LicenceClaims(
            uscc=str(payload[SUBJECT]),
            name=str(payload[NAME]),
            serial=str(payload[SERIAL]),
            version=int(payload[VERSION]),
            issued=datetime.fromtimestamp(int(payload[ISSUED_AT]), UTC),
            key_id=kid,
        )
    except (KeyError, TypeError, ValueError, OverflowError, OSError) as problem:
        raise LicenceCodeInvalid(reason_text=INCOMPLETE) from problem


def _unpack(text: str) -> bytes:
    if not text.startswith(PREFIX) or len(text) > MAX_TEXT:
        raise LicenceCodeInvalid(reason_text=NOT_OURS)
    try:
        inflater = zlib.decompressobj()
        message = inflater.decompress(base45.b45decode(text.removeprefix(PREFIX)), MAX_CBOR)
    except (ValueError, zlib.error) as problem:
        raise LicenceCodeInvalid(reason_text=DAMAGED) from problem
    if not inflater.eof or inflater.unused_data:
        raise LicenceCodeInvalid(reason_text=DAMAGED)
    return message


def _key_id(message: bytes) -> str:
    """The key id of the protected header; it is only a name to look up, nothing is believed before verification."""
    try:
        outer: Any = cbor2.loads(message)
        return str(cbor2.loads(outer.value[0])[int(cwt.COSEHeaders.KID)].decode())
    except Exception as problem:  # any shape but that of COSE_Sign1
        raise LicenceCodeInvalid(reason_text=DAMAGED) from problem


def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """The code's dark modules, row by row, with the quiet zone of four."""
    code = segno.make_qr(text, error="m", boost_error=False)
    return tuple(tuple(bool(cell) for cell in row) for row in code.matrix_iter(border=4))
