"""Small raised glyphs are marks of a cell; the few large glyphs of a seal make none of it."""

from __future__ import annotations

from pipeline.reading.page.char import Char
from pipeline.reading.page.lines import lines_of
from pipeline.reading.tables.part import cell_text
from tests.reading.test_geometry import write


def _text(*chars: list[Char]) -> tuple[str, str]:
    found = cell_text(lines_of([c for part in chars for c in part]))
    return found.text, found.superscript


def test_a_raised_digit_is_a_mark() -> None:
    assert _text(write("南京鼓楼医院", 10, 10), write("1", 70, 9, 6)) == ("南京鼓楼医院", "1")


def test_a_name_below_larger_letters_of_a_seal_is_no_mark_of_them() -> None:
    text, marks = _text(write("市", 10, 10, 13), write("南京江北医院", 24, 11, 9))
    assert "南京江北医院" in text and not marks
