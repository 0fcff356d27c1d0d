"""A throw-away PostgreSQL 15 of Debian's package, on a free port of the loopback, for one run of the tests.

initdb refuses root, so a root run hands the cluster to the package's own user. Nothing is flushed to disk:
what durability tests need they ask of SQLite.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

from sqlalchemy import create_engine, text

BINARIES = Path("/usr/lib/postgresql/15/bin")
OPTIONS = (
    "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=60 -c shared_buffers=64MB "
    "-c autovacuum=off -c wal_level=minimal -c max_wal_senders=0 -c listen_addresses=127.0.0.1"
)


class Cluster:
    """A running cluster; `make` gives the address of a new database, copied from a template when one is named."""

    def __init__(self) -> None:
        if not (BINARIES / "initdb").exists():
            raise RuntimeError("PostgreSQL 15 is missing: apt-get install postgresql-15 (Debian 12)")
        self._folder = Path(tempfile.mkdtemp(prefix="quancheng-pg-"))
        self._port = _free_port()
        self._count = 0
        if os.getuid() == 0:
            shutil.chown(self._folder, "postgres", "postgres")
        self._run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "-N", "-D", self._data)
        options = f"{OPTIONS} -p {self._port} -k {self._folder}"
        self._run("pg_ctl", "-D", self._data, "-o", options, "-w", "-l", str(self._folder / "log"), "start")
        self._admin = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self._port}/{database}"

    def make(self, template: str = "template0", name: str = "") -> str:
        self._count += 1
        name = name or f"test_{self._count}"
        with self._admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        return self.url(name)

    def drop(self, url: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {url.rsplit('/', 1)[1]} WITH (FORCE)"))

    def stop(self) -> None:
        self._admin.dispose()
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(BINARIES / program), *arguments]
        if os.getuid() == 0:
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
        done = subprocess.run(
            command, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr.decode(errors='replace')}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
