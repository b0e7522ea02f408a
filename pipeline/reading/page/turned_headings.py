"""Words on their side or on a slant above the columns of a table without rules, laid level.

Each heading becomes a line as narrow as one of its glyphs, over its column, and as high as its row
of headings: its glyphs are put side by side in the width of one. So it is read as any other header
text is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
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
    """Glyphs one after the other in one direction, in reading order.

    Attributes:
        angle: of a slant, in degrees counter-clockwise; 0 on one side.
    """

    chars: tuple[Char, ...]
    angle: float = 0.0

    @property
    def box(self) -> Box:
        return union(Box(c.x0, c.top, c.x1, c.bottom) for c in self.chars)

    @property
    def foot(self) -> Box:
        """The part that stands over its column: of a slant the glyph at its lower end."""
        if not self.angle:
            return self.box
        low = max(self.chars, key=lambda c: c.cy)
        half = low.size / 2
        return Box(low.cx - half, low.top, low.cx + half, low.bottom)


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
    heads = [run for run in runs if _is_beside_another(run, runs)]
    heads = [run for run in heads if _is_over_figures(run, heads, text)]
    if not heads:
        return text, beside
    gone = {id(c) for run in heads for c in run.chars}
    laid = [char for row in _rows_of(heads) for char in _laid_row(row, text)]
    rest = [c for c in beside.chars if id(c) not in gone]
    return joined(text, columns_of(laid)), columns_of(rest)


def headings_in(box: Box, turned: Sequence[Char], level: Columns) -> list[Char]:
    """The headings beside each other in one field of a grid, laid level; none of a lone one.

    Args:
        turned: glyphs that do not read to the right; `level`: those in the field that do.
    """
    heads = [run for run in _runs(turned) if len(run.chars) > 1 and holds_middle(box, run.foot)]
    heads = [run for run in heads if _is_beside_another(run, heads)]
    return [char for row in _rows_of(heads) for char in _laid_row(row, level)]


def holds_middle(box: Box, other: Box) -> bool:
    x, y = (other.x0 + other.x1) / 2, (other.top + other.bottom) / 2
    return box.x0 <= x <= box.x1 and box.top <= y <= box.bottom


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
        if char.turn == 180 or char.text == " ":
            continue
        if out and (_follows(out[-1][-1], char) or _goes_on_slanted(out[-1], char)):
            out[-1].append(char)
        else:
            out.append([char])
    return _with_second_lines(list(_with_angles(out)))


def _with_angles(runs: Sequence[Sequence[Char]]) -> Iterator[_Run]:
    """The runs on one side, and those on a slant that is neither nearly level nor upright."""
    for run in runs:
        if run[0].turn is not None:
            yield _Run(tuple(run))
        elif len(run) > 1 and _T.least_slant <= abs(angle := _angle(run[0], run[-1])) <= (
            90 - _T.least_slant / 2
        ):
            yield _Run(tuple(run), angle)


def slanted_runs(chars: Sequence[Char]) -> list[tuple[Box, tuple[Char, ...]]]:
    """Words on a slant, each with its lower end."""
    askew = [c for c in chars if c.turn is None]
    return [(run.foot, run.chars) for run in _runs(askew)] if len(askew) > 1 else []


def _angle(a: Char, b: Char) -> float:
    """The direction from one glyph to another, in degrees counter-clockwise."""
    return math.degrees(math.atan2(a.cy - b.cy, b.cx - a.cx))


def _goes_on_slanted(run: Sequence[Char], char: Char) -> bool:
    """Is `char` the next glyph of a line on a slant?"""
    last = run[-1]
    if char.turn is not None or last.turn is not None or abs(char.size - last.size) > 1:
        return False
    step = math.hypot(char.cx - last.cx, char.cy - last.cy) / char.size
    if not _T.overlap < step < 1 + _T.gap:
        return False
    return len(run) < 2 or abs(_angle(last, char) - _angle(run[0], last)) < _T.same_slant


def _follows(a: Char, b: Char) -> bool:
    """Is `b` the next glyph of the line on its side that `a` is of?"""
    if a.turn is None or a.turn != b.turn:
        return False
    gap = a.top - b.bottom if a.turn == 90 else b.top - a.bottom
    level = abs(a.cx - b.cx) < _T.aside * a.size
    return level and -_T.overlap * a.size < gap < _T.gap * a.size


def _with_second_lines(runs: Sequence[_Run]) -> list[_Run]:
    """Runs, with the next line of the same heading at the side to which its lines go."""
    out: list[_Run] = []
    for run in runs:
        last = out[-1] if out else None
        if last is not None and _is_next_line(last, run):
            out[-1] = _Run((*last.chars, *run.chars), last.angle)
        else:
            out.append(run)
    return out


def _is_next_line(a: _Run, b: _Run) -> bool:
    if a.angle or b.angle:
        return abs(a.angle - b.angle) < _T.same_slant and _is_close_below(a, b)
    first, second = a.chars[-1], b.chars[0]
    gap = second.x0 - first.x1 if first.turn == 90 else first.x0 - second.x1
    shared = min(a.box.bottom, b.box.bottom) - max(a.box.top, b.box.top)
    close = -_T.overlap * first.size < gap < _T.line_gap * first.size
    return first.turn == second.turn and close and shared > 0


def _is_close_below(a: _Run, b: _Run) -> bool:
    """Is the line `b` right below `a`, as seen along their slant?"""
    turn, size = math.radians(a.angle), a.chars[0].size
    down, along = (math.sin(turn), math.cos(turn)), (math.cos(turn), -math.sin(turn))

    def places(run: _Run, way: tuple[float, float]) -> list[float]:
        return [c.cx * way[0] + c.cy * way[1] for c in run.chars]

    gap = min(places(b, down)) - max(places(a, down))
    shared = min(max(places(a, along)), max(places(b, along))) - max(
        min(places(a, along)), min(places(b, along))
    )
    return _T.aside * size < gap < (1 + _T.line_gap) * size and shared > 0


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


def _is_over_figures(run: _Run, heads: Sequence[_Run], text: Columns) -> bool:
    """Is there a digit right below?

    Headings on a slant have their feet in line; below one of them the column may be blank, and its
    figures may be at its other side.
    """
    size = run.chars[0].size
    reach = _T.reach * size
    box = run.foot
    if run.angle:
        level = [h.foot for h in heads if abs(h.foot.bottom - box.bottom) < size and h.angle]
        box = union(level)
    below = text.within(Box(box.x0 - reach, box.bottom, box.x1 + reach, box.bottom + reach))
    return any(c.text.isdigit() for c in text.taken(below).chars) if below.any() else False


def _rows_of(heads: Sequence[_Run]) -> list[list[_Run]]:
    """The headings in rows: those that share a height, from top to bottom."""
    out: list[list[_Run]] = []
    for run in sorted(heads, key=lambda r: r.box.top):
        if out and run.box.top < max(r.box.bottom for r in out[-1]):
            out[-1].append(run)
        else:
            out.append([run])
    return out


def _laid_row(row: Sequence[_Run], text: Columns) -> list[Char]:
    """The glyphs of the headings of a row, each as high as the row.

    A short heading goes up to the level text above it, as that of a group of columns.
    """
    box, feet = union(r.box for r in row), union(r.foot for r in row)
    between = text.taken(text.within(Box(feet.x0, box.top, feet.x1, box.bottom))).chars
    bottoms = [c.bottom for c in between if c.text != " "]
    out: list[Char] = []
    for run in row:
        over = (y for y in bottoms if y <= run.box.top + _T.overlap * run.chars[0].size)
        out += _laid(run, max(over, default=box.top), box.bottom)
    return out


def _laid(run: _Run, top: float, bottom: float) -> list[Char]:
    """The glyphs from left to right within the width of the heading's foot."""
    foot = run.foot
    step = (foot.x1 - foot.x0) / len(run.chars)
    return [
        char._replace(
            x0=foot.x0 + i * step, x1=foot.x0 + (i + 1) * step, top=top, bottom=bottom, turn=0
        )
        for i, char in enumerate(run.chars)
    ]
