"""The geometry of a PDF's pages as pdfium finds it, in a sixth of the time of pdfplumber.

pdfium gives the glyphs of a page in the order of reading, without those that it takes for drawn
twice, and with ligatures taken apart. Here they are put back into drawing order, glyph by glyph.
Where a page holds something that pdfium does not say all about, the page says why it is unsure,
and the other source may know more (`pipeline.reading.page.sources.choose`).
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2

from pipeline.model.message import Message
from pipeline.model.place import Box
from pipeline.reading.page.columns import Mask
from pipeline.reading.page.geometry import OpenPage, PageGeometry
from pipeline.reading.page.sources import pdfium_calls as pdfium
from pipeline.reading.page.sources.display import Display, Matrix, displayed, moved, product
from pipeline.reading.page.sources.drawn_twice import once
from pipeline.reading.page.sources.last_resort import install_last_resort
from pipeline.reading.page.sources.lean import lean_of, straightened
from pipeline.reading.page.sources.pdfium_glyphs import Drawn, Glyphs
from pipeline.reading.page.sources.pdfium_objects import Objects, objects_of_page
from pipeline.reading.page.sources.pdfium_paths import draw_paths
from pipeline.reading.page.sources.pdfium_text import Texts, without_actual_text
from pipeline.reading.page.sources.strokes import Found, visible

COVERED = Message("picture_over_text")
"""Why a page is unsure; the reasons of its text are in `pdfium_text`."""


def pdfium_pages(path: Path) -> Iterator[PageGeometry]:
    """The pages of a PDF by pdfium, one at a time.

    Raises:
        pypdfium2.PdfiumError: the file, or one of its pages, cannot be opened.
    """
    install_last_resort()
    document = pypdfium2.PdfDocument(path)
    try:
        for index in range(len(document)):
            yield pdfium_page(document, index)
    finally:
        document.close()


def pdfium_page(document: Any, index: int) -> PageGeometry:
    """One page of an open document; `unsure` says what pdfium may not know about it.

    Raises:
        pypdfium2.PdfiumError: it cannot be loaded.
    """
    page = document[index]
    found, lean = _read(page, index)
    if not lean:
        return found
    found, _ = _read(straightened(document, index, lean), index)
    return replace(found, skew=lean)


def _read(page: Any, index: int) -> tuple[PageGeometry, float]:
    """A page, and by how many degrees it leans."""
    display = _display(page)
    objects = objects_of_page(page, display.matrix)
    without_actual_text(objects.texts)
    text = page.get_textpage()
    try:
        glyphs = Glyphs(pdfium.address_of(text.raw))
        return _geometry(page, index + 1, display, objects, glyphs), lean_of(glyphs)
    finally:
        text.close()


def _geometry(
    page: Any, number: int, display: Display, objects: Objects, glyphs: Glyphs
) -> PageGeometry:
    found = Found()
    draw_paths(found, *objects.of(pdfium.PATH))
    texts = Texts(objects.texts, glyphs, display.matrix)
    drawn = texts.drawn()
    pictures = [
        _square(product(pdfium.object_matrix(address), around))
        for address, around in zip(*objects.of(pdfium.IMAGE), strict=True)
    ]
    shown = visible(drawn.columns, found.dark, display.width, display.height)
    chars = once(drawn.columns.taken(shown & ~drawn.invisible))
    hidden = [
        *drawn.columns.taken(drawn.invisible).chars,
        *drawn.columns.taken(~shown & ~drawn.invisible).chars,
    ]
    return PageGeometry(
        number=number,
        width=display.width,
        height=display.height,
        chars=chars.chars,
        hidden=tuple(hidden),
        rules=tuple(found.rules),
        pictures=tuple(pictures),
        fills=tuple(found.fills),
        source="pdfium",
        unsure=_unsure(texts, drawn, objects, pictures),
        opened=_opened(page, objects, found, texts.outlined),
        known=chars,
    )


def _opened(page: Any, objects: Objects, found: Found, outlined: list[int]) -> OpenPage:
    kinds = set(objects.kinds)
    only_rules = found.only_rules and kinds <= {pdfium.TEXT, pdfium.PATH}
    return OpenPage(page, objects.texts, outlined, kinds <= {pdfium.TEXT}, only_rules)


def _unsure(
    texts: Texts, drawn: Drawn, objects: Objects, pictures: Sequence[Box]
) -> tuple[str, ...]:
    """Why the page is unsure, in drawing order."""
    places = objects.places(pdfium.TEXT)
    why = [(places[number], reason) for number, reason in texts.doubts()]
    for place, box in zip(objects.places(pdfium.IMAGE), pictures, strict=True):
        before = drawn.number < bisect(places, place)
        if _covers(box, drawn, before):
            why.append((place, COVERED))
            break
    in_order = sorted(why, key=lambda one: one[0])
    return tuple(dict.fromkeys([*texts.unsure, *(reason for _, reason in in_order)]))


def _covers(box: Box, drawn: Drawn, before: Mask) -> bool:
    """Does a picture lie on text that was drawn before it?

    pdfium does not say whether a picture has a mask that lets the text under it be seen.
    """
    text = drawn.columns.solid & ~drawn.invisible
    return bool((before & text & drawn.columns.within(box)).any())


def _display(page: Any) -> Display:
    address = pdfium.address_of(page.raw)
    return displayed(pdfium.page_box(address), None, 90 * pdfium.page_turns(address))


def _square(matrix: Matrix) -> Box:
    """The unit square, which is a picture, under a matrix."""
    corners = [moved(matrix, x, y) for x in (0, 1) for y in (0, 1)]
    xs, ys = zip(*corners, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))
