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
import threading
from collections.abc import Iterable, Iterator, Mapping
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

    What is not drawn where this is left is not drawn any more. Within another one for the same
    cache it does nothing.

    Args:
        originals, cache: as for `pictures_of`; the first are drawn first.
        size: how many PDFs are drawn at once.
    """
    if cache in _ahead:
        yield
        return
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

    Raises:
        OSError: a picture cannot be written, as on a full disk.
    """
    with drawn_ahead(originals, cache, 1):
        _ahead[cache].wait(originals)
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
        self._drawers: dict[int, _Drawer] = {}
        """That of each thread."""
        self._stopped = False
        self._threads = ThreadPoolExecutor(max(size, 1))
        self._done = {
            sha256: self._threads.submit(self._draw, sha256, path)
            for sha256, path in originals.items()
            if path.is_file() and not (cache / sha256 / _INDEX).is_file()
        }

    def wait(self, hashes: Iterable[str]) -> None:
        """Wait until these PDFs are drawn, or cannot be.

        Raises:
            OSError: a picture cannot be written, as on a full disk.
        """
        for sha256 in hashes:
            if sha256 in self._done:
                self._done[sha256].result()

    def stop(self) -> None:
        """End the processes, whatever they draw."""
        self._stopped = True
        for drawer in list(self._drawers.values()):
            drawer.kill()
        self._threads.shutdown(cancel_futures=True)
        for drawer in self._drawers.values():
            drawer.close()

    def _draw(self, sha256: str, path: Path) -> None:
        """Draw one, by a new process after one that did not answer."""
        thread = threading.get_ident()
        if thread not in self._drawers:
            self._drawers[thread] = _Drawer()
        drawer = self._drawers[thread]
        if not self._stopped and not _drawn(drawer, path, self._cache / sha256):
            del self._drawers[thread]
            drawer.close()


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

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "pipeline.report.render_pages",
             str(_MEGABYTES), str(_SECONDS), str(os.getpid())],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": import_path()},
        )  # fmt: skip

    def close(self) -> None:
        """End the process, and wait for its end."""
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
