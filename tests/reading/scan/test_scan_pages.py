"""A scanned page gives the figures that its text gives, or doubts them."""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium
import pytest

from pipeline.reading import read_pdf
from pipeline.reading.model import Reading, Table
from pipeline.reading.scan import scan_pages
from pipeline.reading.scan.scan_pages import resolution_of
from tests.reading.scan.paper import scanned

PAGE = 4
"""Two tables of the fixture stand on it: districts and hospitals."""

pytest.importorskip("onnxruntime")


@pytest.fixture(scope="module")
def printed(word_pdf: Path) -> list[str]:
    """The figures of the page, as its text layer has them."""
    return sorted(_figures(read_pdf(word_pdf, "0" * 64), PAGE))


@pytest.fixture(scope="module")
def leaning(word_pdf: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Reading]:
    """A page that leans, and what is read of it: recognised once, since that takes seconds."""
    target = tmp_path_factory.mktemp("scan") / "scan.pdf"
    pdf = scanned(word_pdf, target, (PAGE,), dpi=150, skew=1.2, noise=6)
    return pdf, read_pdf(pdf, "1" * 64)


def _cells(reading: Reading, page: int) -> list[tuple[str, str]]:
    return [
        (cell.text, cell.doubt)
        for table in reading.tables
        for cell in table.cells
        if cell.row >= table.header_rows and cell.places and cell.places[0].page == page
    ]


def _figures(reading: Reading, page: int) -> list[str]:
    return [text for text, _ in _cells(reading, page) if text and not _has_han(text)]


def _has_han(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)


def test_a_leaning_page_gives_the_figures_of_its_text(
    leaning: tuple[Path, Reading], printed: list[str]
) -> None:
    _, reading = leaning
    assert reading.pages[0].method == "ocr"
    assert reading.pages[0].kind == "text"
    assert reading.pages[0].skew == pytest.approx(1.2, abs=0.1)
    figures = [(text, doubt) for text, doubt in _cells(reading, 1) if text and not _has_han(text)]
    assert len(figures) == len(printed)
    wanted = list(printed)
    wrong = []
    for text, doubt in figures:
        if text in wanted:
            wanted.remove(text)
        elif not doubt:
            wrong.append(text)
    assert not wrong, "a figure that is not printed carries no doubt"
    assert len(wanted) <= 0.01 * len(printed)


def test_boxes_stand_on_the_picture_as_it_leans(leaning: tuple[Path, Reading]) -> None:
    """The box of a cell far from the middle of a leaning page holds the ink of its figure."""
    import numpy as np
    import pypdfium2 as pdfium

    pdf, reading = leaning
    table: Table = reading.tables[0]
    last = [c for c in table.cells if c.text and c.row >= table.rows - 2][-1]
    box = last.places[0].box
    with pdfium.PdfDocument(pdf) as document:
        ink = document[0].render(scale=2).to_numpy()[:, :, 0] < 128
    x0, top, x1, bottom = (round(2 * v) for v in box)
    inner = ink[top + 4 : bottom - 4, x0 + 4 : x1 - 4]
    assert inner.any()
    middle = np.flatnonzero(inner.any(axis=1))
    assert abs(float(middle.mean()) - inner.shape[0] / 2) < 0.25 * inner.shape[0]


@pytest.mark.long
def test_a_page_on_its_side_is_read(word_pdf: Path, printed: list[str], tmp_path: Path) -> None:
    pdf = scanned(word_pdf, tmp_path / "scan.pdf", (PAGE,), dpi=200, quarter_turns=1, bilevel=True)
    reading = read_pdf(pdf, "3" * 64)
    found = _figures(reading, 1)
    assert sum(text in printed for text in found) >= 0.98 * len(printed)


def test_without_the_packages_the_page_says_so(
    word_pdf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.reading.scan import recogniser

    monkeypatch.setattr(recogniser, "missing_packages", lambda: ["rapidocr"])
    pdf = scanned(word_pdf, tmp_path / "scan.pdf", (PAGE,), dpi=100)
    page = read_pdf(pdf, "4" * 64).pages[0]
    assert page.kind == "scan"
    assert "rapidocr" in page.reason


def test_text_pages_import_nothing_of_recognition(word_pdf: Path) -> None:
    import subprocess
    import sys

    code = (
        "import sys; from pathlib import Path; from pipeline.reading import read_pdf\n"
        f"read_pdf(Path({str(word_pdf)!r}), '0' * 64)\n"
        "print([m for m in ('onnxruntime', 'cv2', 'rapidocr') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_strips_of_a_scan_count_together() -> None:
    from pipeline.model.place import Box
    from pipeline.reading.page.geometry import PageGeometry

    strips = tuple(Box(0, top, 600, top + 80) for top in range(0, 800, 80))
    page = PageGeometry(1, 600, 800, (), pictures=strips)
    assert scan_pages.is_picture(page)
    assert not scan_pages.is_picture(PageGeometry(1, 600, 800, (), pictures=strips[:3]))


@pytest.mark.parametrize(("shares", "dpi"), [((0.0,), 72), ((0.0, 0.0), 200), ((0.0, 0.6), 72)])
def test_pictures_over_each_other_are_drawn_as_fine_as_their_mask(
    shares: tuple[float, ...], dpi: float
) -> None:
    with pdfium.PdfDocument.new() as document:
        page = document.new_page(600, 800)
        for share in shares:
            picture = pdfium.PdfImage.new(document)
            picture.set_bitmap(pdfium.PdfBitmap.new_native(600, 800, pdfium.raw.FPDFBitmap_Gray))
            picture.set_matrix(pdfium.PdfMatrix().scale(600, 800).translate(0, share * 800))
            page.insert_obj(picture)
        assert resolution_of(page) == pytest.approx(dpi, abs=1)
