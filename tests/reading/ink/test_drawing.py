"""Pages as pdfium draws them, with their text and without."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipeline.reading.page.ink.drawing import Sheet, Sheets, drawing_of
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
        page = sheets.sheet(next(pages))  # It is open until the next page is asked for.
        known = drawing_of(page)
        assert page.only_text == only_text
        unknown = drawing_of(Sheet(page.page, 1, {}))
    assert np.array_equal(known.full, unknown.full)
    assert np.array_equal(known.ground, unknown.ground)
    assert np.array_equal(known.coarse, unknown.coarse)
