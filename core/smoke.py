"""`quancheng smoke`: one registration walked whole, everything it leaves checked, everything kept in a folder.

The health check of an installation. Its case is a drill: it neither counts in statistics nor is publicised, its
enterprise's code comes from the drills' own series, and its name is free again at the end. Two members and two
officers act; their keys and passwords exist only while it runs.
"""

from __future__ import annotations

import io
import json
import secrets
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pyotp
from PIL import Image, ImageDraw
from sqlmodel import Session, select

from core import bags, sign, trace
from core.bootstrap import inner_zone, outer_zone, trust_app, trust_token
from core.carrier import Carrier
from core.clock import Clock, system_clock
from core.documents.qr import decode
from core.identity import HttpIdentityService, HttpOrganisationService
from core.inner import officers
from core.inner.context import Inner
from core.inner.officers import OfficerView
from core.inner.tables import Case, CaseDocument, Licence, Officer
from core.journey import Journey, Plan, Someone
from core.local_transport import LocalTransport
from core.outer.context import Outer
from core.provision import Layout, zone_settings
from core.publicity import HttpPublicityService
from core.records import object_id
from core.settings import Settings
from core.store import Store
from core.terms import Role, Status, Zone
from core.trust_client import TrustClient
from core.workdays import day_in_china
from core.workers import cross

DRILL_ROLES = {"drill-examiner": (Role.EXAMINER,), "drill-approver": (Role.APPROVER,)}


@dataclass
class Findings:
    """What was checked, each with its answer."""

    checks: dict[str, bool] = field(default_factory=dict)

    def check(self, name: str, holds: bool) -> None:
        self.checks[name] = holds

    @property
    def failed(self) -> list[str]:
        return [name for name, holds in self.checks.items() if not holds]


@dataclass
class Site:
    """An installation opened for a drill: both zones in this process, people whom the reference service knows."""

    outer: Outer
    inner: Inner
    root: Path
    people: Sequence[Someone]
    _closing: list[Callable[[], object]] = field(default_factory=list)

    @classmethod
    def open(
        cls,
        root: Path,
        scratch: Path,
        people: int = 2,
        *,
        settings: Mapping[Zone, Settings] | None = None,
        clock: Clock = system_clock,
        running: bool = True,
    ) -> Site:
        """Open the installation at `root`; `scratch` takes the reference service's passing data.

        With `running`, its own trust service is called where it answers.
        """
        from reference.app import create_app

        settings = settings or {zone: zone_settings(root, zone) for zone in Zone}
        outer_settings, inner_settings = settings[Zone.OUTER], settings[Zone.INNER]
        reference = httpx.Client(base_url="http://reference", transport=LocalTransport(create_app(scratch)))
        token = trust_token(outer_settings)
        closing: list[Callable[[], object]] = []
        trust = TrustClient(outer_settings.trust_address, token)
        if not (running and trust.healthy()):  # the installation is not running: the same service, without a port
            store = Store(outer_settings.database, Zone.OUTER)
            closing.append(store.close)
            app = trust_app(outer_settings, Layout(root).trust, clock=clock, store=store)
            trust = TrustClient("http://trust", token, LocalTransport(app))
        outer = outer_zone(
            outer_settings,
            clock=clock,
            identity=HttpIdentityService(reference),
            organisations=HttpOrganisationService(reference),
            trust=trust,
        )
        inner = inner_zone(inner_settings, clock=clock, publicity=reference)
        return cls(
            outer,
            inner,
            root,
            known_people(reference, people),
            [*closing, outer.store.close, inner.store.close, trust.close, reference.close],
        )

    def among(self, reference: httpx.Client) -> Site:
        """The same site with another reference service behind it."""
        self._closing.append(reference.close)
        return replace(
            self,
            outer=replace(
                self.outer,
                identity=HttpIdentityService(reference),
                organisations=HttpOrganisationService(reference),
            ),
            inner=replace(self.inner, publicity=HttpPublicityService(reference)),
        )

    def close(self) -> None:
        for close in self._closing:
            close()

    def journey(self, trade_name: str, members: Sequence[Someone], *, drill: bool) -> Journey:
        """A journey of these people through this site."""
        carrier = Carrier(self.outer.settings.spool, self.inner.settings.spool)
        return Journey(
            outer=self.outer,
            inner=self.inner,
            carry=lambda: cross(self.outer, self.inner, carrier, self.root),
            plan=Plan(trade_name, self.inner.settings.authority_id, day_in_china(self.outer.clock())),
            members=members,
            premises=premises_picture(),
            drill=drill,
        )


