"""The two authorities that vouch: the trust service for signers, the registration authority for its seal.

`TrustAuthority` issues certificates for minutes over keys that never leave the signer's device, tells
which of its certificates hold (OCSP, CRL), and stamps time. It holds no list of what it issued: a serial
number carries a keyed tag by which the authority knows its own, so nothing unissued is ever called good.
Revocations lie in a file replaced atomically. `SealAuthority` is the same for the authority's seal.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as ser
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ocsp

from core.errors import BadInput
from core.i18n import N_
from core.keys import KeyRing
from core.pki import (
    NAME_LIMIT,
    Issuer,
    der,
    key_id,
    make_certificate,
    read_certificate,
    signer_name,
    signing_extensions,
    spki_der,
)
from core.terms import Assurance
from core.timestamping import TimestampAuthority, Timestamper

CERTIFICATE_MINUTES = 10
LONGEST_MINUTES = 60
STATUS_LIFETIME = timedelta(days=7)
STATUS_REUSE = timedelta(minutes=5)
REVOKED_FILE = "revoked.json"
SERIAL_RANDOM, SERIAL_TAG = 8, 11  # bytes; together below the 20 that RFC 5280 allows


@dataclass(frozen=True)
class IssuedCertificate:
    """A signer's certificate (DER) with its chain (DER, issuer first, root last) and serial number (hex).

    `assurance` says how strongly the signer was confirmed, when it was the trust service that confirmed.
    """

    certificate: bytes
    chain: tuple[bytes, ...]
    serial: str
    not_after: datetime
    assurance: Assurance | None = None


@dataclass(frozen=True)
class ConfirmedSigner:
    """Whom a confirmation proved: the name as confirmed, an opaque reference, how strongly. `pending` says that an
    officer has yet to confirm that the name is this person's; the certificate bears the mark."""

    name: str
    ref: str
    assurance: Assurance
    pending: bool = False


@dataclass(frozen=True)
class Revocation:
    """Proof, made by the issuers, that certificates hold: goes into a signature for the long term (all DER)."""

    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()
    certificates: tuple[bytes, ...] = ()


