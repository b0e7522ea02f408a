"""Figures printed with their units, and lists of them that are text."""

from __future__ import annotations

import pytest

from pipeline.reading.page.char import Char
from pipeline.reading.tables.figure_texts import is_figure
from pipeline.reading.tables.unruled_table import part_from_lines
from tests.reading.test_close_figures import printed
from tests.reading.test_close_texts import NAMES, page_of, texts
from tests.reading.test_geometry import write


@pytest.mark.parametrize("text", ["21690个", "3.5万元", "12 次", "1,204人次", "3亿", "0次①"])
def test_a_figure_with_its_unit_is_a_figure(text: str) -> None:
    assert is_figure(text)


@pytest.mark.parametrize("text", ["5月", "2018年", "12320网", "1万家医院", "次", "12次3人"])
def test_a_number_in_a_word_is_none(text: str) -> None:
    assert not is_figure(text)


def _with_units() -> list[list[str]]:
    return [[name, f"{310 + i}次", f"{52 + i}.4万元"] for i, name in enumerate(NAMES)]


def test_a_table_without_rules_whose_figures_have_units() -> None:
    rows = _with_units()
    assert texts(part_from_lines(printed(rows, (120, 200)), page=1)) == rows


@pytest.mark.parametrize("header", [True, False])
def test_lines_of_figures_with_units_are_a_table_below_a_header_only(header: bool) -> None:
    chars = [
        c._replace(top=c.top + 60, bottom=c.bottom + 60) for c in printed(_with_units(), (120, 200))
    ]
    if header:
        chars += write("单位", 10, 44) + write("人次", 95, 44) + write("收入", 175, 44)
    body = Char("。", 10, 20, 20, 30, 10.0)  # text above, so that the lines do not begin the page
    assert bool(page_of([body, *chars], [])) is header
