"""The glyphs of a page with their ink: who is seen, who is no text, which digits are doubtful."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pipeline.model.place import Box
from pipeline.reading.page.geometry import Char, Spot
from pipeline.reading.page.ink.drawing import Drawing, Sheet, drawing_of
from pipeline.reading.page.ink.fonts import undrawable
from pipeline.reading.page.ink.glyphs import without_paint
from pipeline.reading.page.ink.overlaps import Overlap, overlaps_in, own_ink
from pipeline.reading.page.ink.strikes import struck
from pipeline.reading.page.ink.windows import Boxes, boxes_of, difference, windows_of
from pipeline.reading.page.watermark import Run, marks_among, starts_of_runs
from pipeline.reading.tolerances import TOLERANCES

_SEEN = 10
"""Steps of brightness (of 255) that a glyph must differ from its ground to be seen at all."""

_FAINT = 26
"""Below this a figure is seen with pain only, and doubted."""

_AS_STRONG = 0.4
"""Of two glyphs on each other the fainter one disturbs from this share of the other's ink on."""

_STRONGEST = 90
"""Percentile of the ink of a page's glyphs that is the ink of its text: a page may hold more
glyphs of a watermark than of text."""

_OWN = 0.3
"""At this share of a run's glyphs, from the faintest, is how strong the run is printed."""

_DARK = 0.3
"""Glyphs up to this brightness are as dark as any."""

HIDDEN = "a figure that nobody sees lies here"
CUT = "a part of the figure is covered or cut off"
FAINT = "the figure is printed very faintly"
STRUCK = "something is drawn through the figure"
UNDRAWN = "the font of the figure is missing, so what is seen of it was not compared"
OVERPRINTED = "two characters are printed on each other"

Ink = npt.NDArray[np.int64]
"""The strongest ink of each glyph, 0 to 255."""


@dataclass(frozen=True)
class Inked:
    """The glyphs of a page and their ink.

    Attributes:
        chars: as read.
        boxes: theirs, in points.
        ink: the strongest ink of each, 0 to 255.
        struck: is something drawn through it that is no text?
        overlaps: glyphs that lie on each other.
        unpainted: glyphs that nobody was meant to see: white, or transparent.
        undrawn: glyphs that are taken as read, because their font is neither in the file nor here.
    """

    chars: tuple[Char, ...]
    boxes: Boxes
    ink: Ink
    struck: npt.NDArray[np.bool_]
    overlaps: tuple[Overlap, ...]
    unpainted: frozenset[int]
    undrawn: frozenset[int] = frozenset()

    @cached_property
    def seen(self) -> list[bool]:
        pairs = zip(self.chars, self.ink.tolist(), strict=True)
        return [ink >= _SEEN or not char.text.strip() for char, ink in pairs]

    @property
    def text(self) -> tuple[Char, ...]:
        """What is seen and is text, with its brightness as printed."""
        kept = zip(self._lit, self.seen, self._marked, strict=True)
        return tuple(char for char, seen, mark in kept if seen and not mark)

    @property
    def hidden(self) -> tuple[Char, ...]:
        return tuple(c for c, seen in zip(self.chars, self.seen, strict=True) if not seen)

    @property
    def marks(self) -> tuple[Char, ...]:
        """Glyphs of watermarks and stamps."""
        kept = zip(self._lit, self.seen, self._marked, strict=True)
        return tuple(char for char, seen, mark in kept if seen and mark)

    @cached_property
    def _runs(self) -> list[Run]:
        starts = starts_of_runs(self.chars)
        ends = [*starts[1:], len(self.chars)] if starts else []
        inked = self.ink[self.ink >= _SEEN]
        usual = float(np.percentile(inked, _STRONGEST)) if len(inked) else 255.0
        lights: list[float] = []
        for start, end in zip(starts, ends, strict=True):
            own = sorted(i for i in self.ink[start:end].tolist() if i >= _SEEN) or [0]
            # In the boxes of many lies the ink of what they cross: the faint ones show their own.
            strong = own[int(_OWN * (len(own) - 1))]
            light = round(max(0.0, 1 - strong / usual), 3)
            lights.append(self.chars[start].light if self._is_outlined(start, end) else light)
        crossing = self._crossing(starts, lights)
        return [
            Run(start, end, light, any(i in crossing for i in range(start, end)))
            for start, end, light in zip(starts, ends, lights, strict=True)
        ]

    def _is_outlined(self, start: int, end: int) -> bool:
        """Is something drawn through most glyphs of a run, as bold text has its outlines drawn?

        Then little ink is the text's own, and it is as pale as its colour says.
        """
        own = [i for i in range(start, end) if self.chars[i].text.strip()]
        return len(own) > 1 and 2 * sum(bool(self.struck[i]) for i in own) > len(own)

    def _crossing(self, starts: Sequence[int], lights: Sequence[float]) -> set[int]:
        """Glyphs across rules or other glyphs; a pale watermark below a text does not count."""
        pale = [
            lights[bisect_right(starts, i) - 1] >= TOLERANCES.pages.pale
            for i in range(len(self.chars))
        ]
        ends = [*starts[1:], len(self.chars)] if starts else []
        whole = [range(a, b) for a, b in zip(starts, ends, strict=True) if self._is_outlined(a, b)]
        drawn = (i for i in np.flatnonzero(self.struck).tolist() if not pale[i])
        out = set(drawn).difference(*whole)
        for pair in (p for p in self.overlaps if p.deep):
            both = (pair.first, pair.last), (pair.last, pair.first)
            out |= {i for i, other in both if pale[i] or not pale[other]}
        return out

    @cached_property
    def _marked(self) -> list[bool]:
        out = [False] * len(self.chars)
        for run in marks_among(self.chars, self._runs):
            out[run.start : run.end] = [True] * (run.end - run.start)
        return out

    @cached_property
    def _lit(self) -> list[Char]:
        out = list(self.chars)
        for run in self._runs:
            for i in range(run.start, run.end):
                if max(run.light, out[i].light) > _DARK:
                    out[i] = replace(out[i], light=run.light)
        return out

    def spots(self, width: float, height: float) -> list[Spot]:
        """Digits that are not as their text says, on a page of this size."""
        crossed, cut = self._crossed, self._cut
        out = []
        for i, char in enumerate(self.chars):
            if not char.text.isdigit() or self._marked[i]:
                continue
            if not self.seen[i]:
                out.append(Spot(_box(char), HIDDEN, empty_only=True))
            elif i in self.undrawn:
                out.append(Spot(_box(char), UNDRAWN))
            elif _off(char, width, height) or i in cut:
                out.append(Spot(_box(char), CUT))
            elif self.ink[i] < _FAINT:
                out.append(Spot(_box(char), FAINT))
            elif i in crossed:
                out.append(Spot(_box(char), OVERPRINTED))
            elif self.struck[i]:
                out.append(Spot(_box(char), STRUCK))
        return out

    @property
    def _crossed(self) -> set[int]:
        """Glyphs on which another one lies that is about as strong."""
        out: set[int] = set()
        for pair in (p for p in self.overlaps if p.deep):
            a, b = int(self.ink[pair.first]), int(self.ink[pair.last])
            if min(a, b) >= max(_SEEN, _AS_STRONG * max(a, b)):
                out |= {pair.first, pair.last}
        return out

    @property
    def _cut(self) -> set[int]:
        """Digits whose figure goes on in glyphs that are painted, but not seen."""
        overlaid = {k for pair in self.overlaps for k in (pair.first, pair.last)}
        gone = [
            i
            for i, (char, seen) in enumerate(zip(self.chars, self.seen, strict=True))
            if not seen and char.text.isdigit() and i not in self.unpainted | overlaid
        ]
        kept = [i for i, c in enumerate(self.chars) if self.seen[i] and c.text.isdigit()]
        return {i for k in gone for i in kept if _beside(self.chars[i], self.chars[k])}


