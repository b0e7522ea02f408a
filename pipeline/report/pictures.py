"""Pictures of the pages of every original, drawn once and kept.

They are drawn in a process of their own, which is given up where a PDF takes too long or too much:
an issue without pictures is shown without them, and says so.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.settings import import_path

_INDEX = "pages.json"
_SECONDS = 60
_MEGABYTES = 2048


@dataclass(frozen=True)
class Picture:
    """A page as a picture.

    Attributes:
        file: PNG in the cache.
        width, height: of the page as displayed, points.
    """

    file: Path
    width: float
    height: float


def pictures_of(originals: Mapping[str, Path], cache: Path) -> dict[str, tuple[Picture, ...]]:
    """Pictures of the pages of each PDF, in their order; none where it cannot be drawn.

    Args:
        originals: PDF by hash.
        cache: folder of the pictures, `<sha256>/1.png`; what is there is not drawn again. No other
            process may draw into it meanwhile.
    """
    for unfinished in cache.glob(".*.tmp"):  # of a run that was killed
        shutil.rmtree(unfinished, ignore_errors=True)
    wanted = {
        sha256: path
        for sha256, path in originals.items()
        if path.is_file() and not (cache / sha256 / _INDEX).is_file()
    }
    _draw(wanted, cache)
    return {sha256: _kept(cache / sha256) for sha256 in originals}


def _kept(folder: Path) -> tuple[Picture, ...]:
    try:
        sizes = json.loads((folder / _INDEX).read_bytes())
    except (OSError, ValueError):
        return ()
    return tuple(
        Picture(folder / f"{number}.png", width, height)
        for number, (width, height) in enumerate(sizes, start=1)
    )


def _draw(wanted: Mapping[str, Path], cache: Path) -> None:
    """Draw each, with a new process after one that did not answer."""
    waiting = list(wanted.items())
    while waiting:
        with _Drawer() as drawer:
            while waiting:
                sha256, path = waiting.pop(0)
                if not _drawn(drawer, path, cache / sha256):
                    break


def _drawn(drawer: _Drawer, pdf: Path, folder: Path) -> bool:
    """Draw one PDF beside its place and put it there when it is whole; False: process is gone."""
    aside = folder.with_name(f".{folder.name}.{os.getpid()}.tmp")
    shutil.rmtree(aside, ignore_errors=True)
    sizes = drawer.ask(pdf, aside)
    if sizes is None:
        shutil.rmtree(aside, ignore_errors=True)
        return False
    (aside / _INDEX).write_text(json.dumps(sizes), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    aside.rename(folder)
    return True


class _Drawer:
    """The drawing process."""

    def __enter__(self) -> _Drawer:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "pipeline.report.render_pages",
             str(_MEGABYTES), str(_SECONDS), str(os.getpid())],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": import_path()},
        )  # fmt: skip
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError, ValueError):
            if self._process.stdin:
                self._process.stdin.close()
        self._process.kill()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

    def ask(self, pdf: Path, folder: Path) -> list[list[float]] | None:
        """Sizes of the drawn pages; None where the process gave up."""
        assert self._process.stdin and self._process.stdout
        order = {"pdf": str(pdf.absolute()), "folder": str(folder.absolute())}
        try:
            self._process.stdin.write(json.dumps(order).encode() + b"\n")
            self._process.stdin.flush()
        except OSError:
            return None
        answer = self._process.stdout.readline()
        return json.loads(answer) if answer.endswith(b"\n") else None


def link_or_copy(source: Path, target: Path) -> None:
    """The same file under another name; a copy where the disk has no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
