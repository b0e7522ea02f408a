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
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
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


@contextmanager
def drawn_ahead(originals: Mapping[str, Path], cache: Path, size: int) -> Iterator[None]:
    """Draw in the background what `pictures_of` will be asked for, which waits for it.

    What is not drawn where this is left is not drawn any more.

    Args:
        originals, cache: as for `pictures_of`.
        size: how many PDFs are drawn at once.
    """
    drawing = _Drawing(originals, cache, size)
    _ahead[cache] = drawing
    try:
        yield
    finally:
        _ahead.pop(cache, None)
        drawing.stop()


def pictures_of(originals: Mapping[str, Path], cache: Path) -> dict[str, tuple[Picture, ...]]:
    """Pictures of the pages of each PDF, in their order; none where it cannot be drawn.

    Args:
        originals: PDF by hash.
        cache: folder of the pictures, `<sha256>/1.png`; what is there is not drawn again. No other
            process may draw into it meanwhile.
    """
    ahead = _ahead.get(cache)
    if ahead is not None:
        ahead.wait()
    else:
        with drawn_ahead(originals, cache, 1):
            _ahead[cache].wait()
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


class _Drawing:
    """The drawing of those PDFs that have no pictures, by a few processes."""

    def __init__(self, originals: Mapping[str, Path], cache: Path, size: int) -> None:
        for unfinished in cache.glob(".*.tmp"):  # of a run that was killed
            shutil.rmtree(unfinished, ignore_errors=True)
        self._cache = cache
        self._waiting = deque(
            (sha256, path) for sha256, path in originals.items()
            if path.is_file() and not (cache / sha256 / _INDEX).is_file()
        )  # fmt: skip
        self._drawers: set[_Drawer] = set()
        self._stopped = False
        size = min(size, len(self._waiting))
        self._threads = ThreadPoolExecutor(size) if size else None
        self._done = [self._threads.submit(self._draw) for _ in range(size) if self._threads]

    def wait(self) -> None:
        """Wait until all is drawn that can be drawn.

        Raises:
            OSError: a picture cannot be written, as on a full disk.
        """
        for one in self._done:
            one.result()

    def stop(self) -> None:
        """End the processes, whatever they draw."""
        self._stopped = True
        for drawer in list(self._drawers):
            drawer.kill()
        if self._threads:
            self._threads.shutdown()

    def _draw(self) -> None:
        """Draw one after the other, with a new process after one that did not answer."""
        while self._waiting:
            with _Drawer() as drawer:
                self._drawers.add(drawer)
                while not self._stopped and (one := self._next()):
                    sha256, path = one
                    if not _drawn(drawer, path, self._cache / sha256):
                        break
                self._drawers.discard(drawer)
            if self._stopped:
                return

    def _next(self) -> tuple[str, Path] | None:
        with suppress(IndexError):
            return self._waiting.popleft()
        return None


_ahead: dict[Path, _Drawing] = {}
"""What is drawn in the background, by the folder of the pictures."""


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
        self.kill()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()

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
