"""`quancheng`: runs, makes and checks an installation from the command line.

Heavy parts are imported inside the commands, so that help and small commands answer at once. What goes wrong is said
in one sentence on standard error, with a status that is not zero; never a traceback for what people can mend.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from core.errors import QuanchengError
from core.i18n import M_, N_, Message, translator
from core.loading import loading
from core.preflight import language_of
from core.terms import Role, Zone

Var = Annotated[Path, typer.Option("--var", envvar="QUANCHENG_VAR", help=N_("The folder that holds everything."))]
PortBase = Annotated[
    int,
    typer.Option(
        envvar="QUANCHENG_PORT_BASE", min=1, max=65000, help=N_("The portal listens on this number + 1, and so on.")
    ),
]
Demo = Annotated[bool, typer.Option("--demo", help=N_("Seed a small demo; secrets are printed; loopback only."))]
Heartbeat = Annotated[Path | None, typer.Option(help=N_("File that is touched while the process lives."))]
VAR, BASE = Path("var"), 8500

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
verify = typer.Typer(no_args_is_help=True)
officer = typer.Typer(no_args_is_help=True)
app.add_typer(verify, name="verify", help=N_("Verify what an installation keeps."))
app.add_typer(officer, name="officer", help=N_("Officers' accounts."))
analytics = typer.Typer(no_args_is_help=True)
app.add_typer(analytics, name="analytics", help=N_("The managers' measures."))


def say(message: Message, *, error: bool = False) -> None:
    """A sentence in the language of the terminal."""
    print(message.render(translator(language_of(os.environ))), file=sys.stderr if error else sys.stdout, flush=True)


@app.command(help=N_("Start everything on this machine; Ctrl-C stops it."))
def run(
    var: Var = VAR,
    demo: Demo = False,
    port_base: PortBase = BASE,
    host: Annotated[str, typer.Option(help=N_("Address on which both applications listen."))] = "127.0.0.1",
) -> None:
    from core.processes import Layout, Ports
    from core.running import run_installation

    layout = Layout(var.resolve(), Ports(port_base), demo, host)
    raise typer.Exit(run_installation(layout, os.environ, say))


@app.command(help=N_("Make the installation: folders, secrets, keys, databases. What is there already stays."))
def init(
    var: Var = VAR,
    demo: Demo = False,
    organisation: Annotated[
        str, typer.Option(help=N_("Name in the certificates of the trust service."))
    ] = "全程电子化登记平台",
) -> None:
    with loading():
        from core.bootstrap import initialise
        from core.preflight import check_folder, check_sqlite

    var = var.resolve()
    check_folder(var)
    check_sqlite()
    summary = initialise(var, demo=demo, organisation=organisation)
    if summary.created:
        say(M_("The installation was made in {folder}.", folder=str(var)))
    if demo:
        from core.running import demo_accounts, show_demo_accounts

        show_demo_accounts(demo_accounts(var), say)
    else:
        say(M_("Fingerprints of the public keys and certificates, to be compared with the other zone's:"))
        for name, fingerprint in summary.fingerprints.items():
            print(f"  {fingerprint}  {name}")


@app.command(help=N_("Make the demo's accounts and first cases, and show the accounts."))
def seed(var: Var = VAR) -> None:
    from core.bootstrap import initialise
    from core.running import demo_accounts, show_demo_accounts

    initialise(var.resolve(), demo=True)
    show_demo_accounts(demo_accounts(var.resolve()), say)


@app.command(help=N_("Show an officer's present code in a demo."))
def totp(login: Annotated[str, typer.Argument(help=N_("Sign-in name."))], var: Var = VAR) -> None:
    from core.running import show_code

    show_code(var.resolve(), login, say)


@officer.command("add", help=N_("Add an officer; the password and the secret for codes are printed once."))
def add_officer(
    login: Annotated[str, typer.Argument(help=N_("Sign-in name."))],
    name: Annotated[str, typer.Option(help=N_("The officer's name."))],
    role: Annotated[list[Role], typer.Option(help=N_("What the officer may do; give it once for each role."))],
    authority: Annotated[str, typer.Option(help=N_("Code of the authority; empty: the one at the root."))] = "",
    var: Var = VAR,
) -> None:
    from core.running import add_officer as add
    from core.running import show_new_officer

    show_new_officer(add(var.resolve(), login, name, role, authority), say)


@app.command(help=N_("The background work of the zone that QUANCHENG_ZONE names."))
def worker(heartbeat: Heartbeat = None) -> None:
    with loading():
        from core.bootstrap import run_worker
        from core.pulse import Pulse
        from core.settings import Settings

    settings = Settings()
    log_to_standard_error(settings.log_level)
    run_worker(settings, Pulse(heartbeat).listen())


@app.command(help=N_("Carry envelopes between the two zones' spool folders."))
def carrier(var: Var = VAR, heartbeat: Heartbeat = None) -> None:
    from core.carrier import Carrier
    from core.pulse import Pulse
    from core.rounds import CARRIER
    from core.rounds import run as go_round

    log_to_standard_error("INFO")
    var = var.resolve()
    carry = Carrier(var / Zone.OUTER / "spool", var / Zone.INNER / "spool").carry
    go_round(carry, var, CARRIER, Pulse(heartbeat).listen(), lambda: None)


@app.command(help=N_("The trust service: certificates and timestamps."))
def trust(
    keys: Annotated[Path, typer.Option(help=N_("Folder of the trust service's own keys."))] = VAR / "trust",
    port: Annotated[int, typer.Option(help=N_("Port on loopback."))] = 8502,
) -> None:
    with loading():
        import uvicorn

        from core.bootstrap import trust_app
        from core.settings import Settings

        settings = Settings()
        log_to_standard_error(settings.log_level)
        service = trust_app(settings, keys)
    uvicorn.run(service, host="127.0.0.1", port=port, access_log=False, log_config=None, timeout_graceful_shutdown=2)


@app.command(help=N_("Walk one registration through both zones and check all that it leaves; its case is a drill."))
def smoke(
    out: Annotated[Path, typer.Option(help=N_("Folder for the documents, proofs and result.json."))],
    var: Var = VAR,
) -> None:
    from core.running import run_smoke

    raise typer.Exit(run_smoke(var.resolve(), out.resolve(), say))


@verify.command("trace", help=N_("Derive the traces anew and name the first entry that does not fit."))
def verify_trace(
    var: Var = VAR,
    zone: Annotated[Zone | None, typer.Option(help=N_("Only this zone; both unless given."))] = None,
    checkpoint: Annotated[
        list[Path] | None, typer.Option(help=N_("File with a signed checkpoint kept elsewhere (needs --zone)."))
    ] = None,
) -> None:
    from core.running import verify_traces

    if checkpoint and zone is None:
        raise typer.BadParameter(translator(language_of(os.environ))(N_("--checkpoint needs --zone")))
    zones = [zone] if zone else list(Zone)
    raise typer.Exit(verify_traces(var.resolve(), zones, checkpoint or [], say))


@app.command(help=N_("Make up a national history of which the truth is known, to try the managers' pages on."))
def simulate(
    applications: Annotated[
        int | None, typer.Option(help=N_("How many applications; a million unless given, 20,000 through the tables."))
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help=N_("The same seed gives the same history."))] = 1,
    since: Annotated[str, typer.Option("--from", help=N_("The first month."))] = "2015-01",
    until: Annotated[str, typer.Option("--until", help=N_("The last month; it ends on its 16th."))] = "2017-10",
    events: Annotated[bool, typer.Option("--events", help=N_("Write every step of the applications, too."))] = False,
    through_tables: Annotated[
        bool, typer.Option("--through-tables", help=N_("Write cases into the inner database of a new installation."))
    ] = False,
    var: Var = VAR,
) -> None:
    from core.processes import Layout
    from core.running import run_simulation

    told = {"--seed": seed, "--from": since, "--until": until, "--applications": applications}
    arguments = [str(part) for name, value in told.items() if value is not None for part in (name, value)]
    flags = {"--events": events, "--through-tables": through_tables}
    raise typer.Exit(run_simulation(Layout(var.resolve()), [*arguments, *(name for name, on in flags.items() if on)]))


@analytics.command("spark", help=N_("Take the measures with Apache Spark over monthly Parquet files, and print them."))
def analytics_spark(
    parquet: Annotated[Path, typer.Option(help=N_("Folder with the files applications-*.parquet."))],
    measure: Annotated[list[str] | None, typer.Option(help=N_("Only this measure; give it once for each."))] = None,
    by: Annotated[
        list[str] | None, typer.Option(help=N_("By what “rates” counts; give it once for each. Months unless given."))
    ] = None,
    as_of: Annotated[
        str, typer.Option(help=N_("The moment as of which is counted; when the files were written unless given."))
    ] = "",
    master: Annotated[str, typer.Option(help=N_("Spark's master; this machine unless given."))] = "",
    out: Annotated[Path | None, typer.Option(help=N_("Write JSON into this file instead."))] = None,
) -> None:
    from core.running import run_spark

    told = [("--parquet", str(parquet.resolve())), ("--as-of", as_of), ("--master", master)]
    told += [("--measure", name) for name in measure or []] + [("--by", column) for column in by or []]
    told += [("--out", str(out.resolve()))] if out else []
    raise typer.Exit(run_spark([part for name, value in told if value for part in (name, value)]))


@analytics.command("report", help=N_("Lay this installation's counts, signed and without personal data, into a file."))
def analytics_report(
    out: Annotated[Path, typer.Option(help=N_("File for the report, to be carried upward."))], var: Var = VAR
) -> None:
    from core.processes import Layout
    from core.running import run_analytics

    arguments = ["report", "--out", str(out.resolve())]
    raise typer.Exit(run_analytics(Layout(var.resolve()), "analytics", arguments))


@analytics.command("take", help=N_("Take reports of installations into the nation's counts, and say whose are late."))
def analytics_take(
    reports: Annotated[list[Path] | None, typer.Argument(help=N_("Files that “report” has made."))] = None,
    var: Var = VAR,
) -> None:
    from core.processes import Layout
    from core.running import run_analytics

    arguments = ["take", *(str(one.resolve()) for one in reports or [])]
    raise typer.Exit(run_analytics(Layout(var.resolve()), "analytics", arguments))


@app.command(help=N_("Say which processes of a running installation are healthy."))
def status(var: Var = VAR, demo: Demo = False, port_base: PortBase = BASE) -> None:
    from core.processes import Layout, Ports
    from core.running import show_status

    raise typer.Exit(show_status(Layout(var.resolve(), Ports(port_base), demo), say))


def log_to_standard_error(level: str) -> None:
    import logging

    logging.basicConfig(level=level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s")


def main() -> None:
    """The entry of the command: translated help, errors as sentences."""
    command = typer.main.get_command(app)
    language = language_of(os.environ)
    if language != "en":
        from core.running import translate_help

        translate_help(command, translator(language))
    try:
        command()
    except QuanchengError as error:
        print(error.message(translator(language)), file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
