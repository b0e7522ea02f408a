"""What is measured on: the real issue in three renderings, its copies, and drawn issues."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from bench.measure import ROOT, measure

RENDERINGS = tuple(
    ROOT / "tests" / "fixtures" / "issue157" / f"{name}.pdf"
    for name in ("word", "chrome", "reportlab")
)
COPIES = 40
ISSUES = 157
_FIRST_YEAR = 2012
HISTORY = "nanjing"


class Inputs:
    """Folders of PDFs and archives of them, made when they are first asked for.

    Args:
        temporary: folder for this run.
        cache: folder for readings of drawn issues, which are worth keeping.
    """

    def __init__(self, temporary: Path, cache: Path) -> None:
        self.temporary = temporary
        self.cache = cache

    def folder(self, name: str, files: Iterator[tuple[str, bytes]] | None = None) -> Path:
        """A new empty folder, or one with the given files."""
        path = self.temporary / name
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        for file_name, content in files or ():
            (path / file_name).write_bytes(content)
        return path

    def archive_of(self, archive: Path, name: str) -> Path:
        """A copy of an archive, to be changed."""
        path = self.temporary / name
        shutil.rmtree(path, ignore_errors=True)
        _copy(archive, path)
        return path

    @cached_property
    def copies(self) -> list[Path]:
        """One rendering of the real issue, 40 times, each with other bytes."""
        content = RENDERINGS[0].read_bytes()
        files = ((f"copy-{n:02}.pdf", content + b"%% copy %d\n" % n) for n in range(COPIES))
        return sorted(self.folder("copies", files).iterdir())

    @cached_property
    def understood(self) -> list[Path]:
        """The three renderings, and ten drawn issues out of thirteen years."""
        drawn = self.folder("understood", drawn_issues(range(1, ISSUES + 1, 17)))
        return [*RENDERINGS, *sorted(drawn.iterdir())]

    @cached_property
    def drawn(self) -> list[Path]:
        """The last 40 of the drawn issues, then the one after them, which `readings` lacks."""
        last = ISSUES + 1
        files = drawn_issues(range(last - COPIES, last + 1))
        return sorted(self.folder("drawn", files).iterdir())

    @cached_property
    def archive(self) -> Path:
        """An archive of 40 drawn issues, run."""
        inbox = self.folder("archive-inbox", _contents(self.drawn[:COPIES]))
        outputs = self.temporary / "archive"
        run(inbox, outputs)
        return outputs

    @cached_property
    def readings(self) -> Path:
        """An archive of 157 drawn issues, read and not built."""
        return self._read("readings", drawn_issues(range(1, ISSUES + 1)))

    @cached_property
    def whole(self) -> Path:
        """An archive of 157 drawn issues, run."""
        return self._built(self.readings, "whole")

    @cached_property
    def next_of_history(self) -> list[Path]:
        """The issue after those of `history`."""
        following = drawn_issues(range(ISSUES + 1, ISSUES + 2), HISTORY)
        return sorted(self.folder("next-of-history", following).iterdir())

    @cached_property
    def history(self) -> Path:
        """An archive of 157 drawn issues whose figures are near each other, run."""
        readings = self._read("history", drawn_issues(range(1, ISSUES + 1), HISTORY))
        return self._built(readings, "history")

    def _read(self, name: str, issues: Iterator[tuple[str, bytes]]) -> Path:
        found = self.cache / f"{name}-{_version()}"
        if not (found / "done").exists():
            shutil.rmtree(found, ignore_errors=True)
            measure("-m", "bench.work", "read", self.folder(f"{name}-inbox", issues), found)
            (found / "done").touch()
        return found

    def _built(self, readings: Path, name: str) -> Path:
        outputs = self.archive_of(readings, name)
        run(self.folder("nothing"), outputs)
        return outputs


def run(inbox: Path, outputs: Path) -> None:
    """A whole run, as a person starts it."""
    measure("-m", "pipeline", "run", "--inbox", inbox, "--outputs", outputs, "--json")


def drawn_issues(serials: range, history: str = "") -> Iterator[tuple[str, bytes]]:
    """Drawn issues by their serial number; 1 is the first of 2012.

    Without a history the figures of one issue have nothing to do with those of another.
    """
    from tests.lab import bulletin

    for serial in serials:
        years, month = divmod(serial - 1, 12)
        content, _ = bulletin(
            serial, year=_FIRST_YEAR + years, issue=month + 1, history=history
        )  # fmt: skip
        yield f"{serial:03}.pdf", content


def _copy(archive: Path, path: Path) -> None:
    """Copy an archive as it lies on the disk: what is one file under two names stays so."""
    copied: dict[int, str] = {}

    def copy(source: str, target: str) -> str:
        inode = os.stat(source).st_ino
        if inode in copied:
            os.link(copied[inode], target)
        else:
            shutil.copy2(source, target)
            copied[inode] = target
        return target

    shutil.copytree(archive, path, symlinks=True, copy_function=copy)


def _contents(paths: list[Path]) -> Iterator[tuple[str, bytes]]:
    return ((path.name, path.read_bytes()) for path in paths)


def _version() -> str:
    """Of all that the cached readings depend on."""
    found = hashlib.sha256(f"{ISSUES}, audited".encode())
    for folder in (ROOT / "pipeline", ROOT / "tests" / "lab"):
        for path in sorted(folder.rglob("*.py")):
            if folder.name == "lab" or "reading" in path.parts:
                found.update(path.read_bytes())
    return found.hexdigest()[:12]
