"""What runs leave on record: the log, and the reports of the last of them."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline import quality
from pipeline.cli.status_command import _lines, _status
from pipeline.errors import ExitCode, FolderError
from pipeline.files import log as run_log
from pipeline.files.lock import is_held, only_run
from pipeline.files.log import event, logged
from pipeline.model.dataset import Dataset
from pipeline.run.driver import run
from pipeline.run.history import new_report, save
from pipeline.run.intake import Intake
from pipeline.run.recording import recorded
from pipeline.run.steps import PLAIN
from pipeline.settings import Settings

Drop = Callable[..., Path]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    def validate(
        dataset: Dataset, docs: Path, limits: object, settle: Callable[[Dataset], Dataset],
        docs_before: Path,
    ) -> Dataset:  # fmt: skip
        return settle(dataset)

    monkeypatch.setattr(quality, "validate", validate)


def log_of(settings: Settings) -> list[dict[str, Any]]:
    return [
        json.loads(line) for line in (settings.logs / "run.log").read_text("utf-8").splitlines()
    ]


def reports_of(settings: Settings) -> list[dict[str, Any]]:
    return [json.loads(path.read_bytes()) for path in sorted(settings.runs.iterdir())]


def test_every_step_is_logged_with_issue_file_and_seconds(settings: Settings, drop: Drop) -> None:
    drop("a\nforged.pdf")
    drop("note.txt", b"no PDF")
    report = run(settings)
    lines = log_of(settings)
    of_step = {step: [t for t in lines if t["step"] == step] for step in {t["step"] for t in lines}}
    assert {"receive", "read", "interpret", "publish", "validate", "run"} <= set(of_step)
    [read] = [t for t in of_step["read"] if t["file"]]
    assert read["file"] == "a\\nforged.pdf" and read["seconds"] > 0 and len(read["sha256"]) == 64
    [one] = [t for t in of_step["interpret"] if t["file"] == read["file"]]
    assert one["issue"] == "2025-03" and one["seconds"] > 0
    assert {t["run"] for t in lines} == {report.run}
    assert {t["file"] for t in of_step["receive"]} == {None, "note.txt", "a\\nforged.pdf"}


@pytest.mark.slow
def test_stderr_shows_what_it_showed_before(
    settings: Settings, drop: Drop, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="pipeline")
    drop("a.pdf")
    run(settings)
    assert {record.levelname for record in caplog.records} == {"INFO"}
    assert not logging.getLogger("pipeline").handlers and logging.getLogger("pipeline").propagate


def test_the_log_is_bounded(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_log, "LARGEST_LOG", 10_000)
    settings.outputs.mkdir()
    with logged(settings, "run"):
        for number in range(1000):
            logging.getLogger("pipeline.test").info("line %d", number, extra=event("test"))
    assert len(list(settings.logs.iterdir())) == 1 + run_log.KEPT_LOGS
    assert sum(path.stat().st_size for path in settings.logs.iterdir()) < 50_000
    assert log_of(settings)[-1]["message"] == "line 999"


@pytest.mark.slow
def test_a_log_that_cannot_be_written_stops_nothing(settings: Settings, drop: Drop) -> None:
    settings.outputs.mkdir()
    settings.logs.write_text("a file in the way")
    drop("a.pdf")
    assert run(settings).exit_code == ExitCode.OK


def test_a_report_tells_files_outcomes_seconds_and_versions(settings: Settings, drop: Drop) -> None:
    drop("a.pdf")
    drop("b.pdf")
    run(settings)
    [fields] = reports_of(settings)
    assert fields == json.loads(settings.run_report.read_bytes())
    assert fields["outcomes"] == {"new": 1, "duplicate": 1} and fields["exit_code"] == 0
    steps = {"receive", "read", "interpret", "validate", "publish", "audit"}
    assert set(fields["seconds"]) == steps
    [read] = fields["read"].values()
    assert read["file"] == "a.pdf" and read["status"] == "read" and read["peak_mb"] > 10
    assert {"bulletins", "python", "reader", "pdfplumber", "great-expectations"} <= set(
        fields["versions"]
    )


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (FolderError("No space left."), 5, "No space left."),
        (KeyboardInterrupt(), 130, "interrupted"),
        (ZeroDivisionError("a fault"), 4, "fault of the program"),
        (OSError(30, "Read-only file system", "/outputs/x"), 5, "/outputs/x cannot be used"),
    ],
)
def test_a_run_that_fails_leaves_a_report_too(
    settings: Settings, error: BaseException, code: int, said: str
) -> None:
    def fail(*_: object) -> Intake:
        raise error

    expected = FolderError if isinstance(error, OSError) else type(error)
    with pytest.raises(expected):
        run(settings, steps=replace(PLAIN, receive=fail))
    fields = json.loads(settings.run_report.read_bytes())
    assert fields["exit_code"] == code and said in fields["error"] and fields["ended_at"]


def test_a_run_that_was_killed_is_known_as_such(settings: Settings) -> None:
    settings.outputs.mkdir()
    new_report(settings)  # and no more
    shown = dict(_lines(_status(settings)))
    assert "was killed" in shown["Last run"]
    with recorded(settings):
        assert "is active" in dict(_lines(_status(settings)))["Now"]
    assert _status(settings).last_run["ended_at"]
    assert [fields["exit_code"] for fields in reports_of(settings)] == [None, 0]


def test_the_lock_can_be_asked_for(settings: Settings) -> None:
    assert not is_held(settings)
    with only_run(settings):
        assert is_held(settings)
    assert not is_held(settings)


def test_old_reports_go_whatever_the_clock_says(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = settings.model_copy(update={"keep_runs": 3})
    settings.outputs.mkdir()
    for epoch in (1_700_000_000, 1_800_000_000, 1_600_000_000, 1_500_000_000, 1_400_000_000):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(epoch))
        report = new_report(few)
        save(report, few)
    assert [fields["started_at"][:4] for fields in reports_of(few)] == ["2020", "2017", "2014"]
