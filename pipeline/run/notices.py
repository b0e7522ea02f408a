"""Notices of runs to people: a line in the log, a webhook, a mail, any chat service.

Apprise delivers them. A notice reports a past event, so if it cannot be delivered, an error is
logged and nothing else changes.
"""

from __future__ import annotations

import logging
import smtplib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qs, urlsplit

from pipeline.safe_text import visible
from pipeline.settings import Settings

if TYPE_CHECKING:
    from apprise import NotifyBase

Kind = Literal["run_failed", "new_findings", "service_down"]
_PAUSES_S = (0, 2, 10)
"""Pause before each attempt: most servers that refuse a notice accept it seconds later."""

_TIMEOUT_S = 10
_WIDE = str.maketrans("<>@", "＜＞＠")
_PORTS = {"smtp": 25, "smtps": 465}
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Notice:
    """A message to people about a run or a service.

    Attributes:
        kind: `run_failed`, `new_findings` or `service_down`.
        title: one line.
        text: what happened and what to do.
    """

    kind: Kind
    title: str
    text: str


@dataclass(frozen=True)
class _Channel:
    """A way to deliver a notice: its name in the log, and a factory of Apprise's service."""

    name: str
    open: Callable[[], NotifyBase | None]
    title: str
    text: str


def send_in_background(notice: Notice, settings: Settings) -> None:
    """Send a notice without waiting until it is delivered."""
    threading.Thread(target=send, args=(notice, settings)).start()


def send(notice: Notice, settings: Settings) -> None:
    """Log a notice, and deliver it by every channel of the settings; never raises for a failure.

    Every channel gets three attempts within about 12 seconds.
    """
    _log.info("%s %s", notice.title, notice.text)
    if channels := _channels(notice, settings):
        with ThreadPoolExecutor(len(channels)) as threads:
            list(threads.map(_deliver, channels))


def _channels(notice: Notice, settings: Settings) -> list[_Channel]:
    """The configured channels, with the notice in the form that each of them needs.

    Chat services read marks such as `<@all>` as links or mentions. A notice may contain text of a
    PDF, so these marks are replaced by full-width characters.
    """
    subject = visible(f"bulletins: {notice.title}")
    text = visible(notice.text, keep_newlines=True)
    title, wide = notice.title.translate(_WIDE), text.translate(_WIDE)
    found = []
    if url := settings.notice_webhook.get_secret_value():
        service = partial(_webhook, url, notice.kind)
        found.append(_Channel("webhook", service, title, f"{visible(title)}\n{wide}"))
    if settings.notice_mail:
        found.append(_Channel("mail", partial(_mail, settings), subject, text))
    for url in settings.notice_urls.get_secret_value().split():
        other = partial(_service, url)
        found.append(_Channel(urlsplit(url).scheme, other, subject.translate(_WIDE), wide))
    return found


def _deliver(channel: _Channel) -> None:
    reason = ""
    for pause in _PAUSES_S:
        time.sleep(pause)
        reason = _failure(channel)
        if not reason:
            return
    _log.error("The notice could not be delivered by %s: %s", channel.name, reason)


def _failure(channel: _Channel) -> str:
    """Why one attempt failed; '' if it did not."""
    from apprise import Apprise, NotifyFormat

    with _apprise_warnings() as warnings:
        try:
            sender = Apprise()
            if (service := channel.open()) is not None:
                sender.add(service)
            done = sender.notify(channel.text, title=channel.title, body_format=NotifyFormat.TEXT)
        except (OSError, smtplib.SMTPException, ValueError, TypeError) as error:
            return str(error)
    return "" if done else "; ".join(warnings) or "no reason was given"


def _service(url: str) -> NotifyBase | None:
    from apprise import Apprise

    return Apprise.instantiate(url)


def _webhook(url: str, kind: Kind) -> NotifyBase:
    """A post of JSON with a field `text`, which common chat services show as it is."""
    from apprise.plugins.custom_json import NotifyJSON

    parts = urlsplit(url)
    host = parts.hostname or ""
    return NotifyJSON(  # type: ignore[no-untyped-call]
        host=f"[{host}]" if ":" in host else host,
        port=parts.port,
        user=parts.username,
        password=parts.password,
        secure=parts.scheme == "https",
        fullpath=parts.path,
        params=parse_qs(parts.query, keep_blank_values=True),
        # An empty name leaves a field of Apprise out, another one renames it.
        payload={"version": "", "attachments": "", "type": "", "message": "text",
                 "kind": kind, "host": socket.gethostname()},
    )  # fmt: skip


def _mail(settings: Settings) -> NotifyBase:
    """A mail, encrypted if the server supports it, with a login if the settings give a user.

    Certificates are not verified: internal mail servers often have self-signed ones.
    """
    from apprise.plugins.email import NotifyEmail

    parts = urlsplit(settings.smtp.get_secret_value() or "smtp://localhost")
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    sender, receiver = socket.getfqdn(), settings.notice_mail
    return NotifyEmail(  # type: ignore[no-untyped-call]
        host=host,
        smtp_host=host,
        port=port,
        user=parts.username,
        password=parts.password,
        secure_mode="ssl" if parts.scheme == "smtps" else _mode_of(host, port),
        from_addr=f"bulletins@{sender if '.' in sender else 'localhost'}",
        targets=receiver if "@" in receiver else f"{receiver}@localhost",
        format="text",
        verify_certificate=False,
    )


def _mode_of(host: str, port: int) -> str:
    with smtplib.SMTP(host, port, timeout=_TIMEOUT_S) as server:
        server.ehlo()
        return "starttls" if server.has_extn("starttls") else "insecure"


class _Collector(logging.Filter):
    """Removes the records of this thread from a log, and collects the warnings among them."""

    def __init__(self) -> None:
        super().__init__()
        self.warnings: list[str] = []
        self._thread = threading.get_ident()

    def filter(self, record: logging.LogRecord) -> bool:
        if record.thread != self._thread:
            return True
        if record.levelno >= logging.WARNING:
            self.warnings.append(visible(record.getMessage()))
        return False


@contextmanager
def _apprise_warnings() -> Iterator[list[str]]:
    """Collect Apprise's warnings; none of its records goes into our own log."""
    logger, collector = logging.getLogger("apprise"), _Collector()
    logger.addFilter(collector)
    try:
        yield collector.warnings
    finally:
        logger.removeFilter(collector)
