"""A page whose content leans a little is read as if it lay straight; boxes are where it shows."""

from __future__ import annotations

import math
from pathlib import Path

import pypdfium2
import pypdfium2.raw as raw
import pytest

from pipeline.model.place import Box
from pipeline.reading.page.geometry import PageGeometry
from pipeline.reading.page.ink.judge import judged
from pipeline.reading.page.orientation import upright
from pipeline.reading.page.page_place import PagePlace
from pipeline.reading.page.sources.lean import saved_page
from pipeline.reading.page.sources.pdfium_source import pdfium_page, pdfium_pages
from pipeline.reading.page.sources.pdfplumber_source import PlumberDocument
from tests.reading.sources.small_pdfs import page, text

LINES = [text(b"row %d of words" % i, matrix=b"1 0 0 1 100 %d" % (700 - 20 * i)) for i in range(9)]
RULES = b"100 690 m 500 690 l S 100 690 m 100 500 l S\n"


def leaning(degrees: float) -> bytes:
    """A page turned about its middle by so much, counter-clockwise."""
    a = math.radians(degrees)
    c, s = math.cos(a), math.sin(a)
    e, f = 306 - c * 306 + s * 396, 396 - s * 306 - c * 396
    turn = b"q %f %f %f %f %f %f cm\n" % (c, s, -s, c, e, f)
    return page(turn + b"".join(LINES) + RULES + b"Q")


def read(degrees: float, folder: Path) -> PageGeometry:
    path = folder / "leaning.pdf"
    path.write_bytes(leaning(degrees))
    (found,) = pdfium_pages(path)
    return found


@pytest.mark.parametrize("degrees", [0.3, -1.0, 2.0])
def test_a_leaning_page_is_made_straight(degrees: float, tmp_path: Path) -> None:
    found, straight = read(degrees, tmp_path), read(0, tmp_path)
    assert found.skew == pytest.approx(degrees, abs=0.01) and straight.skew == 0
    assert {c.turn for c in found.chars} == {0}
    assert [c.text for c in found.chars] == [c.text for c in straight.chars]
    for one, two in zip(found.chars, straight.chars, strict=True):
        assert (one.x0, one.top) == pytest.approx((two.x0, two.top), abs=0.1)
    assert len(found.rules) == len(straight.rules) == 2


def test_boxes_are_where_the_page_shows_them(tmp_path: Path) -> None:
    found = read(2, tmp_path)
    first = found.chars[0]
    _, turn = upright(found)
    place = PagePlace(number=1, width=612, height=792, turn=turn, skew=found.skew)
    box = place.place(Box(first.x0, first.top, first.x1, first.bottom)).box
    a = math.radians(2)
    x, y = 100 - 306, 700 - 396
    shown = (306 + x * math.cos(a) - y * math.sin(a), 396 - x * math.sin(a) - y * math.cos(a))
    assert box.x0 < shown[0] + 1 < box.x1 and box.top < shown[1] - 1 < box.bottom


def test_the_other_source_is_given_the_straight_page(tmp_path: Path) -> None:
    path = tmp_path / "leaning.pdf"
    path.write_bytes(leaning(1))
    document = pypdfium2.PdfDocument(path)
    straight = pdfium_page(document, 0)
    with PlumberDocument(saved_page(document, 0)) as copy:
        found = copy.page(1)
    document.close()
    assert {c.turn for c in found.chars} == {0}
    assert len([c for c in found.chars if c.text != " "]) == len(
        [c for c in straight.chars if c.text != " "]
    )


def test_text_that_leans_among_other_text_is_left(tmp_path: Path) -> None:
    path = tmp_path / "stamp.pdf"
    path.write_bytes(page(b"".join(LINES) + text(b"COPY", matrix=b".999 .035 -.035 .999 300 300")))
    (found,) = pdfium_pages(path)
    assert found.skew == 0


def test_its_ink_is_looked_at_straight_even_where_it_is_annotated(tmp_path: Path) -> None:
    path = tmp_path / "annotated.pdf"
    with pypdfium2.PdfDocument(leaning(2)) as document:
        sheet = document[0]
        raw.FPDFPage_CloseAnnot(raw.FPDFPage_CreateAnnot(sheet, raw.FPDF_ANNOT_TEXT))
        document.save(path)
    (read_page,) = pdfium_pages(path)
    (found,) = judged(path, [read_page])
    assert [c.text for c in found.chars] == [c.text for c in read_page.chars]
    assert not found.hidden
