"""What a second engine finds in the tables of a PDF: paper again, nothing interpreted.

It is kept beside the `Reading` and never changes it; the two are compared when the dataset is
built (`interpreting/comparison.py`).
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from pipeline.model.message import Message, Said
from pipeline.model.place import Box
from pipeline.reading.page.sources.compare import SourceDifference

OTHER_FIGURES = Message("other_figures")
"""The doubt about a cell of which a second reading, made along with the first, says so."""

FORMAT = "2"
"""Counts up with every change of what a second reading holds; older ones no longer count."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class SecondCell(_Part):
    """A cell that is not empty.

    Attributes:
        row, col: in its table, from 0.
        text: as the engine gives it, radicals replaced; lines parted by a line break.
        box: on the page as displayed, points from its top left.
    """

    row: int
    col: int
    text: str
    box: Box


class SecondTable(_Part):
    """A table on one page; the engine joins none over pages."""

    page: int
    cells: tuple[SecondCell, ...]


class PageFailure(_Part):
    """A page that the engine could not make sense of, and its words."""

    page: int
    reason: str


class SecondReading(_Part):
    """One PDF as the second engine reads it.

    Attributes:
        key: format, reader version and engine; where it is another, the PDF is read again.
        failure: why the file could not be read at all; '' where it could.
        sha256: of the PDF.
        engine, flavor: name and version, "camelot 2.0.0", and the way in which it looks for tables.
        pages: pages that were given to it: those with tables.
        tables: what it found there.
        failures: pages that it gave up.
        differences: places whose glyphs or rules pdfplumber finds otherwise than pdfium.
    """

    key: str
    failure: Said = ""
    sha256: str
    engine: str
    flavor: str
    pages: tuple[int, ...] = ()
    tables: tuple[SecondTable, ...] = ()
    failures: tuple[PageFailure, ...] = ()
    differences: tuple[SourceDifference, ...] = ()
