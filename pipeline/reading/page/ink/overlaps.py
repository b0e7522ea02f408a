"""Glyphs that lie on each other: which of them is seen?

Ink in the box of such a glyph may be that of the other one. So the page is drawn once more with
only the text objects that were drawn first, and once with those that were drawn last; a glyph that
shows nothing then is covered, transparent or clipped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.reading.page.char import Char
from pipeline.reading.page.columns import percentile
from pipeline.reading.page.ink.drawing import Sheet
from pipeline.reading.page.ink.glyphs import objects_of
from pipeline.reading.page.ink.windows import Boxes, Windows, difference, windows_of

_TOUCHING = 0.3
"""Ink of one glyph may be taken for another's when they share this much of their boxes."""

_DEEP = 0.5
"""Two glyphs lie on each other when they share this much of the width and height of either."""

_BESIDE = 0.4
"""A glyph set so much of its height further along the line than the one before it lies beside it:
Chinese punctuation is set closer than its box is wide."""

_LEVEL = 0.1
"""Glyphs of one line differ by less than so much of their height across it."""

_CELL = 1.4
"""Glyphs are looked for in squares of so many usual font sizes, laid in four ways."""

_CROWD = 14
"""Neighbours in such a square that a glyph is compared with."""


Places = npt.NDArray[np.intp]

Edges = npt.NDArray[np.float32]
"""One edge of each glyph, in points."""


@dataclass(frozen=True, order=True)
class Overlap:
    """Two glyphs by their places in the list of glyphs, the first drawn first.

    Attributes:
        deep: they lie on each other; else one reaches into the other's box.
    """

    first: int
    last: int
    deep: bool


def overlaps_in(solid: Places, boxes: Boxes) -> list[Overlap]:
    """Pairs of glyphs that lie on each other or reach into each other's boxes.

    Args:
        solid: places of the glyphs that are no blanks.
        boxes: of all glyphs.
    """
    if len(solid) < 2:
        return []
    kept = boxes[solid]
    middles = (kept[:, :2] + kept[:, 2:]) / 2
    usual = percentile(kept[:, 3] - kept[:, 1], 0.5)
    cell = max(_CELL * usual, 1.0)
    near: list[tuple[Places, Places]] = []
    for shift in ((0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5)):
        squares = np.floor(middles / cell + np.array(shift)).astype(np.int64)
        near += _neighbours(squares[:, 1] * 1_000_003 + squares[:, 0])
    one, other = np.concatenate(near, axis=1) if near else (solid[:0], solid[:0])
    found = {(a, b): deep for a, b, deep in _pairs(one, other, kept)}
    return sorted(Overlap(int(solid[a]), int(solid[b]), deep) for (a, b), deep in found.items())


def _neighbours(squares: npt.NDArray[np.int64]) -> Iterator[tuple[Places, Places]]:
    """Pairs of glyphs of one square, by their places."""
    count = len(squares)
    # Sorted with their places, which is quicker than to sort the places in a stable way.
    in_order, order = np.divmod(np.sort(squares * count + np.arange(count)), count)
    for step in range(1, min(_CROWD, count)):
        same = np.flatnonzero(in_order[step:] == in_order[:-step])
        if not len(same):
            return
        yield order[same], order[same + step]


def _pairs(one: Places, other: Places, boxes: Boxes) -> Iterator[tuple[int, int, bool]]:
    """Of pairs of glyphs, those that touch, and whether one lies on the other."""
    x0, top, x1, bottom = np.ascontiguousarray(boxes.T)
    across = _share(x0, x1, one, other)
    touching = across > _TOUCHING  # Glyphs side by side do not: few are left to be looked at.
    one, other, across = one[touching], other[touching], across[touching]
    share = np.minimum(across, _share(top, bottom, one, other))
    for k in np.flatnonzero(share > _TOUCHING).tolist():
        first, last = sorted((int(one[k]), int(other[k])))
        follows = last == first + 1 and _follows(boxes[first], boxes[last])
        yield first, last, bool(share[k] > _DEEP) and not follows


def _share(start: Edges, end: Edges, one: Places, other: Places) -> Edges:
    """How much of the smaller side of two glyphs they share, along one axis."""
    shared = np.minimum(end[one], end[other]) - np.maximum(start[one], start[other])
    side = end - start
    return np.asarray(shared / np.maximum(np.minimum(side[one], side[other]), 0.1))


def _follows(one: Boxes, other: Boxes) -> bool:
    """Is a glyph the next one of its line, or of its column, by the distance of their boxes?"""
    along, across = sorted(np.abs(other[:2] - one[:2]).tolist(), reverse=True)
    height = float(one[3] - one[1])
    return bool(along >= _BESIDE * height and across < _LEVEL * height)


def own_ink(
    sheet: Sheet,
    chars: Sequence[Char],
    boxes: Boxes,
    sides: Iterable[Iterable[int]],
    apart: Callable[[Windows, Windows], Windows] = difference,
) -> dict[int, int]:
    """The strongest ink of each of some glyphs when no other text is drawn, 0 to 255.

    Args:
        sides: places in the list of glyphs; those of one side are drawn together.
        apart: what counts as ink, from what is seen with and without the glyph.

    A glyph that pdfium does not know is left out.
    """
    asked = [sorted(set(side)) for side in sides]
    known = objects_of(sheet, chars, {i for side in asked for i in side})
    texts = set(sheet.texts())
    out: dict[int, int] = {}
    with sheet.without(sheet.texts()):
        # Drawn in grey, transparent text comes out much too faint.
        ground = sheet.draw(colour=True)
    for side in asked:
        ours = [i for i in side if known.get(i) in texts and i not in out]
        if not ours:
            continue
        drawn = {known[i] for i in ours}
        with sheet.without([item for item in sheet.texts() if item not in drawn]):
            alone = sheet.draw(colour=True)
        ink = apart(*windows_of(boxes[ours], sheet.scale, alone, ground))
        out |= dict(zip(ours, ink.max(axis=(1, 2)).tolist(), strict=True))
    return out
