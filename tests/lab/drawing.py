"""Draws a sheet onto the pages: measures rows, breaks pages, then ink."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from tests.lab import ink
from tests.lab.flow import Flow, wrap
from tests.lab.look import TableLook
from tests.lab.paper import Spot
from tests.lab.sheets import Align, Cell, Sheet

Spots = dict[tuple[int, int], list[Spot]]
_LEADING = 1.2


class Piece(NamedTuple):
    """A row of the sheet, or its lines [first, last), and where it stands on a page."""

    row: int
    first: int
    last: int
    top: float
    bottom: float


@dataclass(frozen=True)
class Measured:
    """A sheet with its widths and lines settled.

    Attributes:
        edges: x of the column borders.
        lines: broken lines of every cell.
        counts: lines of every row; heights: points of every row.
    """

    sheet: Sheet
    look: TableLook
    edges: list[float]
    lines: dict[tuple[int, int], list[str]]
    counts: list[int]
    heights: list[float]


def draw_table(flow: Flow, sheet: Sheet, look: TableLook) -> Spots:
    """Draw the grid of `sheet` at the cursor; where the middle of each line of each cell lies.

    Of a header that is repeated, only the first printing counts.
    """
    measured = measure(flow, sheet, look)
    spots: Spots = {}
    pieces: list[Piece] = []
    head = sheet.header_rows
    if flow.y + sum(measured.heights[: head + 1]) > flow.bottom:
        flow.new_page()
    row, first = 0, 0
    while row < len(sheet.rows):
        count, height = measured.counts[row], _height(measured, row, first)
        cut = _cut(flow, measured, row, first)
        if flow.y + height <= flow.bottom or not pieces:
            pieces.append(Piece(row, first, count, flow.y, flow.y + height))
            flow.y += height
            row, first = row + 1, 0
            continue
        if cut:
            end = flow.y + (cut - first) * look.size * _LEADING + look.gap
            pieces.append(Piece(row, first, cut, flow.y, end))
            first = cut
        _ink(flow, measured, pieces, spots)
        flow.new_page()
        pieces = _repeat_header(flow, measured) if look.header_repeat and row >= head else []
    _ink(flow, measured, pieces, spots)
    return spots


def measure(flow: Flow, sheet: Sheet, look: TableLook) -> Measured:
    """Settle column widths, line breaks and row heights."""
    full = flow.right - flow.left
    wide = full * look.width
    left = flow.left + (full - wide) / 2
    total = sum(sheet.weights)
    edges = [left]
    for weight in sheet.weights:
        edges.append(edges[-1] + wide * weight / total)
    lines = {
        (r, c): _break(
            flow,
            cell,
            edges[c + cell.col_span] - edges[c] - 2 * look.pad,
            look,
            look.wrap or r < sheet.header_rows,
        )
        for r, row in enumerate(sheet.rows)
        for c, cell in enumerate(row)
        if cell is not None
    }
    counts = [
        max((len(lines[r, c]) for c, x in enumerate(row) if x and x.row_span == 1), default=1)
        for r, row in enumerate(sheet.rows)
    ]
    heights = [count * look.size * _LEADING + 2 * look.gap for count in counts]
    _stretch(sheet, lines, heights, look)
    return Measured(sheet, look, edges, lines, counts, heights)


def _break(flow: Flow, cell: Cell, wide: float, look: TableLook, wrapped: bool) -> list[str]:
    parts = cell.text.split("\n")
    if not wrapped:
        return parts
    return [line for part in parts for line in wrap(flow.paper, part, look.size, wide)]


def _stretch(
    sheet: Sheet, lines: dict[tuple[int, int], list[str]], heights: list[float], look: TableLook
) -> None:
    """Make the last row under a cell that spans rows high enough for it."""
    for (r, c), texts in lines.items():
        cell = sheet.rows[r][c]
        if cell is not None and cell.row_span > 1:
            need = len(texts) * look.size * _LEADING + 2 * look.gap
            lack = need - sum(heights[r : r + cell.row_span])
            heights[r + cell.row_span - 1] += max(lack, 0)


def _height(measured: Measured, row: int, first: int) -> float:
    if not first:
        return measured.heights[row]
    rest = measured.counts[row] - first
    return rest * measured.look.size * _LEADING + measured.look.gap


def _cut(flow: Flow, measured: Measured, row: int, first: int) -> int:
    """After how many lines the row is cut here; 0 to leave it whole.

    A row that is to be cut is cut even if its first line runs a little into the margin: what
    matters is that the cut happens.
    """
    look = measured.look
    if not look.split_row or row < measured.sheet.header_rows or measured.counts[row] - first < 2:
        return 0
    fits = int((flow.bottom - flow.y - look.gap) / (look.size * _LEADING))
    return first + min(max(fits, 1), measured.counts[row] - first - 1)


def _repeat_header(flow: Flow, measured: Measured) -> list[Piece]:
    pieces = []
    for row in range(measured.sheet.header_rows):
        height = measured.heights[row]
        pieces.append(Piece(row, 0, measured.counts[row], flow.y, flow.y + height))
        flow.y += height
    return pieces


def _ink(flow: Flow, measured: Measured, pieces: list[Piece], spots: Spots) -> None:
    """Draw the pieces that stand on this page."""
    if not pieces:
        return
    sheet, look, edges = measured.sheet, measured.look, measured.edges
    at = {piece.row: i for i, piece in enumerate(pieces)}
    boxes = []
    for piece in pieces:
        for c, cell in enumerate(sheet.rows[piece.row]):
            if cell is not None:
                last = pieces[min(at[piece.row] + cell.row_span - 1, len(pieces) - 1)]
                box = (edges[c], piece.top, edges[c + cell.col_span], last.bottom)
                boxes.append(ink.Drawn(box, piece.row < sheet.header_rows, piece.row, c))
    ink.fields(flow.paper, boxes, look)
    if not look.text_first:
        ink.rules(flow.paper, boxes, look)
    by_row = {piece.row: piece for piece in pieces}
    for drawn in boxes:
        _write(flow, measured, drawn, by_row[drawn.row], spots)
    if look.text_first:
        ink.rules(flow.paper, boxes, look)


def _write(flow: Flow, measured: Measured, drawn: ink.Drawn, piece: Piece, spots: Spots) -> None:
    sheet, look = measured.sheet, measured.look
    cell = sheet.rows[drawn.row][drawn.col]
    if cell is None:
        return
    lines = measured.lines[drawn.row, drawn.col]
    split = piece.last - piece.first < measured.counts[piece.row]
    if split:
        lines = lines[piece.first : piece.last]
    step = look.size * _LEADING
    x0, top, x1, bottom = drawn.box
    y = top + look.gap if look.top_aligned or split else (top + bottom - len(lines) * step) / 2
    align = _align(sheet, look, drawn, cell)
    for i, text in enumerate(lines):
        mark = cell.mark if piece.first + i == len(measured.lines[drawn.row, drawn.col]) - 1 else ""
        base = y + i * step + look.size
        middle = _line(
            flow, text, (x0 + look.pad, x1 - look.pad), base, align, look, drawn.head, mark
        )
        spot = flow.paper.spot(middle, base - look.size * 0.35)
        known = spots.setdefault((drawn.row, drawn.col), [])
        if text and not (drawn.head and known and known[0].page != spot.page):
            known.append(spot)


def _align(sheet: Sheet, look: TableLook, drawn: ink.Drawn, cell: Cell) -> Align:
    if drawn.head or cell.align:
        return cell.align or "center"
    own = sheet.aligns[drawn.col]
    return (look.names if own == "left" else look.numbers) or own


def _line(
    flow: Flow, text: str, room: tuple[float, float], base: float, align: Align,
    look: TableLook, head: bool, mark: str,
) -> float:  # fmt: skip
    """Write one line of a cell; the x of its middle."""
    size, bold = look.size, head and look.bold_header
    raised = size * look.mark_size
    long = flow.paper.measure(text, size, bold) + (flow.paper.measure(mark, raised) if mark else 0)
    spacing = 0 if head else look.spacing * size
    long += spacing * (len(text) - 1)
    left, right = room
    if align == "spread" and len(text) > 1 and long < right - left:
        flow.paper.spread(left, base, text, size, (right - left - long) / (len(text) - 1))
        return left + size / 2
    if align == "decimal":
        whole = text.partition(".")[0]
        x = left + (right - left) * 0.6 - flow.paper.measure(whole, size, bold)
    else:
        x = {"left": left, "right": right - long}.get(align, (left + right - long) / 2)
    x = max(min(x, right - long), left)
    if spacing:
        flow.paper.spread(x, base, text, size, spacing)
        return x + long / 2
    blanks = " " * look.blanks
    flow.paper.text(x - flow.paper.measure(blanks, size), base, blanks + text + blanks, size, bold)
    if mark:
        flow.paper.text(
            x + long - flow.paper.measure(mark, raised), base - size * look.mark_rise, mark, raised
        )
    return x + flow.paper.measure(text, size, bold) / 2
