"""Glyphs whose boxes share much of their width: which of them lie on each other?"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipeline.reading.page.char import Char
from pipeline.reading.page.columns import columns_of
from pipeline.reading.page.ink.overlaps import overlaps_in
from pipeline.reading.page.ink.windows import boxes_of
from pipeline.reading.page.watermark import starts_of_runs
from tests.reading.ink.drawn import drawn, figure, geometry_of, last_cell, table


def _glyph(text: str, x: float, y: float = 0) -> Char:
    return Char(text, x, y, x + 10, y + 10, 10)


@pytest.mark.parametrize(
    ("second", "deep"),
    [
        (_glyph("；", 4.9), False),
        (_glyph("；", 4.9, y=3), True),
        (_glyph("；", 2), True),
        (_glyph("；", 0, y=4.9), False),
    ],
)  # fmt: skip
def test_chinese_punctuation_set_close_does_not_lie_on_the_glyph_before(
    second: Char, deep: bool
) -> None:
    chars = [_glyph("）", 0), second]
    (pair,) = overlaps_in(np.arange(len(chars)), boxes_of(columns_of(chars)))
    assert pair.deep is deep


def test_text_drawn_later_over_another_lies_on_it() -> None:
    chars = [_glyph("1", 0), _glyph("2", 40), _glyph("3", 4.9)]
    (pair,) = overlaps_in(np.arange(len(chars)), boxes_of(columns_of(chars)))
    assert (pair.first, pair.last, pair.deep) == (0, 2, True)


def test_a_shadow_is_no_figure_and_hides_none(tmp_path: Path) -> None:
    shadow = figure(b"4125", b"0.67 g", dx=2, dy=-1.5)
    path = drawn(tmp_path, table(b"() Tj") + shadow + figure(b"4125"))
    assert last_cell(path) == ("4125", "")


def test_the_shadow_of_the_next_figure_does_not_go_on_with_a_figure() -> None:
    grey = [_glyph(text, x)._replace(light=0.7) for text, x in (("3", 20), ("4", 30))]
    chars = [_glyph("1", 0), _glyph("2", 10), *grey]
    assert starts_of_runs(columns_of(chars)) == [0, 2]


def test_a_line_of_text_on_which_something_is_printed_is_no_stamp(tmp_path: Path) -> None:
    small = b"".join(
        b"BT /F 8 Tf 20 %d Td (1234567890 1234567890 1234567890) Tj ET\n" % (500 - 10 * i)
        for i in range(12)
    )
    words = b"BT /F 14 Tf 20 %d Td (Visits of the month %s in all clinics here) Tj ET\n"
    lines = b"".join(words % (700 - 20 * i, b"4125") for i in range(3))
    over = b"BT /F 14 Tf 150 660 Td (73) Tj ET\n"
    page = geometry_of(drawn(tmp_path, small + lines + over))
    assert "".join(c.text for c in page.chars).count("Visits of the month 4125") == 3
    assert not page.marks
