"""Is a PDF whole, open and of sensible size? Asked before it is read."""

from __future__ import annotations

import mmap
import re
from pathlib import Path

from pipeline.boundary import attempt
from pipeline.errors import MissingDependency, RejectedFile
from pipeline.model.reasons import of_file
from pipeline.reading.attachments import attached_files
from pipeline.safe_text import quoted

_WRONG_PASSWORD = 4  # FPDF_ERR_PASSWORD
_POINTER = re.compile(rb"startxref\s+(\d+)\s*$")
_TABLE = re.compile(rb"\s*(xref\b|\d+\s+\d+\s+obj\b)")
_TAIL = 1024
_LONE_LF = re.compile(rb"(?<!\r)\n")
_ASCII = bytes(range(128))
_LEAST_BINARY = 4096
"""Bytes beyond ASCII: among so many, a line feed without a carriage return before it is certain."""

_MOST_NAMED = 5


def check_pdf(path: Path, max_pages: int) -> int:
    """The number of pages of a PDF that can be read.

    pdfium answers from the page tree alone, so a page that would take for ever is not touched,
    and a broken cross-reference table, which it mends as the reader does, is no reason to refuse.

    Raises:
        RejectedFile: it is cut off, was changed on its way, needs a password, is broken, is a
            portfolio or has too many pages.
    """
    if _was_sent_as_text(path):
        raise RejectedFile(of_file("sent_as_text"))
    if _is_cut_off(path):
        raise RejectedFile(of_file("cut_off"))
    count = _count(path)
    if count == 0:
        raise RejectedFile(of_file("without_pages"))
    if count == 1 and (held := _files_of_portfolio(path)):
        names = list(map(quoted, held[:_MOST_NAMED]))
        more = " …" if len(held) > _MOST_NAMED else ""
        raise RejectedFile(of_file("portfolio", count=len(held), names=names, more=more))
    if count > max_pages:
        raise RejectedFile(of_file("too_many_pages", pages=count, limit=max_pages))
    return count


def check_complete(read: int, count: int) -> None:
    """Refuse a reading that lost pages; another reader may well find more of them than pdfium.

    Raises:
        RejectedFile: fewer pages were read than the file has.
    """
    if read < count:
        raise RejectedFile(of_file("pages_unreadable", read=read, count=count))


def _is_cut_off(path: Path) -> bool:
    """Is there no end, or an object of an unfinished update behind the last one?

    Where the end mark is missing, a last line that leads to the table of objects is an end.
    """
    with (
        path.open("rb") as source,
        mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as content,
    ):
        end = content.rfind(b"%%EOF")
        if end >= 0 and content.find(b" obj", end) < 0:
            return False
        pointer = _POINTER.search(content[max(0, len(content) - _TAIL) :])
        return pointer is None or _TABLE.match(content, int(pointer[1])) is None


def _was_sent_as_text(path: Path) -> bool:
    """Has a transfer put a carriage return before every line feed, also within packed data?"""
    with (
        path.open("rb") as source,
        mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as content,
    ):
        if _LONE_LF.search(content) or content.find(b"\n") < 0:
            return False
        return len(content[:].translate(None, _ASCII)) >= _LEAST_BINARY


def _files_of_portfolio(path: Path) -> tuple[str, ...]:
    """The names of the files in a portfolio; none if it is another PDF, also one with attachments.

    The key `Collection` of the catalog makes a PDF a portfolio (ISO 32000-1, 12.3.5).
    """
    import pdfplumber

    def names() -> tuple[str, ...]:
        if not (found := attached_files(path)):
            return ()
        with pdfplumber.open(path) as document:
            return found if "Collection" in document.doc.catalog else ()

    found = attempt("opening", names)
    return found if isinstance(found, tuple) else ()


def _count(path: Path) -> int:
    try:
        import pypdfium2
    except ImportError as error:
        raise MissingDependency(
            f"The package {error.name} is missing.", "Run `make setup`."
        ) from error
    try:
        with pypdfium2.PdfDocument(path) as document:
            return len(document)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _WRONG_PASSWORD:
            raise RejectedFile(of_file("password_needed")) from None
        return _count_otherwise(path)


def _count_otherwise(path: Path) -> int:
    """The number of pages by pdfminer, which mends other faults than pdfium does."""
    import pdfplumber

    def pages() -> int:
        with pdfplumber.open(path) as document:
            return len(document.pages)

    found = attempt("opening", pages)
    if isinstance(found, RejectedFile) or not found:
        raise RejectedFile(of_file("no_structure"))
    return found
