"""Starting processes load while the installation is made, and open nothing before it stands."""

from __future__ import annotations

import gc
import threading
from pathlib import Path

import pytest

from core.loading import WAIT_FOR, being_made, loading, wait_until_made


def test_whoever_comes_while_it_is_made_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock, told = tmp_path / "making", list[str]()
    monkeypatch.setenv(WAIT_FOR, str(lock))

    def come() -> None:
        wait_until_made()
        told.append("opened")

    comer = threading.Thread(target=come)
    with being_made(lock):
        comer.start()
        comer.join(0.3)
        assert comer.is_alive()
        told.append("made")
    comer.join(10)
    assert told == ["made", "opened"]


@pytest.mark.parametrize("lock", ["", "nowhere"])
def test_nobody_waits_where_nothing_is_made(lock: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WAIT_FOR, str(tmp_path / lock) if lock else "")
    wait_until_made()


def test_garbage_is_collected_again_after_loading_also_when_that_fails() -> None:
    def load() -> None:
        with loading():
            assert not gc.isenabled()
            raise ImportError("a library is missing")

    with pytest.raises(ImportError):
        load()
    assert gc.isenabled()
