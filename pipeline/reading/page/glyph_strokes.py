"""Strokes of characters among the rules: outlines that a producer drew besides the glyphs.

A bold face is often made by drawing the outline of each glyph over it. Its straight pieces lie
inside the box of their glyph; a rule of a table is longer than a glyph, or is beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from pipeline.model.place import Box
from pipeline.reading.page.geometry import Char, Rule
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.lines
_BAND = 16
"""Points of height of the bands in which glyphs are looked up."""


def without_glyph_strokes(rules: Sequence[Rule], chars: Sequence[Char]) -> tuple[Rule, ...]:
    """The rules that are not the strokes of a glyph."""
    largest = max((c.size for c in chars), default=0.0)
    if not any(r.end - r.start <= largest for r in rules):
        return tuple(rules)
    bands: dict[int, list[Box]] = defaultdict(list)
    for char in chars:
        if char.text != " ":
            box = _around(char)
            for band in range(int(box.top // _BAND), int(box.bottom // _BAND) + 1):
                bands[band].append(box)
    return tuple(r for r in rules if r.end - r.start > largest or not _is_stroke(_box(r), bands))


def _around(char: Char) -> Box:
    slack = _T.stroke_slack * char.size
    return Box(char.x0 - slack, char.top - slack, char.x1 + slack, char.bottom + slack)


def _box(rule: Rule) -> Box:
    if rule.horizontal:
        return Box(rule.start, rule.at, rule.end, rule.at)
    return Box(rule.at, rule.start, rule.at, rule.end)


def _is_stroke(rule: Box, bands: dict[int, list[Box]]) -> bool:
    return any(_holds(box, rule) for box in bands.get(int(rule.top // _BAND), ()))


def _holds(box: Box, rule: Box) -> bool:
    wide = box.x0 <= rule.x0 and rule.x1 <= box.x1
    return wide and box.top <= rule.top and rule.bottom <= box.bottom