class RevokedSerials:
    """Which serial numbers no longer hold, since when; survives restarts."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        known = json.loads(path.read_text()) if path.exists() else {}
        self._since = {int(serial, 16): datetime.fromisoformat(at) for serial, at in known.items()}

    def add(self, serial: int, now: datetime) -> None:
        with self._lock:
            self._since.setdefault(serial, now.replace(microsecond=0))
            text = json.dumps({f"{one:x}": at.isoformat() for one, at in sorted(self._since.items())})
            draft = self._path.with_suffix(".new")
            with draft.open("w") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._path)

    def since(self, serial: int) -> datetime | None:
        return self._since.get(serial)

    def all(self) -> dict[int, datetime]:
        return dict(self._since)


class TrustAuthority:
    """The trust service's keys and what they do. Thread-safe."""

    def __init__(self, folder: Path, ring: KeyRing) -> None:
        self._folder = folder
        self._certificates = {
            name: read_certificate(folder / f"{name}.crt") for name in ("root", "issuing", "tsa", "ocsp")
        }
        self._keys = {name: ring.p256(name) for name in self._certificates}
        self._serial_key = ring.secret("serials")
        self._revoked = RevokedSerials(folder / REVOKED_FILE)
        issuing = self._certificates["issuing"]
        self.chain = (der(issuing), der(self._certificates["root"]))
        self._clock = TimestampAuthority(self._keys["tsa"], der(self._certificates["tsa"]), self.chain[:1])
        self._cache = StatusCache()
        self._issuer = Issuer(issuing, self._keys["issuing"], *_addresses(self._certificates["tsa"]))

    @classmethod
    def open(cls, folder: Path, secret: bytes) -> TrustAuthority:
        """Open what `pki.create_trust_pki` made. Raises ConfigurationError."""
        return cls(folder, KeyRing.open(folder, secret))

    @property
    def anchor(self) -> bytes:
        """The root certificate (DER)."""
        return self.chain[-1]

    def issue(
        self, subject_name: str, subject_ref: str, spki_der: bytes, now: datetime, minutes: int = CERTIFICATE_MINUTES,
        *, pending: bool = False,
    ) -> IssuedCertificate:  # fmt: skip
        """Certify a signer's P-256 key for some minutes. Raises BadInput for another key or an unfit name.

        The certificate of a signer whose identity is `pending` with an officer says so.
        """
        if not 1 <= minutes <= LONGEST_MINUTES:
            raise ValueError(minutes)
        subject = signer_name(_fit(subject_name), _fit(subject_ref), pending=pending)
        certificate = make_certificate(
            self._issuer, subject, _load_spki(spki_der), now, timedelta(minutes=minutes), signing_extensions(),
            serial=self._make_serial(),
        )  # fmt: skip
        serial = f"{certificate.serial_number:x}"
        return IssuedCertificate(der(certificate), self.chain, serial, certificate.not_valid_after_utc)

    def timestamp(self, request_der: bytes, now: datetime) -> bytes:
        """Answer an RFC 3161 request."""
        return self._clock.respond(request_der, now)

    def timestamper(self, clock: Callable[[], datetime]) -> Timestamper:
        """What `sign.finish` takes, for use within the process."""
        return lambda request: self.timestamp(request, clock())

    def revoke(self, serial: str, now: datetime) -> None:
        """Revoke one of this authority's certificates by its serial number (hex). Cannot be undone."""
        number = int(serial, 16)
        if not self._knows(number):
            raise BadInput(field_text=N_("Serial number"), reason_text=N_("no certificate of this service has it"))
        self._revoked.add(number, now)
        self._cache.clear()

    def crl(self, now: datetime, issuer: str = "issuing") -> bytes:
        """The revocation list (DER) of `issuing` or `root`."""
        listed = {
            serial: since
            for serial, since in self._revoked.all().items()
            if (serial == self._certificates["issuing"].serial_number) == (issuer == "root")
        }
        pair = (self._certificates[issuer], self._keys[issuer])
        return self._cache.get(f"crl {issuer}", now, lambda: make_crl(*pair, listed, now))

    def ocsp(self, request: bytes, now: datetime) -> bytes:
        """Answer an OCSP request (DER) about one certificate of the issuing authority."""
        try:
            asked = ocsp.load_der_ocsp_request(request)
            algorithm = asked.hash_algorithm
            hashed = _issuer_hashes(self._certificates["issuing"], algorithm)
        except (ValueError, NotImplementedError):
            return _refuse(ocsp.OCSPResponseStatus.MALFORMED_REQUEST)
        if (asked.issuer_name_hash, asked.issuer_key_hash) != hashed:
            return _refuse(ocsp.OCSPResponseStatus.UNAUTHORIZED)
        nonce = next((one.value for one in asked.extensions if isinstance(one.value, x509.OCSPNonce)), None)
        return self._status(asked.serial_number, algorithm, now, nonce)

    def revocation(self, certificate_der: bytes, now: datetime) -> Revocation:
        """All that proves a signer's certificate, the timestamps and the chain to hold at `now`."""
        serial = x509.load_der_x509_certificate(certificate_der).serial_number
        tsa = self._certificates["tsa"].serial_number
        stamps = self._cache.get("ocsp tsa", now, lambda: self._status(tsa, hashes.SHA256(), now, None))
        return Revocation(
            crls=(self.crl(now, "root"),),
            ocsps=(self._status(serial, hashes.SHA256(), now, None), stamps),
            certificates=(der(self._certificates["issuing"]), der(self._certificates["ocsp"])),
        )

    def _status(
        self, serial: int, algorithm: hashes.HashAlgorithm, now: datetime, nonce: x509.OCSPNonce | None
    ) -> bytes:
        status, since = ocsp.OCSPCertStatus.UNKNOWN, self._revoked.since(serial)
        if since is not None:
            status = ocsp.OCSPCertStatus.REVOKED
        elif self._knows(serial):
            status = ocsp.OCSPCertStatus.GOOD
        name_hash, key_hash = _issuer_hashes(self._certificates["issuing"], algorithm)
        moment = now.replace(microsecond=0)
        builder = ocsp.OCSPResponseBuilder().add_response_by_hash(
            name_hash, key_hash, serial, algorithm, status, moment, moment + STATUS_LIFETIME, since, None
        )
        responder = self._certificates["ocsp"]
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, responder).certificates([responder])
        if nonce is not None:
            builder = builder.add_extension(nonce, critical=False)
        return builder.sign(self._keys["ocsp"], hashes.SHA256()).public_bytes(ser.Encoding.DER)

    def _make_serial(self) -> int:
        head = bytes([0x40 | secrets.randbits(6)]) + secrets.token_bytes(SERIAL_RANDOM - 1)
        return int.from_bytes(head + self._tag(head))

    def _knows(self, serial: int) -> bool:
        if serial in {one.serial_number for one in self._certificates.values()}:
            return True
        if serial.bit_length() > 8 * (SERIAL_RANDOM + SERIAL_TAG):
            return False
        text = serial.to_bytes(SERIAL_RANDOM + SERIAL_TAG)
        return hmac.compare_digest(self._tag(text[:SERIAL_RANDOM]), text[SERIAL_RANDOM:])

    def _tag(self, head: bytes) -> bytes:
        return hmac.new(self._serial_key, head, hashlib.sha256).digest()[:SERIAL_TAG]


