"""Headers without a grid that a page break cuts: their upper lines at the foot of the page before.

Both sides of the break are taken for one header, as they would be without it. Only where it then
has one text for each column, and the rest of it alone has not, or has no groups, is it cut.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.model.message import Message
from pipeline.model.place import Box
from pipeline.reading.page.char import Char
from pipeline.reading.page.lines import Line, Segment, lines_of, resegmented, union
from pipeline.reading.page_content import PageContent
from pipeline.reading.tables.open_headers import columns_below
from pipeline.reading.tables.page_breaks import continues
from pipeline.reading.tables.part import Part, PartCell
from pipeline.reading.tables.texts_above import REMARK
from pipeline.reading.tables.unruled_columns import parted_at_gutters
from pipeline.reading.tables.unruled_header_lines import is_header_like
from pipeline.reading.tables.unruled_headers import Header, Heading, header_of
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.unruled_tables
_UNSURE = Message("headers_unsure")


def with_cut_headers(pages: Sequence[PageContent]) -> list[PageContent]:
    """The pages; the upper lines of a header that is cut are a part of its table."""
    out = list(pages)
    for i, (before, after) in enumerate(itertools.pairwise(out)):
        found = _cut(out[i], after) if before.lines and after.parts else None
        if found is not None:
            out[i : i + 2] = found
    return out


def _cut(before: PageContent, after: PageContent) -> list[PageContent] | None:
    """Both pages, with the parts of a table whose header is cut between them."""
    part = after.parts[0]
    if part.method == "lines" or any(x.cy < part.box.top for x in after.lines):
        return None
    foot = max((p.box.bottom for p in before.parts), default=0.0)
    body = [c for c in part.cells if c.row == part.header_rows and c.chars]
    if not body or (before.parts and continues(before.parts[-1], part)):
        return None
    found = lines_of(char for cell in body for char in cell.chars)
    row = max(found, key=lambda x: len(x.segments))
    upper = _header_at_foot([x for x in before.lines if x.cy > foot], row, part.box)
    columns = columns_below(part, part.header_rows)
    if not upper or any(c.left >= c.right for c in columns):
        return None
    upper = list(parted_at_gutters(upper, columns))
    lower = [c for c in part.cells if c.row < part.header_rows and c.chars]
    rest = [
        resegmented(x, TOLERANCES.lines.header_gap)
        for x in lines_of(char for cell in lower for char in cell.chars)
    ]
    drop = part.box.top - max(x.box.bottom for x in upper) - _T.gutter_gap * row.size
    moved = [_moved(line, drop) for line in upper]
    header = header_of([*moved, *rest], [(c.left, c.right) for c in columns])
    if not header.sure or not _is_better(header, moved, part):
        return None
    own = {id(s) for line in moved for s in line.segments}
    head = _upper_part(part, header, own, drop, before)
    taken = {id(c) for line in upper for s in line.segments for c in s.chars}
    lines = [x for x in before.lines if not any(id(c) in taken for c in x.segments[0].chars)]
    return [
        replace(before, lines=tuple(lines), parts=(*before.parts, head)),
        replace(after, parts=(_lower_part(part, header, own), *after.parts[1:])),
    ]


def _header_at_foot(lines: Sequence[Line], row: Line, table: Box) -> list[Line]:
    """The last lines of a page, as far as they look like a header of the row on the next one.

    They are within the sides of its table: the label of a total may be set in.
    """
    out: list[Line] = []
    for line in reversed(lines):
        near = not out or out[0].box.top - line.box.bottom <= _T.header_reach * row.size
        inside = table.x0 - line.size <= line.box.x0 and line.box.x1 <= table.x1 + line.size
        remark = len(line.segments) < _T.row_texts and REMARK.search(line.text)
        heads = is_header_like(line, row) and not remark
        if not near or not inside or not heads:
            break
        out.insert(0, resegmented(line, TOLERANCES.lines.header_gap))
    return out if any(len(x.segments) > 1 for x in out) else []


def _is_better(header: Header, upper: Sequence[Line], part: Part) -> bool:
    """Do the upper lines head columns that have no text of their own, or group several?

    Those that head every column, some of them in groups, may also have the next line of a text
    below each.
    """
    own = {id(s) for line in upper for s in line.segments}
    heads = [x for x in header.headings if id(x.header_text.segments[0]) in own]
    filled = {
        col
        for cell in part.cells
        if cell.row < part.header_rows and cell.text
        for col in range(cell.col, cell.col + cell.col_span)
    }
    needed = [x.last > x.first or x.first not in filled or _goes_on(x, own) for x in heads]
    headed = {col for x in heads for col in range(x.first, x.last + 1)}
    every = len(headed) == part.cols and any(x.last > x.first for x in heads)
    return bool(heads) and (all(needed) or every)


def _goes_on(heading: Heading, own: set[int]) -> bool:
    """Is a text itself cut by the break?"""
    return any(id(s) not in own for s in heading.header_text.segments)


def _moved(line: Line, drop: float) -> Line:
    return Line(
        tuple(
            Segment(
                tuple(c._replace(top=c.top + drop, bottom=c.bottom + drop) for c in segment.chars)
            )
            for segment in line.segments
        )
    )


def _upper_part(part: Part, header: Header, own: set[int], drop: float, page: PageContent) -> Part:
    """What is above the break, in the columns of the part below it."""
    cells = [
        replace(cell, chars=_lifted(cell.chars, drop))
        for cell in _cells(header, own, part.xs, above=True)
    ]
    box = union(Box(c.x0, c.top, c.x1, c.bottom) for cell in cells for c in cell.chars)
    box = box._replace(x0=part.box.x0, x1=part.box.x1)
    cells = [replace(c, box=Box(part.xs[c.col], box.top, c.box.x1, box.bottom)) for c in cells]
    rows = max(c.row + c.row_span for c in cells)
    return replace(
        part, page=page.leaf, box=box, rows=rows, header_rows=rows, cells=tuple(cells),
        confidence=_T.sure_confidence, doubts=(),
    )  # fmt: skip


def _lifted(chars: Sequence[Char], drop: float) -> tuple[Char, ...]:
    return tuple(c._replace(top=c.top - drop, bottom=c.bottom - drop) for c in chars)


def _lower_part(part: Part, header: Header, own: set[int]) -> Part:
    """What is below the break, with what the whole header says of its columns."""
    cells = list(_cells(header, own, part.xs, above=False))
    rows = max((c.row + c.row_span for c in cells), default=0)
    edge = min(c.box.top for c in part.cells if c.row >= part.header_rows)
    cells = [replace(c, box=Box(part.xs[c.col], part.box.top, c.box.x1, edge)) for c in cells]
    more = rows - part.header_rows
    body = [c.at(c.row + more) for c in part.cells if c.row >= part.header_rows]
    doubts = tuple(d for d in part.doubts if d != _UNSURE)
    sure = part.confidence if doubts else _T.sure_confidence
    return replace(
        part, rows=part.rows + more, header_rows=rows, cells=(*cells, *body),
        doubts=doubts, confidence=sure,
    )  # fmt: skip


def _cells(header: Header, own: set[int], xs: Sequence[float], above: bool) -> Iterator[PartCell]:
    """The cells of the header on one side of the break, in rows from 0, and blank ones between."""
    found: list[tuple[Heading, tuple[Char, ...]]] = []
    for heading in header.headings:
        segments = [s for s in heading.header_text.segments if (id(s) in own) is above]
        if segments:
            found.append((heading, tuple(c for s in segments for c in s.chars)))
    groups = sorted({h.level for h, _ in found if _is_group(h, header)})
    depth = 1 + max((bisect_left(groups, h.level) for h, _ in found), default=-1)
    taken: set[tuple[int, int]] = set()
    for heading, chars in found:
        row = bisect_left(groups, heading.level)
        height = 1 if _is_group(heading, header) else depth - row
        box = Box(xs[heading.first], 0, xs[heading.last + 1], 0)
        yield PartCell(row, heading.first, height, heading.last - heading.first + 1, box, chars)
        taken |= {
            (r, col)
            for r in range(row, row + height)
            for col in range(heading.first, heading.last + 1)
        }
    for row in range(depth):
        for col in range(len(xs) - 1):
            if (row, col) not in taken:
                yield PartCell(row, col, 1, 1, Box(xs[col], 0, xs[col + 1], 0))


def _is_group(heading: Heading, header: Header) -> bool:
    """Are there header texts below it?"""
    return any(
        x.level > heading.level and heading.first <= x.first and x.last <= heading.last
        for x in header.headings
    )
