"""The mail server of a demo: takes every mail, delivers none, keeps each for the mailbox page."""

from __future__ import annotations

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from reference.records import Records

LARGEST_MAIL = 10 * 1024 * 1024


class MailSink:
    """Handler of aiosmtpd: its method names are that library's."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        self._records.keep_mail(envelope.rcpt_tos, content)
        return "250 Kept"


def make_controller(records: Records, port: int, hostname: str = "127.0.0.1") -> Controller:
    """A server in a thread of its own; `start()` and `stop()` it."""
    return Controller(MailSink(records), hostname=hostname, port=port, data_size_limit=LARGEST_MAIL)
