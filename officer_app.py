"""The officers' application: `python officer_app.py --host 127.0.0.1 --port 8601` serves it until it is told to stop.

It reads the inner zone's settings from the environment, and takes websockets from the port on loopback and from
`officer_address` alone. What must stop it says one sentence on standard error.
"""

from __future__ import annotations

import argparse
import logging
import signal
import sys

from core.loading import loading

with loading():
    from core.bootstrap import inner_zone
    from core.errors import ConfigurationError
    from core.settings import Settings
    from officer.server import build


def main() -> int:
    parser = argparse.ArgumentParser(description="The officers' application of Quancheng.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8601)
    given = parser.parse_args()
    settings = Settings()
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for chatty in ("bokeh", "tornado.access", "panel"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        server = build(inner_zone(settings), settings.officer_address, given.host, given.port)
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return 2
    server.server.start()
    loop = server.server.io_loop
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: loop.add_callback_from_signal(loop.stop))
    loop.start()
    server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
