"""What the commands of `core.cli` do and show: starting all, accounts and codes, smoke, the audit of the traces.

Everything said goes through `say`, in the language of the terminal.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any

from core.errors import QuanchengError
from core.i18n import M_, N_, Translate
from core.installation import DemoAccounts, DemoOfficer
from core.loading import being_made
from core.preflight import check, check_ports, sole_instance
from core.processes import LOOPBACK, ROOT, Layout, Process
from core.supervisor import Supervisor
from core.terms import Role, Zone

Say = Callable[..., None]
PEOPLE_SHOWN = 4


class NoSuchOfficer(QuanchengError):
    code = "no_such_officer"
    text = N_("The demo in {folder} has no officer “{login}”.")
    remedy = N_("There are: {logins}.")


class NoDemo(QuanchengError):
    code = "no_demo"
    text = N_("There is no demo in {folder}, and codes of other installations are known to their officers alone.")
    remedy = N_("Start a demo with `make run`, or name its folder with --var.")


class NotInstalled(QuanchengError):
    code = "not_installed"
    text = N_("There is no installation in {folder}.")
    remedy = N_("Make one with `quancheng init`, or name its folder with --var.")


class AlreadyThere(QuanchengError):
    code = "already_there"
    text = N_("There is an officer with this sign-in name already.")
    remedy = N_("Choose another sign-in name.")


def run_installation(layout: Layout, environment: Mapping[str, str], say: Say) -> int:
    """Start all, watch until asked to stop, stop all. Raises what `check` and the supervisor raise."""
    began = time.monotonic()
    check(layout)
    with sole_instance(layout.var):
        check_ports(layout)  # only now: a second start on the folder would find the first one's ports taken
        supervisor = Supervisor(layout, environment, say)
        stop_at_signals(supervisor)
        try:
            say(M_("Starting in {folder} …", folder=str(layout.var)))
            processes = layout.processes()
            with being_made(layout.making) as lock:
                supervisor.start([process for process in processes if process.waits])
                accounts = _initialise(layout, environment, lock)
            if supervisor.stopping:
                return 0
            supervisor.start([process for process in processes if not process.waits])
            if supervisor.wait_healthy():
                _welcome(layout, accounts, round(time.monotonic() - began, 1), say)
                supervisor.watch()
            say(M_("Stopping …"))
        finally:
            supervisor.stop()
    say(M_("Everything has stopped."))
    return 0


def stop_at_signals(supervisor: Supervisor) -> None:
    """Let Ctrl-C, a service manager and a closed terminal stop it."""

    def stop(number: int, frame: FrameType | None) -> None:
        supervisor.request_stop()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


def _initialise(layout: Layout, environment: Mapping[str, str], lock: int) -> str:
    """In a process of its own, so that the supervisor never holds a key; returns what it said (the demo's accounts)."""
    command = [sys.executable, "-m", "core.cli", "init", "--var", str(layout.var)]
    told = layout.installation_environment(environment)
    done = subprocess.run(
        [*command, "--demo"] if layout.demo else command,
        cwd=ROOT,
        env=told,
        stdout=subprocess.PIPE,
        pass_fds=(lock,),
        start_new_session=True,  # Ctrl-C lets it finish what it is making
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.returncode)  # it has said why
    return done.stdout.decode()


def _welcome(layout: Layout, accounts: str, seconds: float, say: Say) -> None:
    host = "localhost" if layout.host == LOOPBACK else layout.host
    say(M_("Everything is healthy after {seconds} seconds.", seconds=seconds))
    say(M_("  Portal for applicants: http://{host}:{port}", host=host, port=layout.ports["portal"]))
    say(M_("  Officers' application: http://{host}:{port}", host=host, port=layout.ports["officer"]))
    if layout.demo:
        address = f"http://localhost:{layout.ports['reference']}"
        say(M_("  Mailbox of this demo: {address}/mailbox", address=address))
        say(M_("  People whom you can register as, with portraits to save: {address}/people", address=address))
        _show_people(f"http://{LOOPBACK}:{layout.ports['reference']}/people", say)
    print(accounts, end="")
    say(M_("Logs lie in {folder}. Ctrl-C stops everything.", folder=str(layout.var / "log")))


def _show_people(address: str, say: Say) -> None:
    with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - the address is ours, on loopback
        people: list[dict[str, Any]] = json.load(answer)
    for person in people[:PEOPLE_SHOWN]:
        print(f"    {person['name']}  {person['identity_number']}  {person['phone']}")


def demo_accounts(var: Path) -> DemoAccounts:
    """The demo's accounts, seeded when there are none."""
    if made := DemoAccounts.read(var):
        return made
    from core.demo import seed

    return seed(var)


def show_demo_accounts(accounts: DemoAccounts, say: Say) -> None:
    """The demo's officers with their secrets, and how to get a code."""
    say(M_("Officers (sign-in name, password, secret for codes):"))
    for officer in accounts.officers:
        print(f"    {officer.login:<9} {officer.password:<13} {officer.totp_secret}  {officer.name}")
    say(M_("  An officer's present code: .venv/bin/quancheng totp NAME"))


def show_new_officer(officer: DemoOfficer, say: Say) -> None:
    """The secrets of an officer just added; they are kept nowhere in readable form."""
    import pyotp

    address = pyotp.TOTP(officer.totp_secret).provisioning_uri(name=officer.login, issuer_name="Quancheng")
    say(M_("Password: {password}", password=officer.password))
    say(M_("For an authenticator app: {address}", address=address))


def show_code(var: Path, login: str, say: Say) -> None:
    """The code that the officer's authenticator would show now. Raises NoDemo, NoSuchOfficer."""
    import pyotp

    accounts = DemoAccounts.read(var)
    if accounts is None:
        raise NoDemo(folder=str(var))
    officers = {each.login: each for each in accounts.officers}
    officer = officers.get(login)
    if officer is None:
        raise NoSuchOfficer(folder=str(var), login=login, logins=", ".join(officers))
    code = pyotp.TOTP(officer.totp_secret)
    left = round(code.interval - time.time() % code.interval)
    say(M_("{code} (for another {seconds} seconds)", code=code.now(), seconds=left))


def add_officer(var: Path, login: str, name: str, roles: Sequence[Role], authority: str) -> DemoOfficer:
    """An officer with a random password and secret. Raises AlreadyThere."""
    import pyotp
    from sqlmodel import select

    from core.bootstrap import inner_zone
    from core.inner.officers import create_officer
    from core.inner.tables import Officer
    from core.provision import zone_settings

    inner = inner_zone(zone_settings(var, Zone.INNER))
    made = DemoOfficer(login, name, tuple(roles), secrets.token_urlsafe(12), pyotp.random_base32())
    try:
        with inner.store.unit() as session:
            if session.exec(select(Officer).where(Officer.login == login)).first() is not None:
                raise AlreadyThere
            create_officer(
                session,
                inner,
                login=login,
                name=name,
                password=made.password,
                totp_secret=made.totp_secret,
                roles=roles,
                authority_id=authority or inner.settings.authority_id,
            )
    finally:
        inner.store.close()
    return made


def installed(var: Path) -> bool:
    """Whether an installation lies in the folder."""
    return (var / Zone.INNER / "keys").is_dir()


def run_smoke(var: Path, out: Path, say: Say) -> int:
    """Walk a registration; says what did not hold. Where nothing is installed, a passing installation is made."""
    from core.bootstrap import initialise
    from core.smoke import run

    there = installed(var)
    with TemporaryDirectory() as passing:
        if not there:
            say(M_("There is no installation in {folder}: a passing one is made for this drill.", folder=str(var)))
            var = Path(passing)
            initialise(var)
        status = run(var, out, running=there)
    result = json.loads((out / "result.json").read_text(encoding="utf-8"))
    for name, holds in result["checks"].items():
        print(f"  {'✓' if holds else '✗'} {name}")
    if status == 0:
        say(M_("Everything holds. The documents and proofs lie in {folder}.", folder=str(out)))
    else:
        say(M_("Something does not hold; see {folder}/result.json.", folder=str(out)), error=True)
    return status


def run_simulation(layout: Layout, arguments: Sequence[str]) -> int:
    return run_analytics(layout, "analytics.simulation", arguments)


def run_analytics(layout: Layout, module: str, arguments: Sequence[str]) -> int:
    """Start a module of analytics with the inner zone's settings: the core itself knows no analytics."""
    process = Process("analytics", Zone.INNER, ("-m", module))
    told = layout.environment(process, os.environ)
    told |= {name: os.environ[name] for name in ("QUANCHENG_LANGUAGE",) if name in os.environ}
    try:
        return subprocess.run([*layout.command(process), *arguments], cwd=ROOT, env=told, check=False).returncode
    except KeyboardInterrupt:
        return 130  # as shells have it; the process was interrupted with us


def run_spark(arguments: Sequence[str]) -> int:
    """Start `analytics.spark_command`, which reads Parquet files and no installation's settings."""
    command = [sys.executable, "-m", "analytics.spark_command", *arguments]
    try:
        return subprocess.run(command, cwd=ROOT, check=False).returncode
    except KeyboardInterrupt:
        return 130


def verify_traces(var: Path, zones: Sequence[Zone], statements: Sequence[Path], say: Say) -> int:
    """0 when every entry of every trace fits."""
    from core.trace_check import check_trace

    fits = True
    for zone in zones:
        report = check_trace(var, zone, statements)
        size, root = report.size, report.root.hex()
        if report.ok:
            say(M_("{zone}: {size} entries, all fit. Root {root}", zone=zone.value, size=size, root=root))
            continue
        fits = False
        for problem in report.problems:
            say(
                M_(
                    "{zone}: entry {first} to {last}: {what_text}",
                    zone=zone.value,
                    first=problem.index,
                    last=problem.until,
                    what_text=problem.what.text,
                ),
                error=True,
            )
    return 0 if fits else 1


def show_status(layout: Layout, say: Say) -> int:
    """0 when all are healthy. Raises NotInstalled."""
    if not installed(layout.var):
        raise NotInstalled(folder=str(layout.var))
    supervisor = Supervisor(layout, os.environ, say)
    healthy = {process.name: supervisor.is_healthy(process) for process in layout.processes()}
    for name, well in healthy.items():
        say(M_("{name}: healthy", name=name) if well else M_("{name}: not healthy", name=name))
    return 0 if all(healthy.values()) else 1


def translate_help(command: Any, translate: Translate) -> None:
    """Help texts of a command and all below it, in place."""
    command.help = translate(command.help) if command.help else command.help
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = translate(parameter.help)
    for below in getattr(command, "commands", {}).values():
        translate_help(below, translate)
