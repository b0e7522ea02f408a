"""A picture of a table on a page of text is read; photographs and grounds are left alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfgen.canvas import Canvas

from pipeline.model.place import Box
from pipeline.reading import read_pdf
from pipeline.reading.page.sources.choose import chosen_pages
from pipeline.reading.scan import recogniser
from pipeline.reading.scan.pasted_tables import has_rules, pasted_tables
from pipeline.reading.scan.scan_pages import TABLE_OFF, left_out

ROWS = (("No", "Calls", "Share"), ("1", "2718", "35.6"), ("2", "4049", "64.4"))
PLACE = Box(100.0, 300.0, 460.0, 420.0)


def table(scale: int = 3) -> Image.Image:
    width, height = round(PLACE.width * scale), round(PLACE.height * scale)
    picture = Image.new("L", (width, height), 255)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(size=12 * scale)
    for i in range(4):
        x, y = min(i * width // 3, width - scale), min(i * height // 3, height - scale)
        pen.line([(x, 0), (x, height)], fill=0, width=scale)
        pen.line([(0, y), (width, y)], fill=0, width=scale)
    for r, row in enumerate(ROWS):
        for c, text in enumerate(row):
            at = (c * width // 3 + 30 * scale, r * height // 3 + 12 * scale)
            pen.text(at, text, fill=0, font=font)
    return picture


def photograph() -> Image.Image:
    tones = np.add.outer(np.linspace(30, 200, 360), np.linspace(0, 55, 1080))
    grain = np.random.default_rng(3).normal(0, 9, tones.shape)
    return Image.fromarray(np.clip(tones + grain, 0, 255).astype(np.uint8))


def page_with(picture: Image.Image, target: Path, over: int = 0, rules: int = 0) -> Path:
    """A page of six lines, the picture below them, and so many lines and rules over it."""
    canvas = Canvas(str(target), pagesize=(595, 842))
    for i in range(6):
        canvas.drawString(80, 760 - 20 * i, "Calls of the hotline and what became of them.")
    canvas.drawInlineImage(picture, PLACE.x0, 842 - PLACE.bottom, PLACE.width, PLACE.height)
    canvas.rect(PLACE.x0, 842 - PLACE.bottom, PLACE.width, PLACE.height)
    for i in range(rules):
        y = 842 - PLACE.top - 30 * (i + 1)
        canvas.line(60, y, 520, y)
    for i in range(over):
        canvas.drawString(110, 842 - PLACE.top - 14 - 16 * i, "Form no. 12345")
    canvas.save()
    return target


def found(path: Path) -> list[Box]:
    return [box for page in chosen_pages(path) for box in pasted_tables(path, page)]


def test_a_picture_of_a_table_is_found_where_it_is(tmp_path: Path) -> None:
    [box] = found(page_with(table(), tmp_path / "a.pdf"))
    assert box == pytest.approx(PLACE, abs=1)


def test_a_stamped_scan_is_found_and_the_ground_of_a_text_is_not(tmp_path: Path) -> None:
    assert found(page_with(table(), tmp_path / "stamped.pdf", over=2))
    assert not found(page_with(table(), tmp_path / "form.pdf", over=6))


def test_a_seal_over_a_table_of_the_page_is_none(tmp_path: Path) -> None:
    assert not found(page_with(table(), tmp_path / "seal.pdf", rules=3))


def test_photographs_and_logos_have_no_rules(tmp_path: Path) -> None:
    assert not found(page_with(photograph(), tmp_path / "photo.pdf"))
    assert not has_rules(np.full((200, 300), 255, np.uint8))
    assert not has_rules(np.zeros((5, 300), np.uint8))


def test_a_table_that_leans_has_rules() -> None:
    assert has_rules(np.asarray(table(1).rotate(0.8, fillcolor=255)))


def test_off_the_page_says_so_and_is_read_again_once_it_is_on(tmp_path: Path) -> None:
    pdf = page_with(table(), tmp_path / "off.pdf")
    reading = read_pdf(pdf, "0" * 64, recognise=None)
    assert reading.pages[0].kind == "text"
    assert TABLE_OFF in reading.pages[0].unsure
    assert left_out(reading.pages[0])
    assert any("switched off" in doubt.message for doubt in reading.doubts)


def test_without_the_packages_the_page_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recogniser, "missing_packages", lambda: ["rapidocr"])
    reading = read_pdf(page_with(table(), tmp_path / "b.pdf"), "1" * 64)
    assert any("rapidocr" in doubt.message for doubt in reading.doubts)


def test_its_figures_are_read_and_stand_where_they_are(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    reading = read_pdf(page_with(table(), tmp_path / "c.pdf"), "2" * 64)
    [read] = reading.tables
    assert [[cell.text for cell in row if cell] for row in read.grid()] == [list(r) for r in ROWS]
    assert reading.pages[0].method == "ocr"
    [calls] = [cell for cell in read.cells if cell.text == "2718"]
    assert not calls.doubt
    assert calls.places[0].box == pytest.approx(Box(220.0, 340.0, 340.0, 380.0), abs=3)
    assert "Calls of the hotline" in "".join(p.text for p in reading.paragraphs)


def test_a_picture_of_empty_cells_adds_nothing(tmp_path: Path) -> None:
    """Rules without text in their cells are no table: a chart, a grid of tiles."""
    pytest.importorskip("onnxruntime")
    picture = table()
    empty = Image.new("L", picture.size, 255)
    pen = ImageDraw.Draw(empty)
    for i in range(1, 6):
        pen.line([(60, 55 * i), (900, 55 * i)], fill=0, width=3)
        pen.line([(150 * i, 55), (150 * i, 275)], fill=0, width=3)
    reading = read_pdf(page_with(empty, tmp_path / "d.pdf"), "3" * 64)
    assert not reading.tables
    assert reading.pages[0].method == "text"
