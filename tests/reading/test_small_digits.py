"""Digits of a figure that are set smaller: its decimals, or the number of a note."""

from __future__ import annotations

import pytest

from pipeline.model.message import Message
from pipeline.reading.page.char import Char
from pipeline.reading.page.lines import lines_of
from pipeline.reading.tables.cell_text import cell_text
from pipeline.reading.tables.part import Part
from tests.reading.test_close_texts import NAMES, page_of
from tests.reading.test_geometry import grid_rules, write

UNSURE = Message("figure_of_two_sizes")


def figure(whole: str, small: str, x: float = 20, y: float = 20, rise: float = 2) -> list[Char]:
    return [*write(whole, x, y), *write(small, x + 5 * len(whole), y + 3 - rise, size=6)]


@pytest.mark.parametrize("rise", [0, 3, 6])
@pytest.mark.parametrize(("whole", "small"), [("80724", ".82"), ("80724.", "82"), ("5", ".8")])
def test_small_digits_behind_a_point_are_decimals(whole: str, small: str, rise: float) -> None:
    found = cell_text(lines_of(figure(whole, small, rise=rise)))
    assert (found.text, found.superscript, found.doubt) == (whole + small, "", "")


def test_two_small_digits_behind_a_whole_number_are_a_doubt() -> None:
    found = cell_text(lines_of(figure("80724", "82")))
    assert (found.text, found.superscript, found.doubt) == ("80724", "82", UNSURE)


@pytest.mark.parametrize(("whole", "small"), [("80724", "1"), ("80724.5", "1"), ("约80", "12")])
def test_numbers_of_notes_stay_marks(whole: str, small: str) -> None:
    found = cell_text(lines_of(figure(whole, small)))
    assert (found.text, found.superscript) == (whole, small)


def table(smalls: tuple[str, ...]) -> Part:
    chars = write("单位", 15, 5) + write("收入", 85, 5)
    for i, small in enumerate(smalls):
        chars += write(NAMES[i], 15, 25.0 + 20 * i)
        chars += figure(f"{i + 1}20", small, 85, 25 + 20 * i)
    (part,) = page_of(chars, grid_rules([10, 80, 130], [0, 20, 40, 60, 80, 100]))
    return part


def test_two_small_digits_behind_all_figures_of_a_column_are_hundredths() -> None:
    cells = [c for c in table(("05", "17", "82", "40")).cells if c.col == 1 and c.row]
    assert [c.text for c in cells] == ["120.05", "220.17", "320.82", "420.40"]
    assert not any(c.content.doubt for c in cells)


def test_two_small_digits_behind_some_figures_of_a_column_are_doubts() -> None:
    cells = [c for c in table(("05", "17", "", "")).cells if c.col == 1 and c.row]
    assert [c.text for c in cells] == ["120", "220", "320", "420"]
    assert [c.content.doubt for c in cells] == [UNSURE, UNSURE, "", ""]
