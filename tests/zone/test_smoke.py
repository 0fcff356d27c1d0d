"""The health check of an installation: it tells sound from unsound, and its case leaves no mark on the day's work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
import pytest
from sqlmodel import select

from analytics.refresh import refresh
from core.inner.tables import Case, Enterprise, Publication
from core.journey import Journey
from core.outer import inquiry
from core.smoke import Site
from core.terms import Zone
from tests.smokes import Smoked, run_smoke
from tests.towns import settings_of

STRETCHES = {
    "register", "fill_in", "pack", "sign", "manifest", "submit", "exchange", "examine", "approve", "issue_archive",
    "verify",
}  # fmt: skip


@pytest.fixture(scope="module")
def smoked(tmp_path_factory: pytest.TempPathFactory) -> Smoked:
    return run_smoke(tmp_path_factory.mktemp("smoke"))


def test_a_sound_installation_passes_and_everything_is_named(smoked: Smoked) -> None:
    result = smoked.result
    assert smoked.status == 0
    assert result["ok"] is True
    assert set(result["checks"].values()) == {True}
    assert set(result["seconds"]) == STRETCHES
    assert all(seconds > 0 for seconds in result["seconds"].values())
    named = [
        *result["documents"], result["licence"]["file"], f"{result['archive']}/bagit.txt", *result["trace"].values(),
        *result["anchors"],
    ]  # fmt: skip
    assert [name for name in named if not (smoked.out / name).is_file()] == []
    kinds = [Path(name).stem.partition("_")[2] for name in result["documents"]]
    assert kinds == ["application_form", "charter", "appointment", "responsibility", "premises", "manifest"]
    assert result["receipt"]["number"] == result["application"]
    assert set(result["trace"]) == set(Zone)


def test_every_part_is_checked(smoked: Smoked) -> None:
    checks = set(smoked.result["checks"])
    kinds = {f"signatures of {path.stem.partition('_')[2]}" for path in smoked.documents}
    others = {"status", "seal of the licence", "code of the licence", "archive", "bag"}
    assert checks == kinds | others | {f"trace of the {zone} zone" for zone in Zone}


def test_a_drill_is_neither_counted_nor_publicised_nor_found(smoked: Smoked, tmp_path: Path) -> None:
    site = Site.open(smoked.root, tmp_path, people=0, settings=settings_of(smoked.root))
    try:
        assert smoked.result["drill"] is True
        with refresh(site.inner.settings.database, tmp_path / "analytics", site.inner.clock()).open() as counted:
            assert counted.execute("FROM standing").fetchall() == []
        with site.inner.store.reading() as session:
            assert session.exec(select(Case)).one().drill
            assert session.exec(select(Enterprise)).one().drill
            assert session.exec(select(Publication)).all() == []
        code = smoked.result["licence"]["uscc"]
        assert inquiry.search(site.outer, code) == []
        assert not inquiry.verify_code(site.outer, code).good
    finally:
        site.close()


def archived_file(root: Path) -> None:
    """One bit of an archived document turns."""
    victim = next((root / "inner" / "archives" / "a" / "ocfl").rglob("01_r1_*.pdf"))
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 1
    victim.write_bytes(data)


def second_copy(root: Path) -> None:
    """A file of the archive's second copy goes."""
    next((root / "inner" / "archives" / "b" / "ocfl").rglob("licence.pdf")).unlink()


def _change_leaf(zone: Zone) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        connection = sqlite.connect(root / zone / "quancheng.db")
        with connection:
            connection.execute(
                "UPDATE trace_entry SET leaf = CAST(replace(leaf, 'registration.', 'registratiom.') AS BLOB)"
            )
        connection.close()

    return change


DAMAGES: dict[str, tuple[Callable[[Path], None], Callable[[Path], None], set[str]]] = {
    "first": (archived_file, _change_leaf(Zone.OUTER), {"archive", "trace of the outer zone"}),
    "second": (second_copy, _change_leaf(Zone.INNER), {"archive", "trace of the inner zone"}),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_was_tampered_with_is_told(damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the last step and the checks somebody changes what lies on the disk."""
    *spoilers, checks = DAMAGES[damage]
    complete = Journey.complete

    def complete_and_spoil(journey: Journey) -> None:
        complete(journey)
        journey.cross()
        for spoil in spoilers:
            spoil(tmp_path / "var")

    monkeypatch.setattr(Journey, "complete", complete_and_spoil)
    smoked = run_smoke(tmp_path)
    assert smoked.status != 0
    assert smoked.result["ok"] is False
    assert {name for name, holds in smoked.result["checks"].items() if not holds} == checks
