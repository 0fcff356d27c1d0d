"""Secrets at rest: what is sealed opens unchanged for its owner and for nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ConfigurationError
from core.keys import KEY_LENGTH, KeyRing, SealBroken, Vault, open_secret, seal_secret
from core.masking import mask_identity, mask_phone

VAULT = Vault(b"v" * KEY_LENGTH)


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    return KeyRing.create(tmp_path_factory.mktemp("ring") / "keys", b"the zone's secret")


@given(st.text(), st.text())
def test_a_vault_gives_back_what_it_was_given(text: str, context: str) -> None:
    assert VAULT.open(VAULT.seal(text, context), context) == text


@given(st.binary(max_size=200), st.data())
def test_a_sealed_value_with_one_flipped_bit_is_refused(plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(VAULT.seal_bytes(plain, "account.identity:1"))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(SealBroken):
        VAULT.open_bytes(bytes(sealed), "account.identity:1")


@given(st.binary(max_size=60))
def test_arbitrary_bytes_never_open(junk: bytes) -> None:
    with pytest.raises(SealBroken):
        VAULT.open_bytes(junk, "x")


def test_a_sealed_value_does_not_open_in_another_place() -> None:
    sealed = VAULT.seal("110108199001011234", "account.identity:1")
    with pytest.raises(SealBroken):
        VAULT.open(sealed, "account.identity:2")


def test_after_a_rotation_old_values_open_and_new_ones_take_the_new_key() -> None:
    old, new = b"o" * KEY_LENGTH, b"n" * KEY_LENGTH
    before = Vault(old).seal("13812345678", "phone")
    rotated = Vault(new, previous=[old], index_secret=old)
    assert rotated.open(before, "phone") == "13812345678"
    assert rotated.index("13812345678", "phone") == Vault(old).index("13812345678", "phone")
    with pytest.raises(SealBroken):
        Vault(old).open(rotated.seal("13812345678", "phone"), "phone")


def test_indexes_find_equal_values_of_one_purpose_only() -> None:
    assert VAULT.index("a", "phone") == VAULT.index("a", "phone")
    assert VAULT.index("a", "phone") != VAULT.index("a", "identity")
    assert VAULT.index("bc", "a") != VAULT.index("c", "ab")
    assert VAULT.index("a", "phone") != Vault(b"w" * KEY_LENGTH).index("a", "phone")


def test_a_ring_opened_again_holds_the_same_keys(ring: KeyRing) -> None:
    signing, exchange = ring.make_ed25519("trace"), ring.make_x25519("exchange")
    seal, secret = ring.make_p256("seal"), ring.make_secret("vault")
    again = KeyRing.open(ring.folder, b"the zone's secret")
    assert again.p256("seal").private_numbers() == seal.private_numbers()
    assert again.ed25519("trace").private_bytes_raw() == signing.private_bytes_raw()
    assert again.x25519("exchange").private_bytes_raw() == exchange.private_bytes_raw()
    assert again.secret("vault") == secret


def test_a_ring_does_not_open_with_another_secret(ring: KeyRing) -> None:
    with pytest.raises(ConfigurationError):
        KeyRing.open(ring.folder, b"another secret")


def test_keys_are_never_overwritten_and_rings_never_made_twice(ring: KeyRing) -> None:
    ring.make_p256("once")
    with pytest.raises(ConfigurationError):
        ring.make_p256("once")
    with pytest.raises(ConfigurationError):
        KeyRing.create(ring.folder, b"the zone's secret")


def test_a_key_file_swapped_or_changed_is_refused(ring: KeyRing) -> None:
    ring.make_secret("one")
    ring.make_secret("two")
    one, two = ring.folder / "one.key", ring.folder / "two.key"
    two.write_bytes(one.read_bytes())
    with pytest.raises(SealBroken):
        ring.secret("two")


def test_key_files_are_readable_by_their_owner_only(ring: KeyRing) -> None:
    ring.make_secret("private")
    assert (ring.folder / "private.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["../x", ".hidden", "a/b", ""])
def test_key_names_stay_inside_the_folder(ring: KeyRing, name: str) -> None:
    with pytest.raises(ValueError):
        ring.make_secret(name)


def test_a_missing_ring_or_key_is_said_clearly(ring: KeyRing, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        KeyRing.open(tmp_path, b"s")
    with pytest.raises(ConfigurationError):
        ring.p256("absent")


@given(st.binary(max_size=100), st.data())
def test_a_sealed_key_with_one_flipped_bit_is_refused(plain: bytes, data: st.DataObject) -> None:
    key = b"k" * KEY_LENGTH
    sealed = bytearray(seal_secret(key, "n", plain))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(SealBroken):
        open_secret(key, "n", bytes(sealed))


def test_a40_numbers_are_masked() -> None:
    assert mask_identity("110108199001011234") == "1101**********1234"
    assert mask_phone("13812345678") == "138****5678"


@given(st.text(max_size=10))
def test_a40_what_is_too_short_is_masked_whole(text: str) -> None:
    assert set(mask_identity(text)) <= {"*"}
    assert len(mask_identity(text)) == len(text)
