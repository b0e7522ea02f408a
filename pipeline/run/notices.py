"""Notices to people who are not looking: a line in the log, a webhook, a mail.

A notice tells of what has happened already, so one that cannot be delivered is told of in the log
and changes nothing else.
"""

from __future__ import annotations

import json
import logging
import smtplib
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from email.message import EmailMessage
from http.client import HTTPException
from typing import Literal
from urllib.parse import unquote, urlsplit
from urllib.request import Request, urlopen

from pipeline.safe_text import visible
from pipeline.settings import Settings

Kind = Literal["run_failed", "new_findings", "service_down"]
_PATIENCE_S = 10
_WIDE = str.maketrans("<>@", "＜＞＠")
_PORTS = {"smtp": 25, "smtps": 465}
_UNDELIVERED = (OSError, HTTPException, smtplib.SMTPException, ValueError)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Notice:
    """What a person should know.

    Attributes:
        kind: `run_failed`, `new_findings` or `service_down`.
        title: one line.
        text: what happened and what to do.
    """

    kind: Kind
    title: str
    text: str


def send(notice: Notice, settings: Settings) -> None:
    """Log a notice, and post and mail it where the settings say so; never raises for a failure."""
    _log.info("%s %s", notice.title, notice.text)
    ways: tuple[tuple[str, bool, Callable[[Notice, Settings], None]], ...] = (
        ("webhook", bool(settings.notice_webhook.get_secret_value()), _post),
        ("mail", bool(settings.notice_mail), _mail),
    )
    for name, wanted, deliver in ways:
        if wanted:
            try:
                deliver(notice, settings)
            except _UNDELIVERED as error:
                _log.error("The notice could not be delivered by %s: %s", name, error)


def _post(notice: Notice, settings: Settings) -> None:
    """As JSON with a field `text`, which common chat services show as it is.

    Text of a PDF may be in it: the marks by which these services link and call people become wide.
    """
    shown = visible(f"{notice.title}\n{notice.text}", keep_newlines=True)
    told = {
        **asdict(notice),
        "title": notice.title.translate(_WIDE),
        "text": shown.translate(_WIDE),
        "host": socket.gethostname(),
    }
    request = Request(
        settings.notice_webhook.get_secret_value(),
        data=json.dumps(told, ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json; charset=utf-8"},
    )
    with urlopen(request, timeout=_PATIENCE_S):
        return


def _mail(notice: Notice, settings: Settings) -> None:
    message = EmailMessage()
    message["Subject"] = visible(f"bulletins: {notice.title}")
    message["To"] = settings.notice_mail
    message["From"] = f"bulletins@{socket.getfqdn()}"
    text = visible(notice.text, keep_newlines=True)
    message.set_content(f"{text}\n", cte="quoted-printable")  # any server takes it
    with _mail_server(settings.smtp.get_secret_value() or "smtp://localhost") as server:
        server.send_message(message)


@contextmanager
def _mail_server(url: str) -> Iterator[smtplib.SMTP]:
    """A connection, encrypted where the server offers it, and signed in where a name is given."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError("BULLETINS_SMTP is no address such as smtp://user:password@host:587")
    kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    with kind(parts.hostname, parts.port or _PORTS[parts.scheme], timeout=_PATIENCE_S) as server:
        if parts.scheme == "smtp" and server.ehlo() and server.has_extn("starttls"):
            server.starttls()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server
