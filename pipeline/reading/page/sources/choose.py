"""Which source reads which page.

pdfium is first: it is fast. Where it is not sure of a page, pdfplumber reads it anew; where that
fails, pdfium's page is used. Every page says who read it and why, so that it can be shown.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import RejectedFile
from pipeline.model.message import Message
from pipeline.model.reasons import of_file
from pipeline.reading.page.geometry import NOBODY, PageGeometry
from pipeline.reading.page.sources.display import displayed

if TYPE_CHECKING:
    from pipeline.reading.page.sources.pdfplumber_source import PlumberDocument

REFERENCE = "pdfplumber"
"""The source of pages that pdfium was not sure of."""

FAILED = Message("pdfium_failed")
LAYERS = Message("layers_off")
OTHER_COUNT = Message("pdfplumber_counts")
BROKEN = Message("pdfplumber_failed")
"""Why a page was read as it was; pdfium's own reasons are in `pdfium_text`."""

_CONFUSED = (
    ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError,
    RecursionError, StopIteration, NotImplementedError, OSError, EOFError, struct.error, zlib.error,
)  # fmt: skip
"""What pdfminer raises on content that it cannot make sense of, beside its own errors."""


def chosen_pages(path: Path) -> Iterator[PageGeometry]:
    """The pages of a PDF, each by the source that reads it best, one at a time.

    Raises whatever pdfplumber raises on a file that pdfium cannot open.
    """
    import pypdfium2

    from pipeline.reading.page.sources.last_resort import install_last_resort, keep_fonts

    install_last_resort()
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        yield from _by_pdfplumber(path)
        return
    with ExitStack() as stack:
        stack.callback(document.close)
        stack.callback(keep_fonts)
        reference = _Reference(path, len(document), stack)
        layered = has_hidden_layers(path, reference)
        for index in range(len(document)):
            yield _page(document, index, reference, layered)


def _page(document: Any, index: int, reference: _Reference, layered: bool) -> PageGeometry:
    page = None if layered else _by_pdfium(document, index)
    if page is not None and not page.unsure:
        return page
    why = (LAYERS,) if layered else page.unsure if page else (FAILED,)
    lean = page.skew if page else 0.0
    found = _straight(document, index, lean) if lean else reference.page(index + 1)
    if found is not None:
        return replace(found, unsure=why)
    page = page or _by_pdfium(document, index)
    if page is not None:
        return replace(page, unsure=(*why, reference.failure))
    return _unread(index + 1, (*why, reference.failure))


def _unread(number: int, why: tuple[str, ...]) -> PageGeometry:
    """A page that no source can read."""
    empty = displayed(None, None, 0)
    return PageGeometry(number, empty.width, empty.height, (), unsure=(*why, NOBODY))


def _by_pdfplumber(path: Path) -> list[PageGeometry]:
    """The pages of a file that pdfium cannot open.

    Raises:
        RejectedFile: pdfplumber can read none of them.
    """
    from pipeline.reading.page.sources.pdfplumber_source import PlumberDocument

    pages = []
    with PlumberDocument(path) as document:
        for number in range(1, document.count() + 1):
            try:
                pages.append(document.page(number))
            except errors():
                pages.append(_unread(number, (FAILED, BROKEN)))
    if all(NOBODY in page.unsure for page in pages):
        raise RejectedFile(of_file("pages_unreadable", read=0, count=len(pages)))
    return pages


def _straight(document: Any, index: int, lean: float) -> PageGeometry | None:
    """A page that pdfium has made straight, as pdfplumber reads it; None where it cannot."""
    from pipeline.reading.page.sources.lean import saved_page
    from pipeline.reading.page.sources.pdfplumber_source import PlumberDocument

    try:
        with PlumberDocument(saved_page(document, index)) as copy:
            return replace(copy.page(1), number=index + 1, skew=lean)
    except errors():
        return None


def _by_pdfium(document: Any, index: int) -> PageGeometry | None:
    import pypdfium2

    from pipeline.reading.page.sources.pdfium_source import pdfium_page

    try:
        return pdfium_page(document, index)
    except pypdfium2.PdfiumError:
        return None


class _Reference:
    """pdfplumber's view of the file, opened when it is first asked for.

    Attributes:
        failure: why it gave no page.
    """

    def __init__(self, path: Path, count: int, stack: ExitStack) -> None:
        self.path = path
        self.count = count
        self.failure = BROKEN
        self._stack = stack
        self._opened: PlumberDocument | None = None
        self._tried = False

    def page(self, number: int) -> PageGeometry | None:
        """A page, from 1; None where pdfplumber cannot read it."""
        document = self.document()
        if document is None:
            return None
        try:
            return document.page(number)
        except errors():
            self.failure = BROKEN
            return None

    def document(self) -> PlumberDocument | None:
        """The file; None where it cannot be opened, or has other pages than pdfium finds."""
        if not self._tried:
            self._tried = True
            self._opened = self._open()
        return self._opened

    def _open(self) -> PlumberDocument | None:
        from pipeline.reading.page.sources.pdfplumber_source import PlumberDocument

        try:
            document = self._stack.enter_context(PlumberDocument(self.path))
            if document.count() == self.count:
                return document
            self.failure = OTHER_COUNT
        except errors():
            self.failure = BROKEN
        return None


def errors() -> tuple[type[Exception], ...]:
    """What pdfplumber and pdfminer raise on a file that they cannot make sense of."""
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    return (*_CONFUSED, PSException, PdfminerException, MalformedPDFException)


def has_hidden_layers(path: Path, reference: _Reference) -> bool:
    """Has the document layers of which some are off?

    pdfium hands out their text all the same, and does not say to which layer it belongs.
    """
    if not _may_have_layers(path.read_bytes()):
        return False
    document = reference.document()
    return document is not None and not document.layers.all_shown


def _may_have_layers(content: bytes) -> bool:
    """Is there a list of layers, in the open or in a packed stream of objects?"""
    if b"/OCProperties" in content:
        return True
    at = content.find(b"/ObjStm")
    while at >= 0:
        start = content.find(b"stream", at)
        if start < 0:
            return False
        if not _packed_without(content, start + len(b"stream"), b"/OCProperties"):
            return True
        at = content.find(b"/ObjStm", start)
    return False


def _packed_without(content: bytes, start: int, wanted: bytes) -> bool:
    """Can the stream be unpacked, and does it not hold what is wanted?"""
    while content[start : start + 1] in (b"\r", b"\n"):
        start += 1
    unpacker = zlib.decompressobj()
    try:
        return wanted not in unpacker.decompress(content[start:])
    except zlib.error:
        return False
