"""Tables without a grid: names at the left of their column, remarks in brackets above a header."""

from __future__ import annotations

import pytest

from pipeline.reading.page.char import Char
from pipeline.reading.page.lines import lines_of
from pipeline.reading.tables.find_unruled import unruled_stretches
from pipeline.reading.tables.unruled_table import part_from_lines
from tests.reading.test_close_texts import texts
from tests.reading.test_geometry import write
from tests.reading.test_merged_regions import NAMES

REMARK = "（不含电话预约）"


def table(middle: float = 100, regions: bool = False) -> list[Char]:
    """Names, figures and a total; the header of the names and the total in the middle."""
    chars = write("名称", middle, 10) + write("数量", 260, 10)
    for i, name in enumerate(NAMES):
        chars += write(name, 10, 30 + 20 * i) + write(str(310 + i), 265, 30 + 20 * i)
        if regions and i in (0, 3):
            chars += write("区属", middle, 30 + 20 * i)
    y = 30.0 + 20 * len(NAMES)
    return [*chars, *write("合计", middle, y), *write("1875", 260, y)]


@pytest.mark.parametrize("middle", [90, 130, 170])
def test_names_and_the_label_of_their_total_are_one_column(middle: float) -> None:
    part = part_from_lines(table(middle), page=1)
    assert part is not None and not part.doubts
    rows = texts(part)
    assert rows[0] == ["名称", "数量"] and rows[1] == [NAMES[0], "310"]
    assert rows[-1] == ["合计", "1875"]


def test_a_text_beside_a_name_is_a_column_of_its_own() -> None:
    part = part_from_lines(table(regions=True), page=1)
    assert part is not None and texts(part)[1] == [NAMES[0], "区属", "310"]


@pytest.mark.parametrize("left", [150, 240])
def test_a_remark_above_a_header_is_no_part_of_it(left: float) -> None:
    chars = write(REMARK, left, -4) + table()
    lines = lines_of(chars)
    assert unruled_stretches(lines) == [(1, len(lines))]


def test_a_remark_below_a_header_text_is_a_part_of_it() -> None:
    """Its cell spans both rows of the header, and its two lines stand between those."""
    chars = write("单位", 10, 10) + write("门急诊", 200, 0) + write("出院", 300, 0)
    chars += write("总数", 100, 4) + write("（不含其他方式）", 85, 14)
    for x, text in ((190, "人次"), (220, "收入"), (290, "人次"), (320, "收入")):
        chars += write(text, x, 22)
    for i, name in enumerate(NAMES):
        chars += write(name, 10, 40 + 20 * i)
        for x in (100, 190, 220, 290, 320):
            chars += write(str(310 + i), x, 40 + 20 * i)
    lines = lines_of(chars)
    assert unruled_stretches(lines) == [(0, len(lines))]
