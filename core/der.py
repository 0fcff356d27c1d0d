"""ASN.1 values as asn1crypto builds them, written out once."""

from __future__ import annotations

from typing import TypeVar

from asn1crypto.core import Asn1Value

Value = TypeVar("Value", bound=Asn1Value)


def written(value: Value) -> Value:
    """The same value as read from its own encoding (DER).

    What asn1crypto built from Python values counts as changed for ever: each level that holds it encodes it anew
    several times over, which multiplies with every level. What was read is copied.
    """
    read: Value = type(value).load(value.dump())
    return read
