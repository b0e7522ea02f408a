"""Groups of rows of one table without a grid, set apart by blank rows and headings."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.reading.page.lines import Line, Segment
from pipeline.reading.tables.figure_texts import is_figure, is_mark
from pipeline.reading.tables.row_headings import opens_group
from pipeline.reading.tables.unruled_header_lines import is_caption_or_note
from pipeline.reading.tables.unruled_rows import is_anchor, pitch_of
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.unruled_tables


@dataclass(frozen=True)
class Stretch:
    """Lines `start` to `end` (exclusive) of a page, with the first row of figures at `row`.

    Attributes:
        is_table: do its lines alone show that it is a table?
    """

    start: int
    row: int
    end: int
    is_table: bool


def with_joined_groups(lines: Sequence[Line], found: Sequence[Stretch]) -> list[Stretch]:
    """The stretches; those that go on with the columns of the one above are one with it.

    Between them is blank space, or the heading of a group, and no header: the figures of a group
    (全市, then 按地区分) stand below those of the group above, under the one header of the table.
    """
    out: list[Stretch] = []
    for stretch in found:
        above = out[-1] if out else None
        if above and (above.is_table or stretch.is_table) and _goes_on(lines, above, stretch):
            out[-1] = Stretch(above.start, above.row, stretch.end, True)
        else:
            out.append(stretch)
    return out


def _goes_on(lines: Sequence[Line], above: Stretch, below: Stretch) -> bool:
    """Is `below` a group of rows of the table that `above` begins?

    A single row may be what is left of another table.
    """
    rows = [line for line in lines[above.row : above.end] if is_anchor(line)]
    more = [line for line in lines[below.row : below.end] if is_anchor(line)]
    pitch = min(pitch_of(x) for x in (rows, more) if len(x) > 1 or x is rows)
    near = lines[above.end - 1 : below.row + 1]
    between = range(above.end, below.row)
    return (
        len(more) > 1
        and len(between) <= 1
        and all(b.cy - a.cy <= _T.group_gap * pitch for a, b in itertools.pairwise(near))
        and abs(more[0].size - rows[-1].size) < _T.same_size
        and _same_columns(rows, more)
        and all(opens_group(lines, i, pitch) and _is_short(lines[i], rows) for i in between)
    )


def _same_columns(rows: Sequence[Line], more: Sequence[Line]) -> bool:
    """Are the figures of both in the same columns, two or more, behind labels of one kind?"""
    above, below = _strips(_figures(rows)), _strips(_figures(more))
    if min(len(above), len(below)) < _T.group_columns:
        return False
    if is_figure(rows[0].segments[0].text) != is_figure(more[0].segments[0].text):
        return False
    both = len(_strips(_figures([*rows, *more])))
    return both == max(len(above), len(below)) <= min(len(above), len(below)) / _T.full_row


def _figures(rows: Iterable[Line]) -> list[Segment]:
    return [s for row in rows for s in row.segments[1:] if is_figure(s.text) or is_mark(s.text)]


def _strips(figures: Iterable[Segment]) -> list[float]:
    """The right edge of each column that the figures fill."""
    out: list[float] = []
    for box in sorted((s.box for s in figures), key=lambda box: box.x0):
        if out and box.x0 < out[-1]:
            out[-1] = max(out[-1], box.x1)
        else:
            out.append(box.x1)
    return out


def _is_short(line: Line, rows: Sequence[Line]) -> bool:
    """Is the line a short text, and neither a caption nor a note?"""
    width = max(row.box.x1 for row in rows) - min(row.box.x0 for row in rows)
    return line.box.width < _T.heading_width * width and not is_caption_or_note(line.text)
