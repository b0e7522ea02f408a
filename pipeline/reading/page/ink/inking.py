"""What ink each glyph of a page leaves on its drawing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pipeline.reading.page.char import Char
from pipeline.reading.page.columns import Columns, columns_of, joined
from pipeline.reading.page.ink.drawing import Drawing, Sheet, drawing_of
from pipeline.reading.page.ink.fonts import undrawable
from pipeline.reading.page.ink.glyphs import without_paint
from pipeline.reading.page.ink.inked import FAINT_INK, SEEN, Ink, Inked
from pipeline.reading.page.ink.overlaps import overlaps_in, own_ink
from pipeline.reading.page.ink.strikes import struck
from pipeline.reading.page.ink.uncovered import inked_blanks
from pipeline.reading.page.ink.windows import (
    Boxes,
    Windows,
    boxes_of,
    darkening,
    difference,
    windows_of,
)

_WHITE = 0.985
"""Glyphs and paper from this brightness on are white."""


def inked(sheet: Sheet, drawing: Drawing, glyphs: Columns, suspects: Sequence[Char] = ()) -> Inked:
    """The glyphs with the ink that the drawing shows of them.

    Args:
        suspects: glyphs that may be seen by nobody; what ink is their own is found for each.
    """
    certain = len(glyphs.chars)
    glyphs = joined(glyphs, columns_of(suspects)) if suspects else glyphs
    chars, solid = glyphs.chars, glyphs.solid
    boxes = boxes_of(glyphs)
    full, ground = windows_of(boxes, drawing.scale, drawing.full, drawing.ground)
    windows = difference(full, ground)
    ink = windows.max(axis=(1, 2), initial=0).astype(np.int64)
    ink = _with_coloured(sheet, boxes, ink, np.flatnonzero((ink < FAINT_INK) & solid))
    overlaps = overlaps_in(np.flatnonzero(solid), boxes)
    inky = [i for i in range(certain, len(chars)) if ink[i] >= SEEN]
    if overlaps or inky:
        sides = inky, [p.first for p in overlaps], [p.last for p in overlaps]
        for i, own in own_ink(sheet, chars, boxes, sides).items():
            ink[i] = own
    white = [i for i in _white_on_paper(glyphs, ground) if ink[i] >= SEEN]
    if white:
        ink[white] = 0
        for i, own in own_ink(sheet, chars, boxes, [white], darkening).items():
            ink[i] = own
    unseen = set(np.flatnonzero((ink < SEEN) & solid).tolist())
    lines = struck(windows, ground) if len(chars) else np.zeros(0, np.bool_)
    undrawn = undrawable(sheet, chars, {i for i in unseen if i < certain})
    for i in undrawn:
        ink[i], lines[i] = _as_read(chars[i]), False
    boxed = set(np.flatnonzero(glyphs.boxed & (ink >= SEEN)).tolist())
    for i in boxed:
        if i < certain:
            ink[i] = _as_read(chars[i])
    unpainted = without_paint(sheet, chars, unseen - undrawn) if unseen - undrawn else ()
    return Inked(
        glyphs, boxes, ink, lines, tuple(overlaps),
        frozenset(unpainted), frozenset(undrawn | boxed), windows,
        tuple(inked_blanks(drawing.full, drawing.ground, glyphs, boxes, drawing.scale)),
    )  # fmt: skip


def _white_on_paper(glyphs: Columns, ground: Windows) -> list[int]:
    """White glyphs for the most part on white, as those are that cover a rule."""
    white = np.flatnonzero(glyphs.light >= _WHITE)
    if not len(white):
        return []
    usual = np.median(ground[white], axis=(1, 2))
    return [int(i) for i in white[usual >= _WHITE * 255]]


def _as_read(char: Char) -> int:
    """The ink, 0 to 255, that a glyph of its colour leaves on white paper."""
    return max(round(255 * (1 - char.light)), SEEN)


def _with_coloured(sheet: Sheet, boxes: Boxes, ink: Ink, pale: npt.NDArray[np.intp]) -> Ink:
    """The ink with that of pale glyphs, which may differ from their ground in colour alone."""
    if not len(pale):
        return ink
    drawing = drawing_of(sheet, colour=True)
    pictures = windows_of(boxes[pale], drawing.scale, drawing.full, drawing.ground)
    out = ink.copy()
    out[pale] = np.maximum(ink[pale], difference(*pictures).max(axis=(1, 2)))
    return out
