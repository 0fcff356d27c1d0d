"""The archive keeps records in two copies, survives kills and damage, and gives the same receipt again (R40, R41)."""

from __future__ import annotations

import os
import random
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.archive import ArchiveDamaged, ArchiveReceipt, ArchiveStore, PackageRefused, import_bag
from core.archive_root import Damage
from core.bags import BagRefused
from core.errors import Conflict, NotFound, ServiceUnavailable
from core.records import ArchiveItem, ArchivePackage, Property
from tests.archives import CHECKERS, NOW, OBJECT, package, pdf, with_item, without

LATER = NOW + timedelta(days=365)
FLIPS = 500 if os.environ.get("QUANCHENG_FULL_COUNTS") else 30  # in each copy
NOTE = ArchiveItem("notes/01-transfer.json", b'{"to": "Dalian"}', "note", mandatory=False)


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "a", tmp_path / "b"


@pytest.fixture
def archive(folders: tuple[Path, Path]) -> ArchiveStore:
    return ArchiveStore(*folders, CHECKERS)


def files_of(root: Path) -> dict[str, bytes]:
    """Every file of the storage root."""
    base = root / "ocfl"
    return {p.relative_to(base).as_posix(): p.read_bytes() for p in sorted(base.rglob("*")) if p.is_file()}


def object_files(root: Path) -> list[Path]:
    return sorted(p for p in (root / "ocfl").glob("*/*/*/*/**/*") if p.is_file())


def copies_damage(archive: ArchiveStore) -> list[tuple[str | None, object]]:
    failures = archive.check(OBJECT, NOW).failures
    return [(check.item, check.detail and check.detail.params.get("copy")) for _, check in failures]


