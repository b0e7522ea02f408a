"""Pictures of pages on their way into the archive: copied aside, then bound into one PDF an issue.

The pictures are untrusted. Nothing here decodes them: that is done by the binder, in a process
with limits.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pipeline.archive.archive import ChangedMeanwhile, digest
from pipeline.archive.pictures import BOUND, Binder, Bundle, Picture, pages_of
from pipeline.model.reasons import named, of_file

Origin = tuple[Path, tuple[int, int, int] | None]
"""A file of the inbox, and a value that changes when it does."""


@dataclass(frozen=True)
class Waiting(Picture):
    """A picture that waits for the other pages of its issue.

    Attributes:
        sha256, size, suffix: of its bytes.
        copy: its bytes, aside.
        origin: the file of the inbox and its state when it was copied; None in a zip.
    """

    sha256: str = ""
    size: int = 0
    suffix: str = ""
    copy: Path = Path()
    origin: Origin | None = None


class Tray:
    """A folder for the pictures of one inbox or one zip, removed at the end."""

    def __init__(self, outputs: Path) -> None:
        self._outputs = outputs
        self._folder: Path | None = None
        self.pictures: list[Waiting] = []

    def add(
        self, source: BinaryIO, name: str, sha256: str, suffix: str, origin: Origin | None
    ) -> None:
        """Copy a picture into the tray.

        Raises:
            ChangedMeanwhile: the bytes are not those of the hash.
        """
        copy = self._copied(source, sha256)
        size = copy.stat().st_size
        pages = pages_of(source)
        self.pictures.append(Waiting(name, pages, sha256, size, suffix, copy, origin))

    def _copied(self, source: BinaryIO, sha256: str) -> Path:
        """A copy of a stream.

        Raises:
            ChangedMeanwhile: the bytes are not those of the hash.
        """
        if self._folder is None:
            name = tempfile.mkdtemp(prefix=".pictures.", suffix=".tmp", dir=self._outputs)
            self._folder = Path(name)
        target = self._folder / f"{len(self.pictures):05}"
        source.seek(0)
        with target.open("w+b") as out:
            shutil.copyfileobj(source, out)
            out.seek(0)
            if digest(out) != sha256:
                raise ChangedMeanwhile
        return target

    def close(self) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


@contextmanager
def tray(outputs: Path) -> Iterator[Tray]:
    """A tray that is empty at first."""
    found = Tray(outputs)
    try:
        yield found
    finally:
        found.close()


def bound(bundle: Bundle[Waiting], binder: Binder | None) -> Path | str:
    """The PDF of an issue, or why its pictures cannot be one, in one sentence."""
    if bundle.problem:
        return bundle.problem
    if binder is None:
        return of_file("picture", name=bundle.name)
    folder = bundle.pictures[0].copy.with_name(f"{bundle.pictures[0].copy.name}.bound")
    folder.mkdir()
    for number, picture in enumerate(bundle.pictures, 1):
        (folder / f"{number:04}{picture.suffix}").symlink_to(picture.copy.absolute())
    reason = binder(folder)
    return named(reason, bundle.name) if reason else folder / BOUND


def folders_of(names: Iterable[str]) -> frozenset[str]:
    """The folders in which files lie."""
    return frozenset(Picture(name).folder for name in names)
