"""Pages that are pictures, read by recognition: the source of geometry for paper.

A page is a picture where glyphs say next to nothing of what it shows: a scan, a photograph, a
page whose text was turned into curves. Nothing of recognition is imported until such a page comes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.model.message import Message
from pipeline.model.place import Box
from pipeline.reading.page.garbled import is_garbled
from pipeline.reading.page.geometry import PageGeometry
from pipeline.reading.tolerances import TOLERANCES

PageReader = Callable[[Path, PageGeometry], PageGeometry]
"""Reads a page that is a picture: the PDF and the page without glyphs, to the page with them."""

_T = TOLERANCES.pages
_IMAGE = 3
_USUAL_DPI = 200.0
OFF = Message("recognition_off")
GARBLED = Message("garbled_recognition_off")


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


def with_recognised(
    path: Path, pages: Iterator[PageGeometry], reader: PageReader | None
) -> Iterator[PageGeometry]:
    """The pages of a PDF, those that are pictures or garbled with what was recognised on them.

    Args:
        reader: None where recognition is switched off.
    """
    for page in pages:
        garbled = is_garbled(page)
        if not garbled and not is_picture(page):
            yield page
        elif reader:
            yield reader(path, page)
        else:
            yield replace(page, unread=GARBLED if garbled else OFF)


def recognised_page(path: Path, page: PageGeometry) -> PageGeometry:
    """A page that is a picture, with what two recognisers read on it, or why it is unread."""
    from pipeline.reading.scan.recogniser import missing_packages

    if missing := missing_packages():
        return replace(page, unread=Message("packages_needed", packages=", ".join(missing)))
    import pypdfium2

    from pipeline.reading.scan.scan_page import recognised
    from pipeline.reading.scan.upright import image_of

    with closing(pypdfium2.PdfDocument(path)) as document:
        drawn = document[page.number - 1]
        return recognised(image_of(drawn, _dpi(drawn)), page)


def _dpi(page: Any) -> float:
    """Resolution of the page's largest picture, pixels an inch."""
    found = []
    for item in page.get_objects(filter=[_IMAGE], max_depth=4):
        left, bottom, right, top = item.get_bounds()
        wide, high = item.get_px_size()
        long = max(right - left, top - bottom)
        if long > 0:
            found.append(((right - left) * (top - bottom), 72 * max(wide, high) / long))
    return max(found)[1] if found else _USUAL_DPI


def _clipped(box: Box, page: PageGeometry) -> float:
    width = min(box.x1, page.width) - max(box.x0, 0.0)
    height = min(box.bottom, page.height) - max(box.top, 0.0)
    return max(width, 0.0) * max(height, 0.0)
