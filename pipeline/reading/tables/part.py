"""A table on one page, before its parts on several pages are joined."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

from pipeline.model.message import Message
from pipeline.model.place import Box
from pipeline.model.vocabulary import (
    COUNT_WORDS,
    MONEY_WORDS,
    MULTIPLE,
    any_of,
    missing_mark,
)
from pipeline.reading.lazy import lazy
from pipeline.reading.model import DOUBTED, Method, joined
from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import Spot
from pipeline.reading.page.lines import Line, Segment, lines_of
from pipeline.reading.page.sources.glyph_faces import BELOW
from pipeline.reading.tables.small_digits import (
    is_small_mark,
    may_be_digits,
    may_be_hundredths,
    of_two_sizes,
    with_decimals,
)
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.cell_texts

_BESIDE = r"[\d.,，、·%‰'’¥/:\s()*#※①-⑳↑↓→←↗↘↔⇧⇩⬆⬇▲△▼▽+\-−]*"
_UNIT = rf"(?:{MULTIPLE})?(?:{any_of((*MONEY_WORDS, *COUNT_WORDS))})|{MULTIPLE}"
_MARKED = r"[\s()*#※↑↓]*\d?[\s()*#※]*"
_BARE = re.compile(rf"{_BESIDE}\d{_BESIDE}")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_WHOLE = re.compile(rf"{_GROUPED.pattern}|\d+(?:\.\d+)?")
_FIGURE = re.compile(rf"{_BARE.pattern}(?:(?:{_UNIT}){_MARKED})?")


class CellText(NamedTuple):
    """What is in a cell: its text, marks set off from it, and what is doubtful."""

    text: str = ""
    superscript: str = ""
    bold: bool = False
    doubt: str = ""
    other: str = ""


@dataclass(frozen=True)
class PartCell:
    """A cell of a part: place in its rows and columns, box on the page, glyphs, and a doubt about
    them with the other reading of a recognised figure, how often such a cell is right, and what
    the letters of a recognised name may be."""

    row: int
    col: int
    row_span: int
    col_span: int
    box: Box
    chars: tuple[Char, ...] = ()
    doubt: str = ""
    other: str = ""
    sure: float = DOUBTED
    letters: tuple[str, ...] = ()

    @lazy
    def lines(self) -> list[Line]:
        return lines_of(self.chars)

    @lazy
    def content(self) -> CellText:
        return cell_text(self.lines, self.doubt, self.other)

    @property
    def text(self) -> str:
        return self.content.text

    @classmethod
    def filled(
        cls, place: tuple[int, int, int, int], box: Box, chars: tuple[Char, ...], doubt: str
    ) -> PartCell:
        """A cell as the class makes it, in a third of the time: every field of a grid is one."""
        cell = object.__new__(cls)
        row, col, row_span, col_span = place
        cell.__dict__.update(
            row=row, col=col, row_span=row_span, col_span=col_span, box=box, chars=chars,
            doubt=doubt, other="", sure=DOUBTED, letters=(),
        )  # fmt: skip
        return cell

    def at(self, row: int, col: int | None = None, col_span: int | None = None) -> PartCell:
        """The same cell in another row or column; its lines and text are kept."""
        col = self.col if col is None else col
        col_span = self.col_span if col_span is None else col_span
        if (row, col, col_span) == (self.row, self.col, self.col_span):
            return self
        cell = object.__new__(PartCell)
        cell.__dict__.update(self.__dict__, row=row, col=col, col_span=col_span)
        return cell


@dataclass(frozen=True)
class Part:
    """One page's part of a table.

    Attributes:
        page: running number of the page, or of the leaf of a sheet.
        box: on the upright page.
        xs: left edges of the columns and the right edge of the last, ascending.
        rows: number of rows.
        header_rows: first rows that hold no figures.
        cells: all cells.
        titles: lines within its frame, above its header, that name it.
    """

    page: int
    box: Box
    xs: tuple[float, ...]
    rows: int
    header_rows: int
    cells: tuple[PartCell, ...]
    method: Method
    confidence: float = 1.0
    doubts: tuple[str, ...] = field(default=())
    titles: tuple[Line, ...] = ()

    @property
    def cols(self) -> int:
        return len(self.xs) - 1

    @lazy
    def grid(self) -> list[list[PartCell | None]]:
        """`rows` × `cols`; a cell that spans is repeated in every place that it covers."""
        out: list[list[PartCell | None]] = [[None] * self.cols for _ in range(self.rows)]
        for cell in self.cells:
            for r in range(cell.row, cell.row + cell.row_span):
                for c in range(cell.col, cell.col + cell.col_span):
                    out[r][c] = cell
        return out

    def row_texts(self, row: int) -> list[str]:
        """Texts of one row by column; a spanning cell's text is in each of them."""
        return [cell.text if cell else "" for cell in self.grid[row]]


