"""Makes the certificates of an installation: the trust service's tree and the authority's tree, all P-256.

Trust service: root → issuing authority → signers' short-lived certificates, timestamps, OCSP responder.
Authority: root → seal, inner timestamps; the key of the licence QR stands beside, without certificate.
Private keys go into a `KeyRing` in the folder named; certificates lie beside them as `<name>.crt` (PEM).
What others need to trust comes back as `PublicAnchors`, to be laid into their folders by ceremony, never
by an envelope. Nothing here reads a clock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as ser
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from core.errors import ConfigurationError
from core.i18n import N_
from core.keys import KeyRing

ROOT_YEARS = 25
ISSUING_YEARS = 15
SERVICE_YEARS = 10
PENDING = "身份待确认 identity pending"
"""What stands as the unit in the certificate of a signer whose identity an officer has yet to confirm."""
NAME_LIMIT = 64  # X.520's upper bound of a common name
CERTIFICATE_SUFFIX = ".crt"
KEY_SUFFIX = ".pub"

Extension = tuple[x509.ExtensionType, bool]


@dataclass(frozen=True)
class Issuer:
    """Who signs a certificate: certificate and key; `crl`, `ocsp` and `certificate_url` go into what it issues."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    crl_url: str = ""
    ocsp_url: str = ""


@dataclass(frozen=True)
class PublicAnchors:
    """What the other side needs in order to trust a tree: certificates (DER) and bare public keys (SPKI DER)."""

    name: str
    certificates: Mapping[str, bytes]
    keys: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def root(self) -> bytes:
        """The root certificate (DER): what `sign.verify` takes as an anchor."""
        return self.certificates["root"]

    def pem(self, name: str) -> bytes:
        return x509.load_der_x509_certificate(self.certificates[name]).public_bytes(ser.Encoding.PEM)

    def write(self, folder: Path) -> None:
        """Lay the anchors into a folder as ``<tree>-<name>.crt`` and ``<tree>-<name>.pub`` (PEM)."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in self.certificates:
            (folder / f"{self.name}-{name}{CERTIFICATE_SUFFIX}").write_bytes(self.pem(name))
        for name, spki in self.keys.items():
            (folder / f"{self.name}-{name}{KEY_SUFFIX}").write_bytes(_public_pem(spki))

    @classmethod
    def read(cls, folder: Path, name: str) -> PublicAnchors:
        """Read what `write` laid down. Raises ConfigurationError when the root is missing."""
        certificates = {
            path.stem.removeprefix(f"{name}-"): read_certificate(path).public_bytes(ser.Encoding.DER)
            for path in sorted(folder.glob(f"{name}-*{CERTIFICATE_SUFFIX}"))
        }
        keys = {
            path.stem.removeprefix(f"{name}-"): spki_der(ser.load_pem_public_key(path.read_bytes()))
            for path in sorted(folder.glob(f"{name}-*{KEY_SUFFIX}"))
        }
        if "root" not in certificates:
            raise ConfigurationError(
                problem_text=N_("A trust anchor is missing from the folder of anchors."),
                advice_text=N_("Exchange the anchors of both zones again, as the installation does."),
            )
        return cls(name, certificates, keys)


def create_trust_pki(
    folder: Path, secret: bytes, now: datetime, organisation: str, *, address: str = "http://127.0.0.1:8502"
) -> PublicAnchors:
    """Make keys and certificates of the trust service; `address` is where its lists and OCSP are reached."""
    ring = KeyRing.create(folder, secret)
    crl, ocsp = f"{address}/crl", f"{address}/ocsp"
    root_name = _name(organisation, f"{organisation}电子签名根")
    root_key = ring.make_p256("root")
    root = make_root(root_name, root_key, now)
    top = Issuer(root, root_key, crl_url=f"{crl}/root.crl")
    issuing_key = ring.make_p256("issuing")
    issuing = make_certificate(
        top, _name(organisation, f"{organisation}电子签名签发"), issuing_key.public_key(), now, years(ISSUING_YEARS),
        authority_extensions(path_length=0),
    )  # fmt: skip
    middle = Issuer(issuing, issuing_key, crl_url=f"{crl}/issuing.crl", ocsp_url=ocsp)
    tsa = _make_timestamp_certificate(ring, middle, organisation, now)
    responder = make_certificate(
        middle, _name(organisation, f"{organisation}证书状态"), ring.make_p256("ocsp").public_key(), now,
        years(SERVICE_YEARS), [*signing_extensions(repudiable=True), *_ocsp_extensions()],
    )  # fmt: skip
    ring.make_secret("serials")
    return _lay_down("trust", folder, {"root": root, "issuing": issuing, "tsa": tsa, "ocsp": responder}, {})


def create_authority_pki(folder: Path, secret: bytes, now: datetime, authority_name: str) -> PublicAnchors:
    """Make the authority's root, seal, inner timestamps and licence QR key."""
    ring = KeyRing.create(folder, secret)
    root_key = ring.make_p256("root")
    root = make_root(_name(authority_name, f"{authority_name}电子印章根"), root_key, now)
    top = Issuer(root, root_key)
    seal = make_certificate(
        top, _name(authority_name, authority_name), ring.make_p256("seal").public_key(), now, years(SERVICE_YEARS),
        signing_extensions(),
    )  # fmt: skip
    tsa = _make_timestamp_certificate(ring, top, authority_name, now)
    licence = spki_der(ring.make_p256("licence").public_key())
    return _lay_down("authority", folder, {"root": root, "seal": seal, "tsa": tsa}, {"licence": licence})


