"""Dots that lead from names to figures."""

from __future__ import annotations

import pytest

from pipeline.reading.page.lines import lines_of
from pipeline.reading.tables.leaders import lines_without_leaders
from tests.reading.test_close_texts import NAMES, page_of, texts
from tests.reading.test_geometry import grid_rules, write

BODY = [[name, f"{i + 1}021", f"{i + 1}1"] for i, name in enumerate(NAMES)]


@pytest.mark.parametrize("dots", ["........", "··········", "……", "…………"])
@pytest.mark.parametrize("ruled", [True, False])
def test_leaders_are_no_part_of_names(dots: str, ruled: bool) -> None:
    chars = write("单位", 20, 5) + write("人次", 155, 5) + write("天数", 215, 5)
    for i, (name, count, days) in enumerate(BODY):
        y = 25.0 + 20 * i
        chars += write(name + dots, 20, y) + write(count, 155, y) + write(days, 220, y)
    (part,) = page_of(chars, grid_rules([10, 120, 200, 260], [0, 20, 40, 60, 80, 100]) * ruled)
    assert texts(part) == [["单位", "人次", "天数"], *BODY]


def test_leaders_that_touch_name_and_figure_part_them() -> None:
    chars = write("单位", 20, 5) + write("人次", 120, 5) + write("天数", 165, 5)
    for i, (name, count, days) in enumerate(BODY):
        y = 25.0 + 20 * i
        chars += write(f"{name}{'.' * 14}{count}", 20, y) + write(days, 170, y)
    (part,) = page_of(chars, [])
    assert texts(part)[1:] == BODY


def test_a_dot_behind_a_long_name_is_a_leader_where_others_have_one() -> None:
    chars = []
    for i, dots in enumerate((".....", "......", ".")):
        chars += write(f"{NAMES[i]}{dots}", 20, 20.0 * i) + write("1021", 120, 20.0 * i)
        chars += write("31", 165, 20.0 * i)
    found = lines_without_leaders(lines_of(chars))
    assert [line.segments[0].text for line in found] == list(NAMES[:3])


@pytest.mark.parametrize("text", ["本月动态........3", "要闻……等", "总计 1021"])
def test_a_table_of_contents_and_words_left_out_stay(text: str) -> None:
    lines = lines_of(write(text, 20, 20))
    assert lines_without_leaders(lines) == lines


def test_a_name_cut_short_keeps_its_dots() -> None:
    chars = write("单位", 20, 5) + write("人次", 125, 5)
    for i, (name, count, _) in enumerate(BODY):
        chars += write(name + "…" * (i == 1), 20, 25.0 + 20 * i) + write(count, 125, 25.0 + 20 * i)
    (part,) = page_of(chars, grid_rules([10, 120, 200], [0, 20, 40, 60, 80, 100]))
    assert texts(part)[2][0] == f"{NAMES[1]}…"
