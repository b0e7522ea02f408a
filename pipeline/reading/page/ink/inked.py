"""The glyphs of a page with their ink: who is seen, who is no text, whose text is untrue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import compress
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.model.vocabulary import UNREADABLE
from pipeline.reading.page.char import Char
from pipeline.reading.page.columns import ASKEW, Columns, percentile
from pipeline.reading.page.ink.codes import said_invisible, said_marks
from pipeline.reading.page.ink.faces import lying_kinds
from pipeline.reading.page.ink.overlaps import Overlap
from pipeline.reading.page.ink.unsaid_digits import drawn_as_digits
from pipeline.reading.page.ink.windows import Boxes, Windows
from pipeline.reading.page.watermark import Run, marks_among, starts_of_runs
from pipeline.reading.tolerances import TOLERANCES

SEEN = 10
"""Steps of brightness (of 255) that a glyph must differ from its ground to be seen at all."""

FAINT_INK = 26
"""Below this a figure is seen with pain only, and doubted."""

_STRONGEST = 0.9
"""So many of a page's glyphs have less ink than its text, or as much: a page may hold more glyphs
of a watermark than of text."""

_OWN = 0.3
"""At this share of a run's glyphs, from the faintest, is how strong the run is printed."""

_CLEAR = 60
"""Ink of a glyph whose shape is clear."""

_DARK = 0.3
"""Glyphs up to this brightness are as dark as any."""

_INKS = 256
"""How many strengths of ink there are."""

Ink = npt.NDArray[np.int64]
"""The strongest ink of each glyph, 0 to 255."""

Each = npt.NDArray[np.bool_]
"""A yes or no for each glyph."""