def inked(
    sheet: Sheet, drawing: Drawing, chars: Sequence[Char], suspects: Sequence[Char] = ()
) -> Inked:
    """The glyphs with the ink that the drawing shows of them.

    Args:
        suspects: glyphs that may be seen by nobody; what ink is their own is found for each.
    """
    certain = len(chars)
    chars = (*chars, *suspects)
    boxes = boxes_of(chars)
    ground = windows_of(drawing.ground, boxes, drawing.scale)
    windows = difference(windows_of(drawing.full, boxes, drawing.scale), ground)
    ink = windows.max(axis=(1, 2), initial=0).astype(np.int64)
    ink = _with_coloured(sheet, chars, boxes, ink)
    overlaps = overlaps_in(chars, boxes)
    inky = [i for i in range(certain, len(chars)) if ink[i] >= _SEEN]
    if overlaps or inky:
        sides = inky, [p.first for p in overlaps], [p.last for p in overlaps]
        for i, own in own_ink(sheet, chars, boxes, sides).items():
            ink[i] = own
    unseen = {i for i in np.flatnonzero(ink < _SEEN).tolist() if chars[i].text.strip()}
    lines = struck(windows, ground) if len(chars) else np.zeros(0, np.bool_)
    undrawn = undrawable(sheet, chars, {i for i in unseen if i < certain})
    for i in undrawn:
        ink[i], lines[i] = _as_read(chars[i]), False
    unpainted = without_paint(sheet, chars, unseen - undrawn) if unseen - undrawn else ()
    return Inked(
        tuple(chars), boxes, ink, lines, tuple(overlaps), frozenset(unpainted), frozenset(undrawn)
    )


def _as_read(char: Char) -> int:
    """The ink, 0 to 255, that a glyph of its colour leaves on white paper."""
    return max(round(255 * (1 - char.light)), _SEEN)


def _with_coloured(sheet: Sheet, chars: Sequence[Char], boxes: Boxes, ink: Ink) -> Ink:
    """The ink with that of glyphs as bright as their ground, which differ in colour alone."""
    pale = [i for i in np.flatnonzero(ink < _FAINT).tolist() if chars[i].text.strip()]
    if not pale:
        return ink
    drawing = drawing_of(sheet, colour=True)
    pictures = (windows_of(p, boxes[pale], drawing.scale) for p in (drawing.full, drawing.ground))
    out = ink.copy()
    out[pale] = np.maximum(ink[pale], difference(*pictures).max(axis=(1, 2)))
    return out


def _off(char: Char, width: float, height: float) -> bool:
    """Does a glyph run out of the page?"""
    across = char.x0 < -_LITTLE or char.x1 > width + _LITTLE
    high = (char.bottom - char.top) / 4
    return across or char.top < -high or char.bottom > height + high


_LITTLE = 0.5
"""Points by which the white space beside a digit may reach out of the page."""


def _beside(a: Char, b: Char) -> bool:
    """Are two digits side by side, as those of one figure are?"""
    left, right = (a, b) if a.x0 <= b.x0 else (b, a)
    level = abs(a.cy - b.cy) < 0.3 * a.size
    return level and -0.3 * a.size < right.x0 - left.x1 < 0.12 * a.size


def _box(char: Char) -> Box:
    return Box(char.x0, char.top, char.x1, char.bottom)
