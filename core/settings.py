"""Frozen settings, read from the environment (prefix ``QUANCHENG_``) once at start.

A process belongs to one zone and gets that zone's settings only. `docs/operation.md` lists every one.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.terms import Zone


class Settings(BaseSettings):
    """Settings of one process. Paths below `data` are derived, so that one folder is one zone."""

    model_config = SettingsConfigDict(env_prefix="QUANCHENG_", frozen=True, extra="ignore")

    zone: Zone = Field(description="The zone this process belongs to: outer or inner.")
    data: Path = Field(description="The zone's folder: keys, database, files, spool.")
    database_url: str = Field("", description="SQLAlchemy address of the zone's database; empty: SQLite below data.")
    secret_file: Path | None = Field(
        None, description="File with the secret that opens the zone's keys; empty: `secret` below data."
    )
    installation: str = Field("quancheng", description="Name of this installation, part of every envelope's key.")
    authority_id: str = Field("110108", description="GB/T 2260 code of the registration authority at the root.")
    public_address: str = Field("http://localhost:8501", description="Address of the portal as people type it.")
    officer_address: str = Field("http://localhost:8601", description="Address of the officers' pages as they type it.")
    trust_address: str = Field("http://127.0.0.1:8502", description="Address of the trust service (outer zone).")
    identity_address: str = Field("http://127.0.0.1:8701", description="Address of the identity service (outer zone).")
    organisations_address: str = Field(
        "http://127.0.0.1:8701", description="Address of the legal-person database (outer zone)."
    )
    publicity_address: str = Field(
        "http://127.0.0.1:8701", description="Address of the national publicity system (inner zone)."
    )
    smtp_address: str = Field("127.0.0.1:8702", description="host:port of the mail server; empty: no mail is sent.")
    mail_from: str = Field("no-reply@quancheng.invalid", description="Sender of mails.")
    demo: bool = Field(False, description="Demo: seeded accounts with random secrets, loopback only.")
    log_level: str = Field("INFO", description="Level of the log on standard error.")

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data / 'quancheng.db'}"

    @property
    def keys(self) -> Path:
        return self.data / "keys"

    @property
    def anchors(self) -> Path:
        """Public keys and certificates of the other zone and of the authority, laid here by ceremony."""
        return self.data / "anchors"

    @property
    def secret(self) -> Path:
        return self.secret_file or self.data / "secret"

    @property
    def files(self) -> Path:
        return self.data / "files"

    @property
    def spool(self) -> Path:
        """`out` holds what waits for the carrier, `in` what the carrier brought."""
        return self.data / "spool"

    @property
    def archives(self) -> Path:
        return self.data / "archives"

    @property
    def analytics(self) -> Path:
        return self.data / "analytics"
