"""Runs that somebody else carries out: how they are started, and what is told of their end."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.operations.office import _works, answers
from pipeline.operations.outcome import Told, findings, new_findings
from pipeline.operations.runs import INGEST, DeploymentRun, NotStarted, environment_of
from pipeline.settings import Settings

OK = b"HTTP/1.0 200 OK\r\n\r\n"
OTHERS = {"ssh": b"SSH-2.0-OpenSSH\r\n", "html": OK + b"<html></html>", "json": OK + b"true"}


@contextmanager
def a_server_that_says(answer: bytes) -> Iterator[str]:
    """The address of an API at which nothing but this comes back."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65536)
                    connection.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/api"
        server.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("answer", OTHERS.values(), ids=OTHERS)
def test_what_is_no_prefect_server_takes_no_run(
    answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prefect.settings import PREFECT_API_URL, temporary_settings

    with a_server_that_says(answer) as address:
        monkeypatch.setenv("PREFECT_API_URL", address)
        with temporary_settings({PREFECT_API_URL: address}), pytest.raises(NotStarted):
            DeploymentRun(INGEST, "key")
        assert not _works(address)
        assert answers(address) == answer.startswith(OK)


@pytest.mark.parametrize("address", ["http://127.0.0.1:abc/api", "http://exa mple/api", "x", ""])
def test_what_is_no_address_takes_no_run(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", address)
    with pytest.raises(NotStarted, match="No Prefect server answers"):
        DeploymentRun(INGEST, "key")
    assert not answers(address) and not _works(address)


def test_findings_that_cannot_be_read_are_not_compared(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "bulletins.sqlite").write_bytes(b"garbage" * 1000)
    assert findings(tmp_path) is None and "cannot be read" in caplog.text
    assert findings(tmp_path / "nothing") == []
    told = [Told("1", "error", "kind", "", "message")]
    assert new_findings(None, told) == new_findings(told, None) == []
    assert new_findings([], told) == told


def test_a_run_elsewhere_has_the_same_store(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for store, told in (
        ("shelf", str(tmp_path / "shelf")),
        ("s3://bucket/bulletins", "s3://bucket/bulletins"),
        ("", ""),
    ):
        given = settings.model_copy(update={"store": store})
        assert environment_of(given)["BULLETINS_STORE"] == told
    assert os.path.isabs(environment_of(settings)["BULLETINS_OUTPUTS"])
