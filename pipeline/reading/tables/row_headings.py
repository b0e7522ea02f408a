"""Headings of rows without a number: a short text in a row of its own (市属医院)."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from pipeline.reading.page.lines import Line
from pipeline.reading.tables.figure_texts import is_figure
from pipeline.reading.tables.unruled_rows import (
    is_anchor,
    is_labelled,
    is_section_heading,
    is_whole,
    pitch_of,
)
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.unruled_tables
_RESTS = 2
"""Lines of a wrapped name below the line with its figures."""


def divides_rows(
    lines: Sequence[Line], i: int, anchors: Sequence[Line], floors: Sequence[float]
) -> bool:
    """Is line `i` a heading with a row of the same table right below it, or beside its rows?

    It is numbered, has a row between two rules to itself, is as far from the rows around it as
    they are from each other, or is the label of a merged cell.
    """
    if i + 1 == len(lines) or not is_anchor(lines[i + 1]):
        return False
    if is_row_heading(lines, i, _rows_near(lines, i, anchors)):
        return True
    if not is_whole(lines[i + 1], anchors[-1]):
        return False
    headed = is_section_heading(lines[i]) or _has_own_band(lines, i, floors)
    return headed or _is_label_between(lines, i, anchors)


def _rows_near(lines: Sequence[Line], i: int, anchors: Sequence[Line]) -> Sequence[Line]:
    """The rows above line `i`, and where that is one alone, those right below it as well."""
    if len(anchors) > 1:
        return anchors
    below = itertools.takewhile(is_anchor, lines[i + 1 : i + 1 + _T.known_rows])
    return [*anchors, *below]


def _has_own_band(lines: Sequence[Line], i: int, floors: Sequence[float]) -> bool:
    """Is the line one text, alone between two rules as far apart as those around a single row?"""
    line = lines[i]
    if len(line.segments) > 1 or not i:
        return False
    between = [y for y in floors if lines[i - 1].cy < y < lines[i + 1].cy]
    above = [y for y in between if y < line.cy]
    below = [y for y in between if y > line.cy]
    return bool(above and below) and min(below) - max(above) <= _T.band * line.size


def _is_label_between(lines: Sequence[Line], i: int, anchors: Sequence[Line]) -> bool:
    """Is the line the label of a merged cell (区属), left of the rows and in the middle of its own?

    Of an even number of rows it is between two, which are no further apart than others.
    """
    line, above, below = lines[i], lines[i - 1], lines[i + 1]
    if len(anchors) < _T.known_rows or len(line.segments) > 1 or not is_anchor(above):
        return False
    near = _T.even_pitch * line.size
    return (
        line.box.x1 <= min(x.box.x0 for x in anchors)
        and abs(below.cy - above.cy - pitch_of(anchors)) < near
        and abs(above.cy + below.cy - 2 * line.cy) < near
        and abs(line.size - above.size) < _T.same_size
    )


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


def opens_group(lines: Sequence[Line], i: int, pitch: float) -> bool:
    """Is line `i` a heading of the rows below it, set apart by a blank row or left of them?

    What begins a wrapped name is nearer to its figures than rows are to each other, or, where
    every name is wrapped, has one row below it.

    Args:
        pitch: how far apart rows are.
    """
    if not 0 < i < len(lines) - 1 or len(lines[i].segments) > 1 or is_labelled(lines[i]):
        return False
    line, above, below = lines[i], lines[i - 1], lines[i + 1]
    if not is_anchor(below) or is_figure(line.text):
        return False
    near = _T.even_pitch * line.size
    if below.cy - line.cy < pitch - near or abs(line.size - below.size) >= _T.same_size:
        return False
    if line.cy - above.cy > _T.group_apart * max(pitch, below.cy - line.cy):
        return line.box.x0 < below.segments[0].box.x1
    names = [x.segments[0].box for x in lines[i + 1 : i + 3] if is_anchor(x)]
    indented = len(names) > 1 and all(x.x0 > line.box.x0 + _T.indent * line.size for x in names)
    return indented and abs(below.cy - line.cy - pitch) < near


def headings_in(lines: Sequence[Line]) -> set[int]:
    """Indices of the lines that are headings of rows, numbered or not."""
    anchors = [line for line in lines if is_anchor(line)]
    pitch = pitch_of(anchors) if len(anchors) > 1 else 0.0
    return {
        i
        for i, line in enumerate(lines)
        if is_section_heading(line)
        or is_row_heading(lines, i, anchors)
        or (pitch and opens_group(lines, i, pitch))
    }
