"""What is on the pages of one PDF: the result of reading, and all that interpreting sees.

A `Reading` knows paper, not meaning: it holds blocks of text and tables in reading order, each
with its page and box, and says nothing of hospitals or months. It is stored as JSON, so a
dataset can be rebuilt without opening a PDF.

Boxes are (x0, top, x1, bottom) in PDF points, origin at the top left of the page as displayed.
Text is as printed, except that Kangxi and CJK radicals are mapped to the characters that they
stand for; it is not NFKC-normalised.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import count
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from pipeline.model.message import Said
from pipeline.model.place import Box, Place
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.clearance

Align = Literal["left", "center", "right", "full"]
Role = Literal["title", "body", "caption", "note"]
Method = Literal["lines", "rules", "whitespace", "camelot"]
PageKind = Literal["text", "scan", "blank"]

DOUBTED = 0.5
"""How often a doubtful text is taken to be right where nothing was measured."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class LineDoubt(_Part):
    """Why the characters `text[start:end]` of a line may be wrong, in words."""

    start: int
    end: int
    reason: Said


class TextLine(_Part):
    """A printed line of text outside of tables.

    Attributes:
        text: the line as printed.
        place: where it is.
        xs: left and right edge of every character of `text`, in order, flattened
            (x0 of the first, x1 of the first, x0 of the second, ...); spaces that the reader
            put in for a gap have the gap's edges. Lets a figure inside a sentence be boxed.
        sideways: the line runs up or down the page as displayed; `xs` are then heights.
        doubts: characters that may be wrong.
    """

    text: str
    place: Place
    xs: tuple[float, ...]
    sideways: bool = False
    doubts: tuple[LineDoubt, ...] = ()

    def doubt_at(self, index: int) -> str:
        """Why the character at `index` may be wrong; '' where it is certain."""
        return next((d.reason for d in self.doubts if d.start <= index < d.end), "")

    def box_of(self, start: int, end: int) -> Box:
        """Box of the characters `text[start:end]`."""
        box = self.place.box
        near, far = sorted((self.xs[2 * start], self.xs[2 * end - 1]))
        if self.sideways:
            return Box(box.x0, near, box.x1, far)
        return Box(near, box.top, far, box.bottom)

    def clear_box_of(self, start: int, end: int) -> Box:
        """Box that holds the characters `text[start:end]` whole and nothing of their neighbours.

        It reaches half-way into the white space beside them; where a neighbour touches, it is
        drawn in a little instead.
        """
        box = self.box_of(start, end)
        before, after = self._space_before(start), self._space_after(end)
        along = box.height if self.sideways else box.width
        left, right = _margin(before, along), _margin(after, along)
        if self.sideways:
            if self.xs[2 * start] > self.xs[2 * end - 1]:
                left, right = right, left
            return Box(box.x0 - _T.slack, box.top - left, box.x1 + _T.slack, box.bottom + right)
        return Box(box.x0 - left, box.top - _T.slack, box.x1 + right, box.bottom + _T.slack)

    def _space_before(self, start: int) -> float:
        i = start - 1
        while i >= 0 and self.text[i].isspace():
            i -= 1
        return abs(self.xs[2 * start] - self.xs[2 * i + 1]) if i >= 0 else _T.line_end

    def _space_after(self, end: int) -> float:
        i = end
        while i < len(self.text) and self.text[i].isspace():
            i += 1
        return abs(self.xs[2 * i] - self.xs[2 * end - 1]) if i < len(self.text) else _T.line_end


def _margin(space: float, along: float) -> float:
    """How far a box may reach into white space; below zero where there is none."""
    if space > _T.touching:
        return min(space / 2, _T.most)
    return -min(_T.drawn_in, along / _T.drawn_share)


def joined(before: str, after: str) -> str:
    """Two lines of one text: a space between Latin words or figures, nothing between Chinese."""
    after = after.strip()
    return f"{before} {after}" if _latin(before[-1:]) and _latin(after[:1]) else before + after


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


class Paragraph(_Part):
    """Lines that belong together, perhaps over a page break.

    Attributes:
        role: judged by typography and place: `title` (stands out, or centred on its own line),
            `body`, `caption` (right above a table), `note` (right above or below one).
        lines: its printed lines.
        size: font size of most characters, points.
        bold: are most characters in a bold face?
        align: how its lines are set between the margins.
        table: for captions and notes, the index of the table in `Reading.tables`.
    """

    kind: Literal["paragraph"] = "paragraph"
    role: Role
    lines: tuple[TextLine, ...]
    size: float
    bold: bool
    align: Align
    table: int | None = None

    @property
    def text(self) -> str:
        """The lines joined: without anything between Chinese, with a space between words."""
        out = ""
        for line in self.lines:
            out = joined(out, line.text)
        return out

    @property
    def page(self) -> int:
        return self.lines[0].place.page