def known_people(reference: httpx.Client, count: int, skip: int = 0) -> list[Someone]:
    """People of the reference service, with their portraits."""
    rows = reference.get("/people", headers={"Accept": "application/json"}).json()
    return [
        Someone(
            name=row["name"],
            identity_number=row["identity_number"],
            phone=row["phone"],
            email=f"{row['phone']}@mail.invalid",
            portrait=reference.get(f"/people/{number}/portrait.jpg").content,
        )
        for number, row in list(enumerate(rows))[skip : skip + count]
    ]


def premises_picture() -> bytes:
    """A made-up page of a lease, as somebody would photograph it."""
    picture = Image.new("RGB", (1240, 1754), "white")
    draw = ImageDraw.Draw(picture)
    for line in range(24):
        draw.rectangle((120, 200 + line * 55, 1120 - (line % 5) * 90, 214 + line * 55), fill=(90, 90, 90))
    draw.ellipse((820, 1420, 1080, 1680), outline=(200, 30, 30), width=8)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def drill_officers(inner: Inner) -> tuple[OfficerView, OfficerView]:
    """The two officers of drills; nobody can sign in as them."""
    with inner.store.unit() as session:
        for login, roles in DRILL_ROLES.items():
            if session.exec(select(Officer).where(Officer.login == login)).first() is None:
                officers.create_officer(
                    session,
                    inner,
                    login=login,
                    name="演练" + ("审查员" if Role.EXAMINER in roles else "核准员"),
                    password=secrets.token_urlsafe(24),
                    totp_secret=pyotp.random_base32(),
                    roles=roles,
                    authority_id=inner.settings.authority_id,
                    drill=True,
                )
                session.flush()
                session.exec(select(Officer).where(Officer.login == login)).one().disabled = True
        found = [session.exec(select(Officer).where(Officer.login == login)).one() for login in DRILL_ROLES]
        return officers.view(session, found[0]), officers.view(session, found[1])


def run(root: Path, out: Path, *, running: bool = True) -> int:
    """Walk, check, keep; returns the exit status: 0 when every check held."""
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as scratch:
        site = Site.open(root, Path(scratch), running=running)
        try:
            findings = _walk(site, out)
        finally:
            site.close()
    return 1 if findings.failed else 0


def _walk(site: Site, out: Path) -> Findings:
    journey = site.journey(f"演练{secrets.token_hex(4)}".translate(DIGITS), site.people, drill=True)
    examiner, approver = drill_officers(site.inner)
    for stretch in (journey.register, journey.fill_in, journey.make_pack, journey.sign):
        stretch()
    receipt = journey.submit()
    journey.cross()
    journey.examine(examiner)
    journey.approve(approver)
    journey.complete()
    journey.cross()
    findings = Findings()
    now = site.outer.clock()
    with journey.clock.timed("verify"), site.inner.store.reading() as session:
        case = session.get_one(Case, journey.application_id)
        findings.check("status", case.status == Status.ARCHIVED)
        documents = _keep_documents(session, site.inner, case, out, findings, now)
        licence = _keep_licence(session, site, case, out, findings, now)
    with journey.clock.timed("verify"):
        archive = _keep_archive(site, case.number, out, findings)
        traces = {
            zone: _keep_trace(part, journey.application_id, out, zone, findings)
            for zone, part in ((Zone.OUTER, site.outer), (Zone.INNER, site.inner))
        }
    anchors = shutil.copytree(site.inner.settings.anchors, out / "anchors", dirs_exist_ok=True)
    result = {
        "ok": not findings.failed,
        "application": case.number,
        "drill": True,
        "documents": documents,
        "licence": licence,
        "archive": archive,
        "trace": traces,
        "anchors": sorted(f"anchors/{path.name}" for path in Path(anchors).iterdir()),
        "receipt": receipt.to_json(),
        "checks": findings.checks,
        "seconds": {name: round(value, 4) for name, value in journey.clock.seconds.items()},
    }
    (out / "result.json").write_text(json.dumps(result, ensure_ascii=False, indent=2))
    return findings


