"""`python -m analytics`: what `quancheng analytics report` and `take` start, with the inner zone's settings."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from analytics import nation, reports
from analytics.refresh import refresh
from core.clock import system_clock
from core.errors import QuanchengError
from core.i18n import M_, Message, translator
from core.keys import KeyRing
from core.preflight import language_of
from core.provision import EXCHANGE_SIGN, secret_of
from core.settings import Settings
from core.workdays import CHINA


def main(arguments: Sequence[str]) -> int:
    asked = _parser().parse_args(arguments)
    os.umask(0o077)
    try:
        if asked.command == "report":
            report(Settings(), asked.out)
        else:
            take(Settings(), asked.files)
    except QuanchengError as error:
        print(error.message(translator(language_of(os.environ))), file=sys.stderr)
        return 1
    return 0


def report(settings: Settings, out: Path) -> None:
    """Bring the counts up to date, sign them and lay them into a file."""
    signer = KeyRing.open(settings.keys, secret_of(settings.secret)).ed25519(EXCHANGE_SIGN)
    snapshot = refresh(settings.database, settings.analytics, system_clock())
    reports.write(snapshot, out, installation=settings.installation, authority=settings.authority_id, signer=signer)
    _say(
        M_(
            "The counts of “{installation}” as of {time} (Beijing time) lie signed in {file}.",
            installation=settings.installation,
            time=_second(snapshot.made_at),
            file=str(out),
        )
    )


def take(settings: Settings, files: Sequence[Path]) -> None:
    """Take reports into the nation's counts, and say whose are late."""
    now = system_clock()
    made = nation.take(files, settings.analytics, now)
    every = nation.reporters_of(made)
    _say(M_("{count} of {all} installations have reported.", count=made.watermark, all=len(every)))
    for one in every:
        if one.as_of is None:
            _say(M_("{name}: no report has come yet.", name=one.name))
        elif one.is_late(now):
            time = _second(one.as_of)
            _say(M_("{name}: late, the newest report is as of {time} (Beijing time).", name=one.name, time=time))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="quancheng analytics")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("report").add_argument("--out", type=Path, required=True)
    commands.add_parser("take").add_argument("files", type=Path, nargs="*")
    return parser


def _second(moment: datetime) -> str:
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"


def _say(message: Message) -> None:
    print(message.render(translator(language_of(os.environ))), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
