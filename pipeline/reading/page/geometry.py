"""The geometry of a page: glyphs, rules and pictures, whatever engine found them.

Everything that reads a page sees only `PageGeometry`. An engine is a `PageSource`; pdfplumber's is
in `pipeline.reading.page.sources`; another one that fills the same structure can take its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from pipeline.model.message import Message
from pipeline.model.place import Box
from pipeline.reading.lazy import lazy
from pipeline.reading.model import DOUBTED
from pipeline.reading.page.char import Char
from pipeline.reading.page.columns import Columns, columns_of

NOBODY = Message("no_source")
"""A page's `unsure` when it is empty because every source failed on it."""


class Rule(NamedTuple):
    """A straight horizontal or vertical line: from `start` to `end` at `at`, points."""

    horizontal: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the page whose text may be wrong, and why, in words.

    Attributes:
        reason: '' where the place only says what the letters of a name may be.
        empty_only: it counts only in a cell in which nothing is read.
        other: what a second recogniser reads there; '' where it reads the same, or was not asked.
        sure: how often what is read at such a place is right, 0 to 1.
        letters: for each letter of a recognised word what it may be, the one read first; ()
            where all are sure.
    """

    box: Box
    reason: str
    empty_only: bool = False
    other: str = ""
    sure: float = DOUBTED
    letters: tuple[str, ...] = ()

    def touches(self, char: Char) -> bool:
        """Does the middle of the glyph lie in the spot?"""
        box = self.box
        return box.x0 <= char.cx <= box.x1 and box.top <= char.cy <= box.bottom

    def covers(self, box: Box) -> bool:
        """Does the spot share a third of its own area, or of the box's?"""
        width = min(box.x1, self.box.x1) - max(box.x0, self.box.x0)
        height = min(box.bottom, self.box.bottom) - max(box.top, self.box.top)
        if width <= 0 or height <= 0:
            return False
        least = min(box.width * box.height, self.box.width * self.box.height)
        return width * height > least / 3


class OpenPage(NamedTuple):
    """A page that pdfium has open.

    Attributes:
        page: pypdfium2's page.
        texts: addresses of its text objects in drawing order.
        outlined: those of them whose glyphs are filled and have an outline as well.
        only_text: has it no other objects?
        only_rules: are all its other objects thin rules?
    """

    page: Any
    texts: list[int]
    outlined: list[int]
    only_text: bool
    only_rules: bool


@dataclass(frozen=True)
class PageGeometry:
    """One page as drawn.

    Attributes:
        number: from 1.
        width, height: as displayed, points.
        chars: visible glyphs inside the page.
        hidden: text that no glyph shows (invisible, white on white, off the page).
        rules: straight lines and thin rectangles.
        pictures: boxes of images.
        fills: boxes of filled rectangles that are no rules.
        marks: glyphs of watermarks and stamps, which are seen but are no text of the page.
        unreadable: why its text cannot be read as text; '' where it can.
        spots: places whose text may be wrong; a figure there is doubted.
        source: what read it: "pdfium" or "pdfplumber".
        unsure: what the source may not know about the page, in words.
        recognised: the glyphs were recognised in a picture of the page.
        skew: degrees by which that picture, or all text of the page, leans, counter-clockwise;
            boxes are those of the page made straight.
        unread: why the page could not be read; '' where it was.
        opened: the page while it is open, so that it is parsed once to be read and drawn.
        known: the numbers of its glyphs, where they are known already.
    """

    number: int
    width: float
    height: float
    chars: tuple[Char, ...]
    hidden: tuple[Char, ...] = ()
    rules: tuple[Rule, ...] = ()
    pictures: tuple[Box, ...] = ()
    fills: tuple[Box, ...] = ()
    marks: tuple[Char, ...] = ()
    unreadable: str = ""
    spots: tuple[Spot, ...] = ()
    source: str = ""
    unsure: tuple[str, ...] = ()
    recognised: bool = False
    skew: float = 0.0
    unread: str = ""
    opened: OpenPage | None = field(default=None, compare=False, repr=False)
    known: Columns | None = field(default=None, compare=False, repr=False)

    @lazy
    def glyphs(self) -> Columns:
        """Its visible glyphs with their numbers."""
        known = self.known
        return known if known is not None and known.chars is self.chars else columns_of(self.chars)


class PageSource(Protocol):
    """Anything that turns a PDF into pages of characters and rules."""

    def __call__(self, path: Path) -> Iterator[PageGeometry]: ...


def within(box: Box, chars: Iterable[Char]) -> list[Char]:
    """Glyphs whose middle is in the box."""
    x0, top, x1, bottom = box
    return [
        c
        for c in chars
        if x0 <= (c.x0 + c.x1) / 2 <= x1 and top <= (c.top + c.bottom) / 2 <= bottom
    ]


def outside(boxes: Sequence[Box], chars: Iterable[Char]) -> list[Char]:
    """Glyphs whose middle is in none of the boxes."""
    out = list(chars)
    for x0, top, x1, bottom in boxes:
        out = [
            c
            for c in out
            if not (x0 <= (c.x0 + c.x1) / 2 <= x1 and top <= (c.top + c.bottom) / 2 <= bottom)
        ]
    return out


def moved(char: Char, box: Box) -> Char:
    """The same glyph, reading to the right, at another place."""
    return char._replace(x0=box.x0, top=box.top, x1=box.x1, bottom=box.bottom, turn=0)