DIGITS = str.maketrans("0123456789abcdef", "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳")


def _keep_documents(
    session: Session, inner: Inner, case: Case, out: Path, findings: Findings, now: datetime
) -> list[str]:
    kept = []
    for row in session.exec(select(CaseDocument).where(CaseDocument.case_id == case.id)):
        data = inner.files.get(row.file)
        path = out / "documents" / f"{row.position:02d}_{row.kind}.pdf"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        kept.append(f"documents/{path.name}")
        reports = sign.verify(data, anchors=inner.signer_anchors, now=now)
        findings.check(f"signatures of {row.kind}", sign.all_accepted(reports))
    return kept


def _keep_licence(
    session: Session, site: Site, case: Case, out: Path, findings: Findings, now: datetime
) -> dict[str, Any]:
    row = session.exec(select(Licence).where(Licence.case_id == case.id)).one()
    data = site.inner.files.get(row.file)
    (out / "licence.pdf").write_bytes(data)
    reports = sign.verify(data, anchors=site.outer.anchors, now=now)
    findings.check("seal of the licence", sign.all_accepted(reports) and reports[0].certified)
    claims = decode(row.qr_text, site.outer.licence_keys)
    findings.check("code of the licence", claims.uscc == row.uscc and claims.serial == row.serial)
    return {"file": "licence.pdf", "uscc": row.uscc, "serial": row.serial, "qr": row.qr_text}


def _keep_archive(site: Site, number: str, out: Path, findings: Findings) -> str:
    store = site.inner.archive()
    identifier = object_id(site.inner.settings.installation, number)
    findings.check("archive", store.check(identifier, site.inner.clock()).passed)
    bag = store.export_bag(
        identifier, out, organization=site.inner.settings.installation, bagged_on=day_in_china(site.inner.clock())
    )
    findings.check("bag", bool(bags.open_bag(bag).items))
    return bag.name


def _keep_trace(zone: Outer | Inner, case_id: str, out: Path, name: Zone, findings: Findings) -> str:
    """The case's entries with inclusion proofs under a fresh signed checkpoint, each verified here."""
    with zone.store.unit() as session:
        point = zone.exchange.checkpoint(session, zone.clock())
    entries, whole = [], True
    with zone.store.reading() as session:
        for record in trace.entries_for(session, case_id):
            path_up = trace.inclusion_proof(session, record.index, point.size)
            whole &= trace.verify_inclusion(
                leaf=trace.leaf_hash(record.leaf), index=record.index, size=point.size, path=path_up, root=point.root
            )
            inclusion = [one.hex() for one in path_up]
            entries.append(
                {
                    "index": record.index,
                    "leaf": record.leaf.decode(),
                    "data": dict(record.data or {}),
                    "salt": (record.salt or b"").hex(),
                    "inclusion": inclusion,
                }
            )
    findings.check(f"trace of the {name} zone", bool(entries) and whole)
    path = out / f"trace-{name}.json"
    path.write_text(json.dumps({"checkpoint": point.text, "entries": entries}, ensure_ascii=False, indent=2))
    return path.name
