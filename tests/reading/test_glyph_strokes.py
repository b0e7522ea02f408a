"""Outlines of glyphs are no rules; rules beside glyphs and through several of them are."""

from __future__ import annotations

import pytest

from pipeline.reading.page.char import Char
from pipeline.reading.page.columns import columns_of
from pipeline.reading.page.geometry import Rule
from pipeline.reading.page.glyph_strokes import without_glyph_strokes

CHARS = tuple(
    Char(text=c, x0=100 + 12 * i, top=50, x1=112 + 12 * i, bottom=62, size=12)
    for i, c in enumerate("统计数据")
)
GLYPHS = columns_of(CHARS)


@pytest.mark.parametrize(
    ("rule", "kept"),
    [
        (Rule(horizontal=True, at=55, start=103, end=109), False),
        (Rule(horizontal=False, at=106, start=51, end=61.5), False),
        (Rule(horizontal=True, at=56, start=106, end=118), True),
        (Rule(horizontal=True, at=64, start=100, end=148), True),
        (Rule(horizontal=False, at=98, start=48, end=64), True),
        (Rule(horizontal=True, at=70, start=103, end=106), True),
    ],
)
def test_a_stroke_inside_a_glyph_is_no_rule(rule: Rule, kept: bool) -> None:
    assert without_glyph_strokes([rule], GLYPHS) == ((rule,) if kept else ())


BRACKET = (Rule(horizontal=False, at=110, start=48.8, end=55),)
DOTS = tuple(
    Rule(horizontal=False, at=110, start=62.5 + 2.4 * i, end=63.3 + 2.4 * i) for i in range(9)
)


def test_a_stroke_that_reaches_out_of_its_line_is_no_rule() -> None:
    assert without_glyph_strokes(BRACKET, GLYPHS) == ()


def test_dots_of_a_rule_below_a_glyph_stay() -> None:
    assert without_glyph_strokes(DOTS, GLYPHS) == DOTS
    assert without_glyph_strokes(DOTS[:2], GLYPHS) == DOTS[1:2]


def test_rules_between_the_strokes_of_a_watermark_stay() -> None:
    """The box of a large character that lies askew holds rules of whole rows."""
    mark = Char(text="内", x0=60, top=10, x1=180, bottom=130, size=80, turn=None)
    rows = tuple(Rule(False, 98, 20.0 + 17 * i, 37.0 + 17 * i) for i in range(5))
    assert without_glyph_strokes(rows, columns_of((mark, *CHARS))) == rows


@pytest.mark.parametrize(("right", "kept"), [(300, True), (148, False)])
def test_dots_of_a_level_rule_that_touches_a_line_of_text_stay(right: int, kept: bool) -> None:
    """Where it goes on beside the text; what ends with the text is of its strokes."""
    dots = tuple(Rule(True, 61.8, x, x + 0.8) for x in range(100, right, 3))
    assert without_glyph_strokes(dots, GLYPHS) == (dots if kept else ())