def flip(path: Path, randomness: random.Random) -> None:
    data = bytearray(path.read_bytes())
    bit = randomness.randrange(len(data) * 8)
    data[bit // 8] ^= 1 << bit % 8
    path.write_bytes(data)


def same_items(one: ArchivePackage, other: ArchivePackage) -> bool:
    return sorted(one.items, key=lambda i: i.path) == sorted(other.items, key=lambda i: i.path)


def test_r40_a_record_is_kept_in_two_equal_copies_and_read_back(
    archive: ArchiveStore, folders: tuple[Path, Path]
) -> None:
    receipt = archive.keep(package(), NOW)
    assert (receipt.object_id, receipt.version, receipt.kept_at) == (OBJECT, 1, NOW)
    assert receipt.report.passed
    assert files_of(folders[0]) == files_of(folders[1])
    assert same_items(archive.read(OBJECT), package())
    assert archive.check(OBJECT, LATER).passed
    assert archive.object_ids() == (OBJECT,)
    assert not [left for folder in folders for left in (folder / "staging").iterdir()]


def test_the_same_package_again_gives_the_same_receipt_and_writes_nothing(
    archive: ArchiveStore, folders: tuple[Path, Path]
) -> None:
    receipt = archive.keep(package(), NOW)
    before = files_of(folders[0])
    assert archive.keep(package(), LATER) == receipt
    assert ArchiveStore(*folders, CHECKERS).keep(package(), LATER) == receipt
    assert files_of(folders[0]) == before


def test_an_enriched_record_becomes_a_new_version_and_the_old_one_stays(
    archive: ArchiveStore, folders: tuple[Path, Path]
) -> None:
    first = archive.keep(package(), NOW)
    second = archive.keep(package(extra=[NOTE]), LATER)
    assert (second.version, second.kept_at) == (2, LATER)
    assert same_items(archive.read(OBJECT, 1), package())
    assert same_items(archive.read(OBJECT), package(extra=[NOTE]))
    assert archive.keep(package(), LATER) == first == archive.receipt(OBJECT, 1)
    assert files_of(folders[0]) == files_of(folders[1])
    assert archive.check(OBJECT, LATER).passed
    with pytest.raises(NotFound):
        archive.read(OBJECT, 3)


def test_r41_what_fails_a_property_is_refused_and_nothing_is_kept(
    archive: ArchiveStore, folders: tuple[Path, Path]
) -> None:
    empty = files_of(folders[0])
    with pytest.raises(PackageRefused) as refused:
        archive.keep(without(package(), "02-charter.pdf"), NOW)
    assert not refused.value.report.holds(Property.COMPLETENESS)
    assert "02-charter.pdf" in refused.value.message(lambda text: text)
    assert files_of(folders[0]) == files_of(folders[1]) == empty
    with pytest.raises(NotFound):
        archive.read(OBJECT)


def test_a_new_version_that_drops_an_item_is_refused(archive: ArchiveStore) -> None:
    archive.keep(package(extra=[NOTE]), NOW)
    with pytest.raises(PackageRefused) as refused:
        archive.keep(package(title="without the note"), LATER)
    assert [check.check for _, check in refused.value.report.failures] == ["nothing_dropped"]


def test_folders_and_files_are_for_the_zone_alone(archive: ArchiveStore, folders: tuple[Path, Path]) -> None:
    archive.keep(package(), NOW)
    for root in folders:
        for path in (root, *root.rglob("*")):
            assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


@pytest.mark.endure
@pytest.mark.parametrize("copy", [0, 1])
def test_a41_flipped_bits_are_detected_and_repaired_from_the_other_copy(
    archive: ArchiveStore, folders: tuple[Path, Path], copy: int
) -> None:
    archive.keep(package(), NOW)
    archive.keep(package(extra=[NOTE]), LATER)
    before = files_of(folders[copy])
    randomness = random.Random(41 + copy)
    for _ in range(FLIPS):
        victim = randomness.choice(object_files(folders[copy]))
        flip(victim, randomness)
        name = victim.relative_to(archive._roots[copy].path(OBJECT)).as_posix()
        assert copies_damage(archive) == [(name, "ab"[copy])]
        assert archive.repair(OBJECT).found == (Damage("ab"[copy], name, "altered"),)
        assert files_of(folders[copy]) == before
    assert archive.check(OBJECT, LATER).passed
    assert archive.repair(OBJECT).found == ()


def test_a41_many_flips_in_both_copies_are_repaired_when_each_file_is_intact_once(
    archive: ArchiveStore, folders: tuple[Path, Path]
) -> None:
    archive.keep(package(), NOW)
    before = files_of(folders[0])
    randomness = random.Random(4141)
    for pair in zip(object_files(folders[0]), object_files(folders[1]), strict=True):
        flip(randomness.choice(pair), randomness)
    assert same_items(archive.read(OBJECT), package())
    assert len(archive.repair(OBJECT).found) == len(object_files(folders[0]))
    assert files_of(folders[0]) == files_of(folders[1]) == before


def test_lost_and_foreign_files_are_restored_and_set_aside(archive: ArchiveStore, folders: tuple[Path, Path]) -> None:
    archive.keep(package(), NOW)
    before = files_of(folders[0])
    place = archive._roots[0].path(OBJECT)
    (place / "v1/content/items/02-charter.pdf").unlink()
    (place / "v1/content/items/03-premises.pdf").unlink()
    (place / "v1/content/items/03-premises.pdf").symlink_to(archive._roots[1].path(OBJECT) / "inventory.json")
    (place / "v1/content/stray").mkdir()
    (place / "v1/content/stray/note.txt").write_text("stray")
    found = {(damage.path, damage.what) for damage in archive.repair(OBJECT).found}
    assert ("v1/content/items/02-charter.pdf", "missing") in found
    assert ("v1/content/stray/note.txt", "unexpected") in found
    assert files_of(folders[0]) == before
    assert [path.read_text() for path in (folders[0] / "set-aside").iterdir()] == ["stray"]
    assert archive.check(OBJECT, NOW).passed


def test_a_whole_copy_that_is_lost_comes_back(archive: ArchiveStore, folders: tuple[Path, Path]) -> None:
    archive.keep(package(), NOW)
    before = files_of(folders[0])
    folders[0].rename(folders[0].with_name("lost"))
    again = ArchiveStore(*folders, CHECKERS)
    assert same_items(again.read(OBJECT), package())
    assert len(again.repair(OBJECT).found) > len(package().items)
    assert files_of(folders[0]) == before


def test_what_is_damaged_in_both_copies_is_named_and_the_rest_repaired(
    archive: ArchiveStore, folders: tuple[Path, Path]
) -> None:
    archive.keep(package(), NOW)
    randomness = random.Random(1)
    for root in archive._roots:
        flip(root.path(OBJECT) / "v1/content/items/02-charter.pdf", randomness)
    flip(archive._roots[0].path(OBJECT) / "v1/content/items/03-premises.pdf", randomness)
    with pytest.raises(ArchiveDamaged) as damaged:
        archive.repair(OBJECT)
    assert damaged.value.files == ("v1/content/items/02-charter.pdf",)
    with pytest.raises(ArchiveDamaged):
        archive.read(OBJECT)
    assert {"v1/content/items/02-charter.pdf", "02-charter.pdf"} <= {item for item, _ in copies_damage(archive)}


def test_a_lost_version_is_never_taken_for_one_that_was_not_there(
    archive: ArchiveStore, folders: tuple[Path, Path]
) -> None:
    archive.keep(package(), NOW)
    archive.keep(package(extra=[NOTE]), LATER)
    for root in archive._roots:
        for name in ("inventory.json", "v2/inventory.json"):
            (root.path(OBJECT) / name).unlink()
    before = files_of(folders[0])
    with pytest.raises(ArchiveDamaged) as damaged:
        archive.repair(OBJECT)
    assert damaged.value.files == ("v2/inventory.json",)
    with pytest.raises(ArchiveDamaged):
        archive.keep(package(), LATER)
    assert not archive.check(OBJECT, NOW).passed
    assert files_of(folders[0]) == before


def test_what_is_no_record_is_set_aside_and_the_record_kept(archive: ArchiveStore, folders: tuple[Path, Path]) -> None:
    half = archive._roots[0].path(OBJECT)
    (half / "v1/content").mkdir(parents=True)
    (half / "v1/content/half.pdf").write_bytes(b"half")
    (folders[0] / "staging/left").mkdir()
    archive.keep(package(), NOW)
    assert files_of(folders[0]) == files_of(folders[1])
    assert archive.check(OBJECT, NOW).passed
    assert not list((folders[0] / "staging").iterdir())


def test_the_storage_roots_own_files_are_put_right(archive: ArchiveStore, folders: tuple[Path, Path]) -> None:
    before = files_of(folders[0])
    for path in [p for p in (folders[0] / "ocfl").rglob("*") if p.is_file()]:
        path.write_bytes(b"x")
    ArchiveStore(*folders, CHECKERS)
    assert files_of(folders[0]) == before


def killed_after(steps: int, work: Callable[[], ArchiveReceipt]) -> bool:
    """Run in a child that dies, without cleaning up, at its nth step on the medium; False when it lived to the end."""
    child = os.fork()
    if child == 0:
        real, done = os.fsync, 0

        def fsync(descriptor: int) -> None:
            nonlocal done
            done += 1
            if done > steps:
                os._exit(9)
            real(descriptor)

        os.fsync = fsync  # type: ignore[assignment] # the child is about to die of it
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


@pytest.mark.filterwarnings("ignore:This process.*multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("enriched", [False, True])
def test_a04_a_kill_at_any_step_of_keeping_leaves_what_the_next_call_makes_good(tmp_path: Path, enriched: bool) -> None:
    made = package(extra=[NOTE]) if enriched else package()
    killed, steps = True, random.Random(4 + enriched).randrange(3)
    while killed:
        folders = tmp_path / f"{steps}a", tmp_path / f"{steps}b"
        archive = ArchiveStore(*folders, CHECKERS)
        first = archive.keep(package(), NOW) if enriched else None
        killed = killed_after(steps, lambda archive=archive: archive.keep(made, LATER))  # type: ignore[misc] # bound now
        again = ArchiveStore(*folders, CHECKERS)
        if first:
            assert again.receipt(OBJECT, 1) == first
        receipt = again.keep(made, LATER)
        assert receipt.version == (2 if enriched else 1)
        assert files_of(folders[0]) == files_of(folders[1])
        assert again.check(OBJECT, LATER).passed
        steps += 3


def test_a06_a_medium_that_refuses_is_told_in_one_sentence_and_the_next_call_succeeds(
    archive: ArchiveStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(ServiceUnavailable):
            archive.keep(package(), NOW)
    assert archive.keep(package(), NOW).version == 1


def test_r43_a_record_travels_in_a_bag_and_is_kept_by_the_other_authority(
    archive: ArchiveStore, tmp_path: Path
) -> None:
    sent = archive.keep(package(), NOW)
    bag = archive.export_bag(OBJECT, tmp_path / "out", organization="北京市海淀区市场监督管理局", bagged_on=NOW.date())
    received = import_bag(bag)
    assert same_items(received, package())
    other = ArchiveStore(tmp_path / "c", tmp_path / "d", CHECKERS)
    kept = other.keep(received, LATER)
    assert kept.report.passed
    assert same_items(other.read(OBJECT), package())
    assert archive.receipt(OBJECT) == sent
    assert archive.check(OBJECT, LATER).passed


def test_a42_exporting_again_gives_the_same_bag_and_never_overwrites_another(
    archive: ArchiveStore, tmp_path: Path
) -> None:
    archive.keep(package(), NOW)
    out = tmp_path / "out"
    (out / f".{OBJECT.removeprefix('urn:').replace(':', '_')}_v1.making/data").mkdir(parents=True)
    bag = archive.export_bag(OBJECT, out, organization="x", bagged_on=NOW.date())
    assert archive.export_bag(OBJECT, out, organization="x", bagged_on=LATER.date()) == bag
    archive.keep(package(extra=[NOTE]), LATER)
    newer = archive.export_bag(OBJECT, out, organization="x", bagged_on=LATER.date())
    assert newer != bag
    other = ArchiveStore(tmp_path / "c", tmp_path / "d", CHECKERS)
    other.keep(with_item(package(), "02-charter.pdf", data=pdf("another")), NOW)
    with pytest.raises(Conflict):
        other.export_bag(OBJECT, out, organization="x", bagged_on=NOW.date())


def test_r43_a_bag_with_any_flipped_bit_is_refused(archive: ArchiveStore, tmp_path: Path) -> None:
    archive.keep(package(), NOW)
    bag = archive.export_bag(OBJECT, tmp_path / "out", organization="x", bagged_on=NOW.date())
    randomness = random.Random(43)
    for path in [p for p in bag.rglob("*") if p.is_file() and not p.name.startswith("tagmanifest")]:
        whole = path.read_bytes()
        flip(path, randomness)
        with pytest.raises(BagRefused):
            import_bag(bag)
        path.write_bytes(whole)
    import_bag(bag)
    (bag / "data/extra.txt").write_text("x")
    with pytest.raises(BagRefused):
        import_bag(bag)


def test_names_that_are_not_archives_are_not_found(archive: ArchiveStore) -> None:
    for name in ("", "../../etc", "urn:quancheng:beijing:9"):
        with pytest.raises(NotFound):
            archive.read(name)
    with pytest.raises(PackageRefused):
        archive.keep(replace(package(), object_id="../../etc"), NOW)
