"""The demo: officers with random secrets, and a few registrations at different stages, so that nothing looks empty.

Only under the explicit demo flag, only on loopback. The secrets are random, kept in one file that its owner alone
reads, and printed by `quancheng run --demo`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pyotp
from sqlmodel import select

from core.errors import ConfigurationError
from core.i18n import N_
from core.inner import officers
from core.inner.context import Inner
from core.inner.tables import Officer
from core.installation import DemoAccounts, DemoOfficer
from core.journey import Journey
from core.local_transport import LocalTransport
from core.provision import Layout
from core.smoke import Site, known_people
from core.terms import Role

OFFICERS: Mapping[str, tuple[str, tuple[Role, ...]]] = {
    "examiner": ("林审查", (Role.EXAMINER, Role.IDENTITY_OFFICER)),
    "approver": ("周核准", (Role.APPROVER,)),
    "counter": ("何窗口", (Role.COUNTER_OFFICER,)),
    "manager": ("吴处长", (Role.MANAGER,)),
    "analyst": ("沈统计", (Role.ANALYST,)),
    "rollout": ("冯推进", (Role.PROGRAMME_OFFICER,)),
    "admin": ("郑管理", (Role.ADMINISTRATOR,)),
}
FIRST_PEOPLE_ARE_FREE = 24
"""So many of the reference service's people are left for those who try the demo."""


def seed(root: Path) -> DemoAccounts:
    """Make the demo's accounts and first cases; a second call gives the same accounts and makes nothing."""
    if made := DemoAccounts.read(root):
        return made
    with TemporaryDirectory() as scratch:
        site = Site.open(root, Path(scratch))
        try:
            if not site.inner.settings.demo:
                raise ConfigurationError(
                    problem_text=N_("Demo accounts are made only with the demo flag."),
                    advice_text=N_("Start with --demo, or create officers with `quancheng officer add`."),
                )
            accounts = DemoAccounts(tuple(_make_officer(site.inner, login) for login in OFFICERS))
            _seed_cases(site, Layout(root).reference)
        finally:
            site.close()
    accounts.write(root)
    return accounts


def _make_officer(inner: Inner, login: str) -> DemoOfficer:
    name, roles = OFFICERS[login]
    made = DemoOfficer(login, name, roles, secrets.token_urlsafe(9), pyotp.random_base32())
    with inner.store.unit() as session:
        earlier = session.exec(select(Officer).where(Officer.login == login)).first()
        if earlier is not None:  # an earlier seeding was cut off: its secrets are lost, so they are made anew
            officers.set_secrets(inner, earlier, made.password, made.totp_secret)
            return made
        officers.create_officer(
            session,
            inner,
            login=login,
            name=name,
            password=made.password,
            totp_secret=made.totp_secret,
            roles=roles,
            authority_id=inner.settings.authority_id,
        )
    return made


def _seed_cases(site: Site, reference_folder: Path) -> None:
    from reference.app import create_app

    reference = httpx.Client(base_url="http://reference", transport=LocalTransport(create_app(reference_folder)))
    people = known_people(reference, 8, skip=FIRST_PEOPLE_ARE_FREE)
    site = site.among(reference)
    for number, (trade_name, stage) in enumerate(STAGES.items()):
        journey = site.journey(trade_name, people[number * 2 : number * 2 + 2], drill=False)
        for stretch in (journey.register, journey.fill_in, journey.make_pack, journey.sign, journey.submit):
            stretch()
        journey.cross()
        stage(site.inner, journey)
        journey.cross()


def _officer(inner: Inner, login: str) -> officers.OfficerView:
    with inner.store.reading() as session:
        return officers.view(session, session.exec(select(Officer).where(Officer.login == login)).one())


def _finished(inner: Inner, journey: Journey) -> None:
    _proposed(inner, journey)
    journey.approve(_officer(inner, "approver"))
    journey.complete()


def _proposed(inner: Inner, journey: Journey) -> None:
    journey.examine(_officer(inner, "examiner"))


def _received(inner: Inner, journey: Journey) -> None:
    """Nothing was done yet."""


STAGES: Mapping[str, Callable[[Inner, Journey], None]] = {
    "青禾云图": _finished,
    "远山明月": _proposed,
    "晨光启航": _received,
}
