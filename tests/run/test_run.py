"""A whole run: what it reads, what it leaves alone, and what is left when it is killed."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import quality
from pipeline.archive.archive import Archive
from pipeline.archive.fingerprint import fingerprint
from pipeline.errors import ExitCode, FolderError
from pipeline.model import versions
from pipeline.model.dataset import Dataset
from pipeline.reading.isolation import pool as isolation
from pipeline.run.driver import run
from pipeline.run.losses import IssuesLost
from pipeline.run.steps import PLAIN
from pipeline.settings import Settings
from tests.conftest import FIXTURES, environment

Drop = Callable[..., Path]
CHROME = FIXTURES / "issue157" / "chrome.pdf"

# A run whose validation finds nothing, for Great Expectations takes longer than all else.
_RUN = """
import sys
from pathlib import Path
from pipeline import quality
from pipeline.reading.model import Reading
from pipeline.reading.store import ReadingStore
from pipeline.run.driver import run
from pipeline.settings import Settings
quality.validate = lambda dataset, docs, limits, settle, docs_before: settle(dataset)
run(Settings(inbox=Path(sys.argv[1]), outputs=Path(sys.argv[2]), workers=1))
"""


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Validation that finds nothing."""

    def validate(
        dataset: Dataset, docs: Path, limits: object, settle: Callable[[Dataset], Dataset],
        docs_before: Path,
    ) -> Dataset:  # fmt: skip
        return settle(dataset)

    monkeypatch.setattr(quality, "validate", validate)


def release_of(outputs: Path) -> str:
    """The current release; it must be whole and readable."""
    folder = outputs / "dataset"
    with sqlite3.connect(f"file:{folder / 'bulletins.sqlite'}?mode=ro", uri=True) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("SELECT count(*) FROM issues").fetchone() == (1,)
    return Path(os.readlink(folder)).name


def test_a_pdf_is_read_once(settings: Settings, drop: Drop, quick: None) -> None:
    drop("a.pdf")
    first = run(settings)
    assert (first.exit_code, len(first.read), first.unchanged) == (ExitCode.OK, 1, False)
    again = run(settings)
    assert (again.read, again.unchanged, again.release) == ({}, True, first.release)
    drop("b.pdf")
    other_name = run(settings)
    assert (other_name.read, other_name.unchanged) == ({}, False)


@pytest.mark.parametrize("package", ["pypdfium2", "camelot-py", "great-expectations"])
def test_an_upgrade_of_a_package_is_a_new_input(
    settings: Settings, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive(settings)
    before = fingerprint([], archive)
    real = versions.installed
    monkeypatch.setattr(versions, "installed", lambda name: real(name) + (name == package) * "1")
    assert fingerprint([], archive) != before


@pytest.mark.slow
def test_a_refused_file_is_read_again_only_when_asked(
    settings: Settings, drop: Drop, quick: None
) -> None:
    drop("a.pdf")
    drop("long.pdf", CHROME.read_bytes())
    strict = settings.model_copy(update={"max_pages": 4})
    first = run(strict)
    assert first.exit_code == ExitCode.NOTHING_PUBLISHED
    assert len(first.read) == len(first.rejected) == 2
    assert run(strict).read == {}
    assert len(run(strict, again=True).read) == 2
    after = run(settings)  # other limits, another chance
    assert len(after.read) == 2 and after.exit_code == ExitCode.OK
    assert not list(settings.rejected.iterdir())


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("KEYERROR", "KeyError"),
        pytest.param("SPIN", "longer than 3 s", marks=pytest.mark.slow),
    ],
)
def test_a_fault_in_interpreting_one_file_rejects_that_file_and_is_not_tried_again(
    settings: Settings, drop: Drop, quick: None, monkeypatch: pytest.MonkeyPatch,
    fault: str, reason: str,
) -> None:  # fmt: skip
    drop("a.pdf")
    drop("b.pdf", CHROME.read_bytes())
    sha256 = hashlib.sha256(CHROME.read_bytes()).hexdigest()
    hasty = settings.model_copy(update={"read_timeout_s": 3.0})
    faulty = environment({"FAULT_INTERPRET": f"{fault}:{sha256}"}, faults=True)
    with monkeypatch.context() as patch:
        patch.setattr(isolation, "_environment", lambda: faulty)
        report = run(hasty)
    assert report.exit_code == ExitCode.SOME_REJECTED
    [rejection] = report.rejected
    assert rejection.file_name == "b.pdf" and reason in rejection.reason
    assert len(report.summary["issues"]) == 1
    settings.corrections.write_text("", "utf-8")
    again = run(hasty)  # a new fingerprint, the same readings: what failed is known
    assert "interpret" not in again.seconds or again.seconds["interpret"] < 2.5


@pytest.mark.slow
def test_a_disturbed_reading_is_done_by_the_next_run(
    settings: Settings, drop: Drop, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop("a.pdf")
    disturbed = CHROME.read_bytes().replace(b"%%EOF", b"%FAULT OWNER\n%%EOF")
    drop("b.pdf", disturbed)
    with monkeypatch.context() as patch:
        patch.setattr(isolation, "_environment", lambda: environment(faults=True))
        first = run(settings)
    assert first.exit_code == ExitCode.SOME_REJECTED
    assert "Run again" in first.rejected[0].reason
    second = run(settings)
    assert not second.unchanged and len(second.read) == 1
    assert second.exit_code == ExitCode.OK
    assert run(settings).unchanged


@pytest.mark.slow
def test_an_original_that_vanished_is_reported(settings: Settings, drop: Drop, quick: None) -> None:
    drop("a.pdf")
    drop("b.pdf", CHROME.read_bytes())
    run(settings)
    [gone] = [a for a in Archive(settings).arrivals() if a.file_name == "b.pdf"]
    Archive(settings).original(gone.sha256).unlink()
    with pytest.raises(IssuesLost, match=r"1 received PDF no longer in the archive: b\.pdf\."):
        run(settings)
    report = run(settings.model_copy(update={"allow_loss": True}))
    assert (report.exit_code, report.summary["files"]["rejected"]) == (ExitCode.OK, 1)
    assert "no longer in the archive" in report.summary["rejected"][0]["reason"]
    drop("b.pdf", CHROME.read_bytes())
    report = run(settings)
    assert (report.exit_code, report.summary["rejected"]) == (ExitCode.OK, [])


@pytest.mark.slow
def test_a_failed_run_leaves_a_report_and_the_dataset(
    settings: Settings, drop: Drop, quick: None
) -> None:
    drop("a.pdf")
    release = run(settings).release
    drop("b.pdf", CHROME.read_bytes())

    def full(*_: object, **__: object) -> None:
        raise FolderError("No space left.")

    with pytest.raises(FolderError):
        run(settings, steps=replace(PLAIN, publish=full))
    assert "No space left" in settings.run_report.read_text("utf-8")
    assert release_of(settings.outputs) == release
    assert run(settings).release != release


@pytest.mark.slow
def test_two_runs_at_once_do_not_disturb_each_other(settings: Settings, drop: Drop) -> None:
    drop("a.pdf")
    drop("b.pdf", CHROME.read_bytes())
    command = [sys.executable, "-c", _RUN, str(settings.inbox), str(settings.outputs)]
    both = [subprocess.Popen(command, env=environment()) for _ in range(2)]
    assert [process.wait(120) for process in both] == [0, 0]
    release_of(settings.outputs)
    assert len(Archive(settings).arrivals()) == 2