@dataclass(frozen=True)
class Inked:
    """The glyphs of a page and their ink.

    Attributes:
        glyphs: as read.
        boxes: theirs, in points.
        ink: the strongest ink of each, 0 to 255.
        struck: is something drawn through it that is no text?
        overlaps: glyphs that lie on each other.
        unpainted: glyphs that nobody was meant to see: white, or transparent.
        undrawn: glyphs that are taken as read, because their font is neither in the file nor here.
        windows: what each leaves on the page; none where that is not known.
        inked_blanks: glyphs that are said to be blanks, but are seen.
    """

    glyphs: Columns
    boxes: Boxes
    ink: Ink
    struck: Each
    overlaps: tuple[Overlap, ...]
    unpainted: frozenset[int]
    undrawn: frozenset[int] = frozenset()
    windows: Windows | None = None
    inked_blanks: tuple[int, ...] = ()

    @property
    def chars(self) -> Sequence[Char]:
        return self.glyphs.chars

    @cached_property
    def seen(self) -> Each:
        return np.asarray((self.ink >= SEEN) | ~self.glyphs.solid)

    @property
    def text(self) -> Columns:
        """What is seen and is text, with its brightness as printed."""
        return self._lit.taken(self.seen & ~self.marked)

    @property
    def hidden(self) -> tuple[Char, ...]:
        return tuple(compress(self.chars, (~self.seen).tolist()))

    @property
    def marks(self) -> tuple[Char, ...]:
        """Glyphs of watermarks and stamps that are seen."""
        return tuple(compress(self._lit.chars, (self.seen & self.marked).tolist()))

    @cached_property
    def _starts(self) -> npt.NDArray[np.intp]:
        """Where the runs begin."""
        return np.array(starts_of_runs(self.glyphs), np.intp)

    def _for_each(self, of_runs: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """What is true of a run, for each of its glyphs."""
        return np.repeat(of_runs, np.diff(self._starts, append=len(self.chars)))

    def _count(self, glyphs: Each) -> Ink:
        """How many glyphs of each run are so."""
        return np.add.reduceat(glyphs.astype(np.int64), self._starts)

    @cached_property
    def _lights(self) -> npt.NDArray[np.float64]:
        """How light each run is: 0 as dark as most text of the page, 1 invisible."""
        lights = self._strength()
        return np.where(self._outlined, self.glyphs.light[self._starts], lights)

    def _apart(self) -> list[Run]:
        """The runs that may be watermarks or stamps; all of them if there is one."""
        crosses = self._count(self._crossing()) > 0
        if not (crosses | (self._lights >= TOLERANCES.pages.pale)).any():
            return []
        starts = self._starts.tolist()
        ends = [*starts[1:], len(self.chars)]
        return list(map(Run, starts, ends, self._lights.tolist(), crosses.tolist()))

    def _strength(self) -> npt.NDArray[np.float64]:
        """How light each run is printed beside the ink of the page's text: 0 as dark, 1 unseen."""
        inked = self.ink[self.ink >= SEEN]
        usual = percentile(inked, _STRONGEST) if len(inked) else 255.0
        run = self._for_each(np.arange(len(self._starts)))
        faintest_first = np.sort(run * _INKS + self.ink) % _INKS
        none = self._count(self.ink < SEEN)
        own = np.diff(self._starts, append=len(self.chars)) - none
        # In the boxes of many lies the ink of what they cross: the faint ones show their own.
        at = self._starts + none + (_OWN * np.maximum(own - 1, 0)).astype(np.intp)
        strong = np.where(own > 0, faintest_first[np.minimum(at, len(run) - 1)], 0)
        return np.asarray(np.round(np.maximum(0.0, 1 - strong / usual), 3))

    @cached_property
    def _outlined(self) -> Each:
        """Is something drawn through most glyphs of a run, as bold text has its outlines drawn?

        Then little ink is the text's own, and it is as pale as its colour says.
        """
        solid = self._count(self.glyphs.solid)
        return (solid > 1) & (2 * self._count(self.struck & self.glyphs.solid) > solid)

    def _crossing(self) -> Each:
        """Glyphs across rules or other glyphs; a pale watermark below a text does not count."""
        pale = self._for_each(self._lights >= TOLERANCES.pages.pale)
        out: Each = self.struck & ~pale & ~self._for_each(self._outlined)
        for pair in (p for p in self.overlaps if p.deep):
            for one, other in (pair.first, pair.last), (pair.last, pair.first):
                out[one] |= pale[one] or not pale[other]
        return out

    @cached_property
    def marked(self) -> Each:
        """Glyphs of watermarks and stamps."""
        out = np.zeros(len(self.chars), np.bool_)
        for run in marks_among(self.chars, self._apart() if self.chars else []):
            out[run.start : run.end] = True
        return out

    @cached_property
    def _lit(self) -> Columns:
        """The glyphs with their brightness as printed; those whose text is untrue are unreadable.

        Dark glyphs keep the brightness of their colour.
        """
        glyphs = self.glyphs
        if not glyphs.chars:
            return glyphs
        printed = self._for_each(self._lights)
        pale = np.maximum(printed, glyphs.light) > _DARK
        if not pale.any() and not self.untrue:
            return glyphs
        chars = list(glyphs.chars)
        for i in np.flatnonzero(pale).tolist():
            chars[i] = chars[i]._replace(light=float(printed[i]))
        for i in self.untrue:
            chars[i] = chars[i]._replace(text=UNREADABLE)
        return replace(glyphs, chars=tuple(chars), light=np.where(pale, printed, glyphs.light))

    @cached_property
    def lying(self) -> set[str]:
        """Digits of which most are drawn as another one."""
        upright = self.upright
        return set() if upright is None else lying_kinds(upright, self.glyphs.codes, self.usable)

    @cached_property
    def turn(self) -> int:
        """In which direction most of the page reads."""
        return int(np.bincount(self.glyphs.turn - ASKEW).argmax() + ASKEW)

    @cached_property
    def upright(self) -> Windows | None:
        """The windows as if the page read to the right; None where it reads askew."""
        if self.windows is None or not self.chars or self.turn == ASKEW:
            return None
        return np.rot90(self.windows, -self.turn // 90, axes=(1, 2))

    @cached_property
    def usable(self) -> Each:
        """Glyphs whose ink is their own and shows their shape."""
        same = self.glyphs.turn == self.turn
        usable = (self.ink >= _CLEAR) & ~self.struck & same & ~self.marked
        usable[[k for pair in self.overlaps for k in (pair.first, pair.last)]] = False
        return np.asarray(usable)

    @cached_property
    def untrue(self) -> list[int]:
        """Glyphs that are not what their text says: no blank, no mark, or nothing at all."""
        out = [*said_invisible(self.glyphs, self.ink >= _CLEAR), *self.inked_blanks]
        if self.upright is not None:
            out += said_marks(self.upright, self.glyphs, self.usable)
            out += drawn_as_digits(self.upright, self.glyphs, self.usable)
        return out