def doubted(part: Part, spots: Sequence[Spot]) -> Part:
    """The part, each of its cells that a spot touches in doubt, for the worst reason of several."""
    near = sorted((s for s in spots if _overlap(s.box, part.box)), key=lambda s: s.sure)
    if not near:
        return part
    reasons = [s for s in near if s.reason]
    words = [s for s in near if s.letters]
    return replace(
        part, cells=tuple(_with_letters(_doubted(cell, reasons), words) for cell in part.cells)
    )


def _with_letters(cell: PartCell, spots: Sequence[Spot]) -> PartCell:
    """The cell with what the letters of its lines may be; as it was where all are sure."""
    near = [s.letters for s in spots if any(s.touches(char) for char in cell.chars)]
    if not near:
        return cell
    letters: list[str] = []
    for line in cell.lines:
        own = [char for char in line.text if not char.isspace()]
        letters += next((x for x in near if [may_be[0] for may_be in x] == own), own)
    return replace(cell, letters=tuple(letters))


def _doubted(cell: PartCell, spots: Sequence[Spot]) -> PartCell:
    read = any(char.text != " " for char in cell.chars)
    for spot in spots:
        if spot.empty_only and read:
            continue
        if spot.covers(cell.box) or any(spot.touches(char) for char in cell.chars):
            if cell.doubt:
                return cell
            return replace(cell, doubt=spot.reason, other=spot.other, sure=spot.sure)
    return cell


def _overlap(a: Box, b: Box) -> bool:
    return a.x0 < b.x1 and b.x0 < a.x1 and a.top < b.bottom and b.top < a.bottom


@lru_cache(maxsize=1 << 14)
def is_figure(text: str) -> bool:
    """Does the text read as a figure, not as a name? (also 11/12, 57.38%, ①23, －5, 3.5万元)"""
    flat = unicodedata.normalize("NFKC", text).strip()
    return bool(flat) and _FIGURE.fullmatch(flat) is not None


def has_unit(text: str) -> bool:
    """Is a figure printed with its unit (21690个)?"""
    return _BARE.fullmatch(unicodedata.normalize("NFKC", text).strip()) is None


def without_last_unit(text: str) -> str:
    """A header text without the unit at its end: 快约人次 → 快约, 收入（千元） → 收入."""
    flat = unicodedata.normalize("NFKC", text)
    cut = re.search(rf"\(?(?:{_UNIT})\)?$", flat)
    return text[: cut.start()] if cut and len(flat) == len(text) else text


def is_mark(text: str) -> bool:
    """Is the text a mark for a figure that is missing?"""
    return missing_mark(text) or text.strip() == "*"


def speaks_of_unit(text: str) -> bool:
    """Is the text a note of the unit of a table, "（单位：万元）"?"""
    return re.fullmatch(r"[（(]?[^（(：:]{0,6}单位\s*[:：].{1,12}", text.strip()) is not None


def header_row_count(part_rows: Sequence[Sequence[str]]) -> int:
    """How many first rows hold no figure; 1 for a table of words, 0 where figures come at once."""
    for i, texts in enumerate(part_rows):
        if any(is_figure(text) for text in texts):
            return i
    return min(1, len(part_rows))


