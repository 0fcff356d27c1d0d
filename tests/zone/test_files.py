"""Files are kept by their hash, encrypted, whole or not at all (A04, A06)."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import NotFound, StoreUnavailable
from core.files import FileDamaged, FileStore
from core.keys import Vault


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files", Vault(bytes(32)))


def stored(files: FileStore) -> list[Path]:
    return [path for path in files.folder.rglob("*") if path.is_file()]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.binary(max_size=2000))
def test_what_is_put_comes_back(files: FileStore, data: bytes) -> None:
    digest = files.put(data)
    assert digest == sha256(data).hexdigest()
    assert files.has(digest)
    assert files.get(digest) == data


def test_the_same_content_is_kept_once(files: FileStore) -> None:
    assert files.put(b"x" * 100) == files.put(b"x" * 100)
    assert len(stored(files)) == 1


def test_nothing_can_be_read_from_the_disk(files: FileStore) -> None:
    files.put("张䶮 110108199001011234".encode())
    (path,) = stored(files)
    assert b"110108" not in path.read_bytes()
    assert path.stat().st_mode & 0o007 == 0


def test_a_changed_byte_is_refused_and_healed_by_putting_again(files: FileStore) -> None:
    digest = files.put(b"licence")
    (path,) = stored(files)
    whole = path.read_bytes()
    for position in range(len(whole)):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :])
        with pytest.raises(FileDamaged):
            files.get(digest)
    files.put(b"licence")
    assert files.get(digest) == b"licence"


def test_one_file_cannot_stand_for_another(files: FileStore) -> None:
    first, second = files.put(b"first"), files.put(b"second")
    paths = {path.name: path for path in stored(files)}
    paths[first].write_bytes(paths[second].read_bytes())
    with pytest.raises(FileDamaged):
        files.get(first)


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "0" * 64])
def test_what_is_no_hash_or_not_there_is_not_found(files: FileStore, digest: str) -> None:
    with pytest.raises(NotFound):
        files.get(digest)


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failing_disk_leaves_nothing_half_written(
    files: FileStore, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """A06: the disk is full."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, step, full)
        with pytest.raises(StoreUnavailable):
            files.put(b"data")
    assert stored(files) == []
    assert files.get(files.put(b"data")) == b"data"


def test_a_writer_killed_on_the_way_leaves_no_file_of_that_name(
    files: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A04."""

    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    for step in ("fsync", "replace"):
        with monkeypatch.context() as patch:
            patch.setattr(os, step, killed)
            with pytest.raises(Killed):
                files.put(b"data")
        assert not files.has(sha256(b"data").hexdigest())
    assert files.get(files.put(b"data")) == b"data"