class SealAuthority:
    """The registration authority's seal, its timestamps and its licence key (inner zone)."""

    def __init__(self, folder: Path, ring: KeyRing) -> None:
        root, seal, tsa = (read_certificate(folder / f"{name}.crt") for name in ("root", "seal", "tsa"))
        self._root, self._root_key = root, ring.p256("root")
        self._revoked = RevokedSerials(folder / REVOKED_FILE)
        self.key = ring.p256("seal")
        self.certificate = der(seal)
        self.chain: tuple[bytes, ...] = (der(root),)
        self.licence_key = ring.p256("licence")
        self.licence_key_id = key_id(spki_der(self.licence_key.public_key()))
        self._clock = TimestampAuthority(ring.p256("tsa"), der(tsa), self.chain)
        self._cache = StatusCache()

    @classmethod
    def open(cls, folder: Path, secret: bytes) -> SealAuthority:
        """Open what `pki.create_authority_pki` made. Raises ConfigurationError."""
        return cls(folder, KeyRing.open(folder, secret))

    @property
    def anchor(self) -> bytes:
        """The root certificate (DER)."""
        return self.chain[-1]

    def timestamp(self, request_der: bytes, now: datetime) -> bytes:
        """Answer an RFC 3161 request."""
        return self._clock.respond(request_der, now)

    def timestamper(self, clock: Callable[[], datetime]) -> Timestamper:
        return lambda request: self.timestamp(request, clock())

    def revoke(self, serial: str, now: datetime) -> None:
        """Revoke the seal or the timestamp certificate by its serial number (hex)."""
        self._revoked.add(int(serial, 16), now)
        self._cache.clear()

    def crl(self, now: datetime) -> bytes:
        return self._cache.get("crl", now, lambda: make_crl(self._root, self._root_key, self._revoked.all(), now))

    def revocation(self, now: datetime) -> Revocation:
        """What `sign.certify` and `sign.seal` take."""
        return Revocation(crls=(self.crl(now),))


class StatusCache:
    """Keeps a signed status for minutes, so that a burst of signatures does not sign the same list anew."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[datetime, bytes]] = {}

    def get(self, name: str, now: datetime, make: Callable[[], bytes]) -> bytes:
        kept = self._kept.get(name)
        if kept is None or not timedelta() <= now - kept[0] < STATUS_REUSE:
            kept = self._kept[name] = (now, make())
        return kept[1]

    def clear(self) -> None:
        self._kept.clear()


def make_crl(
    issuer: x509.Certificate, key: ec.EllipticCurvePrivateKey, revoked: dict[int, datetime], now: datetime
) -> bytes:
    """A revocation list (DER) with serial numbers and since when they no longer hold."""
    moment = now.astimezone(UTC).replace(microsecond=0)
    identifier = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.subject)
        .last_update(moment)
        .next_update(moment + STATUS_LIFETIME)
        .add_extension(x509.CRLNumber(int(now.timestamp() * 1000)), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
    )
    for serial, since in sorted(revoked.items()):
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(since).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(key, hashes.SHA256()).public_bytes(ser.Encoding.DER)


def _load_spki(spki: bytes) -> ec.EllipticCurvePublicKey:
    try:
        key = ser.load_der_public_key(spki)
        spki_der(key)
    except Exception as error:  # cryptography raises several kinds for hostile bytes
        raise BadInput(field_text=N_("Public key"), reason_text=N_("it is not a P-256 public key")) from error
    assert isinstance(key, ec.EllipticCurvePublicKey)
    return key


def _fit(text: str) -> str:
    if not text.strip() or len(text) > NAME_LIMIT or not text.isprintable():
        raise BadInput(field_text=N_("Name in the certificate"), reason_text=N_("it does not fit into a certificate"))
    return text


def _addresses(example: x509.Certificate) -> tuple[str, str]:
    """The addresses of list and OCSP, as the installation wrote them into the timestamp certificate."""
    points = example.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    access = example.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    crl_names = next(iter(points)).full_name or []
    return str(crl_names[0].value), str(next(iter(access)).access_location.value)


def _issuer_hashes(issuer: x509.Certificate, algorithm: hashes.HashAlgorithm) -> tuple[bytes, bytes]:
    name = hashlib.new(algorithm.name, issuer.subject.public_bytes()).digest()
    point = issuer.public_key().public_bytes(ser.Encoding.X962, ser.PublicFormat.UncompressedPoint)
    return name, hashlib.new(algorithm.name, point).digest()


def _refuse(status: ocsp.OCSPResponseStatus) -> bytes:
    return ocsp.OCSPResponseBuilder.build_unsuccessful(status).public_bytes(ser.Encoding.DER)
