"""Strokes of characters among the rules: outlines that a producer drew besides the glyphs.

A bold face is often made by drawing the outline of each glyph over it. Its straight pieces lie
inside the box of their glyph; a rule of a table is longer than a glyph, or is beside it. Brackets
reach out of the box of their line, where the dots of a dotted rule may be: dots have others in
line with them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from pipeline.model.place import Box
from pipeline.reading.page.columns import ASKEW, Columns
from pipeline.reading.page.geometry import Rule
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.lines
_BAND = 16
"""Points of height of the bands in which glyphs are looked up."""

_BESIDE = 0.1
"""Points by which widths may be off by rounding."""

_left = itemgetter(0)

Edges = list[float]
"""Of a box: left, top, right, bottom."""


class _Bands(NamedTuple):
    """Boxes of glyphs.

    Attributes:
        boxes: of each band, from left to right.
        widest: the largest width of a box.
    """

    boxes: dict[int, list[Edges]]
    widest: float


def without_glyph_strokes(rules: Sequence[Rule], glyphs: Columns) -> tuple[Rule, ...]:
    """The rules that are not the strokes of a glyph; those of one that lies askew are no rules."""
    glyphs = glyphs.taken(glyphs.turn != ASKEW)
    largest = float(glyphs.size.max(initial=0.0))
    short = [r for r in rules if r.end - r.start <= largest]
    if not short:
        return tuple(rules)
    bands = _bands(glyphs, _T.stroke_slack, short)
    strokes = {r for r in short if _is_stroke(r, bands)}
    strokes -= _dots_beside_text(short, strokes)
    upright = [r for r in short if not r.horizontal and r not in strokes]
    if upright:
        tall = _bands(glyphs, _T.tall_glyph, upright)
        strokes |= {r for r in upright if _is_stroke(r, tall)} - _dots(upright, largest)
    return tuple(r for r in rules if r not in strokes)


def _dots(upright: Sequence[Rule], largest: float) -> set[Rule]:
    """Pieces in line with each other over more than the height of a glyph."""
    by_place = sorted(upright, key=lambda r: (round(r.at, 1), r.start))
    lines = (list(line) for _, line in groupby(by_place, key=lambda r: round(r.at, 1)))
    runs = (run for line in lines for run in _runs(line))
    return {r for run in runs if run[-1].end - run[0].start > largest for r in run}


def _dots_beside_text(short: Sequence[Rule], strokes: set[Rule]) -> set[Rule]:
    """Of pieces that look like strokes those of a dotted rule, most of which is beside no text."""
    places = {(r.horizontal, round(r.at, 1)) for r in strokes}
    lines: dict[tuple[bool, float], list[Rule]] = {place: [] for place in places}
    for rule in sorted(short, key=lambda r: r.start):
        place = rule.horizontal, round(rule.at, 1)
        if place in lines:
            lines[place].append(rule)
    runs = (run for line in lines.values() for run in _runs(line))
    return {r for run in runs if 2 * len(strokes.intersection(run)) < len(run) for r in run}


def _runs(line: Sequence[Rule]) -> list[list[Rule]]:
    """Pieces of a line, parted at gaps over which no grid joins them."""
    runs = [[line[0]]]
    for a, b in pairwise(line):
        if b.start - a.end > TOLERANCES.grids.join:
            runs.append([])
        runs[-1].append(b)
    return runs


def _bands(glyphs: Columns, above: float, rules: Sequence[Rule]) -> _Bands:
    """Boxes of glyphs with the slack of strokes aside and `above` (em) above and below.

    Args:
        rules: those that are looked up; of other bands nothing is kept.
    """
    bands: list[int] = sorted({_band(rule) for rule in rules})
    found: list[list[Edges]] = [[] for _ in bands]
    aside, high = _T.stroke_slack * glyphs.size, above * glyphs.size
    x0, top, x1, bottom = glyphs.sides
    boxes = np.array([x0 - aside, top - high, x1 + aside, bottom + high])
    first = np.searchsorted(bands, boxes[1] // _BAND)
    last = np.searchsorted(bands, boxes[3] // _BAND, side="right")
    near = np.flatnonzero(glyphs.solid & (last > first))
    near = near[np.argsort(boxes[0, near])]
    spans = map(range, first[near].tolist(), last[near].tolist())
    for span, box in zip(spans, boxes[:, near].T.tolist(), strict=True):
        for band in span:
            found[band].append(box)
    widest = float((boxes[2] - boxes[0])[near].max(initial=0.0))
    return _Bands(dict(zip(bands, found, strict=True)), widest)


def _band(rule: Rule) -> int:
    """The band of the upper end of a rule."""
    return int((rule.at if rule.horizontal else rule.start) // _BAND)


def _box(rule: Rule) -> Box:
    if rule.horizontal:
        return Box(rule.start, rule.at, rule.end, rule.at)
    return Box(rule.at, rule.start, rule.at, rule.end)


def _is_stroke(rule: Rule, bands: _Bands) -> bool:
    place = _box(rule)
    boxes = bands.boxes[_band(rule)]
    near = range(
        bisect_left(boxes, place.x0 - bands.widest - _BESIDE, key=_left),
        bisect_right(boxes, place.x0, key=_left),
    )
    x0, top, x1, bottom = place
    for k in near:
        left, above, right, below = boxes[k]
        if left <= x0 and x1 <= right and above <= top and bottom <= below:
            return True
    return False
