"""A second reading of doubtful tables, by camelot.

Where a table has no full grid, its columns and rows are inferred. camelot infers them in another
way (text edges); where both read a row and disagree about its figures, those cells are doubtful,
and where they agree on the table the confidence rises.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.boundary import attempt
from pipeline.errors import RejectedFile
from pipeline.reading.page.radicals import without_radicals
from pipeline.reading.page_content import PageContent
from pipeline.reading.second_engine.camelot_engine import confused, read_tables, unprotected
from pipeline.reading.second_engine.model import OTHER_FIGURES
from pipeline.reading.tables.figure_texts import is_figure
from pipeline.reading.tables.part import Part, PartCell
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.second_opinions

Rows = list[list[str]]
"""Rows of a page as a second reader sees them: the words of each row, left to right."""

SecondReader = Callable[[Path, Sequence[int]], dict[int, Rows]]
"""Reads some pages of a PDF; a page that it cannot read is missing from what it returns."""


def compared(
    path: Path, pages: Sequence[PageContent], reader: SecondReader | None = None
) -> list[PageContent]:
    """The pages with doubtful tables compared with a second reading.

    Args:
        path: the PDF.
        pages: all its pages; only those with a table without a full grid are read again.
        reader: the second reader; camelot where none is given. A second opinion may be missing:
            whatever it raises, the pages are as the first reader read them.
    """
    doubtful = [  # camelot sees no text in a picture
        p.number for p in pages if not (p.sheet or p.recognised) and any(map(_is_doubtful, p.parts))
    ]
    if not doubtful:
        return list(pages)
    found = attempt("rereading", lambda: (reader or camelot_rows)(path, doubtful))
    if isinstance(found, RejectedFile):
        return list(pages)
    return [
        _page_compared(page, found[page.number])
        if not page.sheet and page.number in found
        else page
        for page in pages
    ]


def _page_compared(page: PageContent, rows: Rows | None) -> PageContent:
    if page.sheet or rows is None:
        return page  # The second reader sees the whole sheet, not a leaf of it.
    return replace(
        page, parts=tuple(_compared(p, rows) if _is_doubtful(p) else p for p in page.parts)
    )


def camelot_rows(path: Path, pages: Sequence[int]) -> dict[int, Rows]:
    """Rows of all tables that camelot finds on pages; without those that it cannot read."""
    with unprotected(path) as open_path:
        found = {page: _rows_of_page(open_path, page) for page in pages}
    return {page: rows for page, rows in found.items() if rows is not None}


def _rows_of_page(path: Path, page: int) -> Rows | None:
    try:
        found = read_tables(path, page, flavor="network")
    except confused():
        return None
    return [
        [without_radicals(word) for text in row for word in str(text).split()]
        for table in found
        for row in table.df.itertuples(index=False)
    ]


def _is_doubtful(part: Part) -> bool:
    return part.method != "lines" or part.confidence < 1


def _compared(part: Part, second: Rows) -> Part:
    """The part with doubts at cells that the second reading reads otherwise."""
    body = range(part.header_rows, part.rows)
    known = {tuple(_words(part, row)) for row in body}
    theirs = {tuple(row) for row in second}
    doubtful: set[tuple[int, int]] = set()
    agreed = 0
    for row in body:
        words = _words(part, row)
        if tuple(words) in theirs:
            agreed += 1
            continue
        other = _same_row(words, [r for r in second if tuple(r) not in known])
        if other is not None:
            doubtful |= _differing(part, row, other)
    if agreed >= _T.agreement * len(body) and not doubtful and not part.doubts:
        return replace(part, confidence=max(part.confidence, _T.agreed))
    cells = tuple(
        _doubted(cell) if (cell.row, cell.col) in doubtful else cell for cell in part.cells
    )
    return replace(part, cells=cells)


def _words(part: Part, row: int) -> list[str]:
    cells = dict.fromkeys(cell for cell in part.grid[row] if cell)
    return [word for cell in cells for word in cell.text.split()]


def _same_row(words: Sequence[str], rows: Rows) -> list[str] | None:
    """The row of the second reading that begins with the same name."""
    names = {word for word in words if not is_figure(word) and len(word) > _T.name}
    found = [row for row in rows if names & set(row)]
    return found[0] if len(found) == 1 else None


def _differing(part: Part, row: int, other: Sequence[str]) -> set[tuple[int, int]]:
    """Cells of the row that hold figures which the other reading does not have."""
    left = Counter(word for word in other if is_figure(word))
    out: set[tuple[int, int]] = set()
    for cell in part.cells:
        if cell.row != row or not is_figure(cell.text):
            continue
        words = Counter(cell.text.split())
        if words - left:
            out.add((cell.row, cell.col))
        left -= words
    return out


def _doubted(cell: PartCell) -> PartCell:
    return replace(cell, doubt=cell.doubt or OTHER_FIGURES)