class Cell(_Part):
    """A cell of a table.

    Attributes:
        row, col: position from 0 in the joined table, header rows included.
        row_span, col_span: how many rows and columns it covers.
        text: its lines joined, marks of the page (watermark) removed.
        places: box of the cell, and a second one where a page break cuts it.
        superscript: marks set smaller or raised behind the text (①, *), not part of `text`.
        bold: bold face.
        doubt: why the text may be wrong, in words; '' where it is certain.
        other: what a second recogniser reads in its picture; '' where that is the same.
        sure: of a cell with a doubt, how often such a text is right, 0 to 1.
        letters: for each letter of a recognised name what it may be, the one read first; ()
            where all are sure.
        figures: where each of several figures stands that are apart by a stroke, a bracket or
            a line (人次/收入); () where there is only one.
    """

    row: int
    col: int
    row_span: int = 1
    col_span: int = 1
    text: str
    places: tuple[Place, ...]
    superscript: str = ""
    bold: bool = False
    doubt: Said = ""
    other: str = ""
    sure: float = DOUBTED
    letters: tuple[str, ...] = ()
    figures: tuple[Box, ...] = ()


class Table(_Part):
    """A table, its parts on several pages joined, repeated headers dropped.

    Attributes:
        caption: lines above that name it, top first; empty where it has none.
        notes: lines above (in brackets, below the caption) and below that speak of it.
        places: one box a page.
        rows, cols: size, header rows included.
        header_rows: how many of the first rows are header.
        cells: all cells, by row and column; spans are not repeated.
        method: how the grid was found.
        confidence: 0 to 1, how sure the grid is.
        doubts: what a second reading or the geometry puts in doubt, in words.
    """

    kind: Literal["table"] = "table"
    index: int
    caption: tuple[Paragraph, ...] = ()
    notes: tuple[Paragraph, ...] = ()
    places: tuple[Place, ...]
    rows: int
    cols: int
    header_rows: int
    cells: tuple[Cell, ...]
    method: Method
    confidence: float = 1.0
    doubts: tuple[Said, ...] = ()

    @property
    def caption_text(self) -> str:
        return "".join(p.text for p in self.caption)

    def grid(self) -> list[list[Cell | None]]:
        """`rows` × `cols`; a cell that spans is repeated in every place that it covers."""
        out: list[list[Cell | None]] = [[None] * self.cols for _ in range(self.rows)]
        for cell in self.cells:
            if cell.row_span == cell.col_span == 1:
                out[cell.row][cell.col] = cell
                continue
            for r in range(cell.row, cell.row + cell.row_span):
                for c in range(cell.col, cell.col + cell.col_span):
                    out[r][c] = cell
        return out


class PageInfo(_Part):
    """A page as displayed.

    Attributes:
        width, height: points.
        kind: text, scan (a picture that was not read) or blank.
        reason: why it was not read.
        method: how its glyphs were read: from its text, or by recognition in a picture.
        skew: degrees by which a recognised picture or the text leans, counter-clockwise.
        source: which library read it; '' where none could.
        unsure: why another one than usual did, or what the one that did may not know, in words.
    """

    number: int
    width: float
    height: float
    kind: PageKind
    reason: Said = ""
    method: Literal["text", "ocr"] = "text"
    skew: float = 0.0
    source: str = ""
    unsure: tuple[Said, ...] = ()


class Doubt(_Part):
    """Something the reader is not sure of, or had to leave out."""

    message: Said
    page: int | None = None
    box: Box | None = None


Block = Annotated[Paragraph | Table, Field(discriminator="kind")]


class Reading(_Part):
    """One PDF, read.

    Attributes:
        reader_version: version of the reader; another version reads anew.
        sha256: of the PDF.
        pages: all pages in order.
        blocks: paragraphs and tables in reading order. Captions and notes of a table are in
            the table, not here.
        furniture: running headers, footers, page numbers, watermarks: belongs to nothing.
        doubts: what the reader is not sure of.
        modified: when the PDF says that it was last changed, UTC; None where it does not.
        attachments: names of the files that lie in the PDF, which were not read.
    """

    reader_version: str
    sha256: str
    pages: tuple[PageInfo, ...]
    blocks: tuple[Block, ...]
    furniture: tuple[TextLine, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    modified: dt.datetime | None = None
    attachments: tuple[str, ...] = ()

    @property
    def recognised_pages(self) -> frozenset[int]:
        """Numbers of the pages whose glyphs were recognised in a picture."""
        return frozenset(page.number for page in self.pages if page.method == "ocr")

    def with_blocks(self, blocks: Iterable[Block]) -> Reading:
        """The reading with other blocks, its tables numbered anew."""
        numbers = count()
        numbered = tuple(
            block.model_copy(update={"index": next(numbers)}) if isinstance(block, Table) else block
            for block in blocks
        )
        return self.model_copy(update={"blocks": numbered})

    @property
    def tables(self) -> list[Table]:
        return [b for b in self.blocks if isinstance(b, Table)]

    @property
    def paragraphs(self) -> list[Paragraph]:
        """Paragraphs outside of tables, in reading order."""
        return [b for b in self.blocks if isinstance(b, Paragraph)]
