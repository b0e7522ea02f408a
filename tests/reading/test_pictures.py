"""Pictures of pages: the box of the dataset lies on the ink, however the page is turned or cut."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from reportlab.pdfgen.canvas import Canvas

from pipeline.errors import FolderError
from pipeline.model.place import Box
from pipeline.reading import read_pdf
from pipeline.reading.model import Reading
from pipeline.reading.page import pictures
from pipeline.reading.page.pictures import crop, page_picture

RED = (208, 0, 0)
INK = Box(100, 200, 160, 230)
"""Where the only ink is, on the page as drawn: 300 points wide, 400 high."""


def black_box(rotation: int, cut: int = 0) -> bytes:
    out = io.BytesIO()
    # The canvas swaps width and height of a page that it rotates.
    canvas = Canvas(out, pagesize=(400, 300) if rotation in (90, 270) else (300, 400))
    if cut:
        canvas.setCropBox((cut, cut, 300, 400))
    canvas.setPageRotation(rotation)
    canvas.rect(INK.x0, 400 - INK.bottom, INK.width, INK.height, stroke=0, fill=1)
    canvas.save()
    return out.getvalue()


def displayed(rotation: int, cut: int = 0) -> Box:
    """Where the ink is on the page as displayed, from the top left; clockwise as /Rotate turns."""
    box = Box(INK.x0 - cut, INK.top, INK.x1 - cut, INK.bottom)
    width, height = 300 - cut, 400 - cut
    match rotation:
        case 90:
            return Box(height - box.bottom, box.x0, height - box.top, box.x1)
        case 180:
            return Box(width - box.x1, height - box.bottom, width - box.x0, height - box.top)
        case 270:
            return Box(box.top, width - box.x1, box.bottom, width - box.x0)
    return box


def black(picture: Image.Image) -> tuple[int, int, int, int] | None:
    """The pixels that are black."""
    dark = picture.convert("L").point(lambda light: 255 if light < 20 else 0)
    return dark.getbbox()


def red(picture: Image.Image) -> tuple[int, int, int, int] | None:
    same = ImageChops.difference(picture, Image.new("RGB", picture.size, RED)).convert("L")
    return same.point(lambda light: 0 if light else 255).getbbox()


@pytest.mark.parametrize("cut", [0, 40])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_box_is_where_the_page_shows_it(rotation: int, cut: int, tmp_path: Path) -> None:
    path = tmp_path / "box.pdf"
    path.write_bytes(black_box(rotation, cut))
    box = displayed(rotation, cut)
    whole = black(page_picture(path, 1, scale=2))
    assert whole == pytest.approx([2 * edge for edge in box], abs=1)
    piece = crop(path, 1, box, margin=20, across=30, scale=2)
    assert piece.size == (2 * (box.width + 60), 2 * (box.height + 40))
    ink, outline = black(piece), red(piece)
    assert ink is not None and outline is not None
    assert ink == pytest.approx([60, 40, 60 + 2 * box.width, 40 + 2 * box.height], abs=1)
    assert all(a < b for a, b in zip(outline[:2], ink[:2], strict=True))
    assert all(a > b for a, b in zip(outline[2:], ink[2:], strict=True))


@pytest.fixture(scope="module")
def reading(word_pdf: Path) -> Reading:
    return read_pdf(word_pdf, "0" * 64)


def test_the_piece_of_a_known_figure_holds_ink(reading: Reading, word_pdf: Path) -> None:
    [cell] = [c for t in reading.tables for c in t.cells if c.text == "9314"]
    [place] = cell.places
    inside = place.box
    piece = crop(word_pdf, place.page, inside, margin=0, scale=3)
    middle = piece.crop((6, 6, piece.width - 6, piece.height - 6))
    assert black(middle) is not None, "the figure"
    assert red(middle) is None, "the outline hides none of it"


def test_a_box_outside_of_the_page_still_gives_a_picture(tmp_path: Path) -> None:
    path = tmp_path / "box.pdf"
    path.write_bytes(black_box(0))
    for box in (Box(-500, -500, -400, -400), Box(900, 900, 950, 950), Box(5, 5, 5, 5)):
        piece = crop(path, 1, box, margin=0)
        assert piece.width >= 1 and piece.height >= 1


def test_a_huge_page_is_shown_smaller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "box.pdf"
    path.write_bytes(black_box(0))
    monkeypatch.setattr(pictures, "_MOST_PIXELS", 30_000)
    picture = page_picture(path, 1, scale=50)
    assert picture.width * picture.height <= 31_000
    piece = crop(path, 1, displayed(0), margin=1000, scale=50)
    ink = black(piece)
    assert ink is not None and piece.width * piece.height <= 31_000
    assert ink[0] == pytest.approx(INK.x0 * piece.width / 300, abs=1)


def test_what_cannot_be_shown_is_reported_in_a_sentence(tmp_path: Path, word_pdf: Path) -> None:
    with pytest.raises(FolderError, match="has no page 99"):
        page_picture(word_pdf, 99)
    with pytest.raises(FolderError, match="cannot be shown"):
        page_picture(tmp_path / "none.pdf", 1)
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 no")
    with pytest.raises(FolderError, match="cannot be shown"):
        crop(broken, 1, INK)
