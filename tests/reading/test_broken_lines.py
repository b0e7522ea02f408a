"""A line ends early where a long figure begins the next one, and goes on all the same."""

from __future__ import annotations

import pytest

from pipeline.reading.page.geometry import PageGeometry
from pipeline.reading.page_content import read_page
from pipeline.reading.text.paragraphs import drafts_of
from tests.reading.test_geometry import write


@pytest.mark.parametrize(
    ("figure", "room", "joined"),
    [("24070", 26.0, True), ("13563455", 40.0, True), ("240", 40.0, False), ("个", 40.0, False)],
)
def test_a_line_that_a_long_figure_ends(figure: str, room: float, joined: bool) -> None:
    """`figure` begins the line below one that ends `room` points before the margin."""
    lines = ["一" * 30, "受" * int((300 - room) / 10), f"{figure}条数据"]
    chars = [c for i, text in enumerate(lines) for c in write(text, 50, 40 + 15.0 * i)]
    page = read_page(PageGeometry(1, 400, 400, tuple(chars)))
    assert len(drafts_of(page, page.lines)) == (1 if joined else 2)
