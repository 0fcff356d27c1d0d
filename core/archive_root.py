"""One OCFL storage root on one medium, and what may be trusted in it.

Guarantees: an object or version appears by one rename of files already on the medium, so that a kill leaves
either the old state or one that `damage` and `restore` bring to the new one; folders are 0700, files 0600;
whatever does not belong is set aside, never deleted. The root's folder holds `ocfl` (the OCFL 1.1 storage root,
layout 0003, readable by any OCFL tool), `staging` and `set-aside`, all on one file system.

An inventory is trusted when its digest stands in a sidecar of either root, or when both roots hold the same bytes;
every other file when its SHA-512 is the one that a trusted inventory names.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote

from fsspec.implementations.memory import MemoryFileSystem  # type: ignore[import-untyped] # carries no types
from pydantic import AwareDatetime, BaseModel, Field, ValidationError

from core.properties import SAFE_SEGMENT


def _import_quietly(name: str) -> ModuleType:
    """Import a library that sets up the process's log on import (pairtree, below ocfl), and take that back."""
    level, handlers = logging.root.level, logging.root.handlers[:]
    library = import_module(name)
    logging.root.setLevel(level)
    logging.root.handlers[:] = handlers
    return library


ocfl = _import_quietly("ocfl")

INVENTORY, SIDECAR = "inventory.json", "inventory.json.sha512"
DECLARATION, DECLARED = "0=ocfl_object_1.1", b"ocfl_object_1.1\n"
LAYOUT = "0003-hash-and-id-n-tuple-storage-layout"
_VERSION = re.compile(r"v[1-9][0-9]{0,5}")
_FOLDER, _FILE = 0o700, 0o600


def sha512(data: bytes) -> str:
    return hashlib.sha512(data).hexdigest()


def sidecar(inventory: bytes) -> bytes:
    return f"{sha512(inventory)} {INVENTORY}\n".encode()


class _Version(BaseModel):
    created: AwareDatetime
    state: dict[str, tuple[str, ...]]


class _Inventory(BaseModel):
    """The part of an OCFL inventory that is read here; ocfl-py writes and judges the whole."""

    id: str
    head: str = Field(pattern=r"^v[1-9][0-9]{0,5}$")
    manifest: dict[str, tuple[str, ...]]
    versions: dict[str, _Version]

    @property
    def content(self) -> dict[str, str]:
        return {path: digest for digest, paths in self.manifest.items() for path in paths}


@dataclass(frozen=True)
class History:
    """The trusted inventories of one object: bytes by version number, the highest being its head.

    `untold` are versions whose folder is there though no trusted inventory tells of them: nobody may take the
    object for whole, nor for an earlier version of itself, before that is explained.
    """

    object_id: str
    inventories: Mapping[int, bytes]
    untold: tuple[int, ...] = ()

    @property
    def head(self) -> int:
        return max(self.inventories)

    @cached_property
    def _inventory(self) -> _Inventory:
        return _Inventory.model_validate_json(self.inventories[self.head])

    def state(self, version: int) -> Mapping[str, str]:
        """Logical path → SHA-512 of one version."""
        state = self._inventory.versions[f"v{version}"].state
        return {path: digest for digest, paths in state.items() for path in paths}

    def created(self, version: int) -> datetime:
        return self._inventory.versions[f"v{version}"].created

    @cached_property
    def content(self) -> Mapping[str, str]:
        """Content path within the object → SHA-512."""
        return self._inventory.content

    @cached_property
    def known(self) -> Mapping[str, bytes]:
        """Path within the object → bytes of all that follows from the inventories alone."""
        files = {DECLARATION: DECLARED}
        for version, raw in sorted(self.inventories.items()):
            files |= {f"v{version}/{INVENTORY}": raw, f"v{version}/{SIDECAR}": sidecar(raw)}
        raw = self.inventories[self.head]
        return files | {INVENTORY: raw, SIDECAR: sidecar(raw)}

    @property
    def lost_inventories(self) -> tuple[str, ...]:
        lost = {n for n in range(1, self.head) if n not in self.inventories} | set(self.untold)
        return tuple(f"v{n}/{INVENTORY}" for n in sorted(lost))

    @cached_property
    def expected(self) -> Mapping[str, str]:
        """Path within the object → SHA-512 of every file that must be there, inventories last (they seal the rest)."""
        return {**self.content, **{path: sha512(data) for path, data in self.known.items()}}


@dataclass(frozen=True)
class Damage:
    """One file of one copy that is not as it must be: ``missing``, ``altered`` or ``unexpected``."""

    root: str
    path: str
    what: str


