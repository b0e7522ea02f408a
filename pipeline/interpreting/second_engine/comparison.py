"""A reading compared with a second engine's, cell by cell. Pure, by geometry.

Each cell of the second engine belongs to the cell of ours that it covers most. Where both hold
a figure and it is not the same, that is a difference. What differs only in typography is none:
white space, thousands separators, full width, footnote marks, glyphs of a watermark. Where the
second engine put neighbours into one cell, or found nothing, it did not read the cell apart, and
nothing is said about it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.interpreting.text.normalise import folded, without_marks
from pipeline.interpreting.text.numbers import looks_numeric, read_number
from pipeline.model.place import Box, Place
from pipeline.reading.model import Cell, Reading, Table
from pipeline.reading.second_engine.model import SecondCell, SecondReading, SecondTable
from pipeline.reading.tables.figure_texts import is_figure

Verdict = Literal["agreed", "differs", "apart"]
_SEPARATORS = str.maketrans("", "", ",'")
_MOSTLY = 0.5
"""Share of the smaller of two cells that must lie in the other for them to belong together."""

_BAND = 16.0
"""Height of the bands by which cells are looked up, points: about that of a row."""

_NEAREST: tuple[Verdict, ...] = ("agreed", "apart", "differs")


@dataclass(frozen=True)
class ComparedCell:
    """One of our cells that holds a figure or none, and what the second engine says.

    Attributes:
        row, col: in the table, from 0.
        places: of the cell.
        ours, theirs: both texts; `theirs` is '' where nothing is there.
        verdict: `agreed`; `differs`; `apart`: the second engine did not read it by itself.
    """

    row: int
    col: int
    places: tuple[Place, ...]
    ours: str
    theirs: str
    verdict: Verdict


@dataclass(frozen=True)
class ComparedTable:
    """A table of ours, compared.

    Attributes:
        index: in the reading.
        place: where it begins.
        cells: those with figures, and those where the second engine sees one.
        failures: what the second engine said of pages of the table that it gave up.
    """

    index: int
    place: Place
    cells: tuple[ComparedCell, ...]
    failures: tuple[str, ...] = ()

    def count(self, verdict: Verdict) -> int:
        """How many figures have this verdict."""
        return sum(cell.verdict == verdict for cell in self.cells)

    @property
    def is_compared(self) -> bool:
        """Did the second engine read any of its figures?"""
        return any(cell.verdict != "apart" for cell in self.cells)


def compare_readings(ours: Reading, second: SecondReading) -> tuple[ComparedTable, ...]:
    """All tables of a reading whose pages the second engine was given."""
    given = set(second.pages)
    marks = _furniture(ours)
    failures = {f.page: f.reason for f in second.failures}
    return tuple(
        _TableComparison(table, second.tables, marks).result(failures)
        for table in ours.tables
        if any(place.page in given for place in table.places)
    )


class _TableComparison:
    """One table of ours and the second engine's on its pages."""

    def __init__(self, table: Table, second: Sequence[SecondTable], marks: Mapping[int, str]):
        self.table = table
        self.marks = marks
        self.grid = table.grid()
        self.ours = _Bands(table)
        self.theirs = self._assigned(second)

    def result(self, failures: Mapping[int, str]) -> ComparedTable:
        pages = sorted({place.page for place in self.table.places})
        return ComparedTable(
            self.table.index,
            self.table.places[0],
            tuple(self._cells()),
            tuple(failures[page] for page in pages if page in failures),
        )

    def _assigned(
        self, second: Sequence[SecondTable]
    ) -> dict[tuple[int, int], dict[int, list[SecondCell]]]:
        """By cell of ours: the second engine's cells that lie there, by its table, in order."""
        pages = {place.page for place in self.table.places}
        out: dict[tuple[int, int], dict[int, list[SecondCell]]] = defaultdict(dict)
        for number, found in enumerate(second):
            for theirs in found.cells if found.page in pages else ():
                cell = self.ours.holder(found.page, theirs.box)
                if cell is not None:
                    out[cell.row, cell.col].setdefault(number, []).append(theirs)
        return out

    def _cells(self) -> Iterator[ComparedCell]:
        for cell in self.table.cells:
            if cell.row < self.table.header_rows or not cell.places:
                continue
            is_figure = any(char.isdigit() for char in cell.text)
            if is_figure or read_number(cell.text).kind == "missing":
                found = self._compared(cell, is_figure)
                if is_figure or found.verdict == "differs":
                    yield found

    def _compared(self, cell: Cell, is_figure: bool) -> ComparedCell:
        """The cell with what the second engine says of it; where it says several things, the one
        that is nearest to ours: it may see one table in two ways."""
        judge = self._figure if is_figure else self._blank
        answers = self.theirs[cell.row, cell.col].values()
        texts = ["\n".join(found.text for found in answer) for answer in answers]
        verdicts = [
            judge(cell, answer, self._unmarked(cell, text))
            for answer, text in zip(answers, texts, strict=True)
        ]
        for verdict in _NEAREST:
            if verdict in verdicts:
                text = texts[verdicts.index(verdict)]
                return _compared_cell(cell, " ".join(text.split()), verdict)
        return _compared_cell(cell, "", "apart")

    def _figure(self, cell: Cell, theirs: Sequence[SecondCell], text: str) -> Verdict:
        if _is_parted(cell, theirs):
            return "differs"
        if _key(text) in _keys(cell):
            return "agreed"
        if _is_other_text(cell, text) or self._is_merged(cell, theirs, text):
            return "apart"
        return "differs"

    def _blank(self, cell: Cell, theirs: Sequence[SecondCell], text: str) -> Verdict:
        """A cell in which we read no figure: does the second engine, and no neighbour has it?"""
        if not looks_numeric(text) or _key(text) in _keys(cell):
            return "agreed"
        return "apart" if self._is_merged(cell, theirs, text) else "differs"

    def _is_merged(self, cell: Cell, theirs: Sequence[SecondCell], text: str) -> bool:
        """Does the text hold nothing but words of the cell and of those around it that the second
        engine did not read in their own places?"""
        near = self._around(cell, theirs)
        plain = {_key(c.text + c.superscript): _key(c.text) for c in (cell, *near) if c.superscript}
        found = Counter(plain.get(word, word) for word in _words(text))
        own = Counter(_words(cell.text))
        around: Counter[str] = Counter()
        for other in near:
            answers = self.theirs[other.row, other.col].values()
            there = Counter(word for answer in answers for c in answer for word in _words(c.text))
            around += Counter(_words(other.text)) - there
        return not own - found and found - own <= around

    def _unmarked(self, cell: Cell, text: str) -> str:
        """The text without the glyphs of the page's watermark, where ours has none of them."""
        marks = {char for place in cell.places for char in self.marks.get(place.page, "")}
        return "".join(char for char in text if char not in marks or char in cell.text)

    def _around(self, cell: Cell, theirs: Sequence[SecondCell]) -> list[Cell]:
        """The cells beside a cell, and those that the second engine's cells cover too."""
        rows = range(max(cell.row - 1, 0), min(cell.row + cell.row_span + 1, self.table.rows))
        cols = range(max(cell.col - 1, 0), min(cell.col + cell.col_span + 1, self.table.cols))
        near = {(c.row, c.col): c for r in rows for c in (self.grid[r][k] for k in cols) if c}
        for page in {place.page for place in cell.places}:
            for found in theirs:
                near |= {(c.row, c.col): c for c in self.ours.under(page, found.box)}
        near.pop((cell.row, cell.col), None)
        return list(near.values())


