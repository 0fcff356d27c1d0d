"""What runs: one literal table of processes, and what each of them is told.

A process gets the settings of its own zone and of no other; the carrier and the reference service belong to none and
get none. In the environment of the program that starts them, ``QUANCHENG_OUTER_X`` and ``QUANCHENG_INNER_X`` set
``QUANCHENG_X`` for one zone; ``QUANCHENG_X`` alone is passed on only where it means the same in both (`SHARED`).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.loading import WAIT_FOR
from core.terms import Zone

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = "127.0.0.1"
PREFIX = "QUANCHENG_"
SHARED = ("INSTALLATION", "AUTHORITY_ID", "PUBLIC_ADDRESS", "LOG_LEVEL")
# What a program needs of its surroundings; everything else stays outside.
SURROUNDINGS = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR")


@dataclass(frozen=True)
class Ports:
    """Where the processes listen; all follow from one number."""

    base: int = 8500

    @property
    def by_name(self) -> Mapping[str, int]:
        return {
            "portal": self.base + 1,
            "trust": self.base + 2,
            "officer": self.base + 101,
            "reference": self.base + 201,
            "mail": self.base + 202,
        }

    def __getitem__(self, name: str) -> int:
        return self.by_name[name]


@dataclass(frozen=True)
class Process:
    """A program to run. `argv` is for this Python; ``{places}`` are ports by name, `var`, `host` and `name`.

    `listens` names its ports. A process with ports is healthy when GET /health on the first answers 200, one
    without when it touches its heartbeat.
    """

    name: str
    zone: Zone | None
    argv: tuple[str, ...]
    listens: tuple[str, ...] = ()
    demo_only: bool = False
    settings: Mapping[str, str] | None = None

    @property
    def waits(self) -> bool:
        """Whether it can be started before the installation stands: those of a zone load, then wait for it."""
        return self.zone is not None


_UVICORN = ("--workers", "1", "--no-access-log", "--no-server-header", "--timeout-graceful-shutdown", "2")

# In the order of starting; stopping goes backwards.
PROCESSES: tuple[Process, ...] = (
    Process(
        "reference",
        None,
        ("-m", "reference", "--port", "{reference}", "--smtp-port", "{mail}", "--data", "{var}/reference", "--demo"),
        listens=("reference", "mail"),
        demo_only=True,
    ),
    Process(
        "trust",
        Zone.OUTER,
        ("-m", "core.cli", "trust", "--port", "{trust}", "--keys", "{var}/trust"),
        listens=("trust",),
    ),
    Process(
        "portal",
        Zone.OUTER,
        ("-m", "uvicorn", "portal_app:app", "--host", "{host}", "--port", "{portal}", *_UVICORN),
        listens=("portal",),
    ),
    Process(
        "officer",
        Zone.INNER,
        ("officer_app.py", "--host", "{host}", "--port", "{officer}"),
        listens=("officer",),
        settings={"BOKEH_RESOURCES": "server"},
    ),
    Process("outer-worker", Zone.OUTER, ("-m", "core.cli", "worker", "--heartbeat", "{var}/run/{name}")),
    Process("inner-worker", Zone.INNER, ("-m", "core.cli", "worker", "--heartbeat", "{var}/run/{name}")),
    Process("carrier", None, ("-m", "core.cli", "carrier", "--var", "{var}", "--heartbeat", "{var}/run/{name}")),
)


@dataclass(frozen=True)
class Layout:
    """One installation on one machine: its folder, its ports, whether it is a demo."""

    var: Path
    ports: Ports = Ports()
    demo: bool = False
    host: str = LOOPBACK

    def processes(self) -> tuple[Process, ...]:
        return tuple(process for process in PROCESSES if self.demo or not process.demo_only)

    def command(self, process: Process) -> tuple[str, ...]:
        places: dict[str, object] = {**self.ports.by_name, "var": self.var, "host": self.host, "name": process.name}
        return (sys.executable, *(part.format(**places) for part in process.argv))

    def heartbeat(self, process: Process) -> Path:
        return self.var / "run" / process.name

    @property
    def making(self) -> Path:
        """The lock that is held while the installation is made."""
        return self.var / "run" / "making"

    def log(self, process: Process) -> Path:
        return self.var / "log" / f"{process.name}.log"

    def environment(self, process: Process, given: Mapping[str, str]) -> dict[str, str]:
        """All that the process is told; `given` is the environment of the program that starts it."""
        told = {name: given[name] for name in SURROUNDINGS if name in given}
        told |= {"PYTHONUNBUFFERED": "1", WAIT_FOR: str(self.making)}
        told |= process.settings or {}
        return told | (self.zone_settings(process.zone, given) if process.zone else {})

    def installation_environment(self, given: Mapping[str, str]) -> dict[str, str]:
        """For the programs that make or check the whole installation: each zone's settings under its own prefix."""
        told = {name: value for name, value in given.items() if name in SURROUNDINGS or name.startswith(PREFIX)}
        told.pop(WAIT_FOR, None)
        for zone in Zone:
            settings = self.zone_settings(zone, given)
            told |= {f"{PREFIX}{zone.value.upper()}_{name.removeprefix(PREFIX)}": settings[name] for name in settings}
        return told

    def zone_settings(self, zone: Zone, given: Mapping[str, str]) -> dict[str, str]:
        """The settings of one zone's processes, as environment variables."""
        reference = f"http://{LOOPBACK}:{self.ports['reference']}"
        own: dict[str, str] = {
            "ZONE": zone.value,
            "DATA": str(self.var / zone.value),
            "DEMO": "true" if self.demo else "false",
            "PUBLIC_ADDRESS": f"http://localhost:{self.ports['portal']}",
        }
        own |= {
            Zone.OUTER: {
                "TRUST_ADDRESS": f"http://{LOOPBACK}:{self.ports['trust']}",
                "IDENTITY_ADDRESS": reference,
                "ORGANISATIONS_ADDRESS": reference,
                "SMTP_ADDRESS": f"{LOOPBACK}:{self.ports['mail']}" if self.demo else "",
            },
            Zone.INNER: {
                "PUBLICITY_ADDRESS": reference,
                "OFFICER_ADDRESS": f"http://localhost:{self.ports['officer']}",
            },
        }[zone]
        own |= {name: given[PREFIX + name] for name in SHARED if PREFIX + name in given}
        special = f"{PREFIX}{zone.value.upper()}_"
        own |= {name.removeprefix(special): value for name, value in given.items() if name.startswith(special)}
        return {PREFIX + name: value for name, value in own.items()}
