"""Pages drawn by pdfium, with their text and without.

Form fields and annotations are merged into the page first, so that what they show is drawn, and
its glyphs are read, like anything else on the page.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2
import pypdfium2.raw as raw

from pipeline.reading.page.geometry import OpenPage, PageGeometry
from pipeline.reading.page.sources import pdfium_calls as pdfium
from pipeline.reading.page.sources.last_resort import install_last_resort
from pipeline.reading.page.sources.lean import straightened
from pipeline.reading.page.sources.pdfium_objects import objects_of_page

Picture = npt.NDArray[np.uint8]
"""Rows by columns, 0 to 255; with a third axis of three channels where it is drawn in colour."""

SCALE = 2.0
"""Pixels for a point. Digits of 7 points are then 14 pixels high, which shows their shapes;
half of it costs about as much, for glyphs are drawn from their outlines at any size."""

COARSE = 1.0
"""The same where strokes without text are looked for; those of half a point still show."""

_MOST_PIXELS = 6_000_000
"""Larger pages are drawn smaller."""

_LEAST_SCALE = 0.8
"""Below it digits of a usual size run together, and the drawing proves nothing."""

_FINE = 1000
"""Steps of a point in which pdfium, which counts in whole numbers, gives places on the page."""

_NOT_SHOWN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW

_TINY = 8
"""Pixels of a picture that nobody looks at."""

_THIN = 0.1
"""An outline up to this share of a text's height makes it bold and changes nothing else."""

_PAPER = 255
"""A page on which nothing is drawn."""

_BOTH = raw.FPDF_TEXTRENDERMODE_FILL_STROKE
"""Glyphs are filled, and their outlines are drawn."""

_SIZES = 4
"""Sizes of pictures whose memory is kept; a document of pages of one size has two."""


@dataclass(frozen=True)
class Drawing:
    """A page as a person sees it, and what is left of it without its text.

    Attributes:
        full, ground: the two pictures, of one size.
        scale: pixels for a point.
        coarse: the ground again, at one pixel for a point; None where nothing but thin rules can
            be on it.
    """

    full: Picture
    ground: Picture
    scale: float
    coarse: Picture | None