def cell_text(lines: Sequence[Line], doubt: str = "", other: str = "") -> CellText:
    """The text of a cell's lines, joined, raised small marks set apart.

    Args:
        doubt, other: as in `PartCell`; of several lines, another reading says nothing.
    """
    if not lines:
        return CellText(doubt=doubt, other=other)
    if len(lines) == 1 and lines[0].even:  # as in most cells
        line = lines[0]
        return CellText(line.text.strip(), "", line.bold, doubt, other)
    if len(lines) == 1:
        text, raised = with_decimals(*_without_marks(lines[0]))
        if raised and is_figure(text) and may_be_digits(lines[0], text, raised):
            doubt = doubt or Message("figure_of_two_sizes")
        if not raised and is_figure(text) and of_two_sizes(lines[0]):
            doubt = doubt or Message("figure_of_two_sizes")
        return CellText(text.strip(), raised, lines[0].bold, doubt, other)
    text, raised = "", ""
    several = holds_several_figures(lines)
    size = max(line.size for line in lines)
    for line in lines:
        if line.size < _T.small_mark * size and is_small_mark(line.text):
            raised += line.text
            continue
        plain, marks = _without_marks(line)
        raised += marks
        if text and plain and (several or doubt == STACKED):
            doubt = doubt or SEVERAL_FIGURES
            text += ("\n" if doubt == STACKED else " ") + plain.strip()
        elif text and plain and broken_figure(text, plain):
            doubt = doubt or Message("figure_broken")
            text += plain.strip()
        else:
            text = joined(text, plain)
    text, raised = with_decimals(text, raised)
    if may_be_hundredths(text, raised):
        doubt = doubt or Message("figure_of_two_sizes")
    return CellText(text, raised, all(line.bold for line in lines), doubt)


SEVERAL_FIGURES = Message("several_figures")
STACKED = Message("two_figures_stacked")


def holds_several_figures(lines: Sequence[Line]) -> bool:
    """Are there figures below each other? A figure is broken over two lines at most."""
    if len(lines) < _T.figure_lines or _is_one_figure([line.text for line in lines]):
        return False
    run = 0
    for line in lines:
        run = run + 1 if is_figure(line.text) else 0
        if run >= _T.figure_lines:
            return True
    return False


def _is_one_figure(texts: Sequence[str]) -> bool:
    """Is it one figure in groups of thousands, and not each line before the last a figure?"""
    plain = [unicodedata.normalize("NFKC", text).strip() for text in texts]
    return bool(_GROUPED.fullmatch("".join(plain))) and not all(map(_WHOLE.fullmatch, plain[:-1]))


def broken_figure(before: str, after: str) -> bool:
    """Do two lines of a cell hold one figure, broken where the cell was too narrow?"""
    return is_figure(before) and is_figure(after)


def _without_marks(line: Line) -> tuple[str, str]:
    """The text of a line without small marks above or below its height, and those marks."""
    if line.even:
        return line.text, ""
    chars = [c for s in line.segments for c in s.chars if c.text != " "]
    sizes = {c.size for c in chars}
    size = max(sizes)
    if min(sizes) >= _T.raised_size * size:
        return line.text, ""
    foot = max(c.bottom for c in chars if c.size == size)
    top = min(c.top for c in chars if c.size == size)

    def apart(c: Char) -> bool:
        if c.size >= _T.raised_size * size:
            return False
        raised = foot - c.bottom > _T.raised * size and c.top - top < _T.raised_top * size
        below_baseline = c.bottom - foot + BELOW * (size - c.size)
        return raised or below_baseline > _T.lowered * size

    marks = "".join(c.text for c in chars if apart(c))
    if not 0 < 2 * len(marks) <= len(chars):  # most are no marks of a few: a seal's lie on them
        return line.text, ""
    kept = [Segment(tuple(c for c in s.chars if not apart(c))) for s in line.segments]
    return " ".join(s.text for s in kept if s.text), marks
