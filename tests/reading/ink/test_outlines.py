"""Outlines that make text bold are left away in the drawing; all others are drawn."""

from __future__ import annotations

from pathlib import Path

import pypdfium2.raw as raw
import pytest

from pipeline.reading.page.ink.drawing import Sheets
from pipeline.reading.page.sources import pdfium_calls as pdfium
from pipeline.reading.page.sources.choose import chosen_pages
from tests.reading.ink.drawn import drawn, last_cell, table

FIGURE = b"2 Tr (4125) Tj"
BOLD, WIDE, OTHER = b"0.4 w 0 g 0 G", b"4 w 0 g 0 G", b"0.4 w 1 g 0 G"


@pytest.mark.parametrize(("paint", "kept"), [(BOLD, False), (WIDE, True), (OTHER, True)])
def test_only_thin_outlines_in_the_colour_of_the_text_are_left_away(
    tmp_path: Path, paint: bytes, kept: bool
) -> None:
    path = drawn(tmp_path, table(FIGURE, paint))
    with Sheets(path) as sheets:
        (page,) = chosen_pages(path)
        sheet = sheets.sheet(page)
        modes = [pdfium.render_mode(item) for item in sheet.texts()]
    assert (raw.FPDF_TEXTRENDERMODE_FILL_STROKE in modes) is kept


@pytest.mark.parametrize("paint", [BOLD, OTHER])
def test_a_figure_with_an_outline_is_read(tmp_path: Path, paint: bytes) -> None:
    assert last_cell(drawn(tmp_path, table(FIGURE, paint))) == ("4125", "")
