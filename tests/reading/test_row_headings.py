"""A short text in a row of its own heads the rows below it; it ends no table and is no name."""

from __future__ import annotations

import pytest

from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import Rule
from pipeline.reading.page.lines import lines_of
from pipeline.reading.tables.find_unruled import unruled_stretches
from pipeline.reading.tables.unruled_header_lines import is_header_like
from pipeline.reading.tables.unruled_table import part_from_lines
from tests.reading.test_close_texts import texts
from tests.reading.test_geometry import write
from tests.reading.test_merged_regions import NAMES, figures


def table(headings: dict[int, str], left: float) -> list[Char]:
    """A header and rows of order number, name and three figures; a heading above some of them."""
    chars = write("序号", 10, 10)
    for text, x in (("单位", 60), ("快速", 185), ("诊间", 235), ("小计", 285)):
        chars += write(text, x, 10)
    y = 10.0
    for i, name in enumerate(NAMES):
        if i in headings:
            y += 20
            chars += write(headings[i], left, y)
        y += 20
        chars += write(str(i + 1), 15, y) + write(name, 60, y) + figures(i, y)
    return chars


@pytest.mark.parametrize("left", [12, 190])
@pytest.mark.parametrize("first", ["省属医院", "表一省属医院"])
def test_headings_within_a_table(left: float, first: str) -> None:
    chars = table({0: first, 3: "市属医院"}, left)
    assert len(unruled_stretches(lines_of(chars))) == 1
    part = part_from_lines(chars, page=1)
    assert part is not None and part.header_rows == 1
    rows = texts(part)
    assert len(rows) == 1 + len(NAMES) + 2
    assert "".join(dict.fromkeys(rows[5])) == "市属医院"
    assert [row[1] for row in rows[2:5]] == list(NAMES[:3])


@pytest.mark.parametrize(("first", "left"), [("省属医院", 12), ("院", 60)])
def test_a_text_between_a_header_and_rows_far_apart(first: str, left: float) -> None:
    chars = [
        c._replace(top=1.5 * c.top, bottom=1.5 * c.top + c.bottom - c.top)
        for c in table({0: first}, left)
    ]
    assert unruled_stretches(lines_of(chars)) == [(0, 2 + len(NAMES))]
    part = part_from_lines(chars, page=1)
    assert part is not None and part.header_rows == 1
    assert "".join(dict.fromkeys(texts(part)[1])) == first


def test_the_rest_of_a_name_is_no_heading() -> None:
    chars = table({3: "分院"}, 60)
    part = part_from_lines(chars, page=1)
    assert part is not None and part.rows == 1 + len(NAMES)
    assert any("分院" in row[1] and row[2] for row in texts(part))


@pytest.mark.parametrize("before", [1, 3])
@pytest.mark.parametrize("heading", ["市属医院", "市属及其他医院"])
def test_a_heading_below_a_wrapped_name(heading: str, before: int) -> None:
    chars, y = write("序号", 10, 10), 10.0
    for text, x in (("单位", 60), ("快速", 185), ("诊间", 235), ("小计", 285)):
        chars += write(text, x, 10)
    for i, name in enumerate(NAMES):
        if i == before:
            chars += write("分院", 60, y + 14)
            y += 34
            chars += write(heading, 12, y)
        y += 20
        chars += write(str(i + 1), 15, y) + write(name, 60, y) + figures(i, y)
    assert len(unruled_stretches(lines_of(chars))) == 1
    found = texts(part_from_lines(chars, page=1))
    assert [row[0] for row in found if row[0] == heading] == [heading]
    assert [row[1] for row in found][before].endswith("分院") and len(found) == 2 + len(NAMES)


@pytest.mark.parametrize(
    "note", ["①：该院含分院", "[1]：该院含分院", "（注1）：含分院", "**：补报", "数据为补报。"]
)
def test_a_note_close_above_a_header_is_no_part_of_it(note: str) -> None:
    row = lines_of(write("1", 15, 30) + write(NAMES[0], 60, 30) + figures(0, 30))[0]
    texts_above = [lines_of(write(text, 60, 10))[0] for text in (note, "预约方式")]
    assert [is_header_like(line, row) for line in texts_above] == [False, True]


def test_a_heading_below_a_total_without_a_number() -> None:
    chars = table({0: "省属医院"}, 12)
    lower = [c._replace(top=c.top + 20, bottom=c.bottom + 20) for c in chars if c.top > 20]
    chars = [c for c in chars if c.top <= 20] + write("合计", 60, 30) + figures(9, 30) + lower
    assert unruled_stretches(lines_of(chars)) == [(0, 3 + len(NAMES))]


@pytest.mark.parametrize(("floors", "whole"), [((0, 34), True), ((0,), False), ((34,), False)])
def test_a_heading_between_two_rules(floors: tuple[float, ...], whole: bool) -> None:
    """Rows need not be as far apart as it is from them."""
    chars: list[Char] = []
    for i, name in enumerate(NAMES):
        y = 10 + 22 * i + (34 if i > 2 else 0)
        chars += write(str(i + 1), 15, y) + write(name, 60, y) + figures(i, y)
    chars += write("市属医院", 12, 82)
    rules = [Rule(True, 72 + y, 10, 310) for y in floors]
    assert (len(unruled_stretches(lines_of(chars), rules)) == 1) is whole


@pytest.mark.parametrize(("left", "whole"), [(10, True), (30, False)])
def test_the_label_of_a_merged_cell_between_two_rows(left: float, whole: bool) -> None:
    """Left of all rows, where its column holds nothing else on the page."""
    chars: list[Char] = []
    for i, name in enumerate(NAMES):
        y = 10.0 + 20 * i
        chars += write(str(i + 1), 45, y) + write(name, 60, y) + figures(i, y)
    chars += write("区属", left, 80)
    assert (len(unruled_stretches(lines_of(chars))) == 1) is whole
