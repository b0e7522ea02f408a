"""Readings made by hand: lines, paragraphs and tables with plausible places."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.interpreting import Registry, load_registry
from pipeline.model.place import Box, Place
from pipeline.reading.model import Block, Cell, PageInfo, Paragraph, Reading, Role, Table, TextLine

REGISTRY: Registry = load_registry(Path(__file__).parents[2] / "schemas" / "registry")
_WIDTH = 10.0


def line(text: str, top: float = 100.0, page: int = 1, left: float = 50.0) -> TextLine:
    """A printed line, every character ten points wide."""
    xs = tuple(left + _WIDTH * (i + side) for i in range(len(text)) for side in (0, 1))
    box = Box(left, top, left + _WIDTH * len(text), top + 10)
    return TextLine(text=text, place=Place(page=page, box=box), xs=xs)


def paragraph(*texts: str, role: Role = "body", size: float = 12.0, page: int = 1) -> Paragraph:
    """A paragraph of one or more lines."""
    lines = tuple(line(t, 100.0 + 15 * i, page) for i, t in enumerate(texts))
    return Paragraph(role=role, lines=lines, size=size, bold=role == "title", align="full")


def table(
    caption: str,
    header: Sequence[Sequence[str]],
    rows: Sequence[Sequence[str]],
    *,
    index: int = 0,
    notes: Sequence[str] = (),
    doubts: Sequence[str] = (),
    page: int = 1,
) -> Table:
    """A table; equal neighbours in a header row are one cell, and so is a header cell repeated
    below itself. `=` in a body row goes on with the cell to its left."""
    grid = [*header, *rows]
    cells = [
        Cell(
            row=r, col=c, row_span=_down(grid, r, c, len(header)),
            col_span=_right(grid, r, c, len(header)), text=text,
            places=(Place(page=page, box=Box(50 * c, 20 * r, 50 * c + 50, 20 * r + 20)),),
        )
        for r, row in enumerate(grid)
        for c, text in enumerate(row)
        if _begins(grid, r, c, len(header))
    ]  # fmt: skip
    captions = (paragraph(caption, role="caption", page=page),) if caption else ()
    return Table(
        index=index, caption=captions,
        notes=tuple(paragraph(n, role="note", page=page) for n in notes),
        places=(Place(page=page, box=Box(0, 0, 500, 500)),), rows=len(grid), cols=len(grid[0]),
        header_rows=len(header), cells=tuple(cells), method="lines", doubts=tuple(doubts),
    )  # fmt: skip


def reading(
    *blocks: Block, scans: Sequence[int] = (), pages: int = 1, recognised: Sequence[int] = ()
) -> Reading:
    """A document of these blocks."""
    infos = tuple(
        PageInfo(
            number=n, width=595, height=842, kind="scan" if n in scans else "text",
            method="ocr" if n in recognised else "text",
        )
        for n in range(1, pages + 1)
    )  # fmt: skip
    numbered = []
    count = 0
    for block in blocks:
        if isinstance(block, Table):
            block = block.model_copy(update={"index": count})
            count += 1
        numbered.append(block)
    return Reading(reader_version="test", sha256="0" * 64, pages=infos, blocks=tuple(numbered))


def masthead(issue: str = "2025年第3期（总第157期）", date: str = "2025年3月25日") -> list[Block]:
    """The head of an issue."""
    return [
        paragraph("南京卫生信息化简报", role="title", size=30),
        paragraph(issue, role="title", size=14),
        paragraph(f"南京市卫生信息中心 编印 {date}", role="title", size=14),
    ]


def _begins(grid: Sequence[Sequence[str]], r: int, c: int, header: int) -> bool:
    text = grid[r][c]
    if r >= header:
        return text != "="
    left = c > 0 and grid[r][c - 1] == text and bool(text)
    above = r > 0 and grid[r - 1][c] == text and bool(text)
    return not left and not above


def _right(grid: Sequence[Sequence[str]], r: int, c: int, header: int) -> int:
    same = grid[r][c] if r < header else "="
    span = 1
    while c + span < len(grid[r]) and grid[r][c + span] == same and bool(same):
        span += 1
    return span


def _down(grid: Sequence[Sequence[str]], r: int, c: int, header: int) -> int:
    span = 1
    while r + span < header and grid[r + span][c] == grid[r][c] and bool(grid[r][c]):
        span += 1
    return span
