"""`python -m reference`: the reference services as one process, on loopback only."""

from __future__ import annotations

import argparse
from pathlib import Path

import uvicorn

from reference.app import create_app
from reference.mail_sink import make_controller

LOOPBACK = "127.0.0.1"


def main() -> None:
    parser = argparse.ArgumentParser(prog="reference", description=__doc__)
    parser.add_argument("--port", type=int, default=8701, help="HTTP: identity, publicity, mailbox")
    parser.add_argument("--smtp-port", type=int, default=8702, help="SMTP: the mail sink")
    parser.add_argument("--data", type=Path, default=Path("var/reference"), help="folder for people, records and mails")
    parser.add_argument("--demo", action="store_true", help="make up people, and show them and the mailbox")
    given = parser.parse_args()
    app = create_app(given.data, demo=given.demo)
    mail = make_controller(app.state.records, given.smtp_port, LOOPBACK)
    mail.start()
    try:
        uvicorn.run(app, host=LOOPBACK, port=given.port, log_level="warning", timeout_graceful_shutdown=2)
    finally:
        mail.stop()


if __name__ == "__main__":
    main()
