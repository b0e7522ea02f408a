"""A grid of rules to a table part: glyphs into cells, and what the rules left out.

Where rules are missing between columns or rows, the white space between the figures separates
them (`pipeline.reading.tables.unruled_table`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from pipeline.model.message import Message
from pipeline.model.place import Box
from pipeline.reading.page.char import Char
from pipeline.reading.page.columns import Columns, Numbers
from pipeline.reading.page.lines import Line
from pipeline.reading.page.turned_headings import with_level_headings
from pipeline.reading.tables.beyond_edge import with_figures_beyond
from pipeline.reading.tables.broken_cells import with_broken_figures
from pipeline.reading.tables.cell_text import BROKEN
from pipeline.reading.tables.figure_texts import header_row_count, is_figure, speaks_of_unit
from pipeline.reading.tables.figures_over_lines import holds_several_figures
from pipeline.reading.tables.grid import Grid, GridCell
from pipeline.reading.tables.header_above import box_with_header, has_header_above
from pipeline.reading.tables.open_bands import with_open_bands
from pipeline.reading.tables.open_headers import with_open_headers
from pipeline.reading.tables.part import Part, PartCell
from pipeline.reading.tables.sheet_frame import without_sheet_frame
from pipeline.reading.tables.split_rows import split_rows
from pipeline.reading.tables.spread_cells import with_spread_texts
from pipeline.reading.tables.stacked_figures import with_stacked_figures
from pipeline.reading.tables.texts_above import with_texts_above
from pipeline.reading.tables.tokens import tokens_of
from pipeline.reading.tables.touching_texts import adjoin_over_rule, parted_at_rule
from pipeline.reading.tables.trimmed import (
    without_blank_begin,
    without_blank_end,
    without_empty_columns,
    without_title_rows,
)
from pipeline.reading.tables.turned_cells import with_turned_words
from pipeline.reading.tables.unruled_table import part_from_lines
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.ruled_tables


def part_from_grid(
    grid: Grid, glyphs: Columns, page: int, turned: Columns | None = None
) -> Part | None:
    """The table that a grid draws, or None where it encloses no table (a frame, a box).

    Args:
        turned: glyphs of the page that do not read to the right.
    """
    inside = glyphs.taken(glyphs.within(grid.box))
    if not inside.solid.any():
        return None
    cells = with_figures_beyond(with_spread_texts(_filled(grid, inside)), glyphs, grid.box)
    if _columns_hidden(cells) or _rows_hidden(cells):
        return _open_part(grid, inside, glyphs, page, turned)
    if len(grid.xs) < _T.fewest_cuts or len(cells) < _T.fewest_cells:
        return None
    rows, cells = split_rows(len(grid.ys) - 1, with_open_bands(cells, grid.xs))
    rows, cells = without_blank_end(rows, with_turned_words(cells, turned.chars if turned else ()))
    part = Part(
        page=page, box=grid.box, xs=grid.xs, rows=rows, header_rows=0,
        cells=tuple(cells), method="lines", confidence=_T.torn_confidence if grid.torn else 1.0,
        doubts=(Message("rules_open"),) if grid.torn else (),
    )  # fmt: skip
    if _is_framed_text(part):
        return None
    part = without_sheet_frame(without_empty_columns(part))
    part = without_title_rows(with_open_headers(part))
    part = with_texts_above(part, glyphs, turned)
    part = without_blank_begin(replace(part, header_rows=_header_rows(part)))
    return with_stacked_figures(_doubted_if_crowded(with_broken_figures(part)))


def _is_framed_text(part: Part) -> bool:
    """Has each row one text at most: lines of text on a sheet that is printed with its grid?"""
    rows: dict[int, int] = {}
    for cell in part.cells:
        if cell.chars and cell.text.strip():
            rows[cell.row] = rows.get(cell.row, 0) + 1
    return max(rows.values(), default=1) == 1


def _open_part(
    grid: Grid, inside: Columns, glyphs: Columns, page: int, turned: Columns | None
) -> Part | None:
    """The table whose columns or rows white space divides, within the rules of the grid."""

    def part_in(box: Box, found: Columns) -> Part | None:
        chars = with_level_headings(found, turned)[0].chars if turned else found.chars
        return part_from_lines(
            chars, page, walls=grid.verticals, floors=list(grid.ys), box=box, rules=grid.flats
        )

    part = part_in(grid.box, inside)
    box = box_with_header(grid, inside, glyphs)
    if box is not None:
        more = part_in(box, glyphs.taken(glyphs.within(box)))
        if has_header_above(more, whole=part is None or not part.header_rows):
            return more
    return part


def _doubted_if_crowded(part: Part) -> Part:
    """A cell with several figures shows that rules between rows are missing: the grid is unsure."""
    if not any(_is_crowded(cell) for cell in part.cells):
        return part
    return replace(
        part,
        confidence=min(part.confidence, TOLERANCES.unruled_tables.unsure_confidence),
        doubts=(*part.doubts, Message("rows_in_one_cell")),
    )


def _is_crowded(cell: PartCell) -> bool:
    return cell.doubt != BROKEN and holds_several_figures(cell.lines, cell.box.width)


def _header_rows(part: Part) -> int:
    """A line across all columns below the header (一、各区) divides the rows; it heads none."""
    count = header_row_count([part.row_texts(r) for r in range(part.rows)])
    if _is_header_only(part, count):
        return part.rows
    across = {c.row for c in part.cells if c.col_span == part.cols and c.row_span == 1}
    columns = {c.row for c in part.cells if c.col_span < part.cols}
    while count - 1 in across and columns & set(range(count - 1)):
        if ":" in (text := part.row_texts(count - 1)[0]) or "：" in text:
            break  # 单位：千元 belongs to the header
        count -= 1
    return count


def _is_header_only(part: Part, count: int) -> bool:
    """Do the texts of the first row reach down to the last: a header that a page break cut off?

    Most of them do, or all but those over several columns, which have others below them. So do
    the texts of the only row below a note of the unit.
    """
    if count != 1 or part.rows == 1:
        return False
    first = [cell for cell in part.cells if cell.row == 0]
    if len(first) == 1 and part.cols > 1 and part.rows == 2 and speaks_of_unit(first[0].text):
        return True
    whole = [cell for cell in first if cell.row_span == part.rows]
    parents = [cell for cell in first if cell.col_span > 1 and cell.row_span < part.rows]
    return 2 * len(whole) > len(first) or (0 < len(whole) == len(first) - len(parents))


def _filled(grid: Grid, glyphs: Columns) -> list[PartCell]:
    owner = {(cell.row, cell.col): cell for cell in grid.cells}
    owner |= {
        (r, c): cell
        for cell in grid.cells
        if cell.row_span > 1 or cell.col_span > 1
        for r in range(cell.row, cell.row + cell.row_span)
        for c in range(cell.col, cell.col + cell.col_span)
    }
    content: dict[GridCell, list[Char]] = {cell: [] for cell in grid.cells}
    boxes = {cell: grid.cell_box(cell) for cell in grid.cells}
    over: set[GridCell] = set()
    crossed: set[GridCell] = set()
    ends: list[tuple[GridCell, Sequence[Char]]] = []
    x, y = glyphs.middles
    places = list(zip(_fields(grid.ys, y), _fields(grid.xs, x), strict=True))
    start = 0
    for token in tokens_of(glyphs):
        fields = places[start : (start := start + len(token))]
        if fields.count(fields[0]) == len(fields):
            cell = owner[fields[0]]
            content[cell] += token
            if token[0].text != " " and _over_edge(boxes[cell], token):
                over.add(cell)
            if token[0].text.isdigit() and _reaches_side(boxes[cell], token):
                ends.append((cell, token))
            continue
        for part in parted_at_rule(token, grid.xs):
            cells = {owner[field] for field in fields[: len(part)]}
            fields = fields[len(part) :]
            cell = _main_cell(boxes, cells, part)
            content[cell] += part
            if len(cells) > 1 and any(c.text.isdigit() for c in part):
                crossed |= cells
            if part[0].text != " " and (len(cells) > 1 or _over_edge(boxes[cell], part)):
                over.add(cell)
    over |= adjoin_over_rule(ends)
    # Of a cell into which a figure runs the own figure may be part of that one.
    over |= {cell for cell in crossed if not any(c.text != " " for c in content[cell])}
    return [
        PartCell.filled(
            cell, boxes[cell], tuple(inside), Message("text_over_rule") if cell in over else ""
        )
        for cell, inside in content.items()
    ]


def _main_cell(
    boxes: Mapping[GridCell, Box], cells: set[GridCell], token: Sequence[Char]
) -> GridCell:
    """The cell that holds most of the token."""
    if len(cells) == 1:
        return next(iter(cells))

    def share(cell: GridCell) -> float:
        box = boxes[cell]
        return sum(
            max(0.0, min(box.x1, c.x1) - max(box.x0, c.x0)) for c in token if _holds_y(box, c)
        )

    return max(sorted(cells, key=lambda c: (c.row, c.col)), key=share)


def _holds_y(box: Box, char: Char) -> bool:
    return box.top <= char.cy <= box.bottom


def _fields(cuts: Sequence[float], places: Numbers) -> list[int]:
    """Between which cuts each place lies."""
    found: list[int] = np.searchsorted(cuts[1:-1], places, side="right").tolist()
    return found


def _over_edge(box: Box, token: Sequence[Char]) -> bool:
    first, last = token[0], token[-1]
    return first.x0 < box.x0 - _T.over_edge * (
        first.x1 - first.x0
    ) or last.x1 > box.x1 + _T.over_edge * (last.x1 - last.x0)


def _reaches_side(box: Box, token: Sequence[Char]) -> bool:
    near = _T.touching * token[0].size
    return token[0].x0 < box.x0 + near or token[-1].x1 > box.x1 - near


def _columns_hidden(cells: Sequence[PartCell]) -> bool:
    """Do many rows hold several figures in one cell, side by side, or a table of their own?"""
    wide = [cell for cell in cells if any(len(line.segments) > 1 for line in cell.lines)]
    crowded = {cell.row for cell in wide if _holds_columns(cell)}
    open_names = {cell.row for cell in wide if cell.col == 0 and _holds_name_and_figure(cell)}
    if not crowded and not open_names:
        return False
    rows = {cell.row for cell in cells if any(map(_figures_of, cell.lines))}
    most = _T.hidden_columns * max(1, len(rows))
    return len(crowded) > most or len(open_names) > most


def _rows_hidden(cells: Sequence[PartCell]) -> bool:
    """Does the first band between rules hold the header and rows of figures, column by column?"""
    first = [cell for cell in cells if cell.row == 0 and cell.lines]
    several = [
        c
        for c in first
        if holds_several_figures(c.lines, c.box.width) and not is_figure(c.lines[0].text)
    ]
    return len(several) >= _T.fewest_cuts - 1


def _holds_columns(cell: PartCell) -> bool:
    """Figures side by side on a line, or names with figures beside them on line after line?"""
    figures = [(_figures_of(line), len(line.segments)) for line in cell.lines]
    named = sum(count == 1 and texts > 1 for count, texts in figures)
    return any(count > 1 for count, _ in figures) or named >= TOLERANCES.unruled_tables.narrow_rows


def _holds_name_and_figure(cell: PartCell) -> bool:
    """Is one figure beside a name: its number or its first figure, with no rule between them?"""
    texts = [segment.text for segment in cell.lines[0].segments]
    return len(texts) == 2 and sum(map(is_figure, texts)) == 1


def _figures_of(line: Line) -> int:
    """How many figures a line holds side by side."""
    return sum([is_figure(s.text) for s in line.segments])
