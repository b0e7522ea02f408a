"""Is a PDF whole, open and of sensible size? Asked before it is read."""

from __future__ import annotations

import mmap
from pathlib import Path

from pipeline.errors import MissingDependency, RejectedFile

_WRONG_PASSWORD = 4  # FPDF_ERR_PASSWORD


def check_pdf(path: Path, max_pages: int) -> int:
    """The number of pages of a PDF that can be read.

    pdfium answers from the page tree alone, so a page that would take for ever is not touched,
    and a broken cross-reference table, which it mends as the reader does, is no reason to refuse.

    Raises:
        RejectedFile: it is cut off, needs a password, is broken or has too many pages.
    """
    if _is_cut_off(path):
        raise RejectedFile(
            "The file is cut off: the end of the PDF is missing.",
            "Copy or download it again.",
        )
    count = _count(path)
    if count == 0:
        raise RejectedFile("The file is a PDF without pages.", "Get it again from where it came.")
    if count > max_pages:
        raise RejectedFile(
            f"The file has {count} pages; more than {max_pages} are not read.",
            "If it is a bulletin, raise BULLETINS_MAX_PAGES.",
        )
    return count


def check_complete(read: int, count: int) -> None:
    """Refuse a reading that lost pages.

    Raises:
        RejectedFile: fewer pages were read than the file has.
    """
    if read != count:
        raise RejectedFile(
            f"The file is damaged: {read} of its {count} page(s) can be read.",
            "Get it again from where it came.",
        )


def _is_cut_off(path: Path) -> bool:
    """Is there no end mark, or an object of an unfinished update behind the last one?"""
    with (
        path.open("rb") as source,
        mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as content,
    ):
        end = content.rfind(b"%%EOF")
        return end < 0 or content.find(b" obj", end) >= 0


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
            raise RejectedFile(
                "The file needs a password to be opened.",
                "Save a copy without a password and put that into the inbox.",
            ) from None
        raise RejectedFile(
            "The file is damaged: it begins like a PDF, but has no readable structure.",
            "Get it again from where it came.",
        ) from None