def _compared_cell(cell: Cell, theirs: str, verdict: Verdict) -> ComparedCell:
    return ComparedCell(cell.row, cell.col, cell.places, cell.text, theirs, verdict)


def _is_parted(cell: Cell, theirs: Sequence[SecondCell]) -> bool:
    """Does the second engine see figures of several columns where we see one figure?"""
    figures = {(found.row, found.col) for found in theirs if looks_numeric(found.text)}
    rows = Counter(row for row, _ in figures)
    return max(rows.values(), default=0) > max(cell.col_span, len(cell.text.split()))


def _is_other_text(cell: Cell, text: str) -> bool:
    """Is it no other figure, but words: a note, a header, or the same figure among words?"""
    words = text.split()
    if not looks_numeric(cell.text):
        return not any(char.isdigit() for char in text)
    figures = [word for word in words if looks_numeric(word) or is_figure(word)]
    same = Counter(_words(cell.text)) <= Counter(_words(text))
    return not figures or (same and len(figures) < len(words))


def _furniture(reading: Reading) -> dict[int, str]:
    """The letters beside the text of each page, those of watermarks among them."""
    out: dict[int, str] = defaultdict(str)
    for line in reading.furniture:
        out[line.place.page] += "".join(filter(str.isalpha, folded(line.text)))
    return out


class _Bands:
    """Our cells by page and height, so that only those near a box are looked at."""

    def __init__(self, table: Table) -> None:
        self.cells: dict[tuple[int, int], list[tuple[Box, Cell]]] = defaultdict(list)
        for cell in table.cells:
            for place in cell.places:
                for band in _bands(place.box):
                    self.cells[place.page, band].append((place.box, cell))

    def holder(self, page: int, box: Box) -> Cell | None:
        """The cell to which a box belongs: most of one of them lies in the other."""
        best, area, own = None, 0.0, box
        for band in _bands(box):
            for near, cell in self.cells.get((page, band), ()):
                beside = near.x1 <= box.x0 or near.x0 >= box.x1
                if not beside and (shared := _shared(near, box)) > area:
                    best, area, own = cell, shared, near
        smaller = min(own.width * own.height, box.width * box.height)
        return best if area >= _MOSTLY * smaller else None

    def under(self, page: int, box: Box) -> list[Cell]:
        """The cells that a box covers for the most part."""
        return [
            cell
            for band in _bands(box)
            for near, cell in self.cells.get((page, band), ())
            if _shared(near, box) >= _MOSTLY * near.width * near.height
        ]


def _bands(box: Box) -> range:
    return range(int(box.top // _BAND), int(box.bottom // _BAND) + 1)


def _shared(one: Box, other: Box) -> float:
    """The area that two boxes share."""
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(width, 0.0) * max(height, 0.0)


def _keys(cell: Cell) -> set[str]:
    return {_key(cell.text), _key(cell.text + cell.superscript)}


def _key(text: str) -> str:
    """A printed figure without typography; a mark for "not reported" is ''."""
    bare = without_marks(text)[0]
    if read_number(bare).kind == "missing":
        return ""
    return folded(bare).translate(_SEPARATORS)


def _words(text: str) -> list[str]:
    return [key for word in text.split() if (key := _key(word))]
