"""Figures that run over the rule at the side of their cell."""

from __future__ import annotations

from pipeline.model.message import Message
from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import PageGeometry, Rule
from pipeline.reading.page_content import read_page

_XS, _YS = (0, 40, 80, 120), (0, 20, 40, 60)
_SIZE, _WIDE = 10.0, 5.0


def _figure(text: str, right: float, backwards: bool = False, gap: float = 0.0) -> list[Char]:
    """A figure in the last row that ends at `right`; `gap` is white around its digits."""
    start = right - _WIDE * len(text)
    chars = [
        Char(c, start + _WIDE * i + gap, 45, start + _WIDE * (i + 1) - gap, 55, _SIZE)
        for i, c in enumerate(text)
    ]
    return chars[::-1] if backwards else chars


def _doubts(*figures: list[Char]) -> list[str]:
    """Of the cells of the last row."""
    rules = [Rule(True, y, _XS[0], _XS[-1]) for y in _YS]
    rules += [Rule(False, x, _YS[0], _YS[-1]) for x in _XS]
    heads = [
        Char(text, 40 * col + 15, 20 * row + 5, 40 * col + 25, 20 * row + 15, _SIZE)
        for row in range(2)
        for col, text in enumerate("名甲乙")
    ]
    chars = [*heads, *(char for figure in figures for char in figure)]
    (part,) = read_page(PageGeometry(1, 200, 100, tuple(chars), rules=tuple(rules))).parts
    return [cell.content.doubt for cell in part.cells if cell.row == 2]


_OVER = Message("text_over_rule")


def test_a_figure_over_a_rule_is_a_doubt_of_both_cells_in_whatever_order_it_is_drawn() -> None:
    assert _doubts(_figure("4125", 77, True), _figure("12345678", 115, True))[1:] == [_OVER, _OVER]


def test_a_recognised_digit_beyond_a_rule_is_a_doubt() -> None:
    crossing = Char("1", 75.5, 45, 79, 55, _SIZE)
    figures = [*_figure("4125", 75, gap=0.5), crossing], _figure("2345678", 115.5, gap=0.5)
    assert _doubts(*figures)[1:] == [_OVER, _OVER]


def test_figures_in_their_cells_are_sure() -> None:
    assert _doubts(_figure("4125", 77), _figure("123456", 117)) == ["", "", ""]
    assert _doubts(_figure("4125", 77, True), _figure("12345", 117, True)) == ["", "", ""]
