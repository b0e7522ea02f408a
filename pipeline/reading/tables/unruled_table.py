"""Tables that white space draws: columns and rows from where the figures are.

Rows are anchored by lines that hold figures; columns are the columns that those figures and the
names beside them fill. Rules that exist help (as walls between columns, floors between rows) but
none is needed.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from pipeline.model.message import Message
from pipeline.model.place import Box
from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import Rule
from pipeline.reading.page.lines import Line, lines_of, resegmented, union
from pipeline.reading.tables.broken_figures import with_whole_figures
from pipeline.reading.tables.close_figures import parted_figures
from pipeline.reading.tables.drawing_order import (
    parted_as_drawn,
    parted_as_drawn_apart,
    parted_if_printed_over,
)
from pipeline.reading.tables.label_columns import with_whole_names
from pipeline.reading.tables.order_numbers import parted_from_names
from pipeline.reading.tables.part import Part
from pipeline.reading.tables.row_headings import headings_in
from pipeline.reading.tables.unruled_cells import PartBuilder
from pipeline.reading.tables.unruled_columns import (
    Column,
    columns_of,
    cut_at_gutters,
    cut_at_walls,
    parted_at_gutters,
    with_header_only,
)
from pipeline.reading.tables.unruled_headers import Header, header_of, header_texts_of
from pipeline.reading.tables.unruled_rows import (
    bands_of,
    first_of_row,
    half_line,
    is_anchor,
    is_section_heading,
)
from pipeline.reading.tables.wrapped_rows import first_wrapped
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.unruled_tables


def part_from_lines(
    chars: Sequence[Char],
    page: int,
    walls: Sequence[Rule] = (),
    floors: Sequence[float] = (),
    box: Box | None = None,
    rules: Sequence[Rule] = (),
) -> Part | None:
    """The table that `chars` form; None where no two lines of figures are below each other.

    Args:
        chars: all glyphs of the table, header included, nothing else, as they are drawn.
        walls: vertical rules inside.
        floors: heights of horizontal rules inside.
        box: outline of the table, where rules draw it.
        rules: level rules at any height of the table, also short ones.
    """
    lines = with_whole_figures(cut_at_walls(parted_if_printed_over(lines_of(chars), chars), walls))
    lines = parted_from_names(parted_figures(lines))
    anchors = [line for line in lines if is_anchor(line)]
    if not anchors:
        return None
    begin = first_of_row(lines, lines.index(anchors[0]))
    groups = bands_of(lines[begin:], floors) or _with_half_lines(anchors, lines[begin:])
    columns, sure = columns_of(groups)
    if len(columns) < 2:
        return None
    box = box or union(line.box for line in lines)
    first = _end_of_header(lines, begin, floors)
    headless = not any(lines[0].cy < y < lines[first].cy for y in floors)
    if headless or bands_of(lines[first:], floors) is None:
        first = first_wrapped(lines, first, columns, lines[first:])
    header_edge = _lower_edge_of_header(lines[:first], lines[first], floors)
    lines[:first] = _parted_header(lines[:first], columns, chars)
    if not sure and (whole := with_whole_names(columns, groups, lines[:first])):
        columns, sure = whole, True
    columns, lines[first:] = _with_late_columns(columns, lines[:first], lines[first:], chars)
    columns = with_header_only(columns, lines[:first])
    lines[first:] = _cut_but_headings(lines[first:], columns)
    bars = [r for r in rules if r.at < lines[first].box.top]
    header = header_of(lines[:first], [(s.left, s.right) for s in columns], bars)
    builder = PartBuilder(page, box, columns, floors, header)
    builder.header(header_edge)
    builder.body(lines[first:], header_edge)
    certain = sure and builder.sure and (header.sure or not header.depth)
    return Part(
        page=page, box=box, xs=builder.xs, rows=builder.rows, header_rows=header.depth,
        cells=tuple(builder.cells), method="rules" if floors or walls else "whitespace",
        confidence=_T.sure_confidence if certain else _T.unsure_confidence,
        doubts=tuple(_doubts(sure, header, builder.sure)),
    )  # fmt: skip


def _with_half_lines(anchors: Sequence[Line], lines: Sequence[Line]) -> list[list[Line]]:
    """Each line of figures with the lines half a line above and below it."""
    return [[anchor, *(line for line in lines if half_line(line, anchor))] for anchor in anchors]


def _parted_header(
    header: Sequence[Line], columns: Sequence[Column], chars: Sequence[Char]
) -> list[Line]:
    """The lines of a header, in a piece for each of its texts."""
    parted = [resegmented(line, TOLERANCES.lines.header_gap) for line in header]
    return list(parted_at_gutters(parted_as_drawn(parted, chars), columns))


def _cut_but_headings(body: Sequence[Line], columns: Sequence[Column]) -> list[Line]:
    whole = headings_in(body)
    return [line if i in whole else cut_at_gutters(line, columns) for i, line in enumerate(body)]


def _with_late_columns(
    columns: list[Column], header: Sequence[Line], body: Sequence[Line], chars: Sequence[Char]
) -> tuple[list[Column], Sequence[Line]]:
    """Columns and lines of the body, with those texts apart that are drawn at different times.

    A merged cell beside several rows (所在区) is drawn with the first of them; its text may be as
    near to the name of a later row as the words of one text are. Only where the header has more
    texts than there are columns.
    """
    if len(header_texts_of(header)) <= len(columns):
        return columns, body
    parted = parted_as_drawn_apart(body, chars)
    if [len(x.segments) for x in parted] == [len(x.segments) for x in body]:
        return columns, body
    anchors = [line for line in parted if is_anchor(line)]
    rows = [[a, *(x for x in parted if half_line(x, a))] for a in anchors]
    found, sure = columns_of(rows) if rows else (columns, False)
    return (found, parted) if sure and len(found) >= len(columns) else (columns, body)


def _doubts(sure: bool, header: Header, rows_sure: bool) -> list[str]:
    out: list[str] = []
    if not sure:
        out.append(Message("columns_unsure"))
    if not rows_sure:
        out.append(Message("rows_unsure"))
    if header.depth and not header.sure:
        out.append(Message("headers_unsure"))
    return out


def _end_of_header(lines: Sequence[Line], first: int, floors: Sequence[float]) -> int:
    """Index of the first line of the body, which may be the rest of a row cut by a page break."""
    end = first
    while end and is_section_heading(lines[end - 1]):
        end -= 1
    if end < first:
        return end
    below = [y for y in floors if first and y > lines[0].cy]
    while end > 1 and len(lines[end - 1].segments) == 1:
        line, above = lines[end - 1], lines[end - 2]
        apart = line.box.top - above.box.bottom > _T.header_end * line.size
        apart = apart or (end == first and _spaced_as_rows(lines, first))
        if not (
            line.cy > below[0] and _lone_lines(lines[:first], line, floors) if below else apart
        ):
            break
        end -= 1
    return end


def _spaced_as_rows(lines: Sequence[Line], first: int) -> bool:
    """Is the line above row `first` as far from it, and from the header, as rows are apart?

    A header above it has texts side by side.
    """
    if first < 2 or first + 1 >= len(lines) or not is_anchor(lines[first + 1]):
        return False
    if len(lines[first - 2].segments) < _T.row_texts:
        return False
    near = lines[first - 2 : first + 2]
    steps = [b.cy - a.cy for a, b in itertools.pairwise(near)]
    return max(steps) - min(steps) < _T.even_pitch * lines[first].size


def _lone_lines(lines: Sequence[Line], line: Line, floors: Sequence[float]) -> bool:
    """Does each line between the same two rules as `line` hold one text only?"""
    between = sum(y < line.cy for y in floors)
    return all(len(x.segments) == 1 for x in lines if sum(y < x.cy for y in floors) == between)


def _lower_edge_of_header(header: Sequence[Line], body: Line, floors: Sequence[float]) -> float:
    """Height at which the body begins: the last rule above its first line, else half-way."""
    above = max((line.box.bottom for line in header), default=None)
    if above is None:
        return body.box.top - 1
    between = [y for y in floors if header[0].box.top <= y <= body.box.top + 1]
    return max(between) if between else (above + body.box.top) / 2
