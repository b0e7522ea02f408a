import datetime as dt

import pytest

from pipeline.interpreting.text.months import days_in, month_in, months_in
from pipeline.interpreting.text.normalise import (
    folded,
    name_key,
    numeral,
    tidy,
    without_bracketed_suffix,
    without_marks,
)


def test_radicals_become_simplified_characters_not_traditional_ones() -> None:
    assert folded("⼾ ⽉ ⼈⼝ ⿎楼 ⻔诊") == "户月人口鼓楼门诊"


def test_folding_ignores_width_and_white_space() -> None:
    assert folded("１２3２0　在线 预约") == "12320在线预约"


def test_tidy_keeps_spaces_between_words_only() -> None:
    assert tidy("南京市 紫竹林 3 号  Room  5") == "南京市紫竹林3号Room 5"


@pytest.mark.parametrize(
    ("printed", "bare", "marks"),
    [
        ("江苏省中医院*", "江苏省中医院", "*"),
        ("南京市口腔医院①", "南京市口腔医院", "①"),
        ("123²", "123", "²"),
        ("医院[1]", "医院", "[1]"),
        ("64747↑15.2%", "64747", "↑15.2%"),
        ("641 ▼ 3％", "641", "▼3％"),
        ("*", "*", ""),
        ("支付宝", "支付宝", ""),
    ],
)
def test_footnote_marks_come_off_before_they_turn_into_digits(
    printed: str, bare: str, marks: str
) -> None:
    assert without_marks(printed) == (bare, marks)


def test_name_key_and_suffix() -> None:
    assert name_key("南京市儿童医院（含 河西院区）①") == "南京市儿童医院(含河西院区)"
    assert without_bracketed_suffix("南京市儿童医院(含河西院区)") == "南京市儿童医院"
    assert without_bracketed_suffix("(京新)") == "(京新)"


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("320102 玄武区", "玄武区"), ("4260007南京梅山医院", "南京梅山医院"),
        ("H320102001 南京鼓楼医院", "南京鼓楼医院"), ("12320 快速预约", "12320快速预约"),
        ("12345热线", "12345热线"), ("320102", "320102"),
    ],
)  # fmt: skip
def test_a_registers_code_before_a_name_is_none_of_it(printed: str, key: str) -> None:
    assert name_key(printed) == key


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("〇三", 3),
        ("医", None),
        ("", None),
    ],
)
def test_numerals(text: str, value: int | None) -> None:
    assert numeral(text) == value


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2025 年 2 月 12320 预约挂号服务统计", "2025-02-01"),
        ("二〇二五年十二月", "2025-12-01"),
        ("2025-02 统计", "2025-02-01"),
        ("（截止 2025年1月，", "2025-01-01"),
    ],
)
def test_months(text: str, month: str) -> None:
    found = month_in(text)
    assert found is not None and found.month.isoformat() == month and not found.is_span


def test_a_span_of_months_is_reported() -> None:
    found = month_in("2025年1-2月预约统计")
    assert found is not None and found.is_span and found.first.month == 1 and found.month.month == 2


def test_a_month_without_year_needs_a_year() -> None:
    assert month_in("2月份统计") is None
    assert months_in("2月份统计", dt.date(2024, 3, 1))[0].month.isoformat() == "2024-02-01"
    assert month_in("2月25日", dt.date(2024, 3, 1)) is None


def test_days() -> None:
    assert _days("编印 2025 年 3 月 25 日") == ["2025-03-25"]
    assert _days("二〇二五年三月二十五日") == ["2025-03-25"]
    assert _days("2025年2月30日") == []
    assert _days("2025.3.25 第3期，打印于2025年4月1日") == ["2025-03-25", "2025-04-01"]


@pytest.mark.parametrize(
    "text",
    [
        "2025年3月1日—31日", "2025年3月1日至2025年3月31日", "2025年3月1-31日",
        "二〇二五年三月一日至三十一日", "2025.3.1-2025.3.31", "2025-03-01~2025-03-31",
        "2025/3/1-31", "2025年3月1日、5日", "2025年3月1日和4月1日",
    ],
)  # fmt: skip
def test_the_ends_of_a_span_of_days_are_no_date(text: str) -> None:
    assert _days(text) == []


def _days(text: str) -> list[str]:
    return [str(found.day) for found in days_in(text)]