def make_root(name: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    """A self-signed root of `ROOT_YEARS` years."""
    builder = _builder(name, name, key.public_key(), now - timedelta(minutes=1), now + years(ROOT_YEARS))
    for extension, critical in authority_extensions(path_length=1):
        builder = builder.add_extension(extension, critical)
    return builder.sign(key, hashes.SHA256())


def make_certificate(
    issuer: Issuer,
    subject: x509.Name,
    public_key: ec.EllipticCurvePublicKey,
    now: datetime,
    lifetime: timedelta,
    extensions: Iterable[Extension],
    *,
    serial: int | None = None,
) -> x509.Certificate:
    """A certificate valid from a minute before `now` (clocks differ) until `now + lifetime`."""
    end = min(now + lifetime, issuer.certificate.not_valid_after_utc)
    builder = _builder(subject, issuer.certificate.subject, public_key, now - timedelta(minutes=1), end, serial)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(
        issuer.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    )
    for extension, critical in [*extensions, (identifier, False), *_status_extensions(issuer)]:
        builder = builder.add_extension(extension, critical)
    return builder.sign(issuer.key, hashes.SHA256())


def signer_name(name: str, reference: str, *, pending: bool = False) -> x509.Name:
    """The subject of a signer: the person's name and an opaque reference, never the identity number; and the mark that
    the identity is pending, where an officer has yet to confirm it."""
    mark = [x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, PENDING)] if pending else []
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            *mark,
            x509.NameAttribute(NameOID.SERIAL_NUMBER, reference),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def signing_extensions(*, repudiable: bool = False) -> list[Extension]:
    """Key usage of an end entity: digital signature, and non-repudiation unless `repudiable`."""
    usage = x509.KeyUsage(True, not repudiable, False, False, False, False, False, False, False)
    return [(x509.BasicConstraints(ca=False, path_length=None), True), (usage, True)]


def authority_extensions(path_length: int) -> list[Extension]:
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    return [(x509.BasicConstraints(ca=True, path_length=path_length), True), (usage, True)]


def years(number: int) -> timedelta:
    return timedelta(days=365 * number)


def read_certificate(path: Path) -> x509.Certificate:
    """A PEM certificate from a file; ConfigurationError when it is missing."""
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except (FileNotFoundError, ValueError) as error:
        raise ConfigurationError(
            problem_text=N_("A certificate of this installation is missing or damaged."),
            advice_text=N_("Restore the folder of keys from its backup."),
        ) from error


def der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(ser.Encoding.DER)


def spki_der(key: object) -> bytes:
    """SubjectPublicKeyInfo (DER) of a P-256 public key; ValueError for any other key."""
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("not a P-256 public key")
    return key.public_bytes(ser.Encoding.DER, ser.PublicFormat.SubjectPublicKeyInfo)


def key_id(spki: bytes) -> bytes:
    """Eight bytes by which a public key is named (licence QR)."""
    return hashlib.sha256(spki).digest()[:8]


def _make_timestamp_certificate(ring: KeyRing, issuer: Issuer, organisation: str, now: datetime) -> x509.Certificate:
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    return make_certificate(
        issuer, _name(organisation, f"{organisation}时间戳"), ring.make_p256("tsa").public_key(), now,
        years(SERVICE_YEARS), [*signing_extensions(), (usage, True)],
    )  # fmt: skip


def _ocsp_extensions() -> list[Extension]:
    return [(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), False), (x509.OCSPNoCheck(), False)]


def _status_extensions(issuer: Issuer) -> list[Extension]:
    extensions: list[Extension] = []
    if issuer.crl_url:
        points = [x509.DistributionPoint([x509.UniformResourceIdentifier(issuer.crl_url)], None, None, None)]
        extensions.append((x509.CRLDistributionPoints(points), False))
    if issuer.ocsp_url:
        address = x509.UniformResourceIdentifier(issuer.ocsp_url)
        access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, address)
        extensions.append((x509.AuthorityInformationAccess([access]), False))
    return extensions


def _name(organisation: str, common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:NAME_LIMIT]),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name[:NAME_LIMIT]),
        ]
    )


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public_key: ec.EllipticCurvePublicKey,
    begin: datetime,
    end: datetime,
    serial: int | None = None,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(serial if serial is not None else x509.random_serial_number())
        .not_valid_before(begin.replace(microsecond=0))
        .not_valid_after(end.replace(microsecond=0))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def _lay_down(
    name: str, folder: Path, certificates: Mapping[str, x509.Certificate], keys: Mapping[str, bytes]
) -> PublicAnchors:
    for label, certificate in certificates.items():
        (folder / (label + CERTIFICATE_SUFFIX)).write_bytes(certificate.public_bytes(ser.Encoding.PEM))
    return PublicAnchors(name, {label: der(certificate) for label, certificate in certificates.items()}, dict(keys))


def _public_pem(spki: bytes) -> bytes:
    return ser.load_der_public_key(spki).public_bytes(ser.Encoding.PEM, ser.PublicFormat.SubjectPublicKeyInfo)
