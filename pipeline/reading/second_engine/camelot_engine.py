"""A second reading of a PDF's tables by camelot, an engine that shares no code with the first.

It has its own parser (playa) and its own way to grids. Flavour `hybrid` takes the ruled grid of a
table where there is one and text edges where there is none; with the rules taken from the page's
vectors, nothing is rendered.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline.model.versions import SECOND_ENGINE, listed
from pipeline.reading.page.frame import PageFrame
from pipeline.reading.page.radicals import without_radicals
from pipeline.reading.page.sources.compare import audit
from pipeline.reading.second_engine.model import (
    FORMAT,
    PageFailure,
    SecondCell,
    SecondReading,
    SecondTable,
)

FLAVOR = "hybrid"

_MOST_DIFFERENCES = 1000
"""Of a file with more of them, no more are kept: it is wrong as a whole."""

_OPTIONS: dict[str, Any] = {"flavor": FLAVOR, "engine": "vector"}
_LONGEST_REASON = 200
_TURNS = {"clockwise": -90, "anticlockwise": 90}
"""How camelot turns a page whose text runs sideways, in degrees clockwise."""


def engine() -> str:
    """Name and version of the engine; nothing slow is imported for it."""
    return f"camelot {version('camelot-py')}"


def key(reader_version: str) -> str:
    """Where a second reading has another key than this, it is made anew."""
    return f"{FORMAT}/{reader_version}/{listed(SECOND_ENGINE)}/{FLAVOR}"


def read_second(
    path: Path, sha256: str, pages: Sequence[int], reader_version: str
) -> SecondReading:
    """Read the tables on some pages of a PDF.

    Args:
        path, sha256: the PDF.
        pages: from 1; those on which the first reader found tables.
        reader_version: of the first reader.
    """
    frames = _frames(path, pages)
    tables: list[SecondTable] = []
    failures: list[PageFailure] = []
    with unprotected(path) as open_path:
        for page in pages:
            try:
                found = list(read_tables(open_path, page, **_OPTIONS))
                tables += [_table(table, page, frames[page]) for table in found]
            except confused() as error:
                reason = f"{type(error).__name__}: {error}"[:_LONGEST_REASON]
                failures.append(PageFailure(page=page, reason=reason))
    return SecondReading(
        key=key(reader_version),
        sha256=sha256,
        engine=engine(),
        flavor=FLAVOR,
        pages=tuple(pages),
        tables=tuple(tables),
        failures=tuple(failures),
        differences=tuple(islice(audit(path), _MOST_DIFFERENCES)),
    )


def confused() -> tuple[type[Exception], ...]:
    """What the engine and its parser raise on pages that they cannot make sense of."""
    from playa.exceptions import PDFException

    own = (ValueError, IndexError, KeyError, ZeroDivisionError, TypeError, AttributeError)
    return (*own, PDFException)


@contextmanager
def unprotected(path: Path) -> Iterator[Path]:
    """The PDF without its protection against copying, which opens without a password.

    The engine refuses protected files. They are meant to be read, and no copy leaves this machine.
    """
    import pypdfium2
    from pypdfium2 import raw

    with pypdfium2.PdfDocument(path) as document, TemporaryDirectory(prefix="bulletins-") as folder:
        if raw.FPDF_GetSecurityHandlerRevision(document) < 0:
            yield path
            return
        copy = Path(folder, "open.pdf")
        document.save(copy, flags=raw.FPDF_REMOVE_SECURITY)
        yield copy


def read_tables(path: Path, page: int, **options: Any) -> Iterable[Any]:
    """What camelot finds on one page."""
    import camelot

    logging.getLogger("camelot").setLevel(logging.ERROR)
    read = getattr(camelot, "read_pdf")  # noqa: B009 - not exported for type checkers
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tables: Iterable[Any] = read(str(path), pages=str(page), **options)
    return tables


def _table(found: Any, page: int, frame: PageFrame) -> SecondTable:
    return SecondTable(page=page, cells=tuple(_cells(found, frame)))


def _cells(found: Any, frame: PageFrame) -> Iterator[SecondCell]:
    more = _TURNS.get(found.rotation, 0)
    for row, cells in enumerate(found.cells):
        for col, cell in enumerate(cells):
            text = without_radicals(str(cell.text)).strip()
            if text:
                edges = (float(cell.x1), float(cell.y1), float(cell.x2), float(cell.y2))
                box = frame.displayed(edges, more)
                yield SecondCell(row=row, col=col, text=text, box=box)


def _frames(path: Path, pages: Sequence[int]) -> dict[int, PageFrame]:
    """How each page lies: its boxes and its rotation."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        out = {}
        for number in pages:
            page = document[number - 1]
            out[number] = PageFrame(page.get_mediabox(), page.get_cropbox(), page.get_rotation())
        return out
    finally:
        document.close()
