"""RFC 3161 timestamps: what a request asks is checked, and a token says only what the clock handed in says.

Only SHA-2 imprints of the right length are stamped. A request that cannot be granted gets a rejection as
the RFC prescribes, never an exception: the other end may be anybody's software.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime

from asn1crypto import cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from core.der import written

Timestamper = Callable[[bytes], bytes]
"""Takes an RFC 3161 request (DER), returns the response (DER)."""

POLICY = "2.25.256430716813471950218716385026137049157"
IMPRINT_LENGTHS = {"sha256": 32, "sha384": 48, "sha512": 64}


class _Rejection(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    """A response without a token; asn1crypto's own type insists on one."""

    _fields = [("status", tsp.PKIStatusInfo)]  # noqa: RUF012  the library's way


class TimestampAuthority:
    """Signs time with one key; `chain` (DER, issuer first) goes along when a request asks for certificates."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, certificate: bytes, chain: Sequence[bytes]) -> None:
        self._key = key
        self.certificate = certificate
        self._certificate = asn1_x509.Certificate.load(certificate)
        self._chain = [asn1_x509.Certificate.load(one) for one in chain]

    def respond(self, request: bytes, now: datetime) -> bytes:
        """The response (DER) to a request (DER), stamped with `now` to the second."""
        try:
            parsed = tsp.TimeStampReq.load(request, strict=True)
            algorithm = parsed["message_imprint"]["hash_algorithm"]["algorithm"].native
            imprint = parsed["message_imprint"]["hashed_message"].native
            version, nonce = parsed["version"].native, parsed["nonce"].native
            wants_certificates, policy = bool(parsed["cert_req"].native), parsed["req_policy"].native
            extended = parsed["extensions"].native is not None
        except (ValueError, TypeError, KeyError):
            return _reject("bad_data_format")
        if version != "v1":
            return _reject("bad_request")
        if IMPRINT_LENGTHS.get(algorithm) != len(imprint):
            return _reject("bad_alg")
        if policy not in (None, POLICY):
            return _reject("unaccepted_policy")
        if extended:
            return _reject("unaccepted_extensions")
        info = self._info(parsed, nonce, now)
        return self._grant(info, wants_certificates, now)

    def _info(self, request: tsp.TimeStampReq, nonce: int | None, now: datetime) -> bytes:
        fields: dict[str, object] = {
            "version": "v1",
            "policy": POLICY,
            "message_imprint": request["message_imprint"],
            "serial_number": secrets.randbits(127) + 1,
            "gen_time": now.replace(microsecond=0),
            "accuracy": {"seconds": 1},
        }
        if nonce is not None:
            fields["nonce"] = nonce
        return bytes(tsp.TSTInfo(fields).dump())

    def _grant(self, info: bytes, wants_certificates: bool, now: datetime) -> bytes:
        attributes = self._attributes(info, now)
        signature = self._key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256()))
        certificate = self._certificate
        signer = {
            "version": "v1",
            "sid": {"issuer_and_serial_number": {
                "issuer": certificate.issuer, "serial_number": certificate.serial_number
            }},
            "digest_algorithm": {"algorithm": "sha256"},
            "signature_algorithm": {"algorithm": "sha256_ecdsa"},
            "signed_attrs": attributes,
            "signature": signature,
        }  # fmt: skip
        signed = {
            "version": "v3",
            "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(info)},
            "signer_infos": [written(cms.SignerInfo(signer))],
        }
        if wants_certificates:
            signed["certificates"] = [certificate, *self._chain]
        token = cms.ContentInfo({"content_type": "signed_data", "content": written(cms.SignedData(signed))})
        response = tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token})
        return bytes(response.dump())

    def _attributes(self, info: bytes, now: datetime) -> cms.CMSAttributes:
        identifier = tsp.ESSCertIDv2(
            {"hash_algorithm": {"algorithm": "sha256"}, "cert_hash": hashlib.sha256(self.certificate).digest()}
        )
        return written(
            cms.CMSAttributes(
                [
                    {"type": "content_type", "values": ["tst_info"]},
                    {"type": "signing_time", "values": [cms.Time({"utc_time": now.replace(microsecond=0)})]},
                    {"type": "message_digest", "values": [hashlib.sha256(info).digest()]},
                    {"type": "signing_certificate_v2", "values": [tsp.SigningCertificateV2({"certs": [identifier]})]},
                ]
            )
        )


def make_request(digest: bytes) -> bytes:
    """A request (DER) for a SHA-256 digest with a nonce, asking for certificates."""
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest}
    request = {"version": 1, "message_imprint": imprint, "nonce": secrets.randbits(63), "cert_req": True}
    return bytes(tsp.TimeStampReq(request).dump())


def _reject(reason: str) -> bytes:
    return bytes(_Rejection({"status": {"status": "rejection", "fail_info": {reason}}}).dump())