class Root:
    """One of the two copies. `name` stands in reports; `folder` is made when it is not there."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.folder = folder
        self.objects, self.staging, self.aside = folder / "ocfl", folder / "staging", folder / "set-aside"
        for needed in (folder, self.staging, self.aside):
            needed.mkdir(mode=_FOLDER, parents=True, exist_ok=True)
            needed.chmod(_FOLDER)
        self._layout = ocfl.StorageRoot(root=str(self.objects), layout_name=LAYOUT).layout

    def clear_staging(self) -> None:
        """Remove what a kill left behind; only ever called by the one writer."""
        for left in self.staging.iterdir():
            if left.is_dir() and not left.is_symlink():
                shutil.rmtree(left)
            else:
                left.unlink()

    def prepare(self) -> None:
        """Make the storage root, or put its own few files right where they differ from what ocfl-py writes."""
        self.clear_staging()
        fresh = self.staging / "ocfl"
        ocfl.StorageRoot(root=str(fresh), layout_name=LAYOUT).initialize()
        make_durable(fresh)
        if not self.objects.is_dir():
            fresh.rename(self.objects)
            _sync_folder(self.folder)
            return
        for made in sorted(path for path in fresh.rglob("*") if path.is_file()):
            place = self.objects / made.relative_to(fresh)
            if not place.is_file() or place.read_bytes() != made.read_bytes():
                self._replace(made, place)
        self.clear_staging()

    def path(self, object_id: str) -> Path:
        return self.objects / str(self._layout.identifier_to_path(object_id))

    def object_ids(self) -> Iterator[str]:
        """Names of all objects that have a folder here, in no particular order."""
        for folder in self.objects.glob("[0-9a-f]*/*/*/*"):
            yield unquote(folder.name)

    def build(self, object_id: str, contents: Mapping[str, bytes], history: History | None, now: datetime) -> Path:
        """Write an object's first or next version into staging by ocfl-py; gives the folder."""
        source = MemoryFileSystem(global_store=False, skip_instance_cache=True)
        source.pipe(dict(contents))
        note = ocfl.VersionMetadata(created=now.isoformat(timespec="seconds"), message="kept", name="Quancheng")
        built = self.staging / "built"
        built.mkdir(mode=_FOLDER)
        target = ocfl.Object(identifier=object_id, path=str(built))
        if history is None:
            version = ocfl.NewVersion.first_version(
                srcdir=source, identifier=object_id, metadata=note, digest_algorithm="sha512"
            )
            target.write_object_declaration()
        else:
            inventory = ocfl.Inventory(json.loads(history.inventories[history.head]))
            version = ocfl.NewVersion.next_version(inventory=inventory, srcdir=source, metadata=note)
        for path in sorted(contents):
            version.add(path, path)
        target.write_new_version(version)
        make_durable(built)
        return built

    def copy_version(self, other: Root, object_id: str, version: int) -> Path:
        """Copy what `other` holds new at `version` into this staging; gives the folder."""
        built, source = self.staging / "built", other.path(object_id)
        built.mkdir(mode=_FOLDER)
        shutil.copytree(source / f"v{version}", built / f"v{version}")
        for name in (INVENTORY, SIDECAR, *((DECLARATION,) if version == 1 else ())):
            shutil.copyfile(source / name, built / name)
        make_durable(built)
        return built

    def install(self, built: Path, object_id: str, version: int) -> None:
        """Move a built first version, or the next version of an object, into its place."""
        place = self.path(object_id)
        if version == 1:
            if place.exists():
                self.set_aside(place)
            self._make_folders(place.parent)
            built.rename(place)
            _sync_folder(place.parent)
            return
        folder = f"v{version}"
        if (place / folder).exists():
            self.set_aside(place / folder)
        (built / folder).rename(place / folder)
        _sync_folder(place)
        # From here on the object is the new version: `History` finds it by the version's own inventory.
        for name in (INVENTORY, SIDECAR):
            (built / name).replace(place / name)
        _sync_folder(place)

    def damage(self, history: History) -> Iterator[Damage]:
        """Compare every file of an object by its full digest."""
        place = self.path(history.object_id)
        for path, digest in history.expected.items():
            found = self.digest(history.object_id, path)
            if found != digest:
                yield Damage(self.name, path, "missing" if found is None else "altered")
        for found_path in sorted(place.rglob("*")):
            path = found_path.relative_to(place).as_posix()
            if path not in history.expected and (found_path.is_symlink() or not found_path.is_dir()):
                yield Damage(self.name, path, "unexpected")
            elif path in history.expected and found_path.is_symlink():
                yield Damage(self.name, path, "altered")

    def read(self, object_id: str, path: str) -> bytes | None:
        """The bytes of a file of an object, or None when there is no such file; links are not followed."""
        try:
            with os.fdopen(os.open(self.path(object_id) / path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
                return file.read()
        except OSError:  # missing, a link, a folder, or a medium that cannot be read: there is no copy here
            return None

    def digest(self, object_id: str, path: str) -> str | None:
        data = self.read(object_id, path)
        return None if data is None else sha512(data)

    def restore(self, object_id: str, path: str, data: bytes) -> None:
        """Put the right bytes in a file's place; the file is whole at any moment."""
        place = self.path(object_id) / path
        if place.is_dir() and not place.is_symlink():
            self.set_aside(place)
        fresh = self.staging / "restored"
        fresh.write_bytes(data)
        make_durable(fresh)
        self._replace(fresh, place)

    def set_aside(self, found: Path) -> None:
        """Move what does not belong out of the storage root, under a name that tells where it was."""
        name = str(found.relative_to(self.objects)).replace("/", "~")
        number = sum(1 for _ in self.aside.iterdir())
        found.rename(self.aside / f"{number:06d}~{name[-200:]}")
        _sync_folder(self.aside)
        _sync_folder(found.parent)

    def remove_empty_folders(self, object_id: str) -> None:
        for folder in sorted(self.path(object_id).rglob("*"), reverse=True):
            if folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir()):
                folder.rmdir()

    def judge(self, object_id: str) -> str:
        """What ocfl-py's validator finds wrong with an object, every digest included; empty when it is valid."""
        passed, validator = ocfl.Object().validate(str(self.path(object_id)), log_warnings=False, log_errors=False)
        return "" if passed else (validator.status_str() or "invalid")

    def _replace(self, fresh: Path, place: Path) -> None:
        self._make_folders(place.parent)
        fresh.replace(place)
        _sync_folder(place.parent)

    def _make_folders(self, folder: Path) -> None:
        if folder.is_dir() and not folder.is_symlink():
            return
        if folder.is_symlink() or folder.exists():
            self.set_aside(folder)
        self._make_folders(folder.parent)
        folder.mkdir(mode=_FOLDER)
        _sync_folder(folder.parent)


def history(object_id: str, roots: Sequence[Root]) -> History | None:
    """Gather the trusted inventories of an object from all roots; None when there is none."""
    holders: dict[bytes, set[str]] = {}
    vouched: set[str] = set()
    versions: set[int] = set()
    for root in roots:
        found = [path.name for path in root.path(object_id).glob("v*") if _VERSION.fullmatch(path.name)]
        versions.update(int(name[1:]) for name in found)
        for folder in ("", *(f"{name}/" for name in found)):
            raw, sealed = root.read(object_id, folder + INVENTORY), root.read(object_id, folder + SIDECAR)
            if raw is not None:
                holders.setdefault(raw, set()).add(root.name)
            if sealed is not None:
                vouched.add(sealed[:128].decode("ascii", "replace"))
    trusted = [raw for raw, names in holders.items() if len(names) > 1 or sha512(raw) in vouched]
    inventories = {number: raw for raw in trusted if (number := _number(raw, object_id))}
    if not inventories:
        return None
    head = max(inventories)
    return History(object_id, inventories, untold=tuple(sorted(n for n in versions if n > head)))


def _number(raw: bytes, object_id: str) -> int:
    """The version whose inventory these bytes are; 0 when they are not one of ours."""
    try:
        inventory = _Inventory.model_validate_json(raw)
    except ValidationError:
        return 0
    ours = inventory.id == object_id and all(map(_is_content_path, inventory.content))
    return int(inventory.head[1:]) if ours else 0


def _is_content_path(path: str) -> bool:
    version, _, rest = path.partition("/content/")
    return bool(_VERSION.fullmatch(version)) and all(map(SAFE_SEGMENT.fullmatch, rest.split("/")))


def make_durable(path: Path) -> None:
    """Set modes, force all to the medium, and drop it from memory, so that what is verified next is the medium's."""
    for found in (path, *path.rglob("*")):
        is_folder = found.is_dir()
        opened = os.open(found, os.O_RDONLY | os.O_NOFOLLOW)
        try:
            os.fchmod(opened, _FOLDER if is_folder else _FILE)
            os.fsync(opened)
            if not is_folder:
                os.posix_fadvise(opened, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(opened)


def _sync_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def locked(roots: Sequence[Root], *, exclusive: bool) -> Iterator[None]:
    """Hold the roots against other threads and processes: writers alone, readers together."""
    opened: list[int] = []
    try:
        for root in roots:
            opened.append(os.open(root.folder / "lock", os.O_RDWR | os.O_CREAT, _FILE))
            fcntl.flock(opened[-1], fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH)
        yield
    finally:
        for descriptor in reversed(opened):
            os.close(descriptor)
