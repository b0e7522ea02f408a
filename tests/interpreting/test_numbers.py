from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.interpreting.text.numbers import read_number, read_pair
from pipeline.interpreting.text.units import unit_of_header, units_stated, without_unit


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("1234", "1234"),
        ("1,234", "1234"),
        ("１，２３４", "1234"),
        ("1 234 567", "1234567"),
        ("12.50", "12.50"),
        ("1,234.5", "1234.5"),
        ("0", "0"),
        ("12①", "12"),
        ("1469⑴", "1469"),
        ("12➀⑳", "12"),
        ("5³", "5"),
        ("-3", "-3"),
        ("9314（↑3.2%）", "9314"),
        ("12,948 (同比-0.5%)", "12948"),
        ("12（环比下降3.2个百分点）", "12"),
        ("331*（占12.4%）", "331"),
        ("102279↑", "102279"),
        ("30713 ▼", "30713"),
        ("1,234→", "1234"),
    ],
)
def test_certain_numbers(printed: str, value: str) -> None:
    number = read_number(printed)
    assert (number.kind, number.value, number.doubt) == ("number", Decimal(value), "")


@pytest.mark.parametrize(("printed", "value"), [("①222", 222), ("❶ 1，234", 1234), ("⑵-3*", -3)])
def test_a_mark_in_front_is_no_digit_but_doubted(printed: str, value: int) -> None:
    number = read_number(printed)
    assert (number.kind, number.value) == ("number", value)
    assert number.doubt and printed[0] in number.marks


@pytest.mark.parametrize("printed", ["5½", "½5", "①"])
def test_a_fraction_is_no_mark(printed: str) -> None:
    assert read_number(printed).value is None


@pytest.mark.parametrize("printed", ["12 34", "1, 234", "007"])
def test_doubtful_numbers_keep_their_value_and_say_why(printed: str) -> None:
    number = read_number(printed)
    assert number.kind == "number" and number.doubt


@pytest.mark.parametrize(
    "printed",
    [
        "1,23,4",
        "12.345.6",
        "1234,567",
        "12,34",
        "约12",
        "(123)",
        "l2",
        "12x",
        "11/12",
        "两",
        "(3.2%)",
        "12(13)",
        "12(3.2)",
        "12(13人,5%)",
        "约12（5%）",
    ],
)
def test_what_is_no_number_is_neither_zero_nor_missing(printed: str) -> None:
    number = read_number(printed)
    assert (number.kind, number.value) == ("unreadable", None) and number.doubt


@pytest.mark.parametrize(
    "printed", ["", " ", "/", "-", "—", "——", "–", "－", "无", "…", "N/A", "未上报", "／"]
)
def test_marks_for_missing(printed: str) -> None:
    assert read_number(printed).kind == "missing"
    assert [n.kind for n in read_pair(printed)] == ["missing", "missing"]


def test_a_unit_behind_the_number() -> None:
    number = read_number("300.48 亿条")
    assert number.value == Decimal("300.48")
    assert number.unit is not None and number.unit.factor == Decimal(10) ** 8


@pytest.mark.parametrize("printed", ["¥ 1,234.50", "￥1234.50", "RMB 1,234.50", "人民币1234.5元"])
def test_a_sign_of_money_before_the_number(printed: str) -> None:
    number = read_number(printed)
    assert (number.value, number.doubt) == (Decimal("1234.5"), "")
    assert number.unit is not None and number.unit.dimension == "money"


@pytest.mark.parametrize(
    ("printed", "first", "second"),
    [("11/12", 11, 12), ("0／12", 0, 12), (" 9 / 10 ", 9, 10), ("/12", None, 12)],
)
def test_pairs(printed: str, first: int | None, second: int | None) -> None:
    assert [n.value for n in read_pair(printed)] == [first, second]


def test_a_figure_beside_its_correction_is_not_joined_with_it() -> None:
    both = read_number("9314 9341")
    assert (both.kind, both.value) == ("unreadable", None) and "two figures" in both.doubt
    assert read_number("1483 41").value == 148341


def test_half_a_pair_is_doubtful() -> None:
    first, second = read_pair("11")
    assert first.value == 11 and first.doubt and second.value is None
    assert all(n.doubt for n in (*read_pair("11/"), *read_pair("/12")))
    assert not any(n.doubt for n in read_pair("-/12"))


@given(st.integers(min_value=0, max_value=10**15), st.sampled_from(["{}", "{:,}"]))
def test_every_way_of_printing_gives_the_number_back(value: int, form: str) -> None:
    printed = form.format(value)
    wide = printed.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789,"})
    assert read_number(printed).value == value
    assert read_number(wide).value == value


@given(st.text(alphabet="0123456789,. /-—①*万", max_size=9))
def test_nothing_is_read_without_its_digits(printed: str) -> None:
    """A value that is certain has exactly the digits that are printed."""
    number = read_number(printed)
    if number.kind == "number" and not number.doubt:
        digits = [c for c in printed if c.isascii() and c.isdigit()]
        assert [c for c in str(number.value) if c.isdigit()] == digits
    if number.kind == "missing":
        assert not any(c.isascii() and c.isdigit() for c in printed)


@pytest.mark.parametrize(
    ("header", "unit", "factor", "bare"),
    [
        ("收入（千元）", "千元", 1000, "收入"),
        ("门急诊收入(万元)", "万元", 10000, "门急诊收入"),
        ("住院收入：万元", "万元", 10000, "住院收入"),
        ("数据上传量（万条）", "万条", 10000, "数据上传量"),
        ("费用（单位：元）", "元", 1, "费用"),
    ],
)
def test_units_of_headers(header: str, unit: str, factor: int, bare: str) -> None:
    found = unit_of_header(header)
    assert found is not None and (found.printed, found.factor) == (unit, factor)
    assert without_unit(header) == bare


@pytest.mark.parametrize("header", ["收入", "采集情况（区）", "门急诊/人次", "人次"])
def test_headers_without_unit_stay_as_they_are(header: str) -> None:
    assert unit_of_header(header) is None
    assert without_unit(header) == header.replace("（", "(").replace("）", ")")


def test_units_of_captions_and_notes() -> None:
    assert [u.printed for u in units_stated("情况统计（医院）（单位：万元）")] == ["万元"]
    assert [u.printed for u in units_stated("单位：人次、千元")] == ["人次", "千元"]
    assert [u.printed for u in units_stated("注：收入以千元为单位")] == ["千元"]
    assert units_stated("采集情况（区）") == []
