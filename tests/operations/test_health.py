"""`status --check` prints the problems, and sets the exit code."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.archive.archive import Archive
from pipeline.archive.receive import receive
from pipeline.cli.status_command import show_status
from pipeline.errors import ExitCode, FolderError
from pipeline.files.lock import only_run
from pipeline.operations.health import problems
from pipeline.run import history as run_history
from pipeline.run.report import RunReport
from pipeline.settings import Settings
from tests.conftest import Command

Drop = Callable[..., Path]
LATER_MIN = 31


def ran(settings: Settings, *, hours_ago: float = 0, **fields: Any) -> None:
    started = dt.datetime.now(dt.UTC) - dt.timedelta(hours=hours_ago)
    began = started.isoformat(timespec="seconds")
    report = RunReport(started_at=began, ended_at=began)
    for name, value in fields.items():
        setattr(report, name, value)
    settings.outputs.mkdir(exist_ok=True)
    settings.run_report.write_text(report.as_json())


def kinds(settings: Settings) -> list[str]:
    return [problem.kind for problem in problems(settings)]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half an hour and a minute have passed."""
    now = time.time

    monkeypatch.setattr(time, "time", lambda: now() + LATER_MIN * 60)


def test_all_is_well_after_a_run(settings: Settings) -> None:
    ran(settings)
    assert kinds(settings) == []
    ran(settings, exit_code=ExitCode.SOME_REJECTED)
    assert kinds(settings) == []


def test_no_run_yet_is_overdue(settings: Settings) -> None:
    assert kinds(settings) == ["overdue"]


@pytest.mark.parametrize(
    "fields", [{"error": "The disk is full."}, {"exit_code": ExitCode.NOTHING_PUBLISHED}], ids=str
)
def test_a_failed_run_is_reported(settings: Settings, fields: dict[str, Any]) -> None:
    ran(settings, **fields)
    [problem] = problems(settings)
    assert problem.kind == "last_run_failed"
    assert str(fields.get("error", "nothing could be published")) in problem.message


def test_a_run_that_could_write_nothing_is_reported(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran(settings)

    def full(*_: object, **__: object) -> None:
        raise FolderError("Cannot write: No space left on device.")

    monkeypatch.setattr(run_history, "write_atomically", full)
    with pytest.raises(FolderError):
        run_history.new_report(settings)
    [problem] = problems(settings)
    assert problem.kind == "last_run_failed" and "nothing could be written" in problem.message
    show_status(settings, as_json=False)
    assert "Last run  stopped: nothing could be written" in capsys.readouterr().out
    monkeypatch.undo()
    run_history.new_report(settings).as_json()
    assert "nothing could be written" not in str(problems(settings))


@pytest.mark.parametrize(
    ("flags", "free", "message"),
    [(0, 10**6, None), (0, 100, "is full: 0 MB"), (os.ST_RDONLY, 10**6, "cannot be written")],
)
def test_a_full_disk_is_reported_before_a_run_fails_on_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, flags: int, free: int, message: str | None
) -> None:
    ran(settings)
    disk = SimpleNamespace(f_bavail=free, f_frsize=4096, f_flag=flags)
    monkeypatch.setattr(os, "statvfs", lambda path: disk)
    found = problems(settings)
    assert [problem.kind for problem in found] == ["outputs"] * bool(message)
    assert message is None or message in found[0].message


def test_a_run_that_was_killed_is_reported_but_not_one_that_is_at_work(settings: Settings) -> None:
    ran(settings, ended_at=None)
    [problem] = problems(settings)
    assert problem.kind == "last_run_failed" and "killed" in problem.message
    with only_run(settings):
        assert kinds(settings) == []


def test_a_clock_that_was_set_back_hides_nothing(settings: Settings) -> None:
    ran(settings, hours_ago=-100)
    assert kinds(settings) == ["overdue"]


def test_a_damaged_report_is_reported(settings: Settings) -> None:
    settings.outputs.mkdir()
    for content in (b"", b"[]", b'{"started_at": "yesterday", "exit_code": 0, "error": null}'):
        settings.run_report.write_bytes(content)
        assert kinds(settings) == ["last_run_failed"], content


def test_a_run_that_is_long_ago_is_reported(settings: Settings) -> None:
    ran(settings, hours_ago=25)
    assert kinds(settings) == []
    ran(settings, hours_ago=27)
    assert kinds(settings) == ["overdue"]
    assert kinds(settings.model_copy(update={"overdue_hours": 0})) == []


def test_a_file_that_waits_is_reported(settings: Settings, drop: Drop, later: None) -> None:
    ran(settings)
    path = drop("it waits\x1b[31m.pdf")
    os.utime(path, (0, 0))  # What time it carries says nothing of how long it waits.
    [problem] = problems(settings)
    assert problem.kind == "waiting" and "\x1b" not in problem.message
    assert "31 min" in problem.message
    assert kinds(settings.model_copy(update={"waiting_minutes": 0})) == []


def test_a_file_that_has_just_come_may_wait(settings: Settings, drop: Drop) -> None:
    ran(settings)
    os.utime(drop("a.pdf"), (0, 0))
    assert kinds(settings) == []


def test_a_file_that_was_taken_does_not_wait(settings: Settings, drop: Drop, later: None) -> None:
    """In an inbox that keeps its files."""
    ran(settings)
    keeping = settings.model_copy(update={"keep_inbox": True})
    drop("a.pdf")
    assert kinds(keeping) == ["waiting"]
    receive(Archive(keeping))
    assert Archive(keeping).receipts() and kinds(keeping) == []


def test_an_inbox_that_is_gone_is_reported(settings: Settings) -> None:
    ran(settings)
    settings.inbox.rmdir()
    assert kinds(settings) == ["inbox"]


def test_the_command_exits_by_it(settings: Settings, bulletins: Command) -> None:
    folders = ("--inbox", settings.inbox, "--outputs", settings.outputs)
    sick = bulletins("status", "--check", *folders)
    assert (sick.returncode, sick.stdout.count("\n")) == (ExitCode.UNHEALTHY, 1)
    assert '"healthy": false' in bulletins("status", "--check", "--json", *folders).stdout
    ran(settings)
    well = bulletins("status", "--check", *folders)
    assert (well.returncode, well.stdout) == (0, "No problems.\n")
