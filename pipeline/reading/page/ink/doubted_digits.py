"""Digits of a page that are not as their text says, and why."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from pipeline.model.message import Message
from pipeline.model.place import Box
from pipeline.reading.page.columns import Columns
from pipeline.reading.page.geometry import Spot
from pipeline.reading.page.ink.alike import alike_digits
from pipeline.reading.page.ink.blots import blotted
from pipeline.reading.page.ink.codes import said_several
from pipeline.reading.page.ink.cut_figures import beside_pale, beside_unseen, fainter
from pipeline.reading.page.ink.eroded import eroded
from pipeline.reading.page.ink.inked import FAINT_INK, SEEN, Each, Inked
from pipeline.reading.page.ink.lacking import lacking
from pipeline.reading.page.ink.partial import partly_seen
from pipeline.reading.page.ink.shapes import drawn_as_others

_AS_STRONG = 0.4
"""Of two glyphs on each other the fainter one disturbs from this share of the other's ink on."""

_LITTLE = 0.5
"""Points by which the white space beside a digit may reach out of the page."""

HIDDEN = Message("ink_hidden")
CUT = Message("ink_cut")
FAINT = Message("ink_faint")
STRUCK = Message("ink_struck")
UNDRAWN = Message("ink_no_font")
OVERPRINTED = Message("ink_overprinted")
OTHER = Message("ink_other_digit")
BLOT = Message("ink_blot")


def doubted_digits(glyphs: Inked, width: float, height: float) -> list[Spot]:
    """The digits that are not as their text says, on a page of this size in points."""
    others, blots, crossed = _drawn_as_others(glyphs), _blots(glyphs), _crossed(glyphs)
    cut, faint = _cut(glyphs) | _partly_seen(glyphs), _faint_beside(glyphs)
    off = _off(glyphs.glyphs, width, height)
    out = []
    for i in _suspects(glyphs, off, others | crossed | cut | faint | blots):
        if not glyphs.seen[i]:
            reason = HIDDEN
        elif i in glyphs.undrawn:
            reason = UNDRAWN
        elif off[i] or i in cut:
            reason = CUT
        elif glyphs.ink[i] < FAINT_INK or i in faint:
            reason = FAINT
        elif i in blots:
            reason = BLOT
        elif i in others:
            reason = OTHER
        else:
            reason = OVERPRINTED if i in crossed else STRUCK
        char = glyphs.chars[i]
        box = Box(char.x0, char.top, char.x1, char.bottom)
        out.append(Spot(box, reason, empty_only=reason == HIDDEN))
    return out


def _suspects(glyphs: Inked, off: Each, others: Collection[int]) -> list[int]:
    """Digits that one of the questions may be about."""
    suspect = (glyphs.ink < FAINT_INK) | glyphs.struck | off
    suspect[[*others, *glyphs.undrawn]] = True
    places = np.flatnonzero(suspect & ~glyphs.marked).tolist()
    return [i for i in places if glyphs.chars[i].text.isdigit()]


def _drawn_as_others(glyphs: Inked) -> set[int]:
    """Digits that are drawn as another digit, and glyphs that are said to be several."""
    if glyphs.windows is None or not glyphs.chars:
        return set()
    windows = glyphs.windows if glyphs.upright is None else glyphs.upright
    drawn = drawn_as_others(windows, glyphs.glyphs.texts, glyphs.usable)
    lying = np.flatnonzero(glyphs.glyphs.among(glyphs.lying)).tolist()
    return {*drawn, *lying, *said_several(glyphs.glyphs)}


def _partly_seen(glyphs: Inked) -> set[int]:
    """Digits of which only a part is seen."""
    if glyphs.upright is None:
        return set()
    codes = glyphs.glyphs.codes
    text = glyphs.seen & ~glyphs.marked & (glyphs.glyphs.turn == glyphs.turn)
    groups = alike_digits(codes, glyphs.glyphs.size, glyphs.usable)
    pieces = (*lacking(glyphs.upright, groups), *eroded(glyphs.upright, groups))
    return {*partly_seen(glyphs.upright, codes, text), *pieces}


def _blots(glyphs: Inked) -> set[int]:
    """Digits whose holes are full of ink."""
    if glyphs.upright is None:
        return set()
    return set(blotted(glyphs.upright, glyphs.glyphs.codes, glyphs.usable))


def _crossed(glyphs: Inked) -> set[int]:
    """Glyphs on which another one lies that is about as strong, or read as text as well."""
    out: set[int] = set()
    text = glyphs.seen & ~glyphs.marked
    for pair in (p for p in glyphs.overlaps if p.deep):
        a, b = int(glyphs.ink[pair.first]), int(glyphs.ink[pair.last])
        both = bool(text[pair.first] and text[pair.last])
        if both or min(a, b) >= max(SEEN, _AS_STRONG * max(a, b)):
            out |= {pair.first, pair.last}
    return out


def _cut(glyphs: Inked) -> set[int]:
    """Digits whose figure goes on in glyphs that are painted, but not seen."""
    overlaid = {k for pair in glyphs.overlaps for k in (pair.first, pair.last)}
    gone = set(np.flatnonzero(~glyphs.seen).tolist()) - overlaid - glyphs.unpainted
    return beside_unseen(glyphs.chars, gone, np.flatnonzero(glyphs.seen).tolist())


def _faint_beside(glyphs: Inked) -> set[int]:
    """Digits whose figure goes on in pale ones taken for a watermark; pale ones of a figure."""
    pale = np.flatnonzero(glyphs.seen & glyphs.marked).tolist()
    text = np.flatnonzero(glyphs.seen & ~glyphs.marked).tolist()
    return beside_pale(glyphs.chars, pale, text) | fainter(glyphs.glyphs, glyphs.ink)


def _off(glyphs: Columns, width: float, height: float) -> Each:
    """Does each glyph run out of the page?"""
    x0, top, x1, bottom = glyphs.sides
    high = (bottom - top) / 4
    off = (x0 < -_LITTLE) | (x1 > width + _LITTLE) | (top < -high) | (bottom > height + high)
    return np.asarray(off)
