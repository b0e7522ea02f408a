"""Outputs on drives that are not POSIX: USB sticks, network folders."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline import quality
from pipeline.errors import ExitCode, FolderError
from pipeline.files import drives
from pipeline.files.atomic import sync, write_atomically
from pipeline.files.drives import sync_drive
from pipeline.files.ledger import exclusive
from pipeline.files.lock import is_held, only_run
from pipeline.operations.poll_ticks import only_watch
from pipeline.publishing.folders import point
from pipeline.run.driver import run
from pipeline.settings import Settings
from tests.lacking import EXTRAS, LINKS, LOCKS, broken

Drop = Callable[..., Path]


@pytest.fixture
def without_extras(monkeypatch: pytest.MonkeyPatch) -> None:
    """A drive without permissions, times, hard links and the flush of a folder."""
    for lack in EXTRAS:
        monkeypatch.setattr(*lack)


@pytest.mark.slow
def test_a_run_goes_on_without_what_it_does_not_need(
    settings: Settings, drop: Drop, without_extras: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def validate(dataset: Any, docs: Path, limits: object, settle: Any, docs_before: Path) -> Any:
        (docs / "deep").mkdir(parents=True)
        (docs / "deep" / "index.html").write_text("x")
        return settle(dataset)

    monkeypatch.setattr(quality, "validate", validate)
    drop("a.pdf")
    drop("junk.pdf", b"%PDF-1.4 junk %%EOF")
    report = run(settings)
    assert report.exit_code == ExitCode.SOME_REJECTED and report.release
    assert (settings.dataset / "validation" / "deep" / "index.html").read_text() == "x"
    assert run(settings).unchanged


def test_a_folder_that_cannot_be_flushed_for_another_reason_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", broken(errno.EIO))
    with pytest.raises(OSError, match="Input/output error"):
        sync(tmp_path)


def test_a_drive_is_flushed_as_a_whole_only_where_that_is_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = drives._kind_of_drive(tmp_path)
    monkeypatch.setattr(drives, "_FLUSHED_WHOLE", (known,))
    assert sync_drive(tmp_path) is bool(known)
    monkeypatch.setattr(drives, "_FLUSHED_WHOLE", ())
    assert not sync_drive(tmp_path)


def test_a_file_keeps_no_permissions_where_there_are_none(
    tmp_path: Path, without_extras: None
) -> None:
    path = tmp_path / "a"
    for content in (b"1", b"2"):
        write_atomically(path, content, keep_mode=True)
    assert path.read_bytes() == b"2"


def test_a_drive_without_locks_is_one_sentence(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(*LOCKS[0])
    for lock in (only_run, only_watch):
        told = pytest.raises(FolderError, match=r"has no locks: No locks available\.")
        with told as error, lock(settings):
            pass
        assert "BULLETINS_OUTPUTS" in error.value.hint
    assert not is_held(settings)
    with exclusive(settings.outputs):  # Decisions are saved there all the same.
        pass


def test_a_drive_without_links_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "releases" / "a").mkdir(parents=True)
    monkeypatch.setattr(*LINKS[0])
    with pytest.raises(FolderError, match="has no symbolic links"):
        point(tmp_path / "dataset", tmp_path / "releases" / "a")
