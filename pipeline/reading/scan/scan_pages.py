"""Pages that are pictures, read by recognition: the source of geometry for paper.

A page is a picture where glyphs say next to nothing of what it shows: a scan, a photograph, a
page whose text was turned into curves. On other pages, pictures of tables are read. Nothing of
recognition is imported until such a page comes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.model.message import Message
from pipeline.model.place import Box
from pipeline.reading.model import PageInfo
from pipeline.reading.page.garbled import is_garbled
from pipeline.reading.page.geometry import PageGeometry
from pipeline.reading.scan.pasted_tables import pasted_tables
from pipeline.reading.tolerances import TOLERANCES

PageReader = Callable[[Path, PageGeometry], PageGeometry]
"""Reads what is a picture: the PDF and a page without its glyphs, to the page with them."""

_T = TOLERANCES.pages
_IMAGE = 3
_USUAL_DPI = 200.0
OFF = Message("recognition_off")
GARBLED = Message("garbled_recognition_off")
_OF_RECOGNITION = ("ink_in_no_line", "print_too_pale", "table_cut_off", "table_in_picture")
TABLE_OFF = Message("table_in_picture", why=Message("recognition_is_off"))


def is_picture(page: PageGeometry) -> bool:
    """Does a picture show what the page says, or do curves?"""
    if page.unreadable:
        return True
    if covered(page) <= _T.scan_area:
        return False
    return sum(char.text != " " for char in page.chars) < _T.few_glyphs


def covered(page: PageGeometry) -> float:
    """Share of the page that its pictures cover; strips of a scan count together."""
    area = sum(_clipped(box, page) for box in page.pictures)
    return min(area / (page.width * page.height), 1.0) if page.width and page.height else 0.0


def of_recognition(reasons: Iterable[str]) -> tuple[str, ...]:
    """Why a page is `unsure` whatever source read it: because of its pictures."""
    return tuple(r for r in reasons if isinstance(r, Message) and r.code in _OF_RECOGNITION)


def with_recognised(
    path: Path, pages: Iterator[PageGeometry], reader: PageReader | None
) -> Iterator[PageGeometry]:
    """The pages of a PDF with what was recognised on them.

    Those that are pictures or garbled are recognised whole, of others the pictures of tables.

    Args:
        reader: None where recognition is switched off.
    """
    for page in pages:
        garbled = is_garbled(page)
        whole = garbled or is_picture(page)
        if not whole and not pasted_tables(path, page):
            yield page
        elif reader:
            yield reader(path, page)
        elif not whole:
            yield replace(page, unsure=(*page.unsure, TABLE_OFF))
        else:
            yield replace(page, unread=GARBLED if garbled else OFF)


def left_out(page: PageInfo) -> bool:
    """Is anything of a page unread because recognition was switched off?"""
    return page.reason in (OFF, GARBLED) or TABLE_OFF in page.unsure


def recognised_page(path: Path, page: PageGeometry) -> PageGeometry:
    """A page that is a picture, or holds one of a table, with what two recognisers read on it.

    Where they are not installed, it says why it is not read.
    """
    from pipeline.reading.scan.recogniser import missing_packages

    whole = is_garbled(page) or is_picture(page)
    if missing := missing_packages():
        reason = Message("packages_needed", packages=", ".join(missing))
        if whole:
            return replace(page, unread=reason)
        return replace(page, unsure=(*page.unsure, Message("table_in_picture", why=reason)))
    import pypdfium2

    from pipeline.reading.scan.pasted_page import with_picture
    from pipeline.reading.scan.scan_page import recognised
    from pipeline.reading.scan.upright import image_of

    with closing(pypdfium2.PdfDocument(path)) as document:
        drawn = document[page.number - 1]
        dpi = resolution_of(drawn)
        if whole:
            return recognised(image_of(drawn, dpi), page)
        for box in pasted_tables(path, page):
            page = with_picture(page, box, image_of(drawn, dpi, box))
    return page


def resolution_of(page: Any) -> float:
    """Resolution of the page's largest picture, pixels an inch.

    Where pictures lie over each other, a mask that is finer than they are parts print from paper.
    """
    found: list[tuple[float, float, Box]] = []
    for item in page.get_objects(filter=[_IMAGE], max_depth=4):
        left, bottom, right, top = item.get_bounds()
        wide, high = item.get_px_size()
        long = max(right - left, top - bottom)
        if long > 0:
            box = Box(left, bottom, right, top)
            found.append((box.width * box.height, 72 * max(wide, high) / long, box))
    if not found:
        return _USUAL_DPI
    found.sort(reverse=True)
    area, dpi, largest = found[0]
    layered = any(_shared(largest, box) > area / 2 for _, _, box in found[1:])
    return max(dpi, _USUAL_DPI) if layered else dpi


def _shared(a: Box, b: Box) -> float:
    """Area that two boxes have in common."""
    across, down = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.bottom, b.bottom) - max(a.top, b.top)
    return max(across, 0.0) * max(down, 0.0)


def _clipped(box: Box, page: PageGeometry) -> float:
    width = min(box.x1, page.width) - max(box.x0, 0.0)
    height = min(box.bottom, page.height) - max(box.top, 0.0)
    return max(width, 0.0) * max(height, 0.0)
