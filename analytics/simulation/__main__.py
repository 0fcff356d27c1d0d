"""`python -m analytics.simulation`: what `quancheng simulate` starts, with the inner zone's settings."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from analytics.simulation.build import build
from analytics.simulation.history import History, month_named
from analytics.simulation.tables import MOST, sealing_of, write
from analytics.sources import Source, folder_of
from core.errors import QuanchengError
from core.i18n import M_, Message, translator
from core.preflight import language_of
from core.settings import Settings

USUAL = 1_000_000
INTERRUPTED = 130


def main(arguments: Sequence[str]) -> int:
    asked = _parser().parse_args(arguments)
    count = asked.applications or (MOST if asked.through_tables else USUAL)
    settings = Settings()
    os.umask(0o077)
    try:
        history = History(count, asked.seed, month_named(asked.since), month_named(asked.until))
        if asked.through_tables:
            _through_tables(history, settings)
        else:
            _build(history, settings, events=asked.events)
    except QuanchengError as error:
        print(error.message(translator(language_of(os.environ))), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="quancheng simulate")
    parser.add_argument("--applications", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--from", dest="since", default="2015-01")
    parser.add_argument("--until", default="2017-10")
    parser.add_argument("--events", action="store_true")
    parser.add_argument("--through-tables", action="store_true")
    return parser


def _build(history: History, settings: Settings, *, events: bool) -> None:
    folder = folder_of(settings.analytics, Source.SIMULATED)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    build(history, folder, events=events, progress=_say_month)
    _say(M_("The history lies in {folder}; what it was made with, in truth.json there.", folder=str(folder)))


def _through_tables(history: History, settings: Settings) -> None:
    from core.bootstrap import inner_zone

    inner = inner_zone(settings)
    try:
        count = write(history, inner.store, sealing_of(inner), settings.authority_id)
    finally:
        inner.store.close()
    _say(M_("{count:,} simulated cases were written into the inner database.", count=count))


def _say_month(month: str, count: int) -> None:
    _say(M_("{month}: {count:,} applications", month=month, count=count))


def _say(message: Message) -> None:
    print(message.render(translator(language_of(os.environ))), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
