"""Words on their side above the columns of a table without rules, laid level.

Each heading becomes a line as narrow as it is drawn, over its column, and as high: its glyphs are
put side by side in the width of one. So it is read as any other header text is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from pipeline.model.place import Box
from pipeline.reading.page.char import Char
from pipeline.reading.page.columns import Columns, columns_of, joined
from pipeline.reading.page.lines import union
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.turned_headings
_PALE = TOLERANCES.pages.pale


@dataclass(frozen=True)
class _Run:
    """Glyphs one after the other on one side, in reading order."""

    chars: tuple[Char, ...]

    @property
    def box(self) -> Box:
        return union(Box(c.x0, c.top, c.x1, c.bottom) for c in self.chars)


def with_level_headings(text: Columns, beside: Columns) -> tuple[Columns, Columns]:
    """Glyphs that read to the right, with turned headings laid level, and the other glyphs.

    Args:
        text: glyphs outside of grids that read to the right.
        beside: glyphs that do not.
    """
    if not text.chars or len(beside.chars) < _T.fewest_glyphs:
        return text, beside
    size = median(text.size.tolist())
    runs = [run for run in _runs(beside.chars) if _may_head(run, size)]
    heads = [run for run in runs if _is_beside_another(run, runs) and _is_over_figures(run, text)]
    if not heads:
        return text, beside
    gone = {id(c) for run in heads for c in run.chars}
    laid = [char for run in heads for char in _laid(run)]
    rest = [c for c in beside.chars if id(c) not in gone]
    return joined(text, columns_of(laid)), columns_of(rest)


def without_headings(text: Columns, beside: Columns, boxes: Sequence[Box]) -> Columns:
    """The glyphs `beside` without the turned headings of the tables in the boxes."""
    for box in boxes:
        inside = beside.within(box)
        if inside.any():
            _, rest = with_level_headings(text.taken(text.within(box)), beside.taken(inside))
            kept = {id(c) for c in rest.chars}
            gone = [
                bool(i) and id(c) not in kept for i, c in zip(inside, beside.chars, strict=True)
            ]
            beside = beside.taken(~np.array(gone, np.bool_))
    return beside


def _runs(chars: Sequence[Char]) -> list[_Run]:
    out: list[list[Char]] = []
    for char in chars:
        if char.turn not in (90, 270) or char.text == " ":
            continue
        if out and _follows(out[-1][-1], char):
            out[-1].append(char)
        else:
            out.append([char])
    return _with_second_lines([_Run(tuple(run)) for run in out])


def _follows(a: Char, b: Char) -> bool:
    """Is `b` the next glyph of the line that `a` is of?"""
    gap = a.top - b.bottom if a.turn == 90 else b.top - a.bottom
    level = abs(a.cx - b.cx) < _T.aside * a.size
    return a.turn == b.turn and level and -_T.overlap * a.size < gap < _T.gap * a.size


def _with_second_lines(runs: Sequence[_Run]) -> list[_Run]:
    """Runs, with the next line of the same heading at the side to which its lines go."""
    out: list[_Run] = []
    for run in runs:
        last = out[-1] if out else None
        if last is not None and _is_next_line(last, run):
            out[-1] = _Run((*last.chars, *run.chars))
        else:
            out.append(run)
    return out


def _is_next_line(a: _Run, b: _Run) -> bool:
    first, second = a.chars[-1], b.chars[0]
    gap = second.x0 - first.x1 if first.turn == 90 else first.x0 - second.x1
    shared = min(a.box.bottom, b.box.bottom) - max(a.box.top, b.box.top)
    close = -_T.overlap * first.size < gap < _T.line_gap * first.size
    return first.turn == second.turn and close and shared > 0


def _may_head(run: _Run, size: float) -> bool:
    """Is it dark, and as large as text? Else it is a watermark or a stamp."""
    first = run.chars[0]
    words = len(run.chars) > 1 and not all(c.text.isdigit() for c in run.chars)
    return words and first.light < _PALE and size / _T.sizes < first.size < size * _T.sizes


def _is_beside_another(run: _Run, runs: Sequence[_Run]) -> bool:
    """Is another heading at the same height? A lone one is a note on the margin."""
    box = run.box
    return any(
        x is not run and min(x.box.bottom, box.bottom) - max(x.box.top, box.top) > run.chars[0].size
        for x in runs
    )


def _is_over_figures(run: _Run, text: Columns) -> bool:
    """Is there a digit right below?"""
    box, size = run.box, run.chars[0].size
    reach = _T.reach * size
    below = text.within(Box(box.x0 - reach, box.bottom, box.x1 + reach, box.bottom + reach))
    return any(c.text.isdigit() for c in text.taken(below).chars) if below.any() else False


def _laid(run: _Run) -> list[Char]:
    """The glyphs from left to right within the width of the heading, each as high as all of it."""
    box = run.box
    step = (box.x1 - box.x0) / len(run.chars)
    return [
        char._replace(
            x0=box.x0 + i * step, x1=box.x0 + (i + 1) * step,
            top=box.top, bottom=box.bottom, turn=0,
        )
        for i, char in enumerate(run.chars)
    ]  # fmt: skip
