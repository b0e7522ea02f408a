"""Headings of rows without a number: a short text in a row of its own (市属医院)."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from pipeline.reading.page.lines import Line
from pipeline.reading.tables.part import is_figure
from pipeline.reading.tables.unruled_rows import is_anchor, is_section_heading, is_whole
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.unruled_tables
_RESTS = 2
"""Lines of a wrapped name below the line with its figures."""


def is_row_heading(lines: Sequence[Line], i: int, anchors: Sequence[Line]) -> bool:
    """Is line `i` as far from the rows above and below it as rows are from each other?

    It is over figures, or begins left of the names: what is right below a name may be its rest.

    Args:
        anchors: rows of the table, two or more.
    """
    if not 0 < i < len(lines) - 1 or len(anchors) < 2 or len(lines[i].segments) > 1:
        return False
    line, below = lines[i], lines[i + 1]
    rests = _rests_above(lines, i)
    above = lines[i - 1 - len(rests)]
    if not is_anchor(above) or not is_anchor(below) or not is_whole(below, anchors[-1]):
        return False
    pitch = min(b.cy - a.cy for a, b in itertools.pairwise(anchors))
    near = _T.even_pitch * line.size
    evenly = abs(below.cy - line.cy - pitch) < near
    if rests:
        apart = line.box.top - rests[-1].box.bottom - (below.box.top - line.box.bottom)
        evenly &= abs(apart) < near
        evenly &= line.box.x0 < rests[-1].box.x0 - near
    else:
        evenly &= abs(line.cy - above.cy - pitch) < near
    alike = abs(line.size - above.size) < _T.same_size
    return evenly and alike and _is_across(line, (above, below), anchors)


def _rests_above(lines: Sequence[Line], i: int) -> Sequence[Line]:
    """The lines between the last row of figures and line `i`: the rest of a wrapped name."""
    start = i
    while start > 1 and i - start < _RESTS and not is_anchor(lines[start - 1]):
        if len(lines[start - 1].segments) > 1:
            break
        start -= 1
    return lines[start:i]


def _is_across(line: Line, rows: tuple[Line, Line], anchors: Sequence[Line]) -> bool:
    """Is the text short, within the width of the rows, and not that of a name?

    Args:
        rows: the one above it, which may be a total without a number, and the one below it.
    """
    left = min(a.box.x0 for a in anchors)
    right = max(a.box.x1 for a in anchors)
    box = line.box
    if any(map(str.isdigit, line.text)) or box.width > _T.heading_width * (right - left):
        return False
    if box.x0 < left - _T.set_left * line.size or box.x1 > right:
        return False
    over = any(
        s.box.x0 < box.x1 and box.x0 < s.box.x1 for s in rows[0].segments[1:] if is_figure(s.text)
    )
    numbered = any(row.text[:1].isdigit() for row in rows)
    return over or (numbered and box.x0 < left + _T.even_pitch * line.size)


def headings_in(lines: Sequence[Line]) -> set[int]:
    """Indices of the lines that are headings of rows, numbered or not."""
    anchors = [line for line in lines if is_anchor(line)]
    return {
        i
        for i, line in enumerate(lines)
        if is_section_heading(line) or is_row_heading(lines, i, anchors)
    }
