"""Pictures of pages: what a killed run leaves of them."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from pipeline.report import pictures
from pipeline.report.pictures import drawn_ahead, pictures_of
from tests.conftest import environment


def test_what_a_killed_run_has_drawn_in_part_is_removed(tmp_path: Path, word_pdf: Path) -> None:
    left = tmp_path / f".{'a' * 64}.1.tmp"
    left.mkdir()
    (left / "1.png").write_bytes(b"part")
    drawn = pictures_of({"b" * 64: word_pdf}, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["b" * 64] and len(drawn["b" * 64]) > 1


def test_nothing_is_drawn_for_a_run_that_is_dead() -> None:
    def ended(parent: int) -> int:
        command = [sys.executable, "-m", "pipeline.report.render_pages", "2048", "60", str(parent)]
        return subprocess.run(command, input=b"", env=environment(), check=False).returncode

    assert ended(os.getpid()) == 0
    assert ended(os.getppid()) == 1


def test_what_is_drawn_ahead_is_not_drawn_again(tmp_path: Path, word_pdf: Path) -> None:
    originals = {name * 64: word_pdf for name in "abc"} | {"d" * 64: tmp_path / "absent.pdf"}
    with drawn_ahead(originals, tmp_path, 2):
        drawn = pictures_of(originals, tmp_path)
    assert [len(pictures) > 1 for pictures in drawn.values()] == [True, True, True, False]
    first = drawn["a" * 64][0].file.stat()
    assert pictures_of(originals, tmp_path) == drawn
    assert drawn["a" * 64][0].file.stat().st_mtime_ns == first.st_mtime_ns


def test_drawing_ends_where_the_run_fails(tmp_path: Path, word_pdf: Path) -> None:
    originals = {f"{number:064}": word_pdf for number in range(50)}
    with pytest.raises(ValueError), drawn_ahead(originals, tmp_path, 2):
        raise ValueError("the validation failed")
    assert len(list(tmp_path.glob("0*"))) < 50
    assert not list(tmp_path.glob(".*.tmp"))


def test_a_full_disk_is_told_where_the_pictures_are_needed(
    tmp_path: Path, word_pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> bool:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pipeline.report.pictures._drawn", full)
    with drawn_ahead({"a" * 64: word_pdf}, tmp_path, 2), pytest.raises(OSError, match="No space"):
        pictures_of({"a" * 64: word_pdf}, tmp_path)


def test_the_pictures_of_one_do_not_wait_for_those_of_another(
    tmp_path: Path, word_pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, draw = threading.Event(), pictures._drawn

    def drawn(drawer: pictures._Drawer, pdf: Path, folder: Path) -> bool:
        assert folder.name != "b" * 64 or seen.wait(60)
        return draw(drawer, pdf, folder)

    monkeypatch.setattr("pipeline.report.pictures._drawn", drawn)
    with drawn_ahead({"a" * 64: word_pdf, "b" * 64: word_pdf}, tmp_path, 1):
        first = pictures_of({"a" * 64: word_pdf}, tmp_path)
        assert len(first["a" * 64]) > 1 and not (tmp_path / ("b" * 64)).exists()
        seen.set()
        assert len(pictures_of({"b" * 64: word_pdf}, tmp_path)["b" * 64]) > 1


def test_a_file_that_ends_the_drawing_process_costs_its_own_pictures_alone(
    tmp_path: Path, word_pdf: Path
) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"no PDF")
    found = pictures_of({"a" * 64: broken, "b" * 64: word_pdf}, tmp_path / "cache")
    assert found["a" * 64] == () and len(found["b" * 64]) > 1
