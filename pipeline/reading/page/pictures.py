"""Pictures of pages: what a person looks at to judge a figure.

Places are those of the dataset: PDF points from the top left of the page as displayed, its /Rotate
and crop box applied. pdfium renders in this process, so only originals that the reader has
accepted belong here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import FolderError
from pipeline.model.place import Box

if TYPE_CHECKING:
    from PIL.Image import Image

SCALE = 2.0
"""Pixels for a point: 144 dpi, at which small print is read with ease."""

_MOST_PIXELS = 40_000_000
"""A page of any size becomes a picture of at most so many pixels, or 120 MB."""

_OUTLINE = (208, 0, 0)
_AROUND = 1.5
"""Points between a box and its outline, so that the outline hides no ink."""


def page_picture(pdf: Path, page: int, scale: float = SCALE) -> Image:
    """A whole page as displayed.

    Args:
        page: from 1.
        scale: pixels for a point; less on a page that would be too large.

    Raises:
        FolderError: there is no such file or page, or it cannot be rendered.
    """
    with _opened(pdf, page) as sheet:
        width, height = sheet.get_size()
        return _rendered(sheet, Box(0, 0, width, height), scale)


def crop(
    pdf: Path,
    page: int,
    box: Box,
    margin: float = 60.0,
    *,
    across: float | None = None,
    scale: float = SCALE,
) -> Image:
    """The piece of a page around a box, with the box outlined in red.

    Args:
        page: from 1.
        box: in points; what lies outside of the page is cut off.
        margin: points of the page to show above and below the box.
        across: the same left and right of it; as much as `margin` where not given.
        scale: as in `page_picture`.

    Raises:
        FolderError: as in `page_picture`.
    """
    with _opened(pdf, page) as sheet:
        beside = margin if across is None else across
        piece = _around(box, beside, margin, *sheet.get_size())
        picture = _rendered(sheet, piece, scale)
    _outline(picture, box, piece)
    return picture


@contextmanager
def _opened(pdf: Path, page: int) -> Iterator[Any]:
    import pypdfium2

    from pipeline.reading.page.sources.last_resort import install_last_resort

    install_last_resort()
    try:
        with closing(pypdfium2.PdfDocument(pdf)) as document:
            if not 1 <= page <= len(document):
                raise FolderError(f"{pdf} has no page {page}.")
            yield document[page - 1]
    except (pypdfium2.PdfiumError, OSError) as error:
        raise FolderError(f"Page {page} of {pdf} cannot be shown: {error}.") from error


def _around(box: Box, across: float, down: float, width: float, height: float) -> Box:
    """The box with its margins, within the page, and never empty."""
    x0, x1 = _within(box.x0 - across, box.x1 + across, width)
    top, bottom = _within(box.top - down, box.bottom + down, height)
    return Box(x0, top, x1, bottom)


def _within(low: float, high: float, size: float) -> tuple[float, float]:
    low = min(max(low, 0.0), max(size - 1, 0.0))
    return low, min(max(high, low + 1), size)


def _rendered(sheet: Any, piece: Box, scale: float) -> Image:
    width, height = sheet.get_size()
    scale = min(scale, math.sqrt(_MOST_PIXELS / max(piece.width * piece.height, 1)))
    cut = (piece.x0, height - piece.bottom, width - piece.x1, piece.top)
    picture: Image = sheet.render(scale=scale, crop=cut).to_pil().convert("RGB")
    return picture


def _outline(picture: Image, box: Box, piece: Box) -> None:
    from PIL import ImageDraw

    across, down = picture.width / piece.width, picture.height / piece.height
    corners = (
        (box.x0 - _AROUND - piece.x0) * across, (box.top - _AROUND - piece.top) * down,
        (box.x1 + _AROUND - piece.x0) * across, (box.bottom + _AROUND - piece.top) * down,
    )  # fmt: skip
    thick = max(round(across), 1)
    ImageDraw.Draw(picture).rectangle(corners, outline=_OUTLINE, width=thick)
