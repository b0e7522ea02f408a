"""Pictures of pages in the inbox: which of them are the pages of one issue, and in which order.

A TIFF with several pages is an issue; so are all other pictures of a folder or of a zip, unless
their names number the pages of several. Pictures that lie loose are the pages of one issue where
their names differ in the number of the page only, and else are issues of one page.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Generic, TypeVar

from pipeline.model.reasons import of_file

Binder = Callable[[Path], str]
"""Binds the pictures of a folder, in order of their names, into `issue.pdf` beside them, without
loss; returns why they cannot be an issue, or ''."""

BOUND = "issue.pdf"
_KINDS = (
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"II*\x00", ".tif"),
    (b"MM\x00*", ".tif"),
)
_MOST_PAGES = 1000
_PAGE = re.compile(r"^(.*?)[\s_.\-(（第p]*(?<!\d)(\d{1,3})[)）页]?$", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d[\s_.\-年]*$")
"""A number after a year is a month or an issue, and no page."""


@dataclass(frozen=True)
class Picture:
    """A picture of the inbox, or of a zip.

    Attributes:
        name: its label, with the folder or zip that it lies in.
        pages: more than one in a TIFF of several.
    """

    name: str
    pages: int = 1

    @property
    def folder(self) -> str:
        return str(PurePosixPath(self.name).parent)


P = TypeVar("P", bound=Picture)


@dataclass(frozen=True)
class Bundle(Generic[P]):
    """Pictures that are the pages of one issue.

    Attributes:
        name: under which the issue is received.
        problem: why they cannot be an issue, in one sentence; '' if they can.
    """

    name: str
    pictures: tuple[P, ...]
    problem: str = ""


def suffix_of(head: bytes) -> str | None:
    """The suffix of a picture by its first bytes; None for what is no picture that is received."""
    return next((suffix for magic, suffix in _KINDS if head.startswith(magic)), None)


def pages_of(source: BinaryIO) -> int:
    """The number of pages that a picture holds: of a TIFF those that its directories list."""
    source.seek(0)
    head = source.read(8)
    if head[:4] not in (b"II*\x00", b"MM\x00*"):
        return 1
    order = "<" if head[:2] == b"II" else ">"
    (at,) = struct.unpack(f"{order}I", head[4:8]) if len(head) == 8 else (0,)
    pages = 0
    while at and pages < _MOST_PAGES:
        source.seek(at)
        count = source.read(2)
        if len(count) < 2:
            break
        source.seek(at + 2 + 12 * struct.unpack(f"{order}H", count)[0])
        after = source.read(4)
        pages += 1
        at = struct.unpack(f"{order}I", after)[0] if len(after) == 4 else 0
    return max(pages, 1)


def bundles(pictures: Iterable[P]) -> list[Bundle[P]]:
    """The issues whose pages these pictures are."""
    found: list[Bundle[P]] = []
    several = sorted(pictures, key=lambda picture: (picture.folder, natural(picture.name)))
    for folder, group in groupby(several, key=lambda picture: picture.folder):
        inside = list(group)
        found += [Bundle(picture.name, (picture,)) for picture in inside if picture.pages > 1]
        single = [picture for picture in inside if picture.pages == 1]
        found += _numbered(single) if folder == "." else _of_folder(folder, single)
    return found


def natural(name: str) -> list[tuple[int, str]]:
    """Sorts page 10 after page 9."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", name)]


def _of_folder(folder: str, pictures: Sequence[P]) -> list[Bundle[P]]:
    stems = {stem for stem, _ in map(_numbered_name, pictures)}
    firsts = [stem for stem, page in map(_numbered_name, pictures) if page in (0, 1)]
    if len(stems) > 1 and stems == set(firsts):
        return _numbered(pictures)
    return [_bundle(folder, pictures)] if pictures else []


def _numbered(pictures: Sequence[P]) -> list[Bundle[P]]:
    """Pictures whose names differ in the number of the page only, together."""
    by_stem: dict[str, list[P]] = {}
    for picture in pictures:
        by_stem.setdefault(_numbered_name(picture)[0], []).append(picture)
    return [_bundle(stem, group) for stem, group in by_stem.items()]


def _bundle(name: str, pictures: Sequence[P]) -> Bundle[P]:
    if len(pictures) == 1:
        return Bundle(pictures[0].name, tuple(pictures))
    title = f"{name.rstrip('/') or pictures[0].name} ({len(pictures)} pictures)"
    missing = _missing_page(pictures)
    problem = of_file("picture_missing", name=title, page=missing) if missing else ""
    return Bundle(title, tuple(pictures), problem)


def _missing_page(pictures: Sequence[P]) -> int | None:
    """The first page that the numbers of the pictures leave out, where they count from 0 or 1."""
    named = [_numbered_name(picture) for picture in pictures]
    numbers = sorted(page for _, page in named if page is not None)
    if len({stem for stem, _ in named}) > 1 or len(numbers) < len(named) or numbers[0] > 1:
        return None
    return next((a + 1 for a, b in pairwise(numbers) if b > a + 1), None)


def _numbered_name(picture: P) -> tuple[str, int | None]:
    """Name without the number of the page at its end, and that number."""
    path = PurePosixPath(picture.name)
    stem = str(path.with_suffix(""))
    found = _PAGE.match(stem)
    if found is None or _YEAR.search(stem[: found.start(2)]):
        return picture.name, None
    return found[1], int(found[2])
