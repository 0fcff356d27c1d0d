"""Results that a browser script brought about and that a page shows on its next rerun.

A parcel is known by a random token, kept for ten minutes in this process only, and can be looked at again while the
page is open. Here: what the verification of a licence file, or of a picture of its QR code, brought to light.
"""

from __future__ import annotations

import io
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

import zxingcpp
from PIL import Image

from core import uploads
from core.errors import UploadRefused
from core.i18n import N_
from core.ids import new_token
from core.outer import inquiry
from core.outer.inquiry import LicenceVerification
from portal.services import Services

LIFETIME = 600.0
AT_MOST = 500
QR_ONLY = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])


@dataclass(frozen=True)
class Verified:
    filename: str
    verification: LicenceVerification


_parcels: OrderedDict[str, tuple[float, Verified]] = OrderedDict()
_lock = threading.Lock()


def keep(parcel: Verified) -> str:
    """Keep a parcel; returns its token."""
    token, now = new_token(), time.monotonic()
    with _lock:
        _parcels[token] = (now + LIFETIME, parcel)
        while len(_parcels) > AT_MOST or next(iter(_parcels.values()))[0] < now:
            _parcels.popitem(last=False)
    return token


def look(token: str) -> Verified | None:
    with _lock:
        ends, parcel = _parcels.get(token, (0.0, None))
    return parcel if ends >= time.monotonic() else None


def keep_verification(here: Services, filename: str, data: bytes) -> str:
    """Verify an uploaded licence: a PDF by its seal, a picture by the QR code on it. Raises UploadRefused."""
    if data.startswith(b"%PDF-"):
        return keep(Verified(filename, inquiry.verify_pdf(here.outer, data)))
    return keep(Verified(filename, inquiry.verify_qr(here.outer, read_code(data))))


def read_code(data: bytes) -> str:
    """The text of the QR code in a picture. Raises UploadRefused when there is none, or it is no picture.

    The picture is looked at and written anew outside this process first (`core.uploads`), so what is decoded here is
    ours and no larger than a page.
    """
    with Image.open(io.BytesIO(uploads.inspect(data, "").data)) as picture:
        codes = zxingcpp.read_barcodes(picture.convert("L"), formats=QR_ONLY)
    for code in codes:
        if code.text:
            return code.text
    raise UploadRefused(reason_text=N_("no QR code can be seen on the picture"))
