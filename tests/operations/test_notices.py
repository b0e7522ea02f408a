"""Notices reach a webhook and a mailbox, and hurt nobody where they do not."""

from __future__ import annotations

import json
import logging
import socketserver
import sqlite3
import subprocess
import sys
import threading
import time
from base64 import b64decode
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path

import pytest
from pydantic import SecretStr

from pipeline.errors import UsageError
from pipeline.run import notices
from pipeline.run.notices import Notice, send, send_in_background
from pipeline.run.outcome import (
    ListedFinding,
    findings,
    new_findings,
    notice_of_failure,
    notice_of_findings,
)
from pipeline.run.repeated import forget_failure, send_once
from pipeline.settings import Settings, load_settings
from tests.conftest import environment
from tests.operations.hook import Hook

NOTICE = Notice("run_failed", "The run failed.", "磁盘已满\x1b[31m\nSecond line.")


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pauses between attempts."""
    monkeypatch.setattr(notices, "_PAUSES_S", (0, 0, 0))


@pytest.fixture
def hook() -> Iterator[Hook]:
    found = Hook()
    yield found
    found.close()


class Mailbox(socketserver.StreamRequestHandler):
    """As much of a mail server as a client needs."""

    mails: list[bytes]

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = iter(self.rfile.readline, b".\r\n")
                self.mails.append(b"".join(lines))
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 fine\r\n")
            if word == b"QUIT":
                return


def test_a_notice_is_posted(hook: Hook) -> None:
    send(NOTICE, load_settings(notice_webhook=hook.url))
    [got] = hook.got
    assert got["kind"] == "run_failed"
    assert got["text"] == "The run failed.\n磁盘已满\\x1b[31m\nSecond line."


def test_a_webhook_keeps_path_query_and_password() -> None:
    hook = Hook()
    address = hook.url.removeprefix("http://").removesuffix("/secret")
    url = f"http://me:p%40ss@{address}/a%2Fb?token=x%26y&empty="
    send(NOTICE, load_settings(notice_webhook=url))
    hook.close()
    assert hook.paths == ["/a%2Fb?token=x%26y&empty="]
    assert b64decode(hook.headers[0]["Authorization"].removeprefix("Basic ")) == b"me:p@ss"
    assert set(hook.got[0]) == {"kind", "title", "text", "host"}


def test_a_notice_goes_to_every_service(hook: Hook) -> None:
    """A host with a name and a password among them."""
    host = hook.url.removeprefix("http://").removesuffix("/secret")
    urls = f"json://me:hidden@{host}/one json://{host}/two"
    settings = load_settings(notice_webhook=hook.url, notice_urls=urls)
    assert "hidden" not in repr(settings) + settings.model_dump_json()
    send_in_background(Notice("run_failed", "It failed.", "<@all> 磁盘已满"), settings)
    wait_for(lambda: len(hook.got) == 3)
    assert sorted(hook.paths) == ["/one", "/secret", "/two"]
    [one] = [got for got, path in zip(hook.got, hook.paths, strict=True) if path == "/one"]
    assert (one["title"], one["message"]) == ("bulletins: It failed.", "＜＠all＞ 磁盘已满")


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)


def test_a_notice_is_tried_again() -> None:
    hook = Hook(status=503, failures=2)
    send(NOTICE, load_settings(notice_webhook=hook.url))
    hook.close()
    assert len(hook.got) == 3


@pytest.mark.parametrize("urls", ["nonsense://hidden", "json://host/x dingtalk://", "hidden"])
def test_an_address_that_no_service_has_is_refused(
    urls: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(UsageError, match="is unknown to Apprise") as caught:
        load_settings(notice_urls=urls)
    assert "hidden" not in str(caught.value) + caplog.text


def test_text_of_a_pdf_calls_nobody(hook: Hook) -> None:
    text = "unknown <!channel> @all <a href=x>"
    send(Notice("new_findings", text, text), load_settings(notice_webhook=hook.url))
    [got] = hook.got
    assert not set("<>@") & set(got["text"] + got["title"])


@pytest.mark.parametrize("receiver", ["office@example.org", "office"])
def test_a_notice_is_mailed(receiver: str) -> None:
    mails: list[bytes] = []
    handler = type("Handler", (Mailbox,), {"mails": mails})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"smtp://127.0.0.1:{server.server_address[1]}"
        send(NOTICE, load_settings(notice_mail=receiver, smtp=url))
        server.shutdown()
    [mail] = mails
    message = message_from_bytes(mail)
    assert str(make_header(decode_header(message["Subject"]))) == "bulletins: The run failed."
    content = message.get_payload(decode=True)
    assert isinstance(content, bytes) and "磁盘已满\\x1b[31m" in content.decode()


@pytest.mark.parametrize(
    "settings",
    [
        {"notice_webhook": "http://127.0.0.1:9/secret"},
        {"notice_mail": "office@example.org", "smtp": "smtp://127.0.0.1:9"},
        {"notice_mail": "office@example.org", "smtp": "smtps://127.0.0.1:9"},
        {"notice_mail": "two\nlines@example.org", "smtp": "smtp://127.0.0.1:9"},
    ],
    ids=repr,
)
def test_a_notice_that_fails_is_only_reported_of(
    settings: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        send(NOTICE, load_settings(**settings))
    levels = [record.levelname for record in caplog.records]
    assert levels == ["INFO", "ERROR"]
    assert "secret" not in caplog.text


def test_a_webhook_that_says_no_is_reported_of(caplog: pytest.LogCaptureFixture) -> None:
    angry = Hook(status=500)
    send(NOTICE, load_settings(notice_webhook=angry.url))
    angry.close()
    assert "could not be delivered by webhook" in caplog.text


def test_secrets_do_not_show() -> None:
    settings = load_settings(smtp="smtp://me:hidden@mail.example.org")
    assert "hidden" not in repr(settings) + settings.model_dump_json()
    with pytest.raises(UsageError) as caught:
        load_settings(smtp=["hidden"])
    assert "hidden" not in str(caught.value)


def test_only_new_findings_are_reported() -> None:
    old, new = (ListedFinding(i, "error", "row_sum", "2025-03", f"Sum {i}.") for i in "ab")
    assert new_findings([old], [old, new]) == [new]
    assert notice_of_findings([], "dataset") is None
    notice = notice_of_findings([new] * 30, "dataset")
    assert notice and "30 errors" in notice.title and "Sum b." in notice.text
    assert "and 10 more" in notice.text


def test_a_finding_whose_message_moves_is_not_new() -> None:
    """A median of all issues moves with each of them."""
    before = [ListedFinding("a", "warning", "outlier", "2025-03", "The median is 7.", "x")]
    moved = ListedFinding("b", "warning", "outlier", "2025-03", "The median is 8.", "x")
    other = ListedFinding("c", "warning", "outlier", "2025-03", "The median is 8.", "y")
    assert new_findings(before, [moved, other]) == [other]
    second = ListedFinding("d", "warning", "outlier", "2025-03", "The median is 9.", "x")
    assert new_findings(before, [second, *before]) == [second]
    assert new_findings(before, [moved, second]) == [second]


def test_a_finding_is_listed_with_its_address(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "bulletins.sqlite") as database:
        columns = "severity, message, issue_id, table_name, month, entity_id, measure, kind, entity"
        database.execute(f"CREATE TABLE findings (finding_id, {columns})")
        row = ("1", "error", "Sum 7.", "2025-03", "t", "2025-02-01", "h", "m", "row_sum", "医院")
        database.execute("INSERT INTO findings VALUES (?,?,?,?,?,?,?,?,?,?)", row)
    listed = findings(tmp_path)
    assert listed is not None and "7" not in listed[0].address
    assert json.loads(listed[0].address) == [*row[3:8], "row_sum", "医院"]


def failure(why: str) -> Notice:
    return notice_of_failure("The run", why)


def test_a_failure_that_repeats_is_sent_once(settings: Settings, hook: Hook) -> None:
    """Whoever sends it: a watch, its successor, a flow run. Numbers of processes do not count."""
    known = settings.model_copy(update={"notice_webhook": SecretStr(hook.url)})
    settings.outputs.mkdir()
    send_once(failure("Another run (process 77) uses it."), known)
    send_once(failure("Another run (process 78) uses it."), known)
    assert len(hook.got) == 1
    send_once(failure("The new dataset lacks 1 issue: 2023-06."), known)
    send_once(failure("The new dataset lacks 1 issue: 2023-07."), known)
    assert len(hook.got) == 3
    forget_failure(known)
    send_once(failure("The new dataset lacks 1 issue: 2023-07."), known)
    assert len(hook.got) == 4


def test_a_failure_is_sent_though_it_cannot_be_remembered(settings: Settings, hook: Hook) -> None:
    known = settings.model_copy(update={"notice_webhook": SecretStr(hook.url)})
    send_once(failure("The outputs folder is missing."), known)
    assert len(hook.got) == 1 and not settings.outputs.exists()


def test_nothing_slow_is_imported_for_a_notice() -> None:
    code = "import pipeline.run.notices, sys; print(*sys.modules)"
    out = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True
    )
    assert not {"prefect", "pandas", "httpx", "watchfiles", "apprise"} & set(out.stdout.split())
