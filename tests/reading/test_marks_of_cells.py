"""Small raised glyphs are marks of a cell; the few large glyphs of a seal make none of it."""

from __future__ import annotations

import pytest

from pipeline.model.message import Message
from pipeline.reading.page.char import Char
from pipeline.reading.page.lines import lines_of
from pipeline.reading.tables.cell_text import cell_text
from tests.reading.test_geometry import write


def _text(*chars: list[Char]) -> tuple[str, str]:
    found = cell_text(lines_of([c for part in chars for c in part]))
    return found.text, found.superscript


def test_a_raised_digit_is_a_mark() -> None:
    assert _text(write("南京鼓楼医院", 10, 10), write("1", 70, 9, 6)) == ("南京鼓楼医院", "1")


def test_a_name_below_larger_letters_of_a_seal_is_no_mark_of_them() -> None:
    text, marks = _text(write("市", 10, 10, 13), write("南京江北医院", 24, 11, 9))
    assert "南京江北医院" in text and not marks


@pytest.mark.parametrize(
    ("small", "x", "doubted"),
    [("92", 10, True), ("1", 34, False)],
    ids=["in front of a figure", "behind it"],
)
def test_small_digits_in_front_of_a_figure_may_belong_to_it(
    small: str, x: float, doubted: bool
) -> None:
    figure = write("568", 20, 10, 9)
    found = cell_text(lines_of([*write(small, x, 8, 5), *figure]))
    assert (found.text, found.superscript) == ("568", small)
    assert (found.doubt == Message("figure_of_two_sizes")) is doubted


def test_raised_digits_nearly_as_large_as_their_figure_may_belong_to_it() -> None:
    found = cell_text(lines_of([*write("4156", 10, 10, 9), *write("06", 28, 8.4, 8)]))
    assert found.superscript == "06" and found.doubt == Message("figure_of_two_sizes")
