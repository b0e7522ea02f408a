"""Lines that go on beyond the side of the page."""

from __future__ import annotations

from pathlib import Path

from pipeline.reading.page.ink.doubted_digits import CUT
from tests.reading.ink.drawn import drawn, figure, geometry_of, table


def test_the_last_glyphs_of_a_line_that_the_page_cuts_are_doubted(tmp_path: Path) -> None:
    content = table() + figure(b"calls and more words", dx=120, dy=-100)
    page = geometry_of(drawn(tmp_path, content))
    cut = [spot.box for spot in page.spots if spot.reason == CUT]
    assert cut and all(box.x1 > 385 for box in cut)


def test_a_mark_beside_the_page_cuts_no_line(tmp_path: Path) -> None:
    page = geometry_of(drawn(tmp_path, table() + figure(b"7", dx=200, dy=-100)))
    assert CUT not in [spot.reason for spot in page.spots]
