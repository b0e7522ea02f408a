"""Headers above the frame of a table, with no rule of the frame around them.

Either the whole header is above the frame, or the groups of columns alone are: the header texts
that they group are in the first row of the frame then.
"""

from __future__ import annotations

from pipeline.model.place import Box
from pipeline.reading.page.columns import Columns
from pipeline.reading.page.lines import Line, lines_of, resegmented
from pipeline.reading.tables.figure_texts import is_figure, speaks_of_unit
from pipeline.reading.tables.grid import Grid
from pipeline.reading.tables.part import Part
from pipeline.reading.tables.unruled_header_lines import is_header_like, start_of_header
from pipeline.reading.tables.unruled_rows import is_anchor
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.unruled_tables


def box_with_header(grid: Grid, inside: Columns, glyphs: Columns) -> Box | None:
    """The box of a grid and of header lines right above it; None where there are none.

    Args:
        inside: the glyphs in the grid; `glyphs`: all of the page.
    """
    box = grid.box
    row = inside.taken(inside.within(box._replace(bottom=grid.ys[1])))
    first = next(iter(lines_of(row.chars)), None)
    if first is None:
        return None
    reach = _T.header_lines_above * first.size
    over = glyphs.within(Box(box.x0, box.top - reach, box.x1, box.top))
    lines = lines_of(glyphs.taken(over).chars) if over.any() else []
    if not lines:
        return None
    if is_anchor(first):
        start = start_of_header([*lines, first], len(lines), first, 2 * first.size, 0, grid.flats)
        return box._replace(top=lines[start].box.top) if start < len(lines) else None
    near = box.top - lines[-1].box.bottom <= _T.header_reach * first.size
    figures = any(is_figure(s.text) for s in first.segments)
    if figures or not near or not may_group(lines[-1], first, box):
        return None
    return box._replace(top=lines[-1].box.top)


def has_header_above(part: Part | None, whole: bool) -> bool:
    """Is the header right, with the lines above the frame?

    Args:
        whole: is the whole header above the frame? Else groups alone are: each is over several
            columns, or the text goes down as far as the header does.
    """
    if part is None or not part.header_rows:
        return False
    if whole:
        return part.confidence >= _T.sure_confidence
    top = [c for c in part.cells if c.row == 0 and c.text.strip()]
    groups = [c for c in top if c.row_span < part.header_rows]
    return bool(groups) and all(c.col_span > 1 for c in groups)


def may_group(line: Line, header: Line, box: Box) -> bool:
    """Are there short texts beside each other, as large as the header and not at its left edge?"""
    texts = resegmented(line, TOLERANCES.lines.header_gap).segments
    if len(texts) < 2 or any(speaks_of_unit(s.text) or is_figure(s.text) for s in texts):
        return False
    left = min(header.segments, key=lambda s: s.box.x0).box.x1
    beside = all(s.box.x0 > left and s.box.width < box.width / 2 for s in texts)
    return beside and is_header_like(line, header)
