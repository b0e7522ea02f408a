"""Header texts above the frame of a grid that has all rules: groups of columns, or all headings.

The columns are those of the grid; a text above it belongs to the columns that it is over.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

from pipeline.model.place import Box
from pipeline.reading.page.columns import Columns
from pipeline.reading.page.lines import Line, lines_of, resegmented
from pipeline.reading.page.turned_headings import with_level_headings
from pipeline.reading.tables.figure_texts import is_figure
from pipeline.reading.tables.header_above import may_group
from pipeline.reading.tables.open_headers import columns_below
from pipeline.reading.tables.part import Part, PartCell
from pipeline.reading.tables.unruled_cells import PartBuilder
from pipeline.reading.tables.unruled_columns import parted_at_gutters
from pipeline.reading.tables.unruled_header_lines import start_of_header
from pipeline.reading.tables.unruled_headers import header_of
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.unruled_tables
REMARK = re.compile(r"[:：]|\d\s*[年月日]")
"""Is in a remark above a table (制表：…, 2023年5月), in no name of a group."""


def with_texts_above(part: Part, glyphs: Columns, turned: Columns | None) -> Part:
    """The part with the header texts that stand right above its frame.

    Args:
        glyphs: all of the page that read to the right; `turned`: those that do not.
    """
    first = next((c for c in part.cells if c.row == 0 and c.chars), None)
    if first is None or part.cols < _T.row_texts:
        return part
    size = first.chars[0].size
    near = part.box.top - _T.header_reach * size
    strip = Box(part.box.x0, near, part.box.x1, part.box.top)
    level, askew = glyphs.within(strip).any(), turned is not None and turned.within(strip).any()
    if not level and not askew:
        return part
    row = [c for c in part.cells if c.row == 0]
    if not any(is_figure(c.text) for c in row):
        return _with_groups(part, glyphs.taken(glyphs.within(strip)), size) if level else part
    return _with_header(part, glyphs, turned if askew else None, size)


def _with_groups(part: Part, over: Columns, size: float) -> Part:
    """The part with a row of groups on top, each over several columns and in their middle."""
    lines = lines_of(over.chars)
    row = [c for c in part.cells if c.row == 0 and c.lines]
    header = Line(tuple(s for c in row for s in c.lines[0].segments))
    if not lines or REMARK.search(lines[-1].text) or not may_group(lines[-1], header, part.box):
        return part
    texts = resegmented(lines[-1], TOLERANCES.lines.header_gap).segments
    spans = [_columns_around((s.box.x0 + s.box.x1) / 2, part, size) for s in texts]
    if any(span is None for span in spans):
        return part
    found = [span for span in spans if span is not None]
    if any(a[1] > b[0] for a, b in itertools.pairwise(found)):
        return part
    top = lines[-1].box.top
    made = [
        PartCell(0, a, 1, b - a, Box(part.xs[a], top, part.xs[b], part.box.top), s.chars)
        for s, (a, b) in zip(texts, found, strict=True)
    ]
    grouped = {c for a, b in found for c in range(a, b)}
    cells = [_lowered(c, c.col in grouped, top) for c in part.cells]
    return replace(part, box=part.box._replace(top=top), rows=part.rows + 1, cells=(*made, *cells))


def _lowered(cell: PartCell, grouped: bool, top: float) -> PartCell:
    """The cell below a new row; one of the first row without a group reaches up into it."""
    if cell.row or grouped:
        return cell.at(cell.row + 1)
    box = cell.box._replace(top=top)
    return replace(cell, row_span=cell.row_span + 1, box=box)


def _columns_around(middle: float, part: Part, size: float) -> tuple[int, int] | None:
    """The fewest columns, two or more of them with headings, whose middle is there."""
    for count in range(2, part.cols):
        for a in range(1, part.cols - count + 1):
            if abs((part.xs[a] + part.xs[a + count]) / 2 - middle) < size / 2:
                return a, a + count
    return None


def _with_header(part: Part, glyphs: Columns, turned: Columns | None, size: float) -> Part:
    """The part with all its header texts, where each column has one."""
    box = part.box
    reach = _T.header_lines_above * size
    # Headings on a slant end beside the columns on the edge.
    around = Box(box.x0 - reach, box.top - reach, box.x1 + reach, box.bottom)
    text = glyphs.taken(glyphs.within(around))
    if turned is not None:
        text, _ = with_level_headings(text, turned.taken(turned.within(around)))
    lines = lines_of(text.taken(text.within(around._replace(bottom=box.top))).chars)
    row = lines_of([char for c in part.cells if c.row == 0 for char in c.chars])
    if not lines or not row:
        return part
    start = start_of_header([*lines, row[0]], len(lines), row[0], 2 * size, 0, ())
    columns = columns_below(part, 0)
    parted = [resegmented(x, TOLERANCES.lines.header_gap) for x in lines[start:]]
    parted = list(parted_at_gutters(parted, columns))
    header = header_of(parted, [(c.left, c.right) for c in columns])
    if not header.depth or not header.sure:
        return part
    top = min(line.box.top for line in parted)
    builder = PartBuilder(part.page, box._replace(top=top), columns, (), header)
    builder.xs = part.xs
    builder.header(box.top)
    cells = [c.at(c.row + header.depth) for c in part.cells]
    return replace(
        part, box=box._replace(top=top), rows=part.rows + header.depth,
        cells=(*builder.cells, *cells),
    )  # fmt: skip
