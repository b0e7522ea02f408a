"""Regions beside the rows that they hold, order numbers close to names, headings and totals."""

from __future__ import annotations

from pipeline.reading.page.char import Char
from pipeline.reading.page.lines import lines_of
from pipeline.reading.tables.figure_texts import without_last_unit
from pipeline.reading.tables.find_unruled import unruled_stretches
from pipeline.reading.tables.page_breaks import continues
from pipeline.reading.tables.part import Part
from pipeline.reading.tables.unruled_table import part_from_lines
from tests.reading.test_close_texts import texts
from tests.reading.test_geometry import write

NAMES = ("甲甲医院", "乙医院", "丙丙丙医院", "丁医院", "戊医院", "己己医院")


def figures(row: int, y: float) -> list[Char]:
    return [
        c
        for right, figure in ((200, 310 + row), (250, 420 + row), (300, 530 + row))
        for c in write(str(figure), right - 15, y)
    ]


def test_a_region_drawn_with_its_first_row_is_apart_from_the_name_beside_it() -> None:
    header = write("序号", 10, 10) + write("所在区", 45, 10) + write("单位", 95, 10)
    for text, x in (("快速", 185), ("诊间", 235), ("小计", 285)):
        header += write(text, x, 10)
    body: list[Char] = []
    for i, name in enumerate(NAMES):
        y = 40.0 + 20 * i
        body += write(str(i + 1), 15, y)
        if i == 0:
            body += write("鼓楼区", 44, 80)
        body += write(name, 77, y) + figures(i, y)
    part = part_from_lines(header + body, page=1)
    assert texts(part)[0] == ["序号", "所在区", "单位", "快速", "诊间", "小计"]
    assert texts(part)[3] == ["3", "鼓楼区", "丙丙丙医院", "312", "422", "532"]


def test_order_numbers_close_to_names_count_with_two_exchanged() -> None:
    body: list[Char] = []
    for i, (number, name) in enumerate(zip((1, 2, 4, 3, 5, 6), NAMES, strict=True)):
        y = 40.0 + 20 * i
        body += write(str(number), 15, y) + write(name, 23, y) + figures(i, y)
    part = part_from_lines(body, page=1)
    assert [row[:2] for row in texts(part)] == [
        [str(n), name] for n, name in zip((1, 2, 4, 3, 5, 6), NAMES, strict=True)
    ]


def test_a_total_in_the_band_of_the_last_row_is_a_row_of_its_own() -> None:
    chars: list[Char] = []
    for i, name in enumerate(NAMES):
        chars += write(name, 30, 40.0 + 20 * i) + figures(i, 40.0 + 20 * i)
    chars += write("合计:", 180, 160) + write("1234", 200, 160)
    floors = [55.0 + 20 * i for i in range(5)] + [175.0]
    part = part_from_lines(chars, page=1, floors=floors)
    assert part is not None and "312" not in part.row_texts(part.rows - 1)
    assert part.rows == len(NAMES) + 1


def test_a_short_caption_with_its_month_is_no_header_of_the_table() -> None:
    chars = write("2021年5月预约统计", 150, 10)
    for text, x in (("单位", 30), ("快速预约", 165), ("诊间", 235), ("小计", 285)):
        chars += write(text, x, 24)
    for i, name in enumerate(NAMES):
        chars += write(name, 30, 40.0 + 14 * i) + figures(i, 40.0 + 14 * i)
    assert unruled_stretches(lines_of(chars)) == [(1, 2 + len(NAMES))]


def header_and_rows(page: int, unit: bool) -> Part:
    chars: list[Char] = []
    for text, x in (("单位", 30), ("快速预约", 165), ("诊间预约", 215), ("小计数量", 265)):
        chars += write(text, x, 10)
        if unit and text != "单位":
            chars += write("人次", x + 5, 22)
    for i, name in enumerate(NAMES):
        chars += write(name, 30, 40.0 + 20 * i) + figures(i, 40.0 + 20 * i)
    part = part_from_lines(chars, page=page)
    assert part is not None
    return part


def test_a_row_of_units_need_not_be_printed_again_on_the_next_page() -> None:
    assert continues(header_and_rows(1, unit=True), header_and_rows(2, unit=False))


def test_the_unit_at_the_end_of_a_header() -> None:
    printed = ("快约人次", "收入（千元）", "区域", "人次")
    assert [without_last_unit(text) for text in printed] == ["快约", "收入", "区域", ""]
