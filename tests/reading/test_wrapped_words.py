"""Words over several lines in tables without rules: which lines belong to which row."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import PageGeometry, Rule
from pipeline.reading.page.lines import lines_of
from pipeline.reading.page_content import read_page, with_open_tables
from pipeline.reading.tables.part import Part
from pipeline.reading.tables.unruled_columns import Column
from pipeline.reading.tables.unruled_table import part_from_lines
from pipeline.reading.tables.wrapped_rows import wrapped_rows
from pipeline.reading.tables.wrapped_words import owners_of
from tests.reading.test_geometry import write

NAMES = (
    ("南京", "市中医院"),
    ("鼓楼医院",),
    ("南京", "市江宁", "医院"),
    ("胸科医院",),
    ("市雨", "花医院"),
)
LEADING = 12.0


def heights(margin: float, at: str) -> tuple[list[float], list[float], list[int]]:
    """Heights of the lines of the names and of the figures, and the row of each line."""
    words: list[float] = []
    figures: list[float] = []
    rows: list[int] = []
    y = 0.0
    for row, lines in enumerate(NAMES):
        own = [y + LEADING * k for k in range(len(lines))]
        figures.append({"middle": (own[0] + own[-1]) / 2, "first": own[0], "last": own[-1]}[at])
        words += own
        rows += [row] * len(own)
        y = own[-1] + LEADING + margin
    return words, figures, rows


@pytest.mark.parametrize("at", ["middle", "first", "last"])
@pytest.mark.parametrize("margin", [2.0, 6.0])
def test_heights_say_to_which_row_words_belong(margin: float, at: str) -> None:
    words, figures, rows = heights(margin, at)
    found = owners_of(words, figures, 10.0)
    assert found is not None and found.sure
    assert list(found.rows) == rows


def test_lines_as_near_between_rows_as_within_them_are_parted_by_their_middle() -> None:
    words, figures, rows = heights(0.0, "middle")
    found = owners_of(words, figures, 10.0)
    assert found is not None and list(found.rows) == rows


def test_the_rest_of_a_row_that_a_page_break_cut_belongs_to_no_row() -> None:
    words, figures, rows = heights(4.0, "middle")
    rest = [words[0] - 28, words[0] - 16]
    found = owners_of([*rest, *words], figures, 10.0)
    assert found is not None and list(found.rows) == [None, None, *rows]


def test_what_fits_in_two_ways_is_not_sure() -> None:
    """Three even lines a row: the figures are beside the first of three, or the middle one."""
    words = [12.0 * i for i in range(9)]
    found = owners_of(words, [12.0 * 3 * i + 12 for i in range(3)], 10.0)
    assert found is None or not found.sure


def test_a_heading_as_far_above_its_row_as_the_next_one_is_below_is_no_line_of_it() -> None:
    """市属医院 over a name in two lines, and a name of one line below that."""
    words = [0.0, 20, 32, 52, 72, 92, 104]
    found = owners_of(words, [26.0, 52, 72, 98], 10.0)
    assert found is not None and list(found.rows) == [None, 0, 0, 1, 2, 3, 3]


def test_of_ways_that_fit_alike_one_that_goes_on_behind_an_end_is_none() -> None:
    """Lines and rows alike, the figures at the first or the last line of each name."""
    words = [-0.3, *(12.0 * i for i in range(1, 14))]
    figures = [words[i] for i in (0, 2, 4, 6, 9, 11, 13)]
    found = owners_of(words, figures, 10.0, [*12 * [False], True])
    assert found is not None
    assert list(found.rows) == [0, 0, 1, 1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6]


def test_words_that_fit_no_row_are_left() -> None:
    assert owners_of([0, 7, 30, 33, 71], [0, 19, 52, 60], 10.0) is None


def wrapped(margin: float) -> list[Char]:
    """A header and rows of a name over several lines and two figures at its middle."""
    words, figures, _ = heights(margin, "middle")
    chars = write("单位", 30, 10) + write("人次", 140, 10) + write("天数", 190, 10)
    lines = [text for name in NAMES for text in name]
    for text, y in zip(lines, words, strict=True):
        chars += write(text, 30, 32 + y)
    for i, y in enumerate(figures):
        chars += write(str(310 + i), 140, 32 + y) + write(str(11 + i), 190, 32 + y)
    return chars


def texts(part: Part | None) -> list[list[str]]:
    assert part is not None
    return [part.row_texts(r) for r in range(part.rows)]


@pytest.mark.parametrize("margin", [0.0, 3.0, 8.0])
def test_a_wrapped_name_is_not_joined_to_its_neighbours(margin: float) -> None:
    assert texts(part_from_lines(wrapped(margin), page=1)) == [
        ["单位", "人次", "天数"],
        *(["".join(name), str(310 + i), str(11 + i)] for i, name in enumerate(NAMES)),
    ]


@pytest.mark.parametrize("margin", [3.0, 8.0])
def test_a_raised_mark_behind_a_wrapped_name_is_none_of_its_lines(margin: float) -> None:
    """It is on the line of the figures, as high as neither line of the name."""
    chars = wrapped(margin)
    figure = next(c for c in chars if c.text == "3")
    mark = Char("①", 60, figure.top + 5.5, 65, figure.top + 10.5, 5.0)
    rows = texts(part_from_lines([*chars, mark], page=1))
    assert [row[0].replace("①", "") for row in rows[1:]] == ["".join(name) for name in NAMES]
    assert [row[1:] for row in rows[1:]] == [[str(310 + i), str(11 + i)] for i in range(len(NAMES))]


def flat(ys: Sequence[float]) -> tuple[Rule, ...]:
    return tuple(Rule(True, y, 20, 260) for y in ys)


def test_a_caption_right_below_the_rule_that_closes_a_table_is_no_header_of_the_next() -> None:
    def rows(top: float) -> list[Char]:
        chars = write("单位", 30, top) + write("人次", 140, top) + write("天数", 190, top)
        for i in range(4):
            y = top + 18 + 16 * i
            chars += write("甲乙丙丁"[i] + "医院", 30, y) + write(str(310 + i), 140, y)
            chars += write(str(11 + i), 190, y)
        return chars

    caption = write("甲乙丙丁医院二月统计", 60, 126)
    rules = flat([32, 46, 118, 142, 156, 228])
    chars = tuple(rows(34) + caption + rows(144))
    page = read_page(PageGeometry(1, 300, 400, chars=chars, rules=rules))
    found = with_open_tables(page, page.lines)
    assert [p.header_rows for p in found.parts] == [1, 1]
    assert texts(found.parts[1])[0] == ["单位", "人次", "天数"]
    assert [line.text for line in found.lines] == ["甲乙丙丁医院二月统计"]


def test_header_texts_printed_over_each_other_are_parted() -> None:
    chars = [c for c in wrapped(4.0) if c.top > 25]
    chars += write("单位", 30, 10) + write("定时数据上传量", 110, 10) + write("上传天数", 175, 10)
    assert texts(part_from_lines(chars, page=1))[0] == ["单位", "定时数据上传量", "上传天数"]


def test_a_parent_aligned_with_the_text_below_it_stays_apart() -> None:
    """As the parent beside it, and the first of its columns has no other."""
    chars = write("单位", 20, 22) + write("门急诊", 113, 10) + write("出院", 199, 10)
    chars += write("人次", 80, 28) + write("收入", 140, 28) + write("例数", 178, 28)
    chars += write("住院业务", 200, 22.5) + write("收入", 210, 33.5)
    for i in range(4):
        y = 52.0 + 16 * i
        chars += write("甲乙丙丁"[i] + "医院", 10, y)
        for k, x in enumerate((85, 145, 183, 215)):
            chars += write(str(100 * (k + 1) + i), x, y)
    found = texts(part_from_lines(chars, page=1))
    assert found[0] == ["单位", "门急诊", "门急诊", "出院", "出院"]
    assert found[1] == ["单位", "人次", "收入", "例数", "住院业务收入"]


def test_a_total_with_its_label_is_a_row_of_its_own() -> None:
    chars = write("单位", 10, 0) + write("人次", 100, 0) + write("单位", 160, 0)
    chars += write("人次", 250, 0)
    for i in range(3):
        y = 14.0 * (i + 1)
        chars += write("甲乙丙"[i] + "医院", 10, y) + write(str(310 + i), 100, y)
        if i < 2:
            chars += write("丁戊"[i] + "医院", 160, y) + write(str(210 + i), 250, y)
    chars += write("合计: 19342", 125, 51)
    found = texts(part_from_lines(chars, page=1))
    assert found[3] == ["丙医院", "312", "", ""]
    assert "".join(found[4]) == "合计:19342"


def test_a_numbered_heading_between_rows_divides_no_table() -> None:
    def row(y: float, name: str, figure: int) -> list[Char]:
        return write(name, 30, y) + write(str(figure), 140, y) + write(str(figure - 99), 190, y)

    chars = write("单位", 30, 30) + write("人次", 140, 30) + write("天数", 190, 30)
    for i in range(6):
        chars += row(48 + 16 * i + 16 * (i > 2), f"{'甲乙丙丁戊己'[i]}医院", 310 + i)
    chars += write("二、区属医院", 100, 96)
    page = read_page(PageGeometry(1, 300, 400, chars=tuple(chars), rules=()))
    (part,) = with_open_tables(page, page.lines).parts
    assert part.header_rows == 1 and part.rows == 8
    assert "".join(part.row_texts(4)) == "二、区属医院" * sum(map(bool, part.row_texts(4)))


def test_a_heading_above_the_first_row_is_no_header() -> None:
    chars = write("二、区属医院", 100, 30)
    for i in range(4):
        y = 46.0 + 16 * i
        chars += write(f"{'甲乙丙丁'[i]}医院", 30, y) + write(str(310 + i), 140, y)
        chars += write(str(11 + i), 190, y)
    part = part_from_lines(chars, page=1)
    assert part is not None and part.header_rows == 0 and part.rows == 5


def test_two_columns_of_names_that_wrap_on_the_same_lines() -> None:
    names = [("我的南京客", "户端"), ("12320快速", "预约"), ("健康南京", ""), ("卫生热线", "")]
    others = [("南京卫生12", "320网"), ("南京卫生12", "320微信"), ("其他", ""), ("自助", "终端")]
    chars = write("名称", 30, 20) + write("数量", 100, 20)
    chars += write("名称", 160, 20) + write("数量", 230, 20)
    y = 36.0
    for i, (name, other) in enumerate(zip(names, others, strict=True)):
        chars += write(name[0], 30, y) + write(str(310 + i), 100, y)
        chars += write(other[0], 160, y) + write(str(210 + i), 230, y)
        if name[1] or other[1]:
            y += 12
            chars += write(name[1], 30, y) + write(other[1], 160, y)
        y += 16
    page = read_page(PageGeometry(1, 300, 400, chars=tuple(chars), rules=()))
    (part,) = with_open_tables(page, page.lines).parts
    assert [[text.replace(" ", "") for text in row] for row in texts(part)[1:]] == [
        ["".join(name), str(310 + i), "".join(other), str(210 + i)]
        for i, (name, other) in enumerate(zip(names, others, strict=True))
    ]


def test_a_blank_row_below_the_header() -> None:
    chars = write("单位", 30, 20) + write("人次", 140, 20) + write("天数", 190, 20)
    for i in range(5):
        y = 56.0 + 18 * i
        chars += write(f"{'甲乙丙丁戊'[i]}医院", 30, y) + write(str(310 + i), 140, y)
        chars += write(str(11 + i), 190, y)
    page = read_page(PageGeometry(1, 300, 400, chars=tuple(chars), rules=()))
    (part,) = with_open_tables(page, page.lines).parts
    assert texts(part)[:2] == [["单位", "人次", "天数"], ["甲医院", "310", "11"]]


@pytest.mark.parametrize(("left", "heading"), [(10.0, "市属"), (0.0, "江苏省和南京市属医院")])
def test_a_heading_above_the_first_row_is_none_of_its_words(left: float, heading: str) -> None:
    """Its next word had room beside it, or the rows below it are set in."""
    chars = write(heading, left, 0)
    rows = [["市中医院", "31"], ["鼓楼医院", "32"], ["市江宁医院", "33"], ["胸科医院", "34"]]
    for i, (name, figure) in enumerate(rows):
        chars += write(name, 10, 12.0 + 12 * i) + write(figure, 150, 12.0 + 12 * i)
        chars += write("77", 200, 12.0 + 12 * i)
    part = part_from_lines(chars, page=1)
    assert part is not None and not part.doubts
    assert [part.row_texts(r) for r in range(part.rows)] == [
        [heading, "", ""], *([*row, "77"] for row in rows)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("ends", "rows", "sure"),
    [
        ((), None, False),
        ((False, True, True), (0, 0, 1, 2), True),
        ((True, False, True), (0, 1, 1, 2), True),
        ((True, True, True), None, False),
    ],
    ids=["unknown", "of the row above", "of the row below", "of neither"],
)
def test_a_line_with_room_beside_it_ends_its_words(
    ends: tuple[bool, ...], rows: tuple[int, ...] | None, sure: bool
) -> None:
    """All lines are as far apart, so that heights say nothing."""
    found = owners_of([0, 10, 20, 30], [0, 20, 30], 9, ends)
    assert found is not None and found.sure is sure
    assert rows is None or found.rows == rows


def test_a_row_of_which_all_is_among_words_is_whole() -> None:
    """Also its figure, where most of the column are words."""
    texts = [("南京", "好的", 100), ("医院", "12", 112), ("中心", "坏的", 124)]
    lines = [
        line
        for left, right, y in texts
        for line in lines_of([*write(left, 50, y), *write(right, 150, y)])
    ]
    found = wrapped_rows(lines, [Column(45, 80), Column(145, 180)])
    assert found is not None
    assert sorted(x.text for row in found.rows for x in row) == sorted(
        t for a, b, _ in texts for t in (a, b)
    )


def test_rows_whose_words_fit_no_way_are_not_sure() -> None:
    """Each line of words is then put to the nearest row, which may be another one."""
    figures = [0.0, 40, 80, 120, 160]
    assert owners_of([0.0, 53, 67, 93, 107, 133, 147], figures, 10.0) is None
    chars = [c for y in (0.0, 53, 67, 93, 107, 133, 147) for c in write("中医医院", 20, y)]
    chars += [c for i, y in enumerate(figures) for x in (120, 180) for c in write(f"{i}21", x, y)]
    found = wrapped_rows(lines_of(chars), [Column(20, 60), Column(120, 135), Column(180, 195)])
    assert found is not None and not found.rows and not found.sure