class Sheet:
    """An open page whose text objects can be switched off.

    Args:
        buffers: of grey pictures, by their size; those of the page before are drawn in again.
        known: the page as its source has it open.

    Attributes:
        glyphs: of the page, once they have been looked for (`ink/glyphs.py`).
    """

    def __init__(
        self,
        page: Any,
        number: int,
        buffers: dict[tuple[int, int], list[Picture]],
        known: OpenPage | None = None,
    ) -> None:
        self._number = number
        self._buffers = buffers
        self._used: Counter[tuple[int, int]] = Counter()
        self._known = known
        self._texts: list[int] | None = None
        self.glyphs: Any = None
        self.page = page
        self.annotated = _is_annotated(page)
        self.width, self.height = self.page.get_size()
        area = max(self.width * self.height, 1.0)
        self.scale = min(SCALE, math.sqrt(_MOST_PIXELS / area))

    @property
    def drawable(self) -> bool:
        return self.scale >= _LEAST_SCALE

    def merge_annotations(self) -> None:
        """Make fields and annotations, as far as they are shown, part of the page.

        Drawing them gives those their look that have none in the file, such as a line through a
        text.
        """
        self.glyphs = None
        self.page.render(scale=_TINY / max(self.width, self.height), may_draw_forms=False)
        for index in reversed(range(raw.FPDFPage_GetAnnotCount(self.page))):
            annotation = raw.FPDFPage_GetAnnot(self.page, index)
            shown = not raw.FPDFAnnot_GetFlags(annotation) & _NOT_SHOWN
            raw.FPDFPage_CloseAnnot(annotation)
            if not shown:
                raw.FPDFPage_RemoveAnnot(self.page, index)
        if raw.FPDFPage_Flatten(self.page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS:
            document = self.page.pdf
            self.page.close()
            self.page = document[self._number - 1]
            self._known, self._texts = None, None

    @property
    def rotation(self) -> int:
        """By how many degrees the page is turned clockwise to be displayed."""
        return int(self.page.get_rotation())

    def on_page(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page's own space on the page as displayed, from its top left."""
        across, down = ctypes.c_int(), ctypes.c_int()
        wide, high = round(self.width * _FINE), round(self.height * _FINE)
        raw.FPDF_PageToDevice(self.page, 0, 0, wide, high, 0, x, y, across, down)
        return across.value / _FINE, down.value / _FINE

    @property
    def only_text(self) -> bool:
        """Is it known that nothing but text is on the page?"""
        return self._known is not None and self._known.only_text

    @property
    def only_rules(self) -> bool:
        """Is it known that nothing but text and thin rules is on the page?"""
        return self._known is not None and self._known.only_rules

    def texts(self) -> list[int]:
        """All text objects in drawing order, those within forms included."""
        if self._texts is None:
            if self._known:
                self._texts, outlined = self._known.texts, self._known.outlined
            else:
                self._texts = objects_of_page(self.page, pdfium.UNMOVED).texts
                outlined = [text for text in self._texts if pdfium.render_mode(text) == _BOTH]
            _fill_only(outlined)
        return self._texts

    def draw(self, colour: bool = False, scale: float | None = None) -> Picture:
        if not colour:
            return self._draw_grey(scale or self.scale)
        bitmap = self.page.render(
            scale=scale or self.scale, may_draw_forms=False, draw_annots=False,
            bitmap_maker=pypdfium2.PdfBitmap.new_native,
        )  # fmt: skip
        with closing(bitmap):  # The buffer is Python's, and lives as long as the picture.
            picture: Picture = bitmap.to_numpy()
        return picture

    def _draw_grey(self, scale: float) -> Picture:
        """As pypdfium2 draws it, which takes a tenth longer."""
        width, height = math.ceil(self.width * scale), math.ceil(self.height * scale)
        picture = self._paper(width, height)
        bitmap = raw.FPDFBitmap_CreateEx(
            width, height, raw.FPDFBitmap_Gray, picture.ctypes.data, width
        )
        if not bitmap:
            raise pypdfium2.PdfiumError("no bitmap of this size")
        size = 0, 0, width, height
        raw.FPDF_RenderPageBitmap(bitmap, self.page, *size, 0, raw.FPDF_GRAYSCALE)
        raw.FPDFBitmap_Destroy(bitmap)
        return picture

    def _paper(self, width: int, height: int) -> Picture:
        """White paper in memory that is there: to ask for new memory takes as long as to draw."""
        size = height, width
        kept = self._buffers.setdefault(size, [])
        turn = self._used[size]
        if turn == len(kept):
            kept.append(np.empty(size, np.uint8))
        self._used[size] += 1
        kept[turn].fill(_PAPER)
        return kept[turn]

    @contextmanager
    def without(self, texts: Sequence[int]) -> Iterator[None]:
        """Within, the page is drawn without these text objects."""
        pdfium.switch(texts, False)
        try:
            yield
        finally:
            pdfium.switch(texts, True)


def _fill_only(outlined: Sequence[int]) -> None:
    """Leave away outlines that make text bold: to draw them takes longer than all else.

    Only thin ones in the colour of the text itself, which show nothing that it does not show.
    """
    for text in outlined:
        _, bottom, _, top = pdfium.object_bounds(text)
        thin = pdfium.stroke_width(text) < _THIN * (top - bottom)
        if thin and pdfium.fill_color(text) == pdfium.stroke_color(text):
            pdfium.set_render_mode(text, raw.FPDF_TEXTRENDERMODE_FILL)


class Sheets:
    """Opens the pages of a file to be drawn; a context manager.

    A page that its source has open already is not parsed a second time, unless it has annotations:
    they are shown as a form of the whole document, which the source does not need, has them.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        install_last_resort()
        self._stack = ExitStack()
        self._buffers: dict[tuple[int, int], list[Picture]] = {}

    def __enter__(self) -> Sheets:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def sheet(self, page: PageGeometry) -> Sheet:
        """Raises PdfiumError where pdfium cannot open the file or the page."""
        if len(self._buffers) > _SIZES:
            self._buffers.clear()
        opened = page.opened
        if opened and opened.page.raw and not _is_annotated(opened.page):
            return Sheet(opened.page, page.number, self._buffers, opened)
        if self._document is None:
            raise pypdfium2.PdfiumError("pdfium cannot open the file")
        index = page.number - 1
        own = straightened(self._document, index, page.skew) if page.skew else self._document[index]
        return Sheet(own, page.number, self._buffers)

    @cached_property
    def _document(self) -> Any | None:
        """None where pdfium cannot open the file: to try it for every page may take long."""
        try:
            document = self._stack.enter_context(closing(pypdfium2.PdfDocument(self._path)))
        except pypdfium2.PdfiumError:
            return None
        document.init_forms()
        return document


def _is_annotated(page: Any) -> bool:
    return int(raw.FPDFPage_GetAnnotCount(page)) > 0


def drawing_of(sheet: Sheet, colour: bool = False) -> Drawing:
    """The page with its text and without."""
    texts = sheet.texts()
    full = sheet.draw(colour)
    if sheet.only_text:
        return Drawing(full, np.full_like(full, _PAPER), sheet.scale, None)
    with sheet.without(texts):
        ground = sheet.draw(colour)
        coarse = None if sheet.only_rules else sheet.draw(scale=COARSE)
        return Drawing(full, ground, sheet.scale, coarse)
