"""Pages as pdfium draws them, with their text and without."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipeline.reading.page.ink.drawing import Sheet, Sheets, drawing_of
from pipeline.reading.page.ink.strays import strays_in
from pipeline.reading.page.sources.choose import chosen_pages
from tests.reading.ink.drawn import drawn, figure, patch, table


@pytest.mark.parametrize(
    ("content", "only_text"),
    [
        (figure(b"4125"), True),
        (b"", True),
        (table(), False),
        (figure(b"4125") + patch(), False),
        (patch(b"0.5 g"), False),
    ],
)
def test_a_page_of_text_alone_is_white_without_it(
    tmp_path: Path, content: bytes, only_text: bool
) -> None:
    path = drawn(tmp_path, content)
    with Sheets(path) as sheets:
        pages = chosen_pages(path)
        geometry = next(pages)  # It is open until the next page is asked for.
        page, rules = sheets.sheet(geometry), geometry.rules
        known = drawing_of(page)
        assert page.only_text == only_text
        unknown = drawing_of(Sheet(page.page, 1, {}))
    assert np.array_equal(known.full, unknown.full)
    assert np.array_equal(known.ground, unknown.ground)
    assert unknown.coarse is not None
    assert known.coarse is None or strays_in(unknown.coarse, rules) == []


@pytest.mark.parametrize(
    ("content", "only_rules"),
    [
        (figure(b"4125"), True),
        (figure(b"4125") + b"1 w 50 700 m 150 700 l S 2 0 0 2 0 0 cm 20 300 m 20 305 l S", True),
        (figure(b"4125") + b"5 w 50 700 m 50 708 l S", False),
        (figure(b"4125") + b"2 0 0 2 0 0 cm 1.5 w 20 300 m 20 305 l S", False),
        (figure(b"4125") + b"50 700 m 56 708 l S", False),
        (figure(b"4125") + b"50 700 m 56 708 60 700 64 708 c S", False),
        (figure(b"4125") + b"50 700 5 5 re f", False),
    ],
)
def test_strokes_are_looked_for_unless_all_are_thin_rules(
    tmp_path: Path, content: bytes, only_rules: bool
) -> None:
    path = drawn(tmp_path, content)
    with Sheets(path) as sheets:
        pages = chosen_pages(path)
        page = next(pages)
        sheet = sheets.sheet(page)
        assert sheet.only_rules == only_rules
        assert (drawing_of(sheet).coarse is None) == only_rules
        coarse = drawing_of(Sheet(sheet.page, 1, {})).coarse
    assert coarse is not None
    if only_rules:
        assert strays_in(coarse, page.rules) == []
