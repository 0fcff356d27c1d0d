"""Words about an installation as a whole, shared by `core.bootstrap` which makes it and `core.cli` which shows it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from core.terms import Role

FILE = "demo.json"


@dataclass(frozen=True)
class InstallationSummary:
    """What `initialise` found or made. `fingerprints` are SHA-256 of the public anchors, by name, to be compared."""

    created: bool
    installation: str
    authority_id: str
    fingerprints: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class DemoOfficer:
    """An officer of the demo, with the secrets that `quancheng run --demo` prints."""

    login: str
    name: str
    roles: tuple[Role, ...]
    password: str = field(repr=False)
    totp_secret: str = field(repr=False)


@dataclass(frozen=True)
class DemoAccounts:
    """Kept in one file that its owner alone reads."""

    officers: tuple[DemoOfficer, ...]

    @classmethod
    def read(cls, root: Path) -> DemoAccounts | None:
        """Those of the installation at `root`, or None when it was not seeded."""
        path = root / FILE
        if not path.exists():
            return None
        rows = json.loads(path.read_text(encoding="utf-8"))["officers"]
        return cls(tuple(DemoOfficer(**{**row, "roles": tuple(map(Role, row["roles"]))}) for row in rows))

    def write(self, root: Path) -> None:
        draft = root / f"{FILE}.new"
        draft.touch(mode=0o600)
        draft.write_text(json.dumps({"officers": [asdict(one) for one in self.officers]}, ensure_ascii=False))
        draft.replace(root / FILE)
