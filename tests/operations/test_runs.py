"""Runs that somebody else carries out: how they are started, and how their end is reported."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.operations import runs
from pipeline.operations.flow_run import FlowRun, NotStarted, due_flow_run, new_flow_run
from pipeline.operations.runs import Ended, ProcessRun, environment_of
from pipeline.operations.services import responds
from pipeline.run.outcome import ListedFinding, findings, new_findings
from pipeline.settings import Settings
from tests.conftest import ROOT, environment
from tests.operations.test_up import is_gone
from tests.waiting import until

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
    answer: bytes, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_server_that_says(answer) as address:
        monkeypatch.setenv("PREFECT_API_URL", address)
        with pytest.raises(NotStarted):
            new_flow_run(settings)
        assert due_flow_run(settings) is None
        assert responds(address) == answer.startswith(OK)


@pytest.mark.parametrize("address", ["http://127.0.0.1:abc/api", "http://exa mple/api", "x", ""])
def test_what_is_no_address_takes_no_run(
    address: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", address)
    with pytest.raises(NotStarted, match="No Prefect server responds"):
        new_flow_run(settings)
    assert not responds(address) and due_flow_run(settings) is None


class InPrefect(FlowRun):
    """A flow run in a given state, which notes how it is closed."""

    def __init__(self, state: str) -> None:
        super().__init__("id")
        self.state, self.closed = state, ""

    def is_to_be_cancelled(self) -> bool:
        return self.state == "CANCELLING"

    def set_cancelled(self) -> None:
        self.state = "CANCELLED"

    def close(self, message: str) -> bool:
        self.closed = message
        return self.state != "FAILED"


@pytest.mark.parametrize(("state", "notices"), [("RUNNING", 1), ("FAILED", 0)])
def test_a_flow_run_that_died_is_closed_and_reported(
    state: str,
    notices: int,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """One that has recorded its end has sent its own notice."""
    a_command(monkeypatch, tmp_path, "import os; os.kill(os.getpid(), 9)")
    flow_run = InPrefect(state)
    found = ended(ProcessRun(settings, None, flow_run))
    assert (found.worked, len(found.notices)) == (False, notices)
    assert flow_run.closed == "It was ended by signal 9."


def test_a_flow_run_that_is_cancelled_ends_for_good(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(runs, "_ASK_EVERY_S", 0.1)
    a_command(monkeypatch, tmp_path, "import time; time.sleep(99)")
    flow_run = InPrefect("CANCELLING")
    found = ended(ProcessRun(settings, None, flow_run))
    assert found == Ended(worked=True, cancelled=True) and flow_run.state == "CANCELLED"


def test_findings_that_cannot_be_read_are_not_compared(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "bulletins.sqlite").write_bytes(b"garbage" * 1000)
    assert findings(tmp_path) is None and "cannot be read" in caplog.text
    assert findings(tmp_path / "nothing") == []
    known = [ListedFinding("1", "error", "kind", "", "message")]
    assert new_findings(None, known) == new_findings(known, None) == []
    assert new_findings([], known) == known


def ended(run: ProcessRun) -> Ended:
    deadline = time.monotonic() + 60
    while (found := run.ended()) is None:
        assert time.monotonic() < deadline, "it did not end"
        time.sleep(0.05)
    return found


def a_program(folder: Path, code: str) -> dict[str, str]:
    """The environment in which `python -m pipeline` does something else."""
    program = folder / "program" / "pipeline"
    program.mkdir(parents=True)
    (program / "__init__.py").touch()
    (program / "__main__.py").write_text(code)
    return environment({"PYTHONPATH": str(program.parent), "PYTHONSAFEPATH": "1"})


def a_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str) -> None:
    found = a_program(tmp_path, code)
    monkeypatch.setattr(runs, "environment_of", lambda settings: found)


@pytest.mark.parametrize("reported", [True, False])
def test_exit_code_4_is_of_no_issue_only_where_the_run_says_so(
    reported: bool, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    printed = "print('{\"error\": null}')\n" if reported else ""
    say = "sys.stderr.write('a log\\nbulletins: An unexpected fault: X: y.\\nMore of it.\\n')\n"
    a_command(monkeypatch, tmp_path, f"import sys\n{printed}{say}sys.exit(4)")
    found = ended(ProcessRun(settings))
    sentence = (
        "No issue could be loaded." if reported else "An unexpected fault: X: y.\nMore of it."
    )
    assert (found.worked, found.failure) == (reported, sentence)
    assert sentence in found.notices[0].text


def test_a_run_that_cannot_write_its_report_says_why(
    settings: Settings, drop: Callable[..., Path]
) -> None:
    """What another run has left on record is not taken for it."""
    settings.outputs.mkdir()
    settings.run_report.write_text('{"error": "of another run", "exit_code": 5}')
    settings.lock.mkdir()
    drop("a.pdf")
    found = ended(ProcessRun(settings))
    assert not found.worked and "cannot be written" in found.failure
    assert found.failure in found.notices[0].text


def test_a_killed_run_is_reported(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    a_command(monkeypatch, tmp_path, "import os; os.kill(os.getpid(), 9)")
    found = ended(ProcessRun(settings))
    assert (found.worked, found.failure) == (False, "It was ended by signal 9.")


def test_a_run_ends_when_its_watch_is_killed(tmp_path: Path) -> None:
    """Although it has a session of its own."""
    pid = tmp_path / "pid"
    wait = "import os, time; print(os.getpid(), file=open({!r}, 'w'), flush=True); time.sleep(99)"
    code = (
        "import time; from pipeline.operations.child import Child\n"
        f"Child([], {a_program(tmp_path, wait.format(str(pid)))!r}); time.sleep(99)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], env=environment(), cwd=ROOT)
    try:
        until(lambda: pid.exists() and pid.read_text().strip(), 30)
    finally:
        parent.kill()
        parent.wait()
    until(lambda: is_gone(int(pid.read_text())), 5)


def test_a_run_elsewhere_has_the_same_store(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for store, expected in (
        ("shelf", str(tmp_path / "shelf")),
        ("s3://bucket/bulletins", "s3://bucket/bulletins"),
        ("", ""),
    ):
        given = settings.model_copy(update={"store": store})
        assert environment_of(given)["BULLETINS_STORE"] == expected
    assert os.path.isabs(environment_of(settings)["BULLETINS_OUTPUTS"])
