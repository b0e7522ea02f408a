"""A text alone in its row, which names no entity, heads the rows below it and is none."""

from __future__ import annotations

import pytest

from pipeline.interpreting import interpret
from schemas.bookings import HospitalBookings
from tests.interpreting.paper import REGISTRY, masthead, reading, table

_CAPTION = "2025年2月各医院预约挂号服务统计"
_NAMES = ("江苏省人民医院", "南京鼓楼医院", "南京市第一医院")
_HEADER = ["医院", "网上预约", "诊间预约", "第三方", "合计"]


def _rows(heading: str, at: int) -> list[list[str]]:
    rows = [[name, "10", f"2{i}", "30", f"6{i}"] for i, name in enumerate(_NAMES)]
    return [*rows[:at], [heading, "", "", "", ""], *rows[at:]]


@pytest.mark.parametrize("heading", ["区属医院", "市属及其他医院", "三级医疗机构"])
@pytest.mark.parametrize("at", [0, 2])
def test_it_does_not_count_in_the_printed_order(heading: str, at: int) -> None:
    found = interpret(
        reading(*masthead(), table(_CAPTION, [_HEADER], _rows(heading, at))), REGISTRY
    )
    rows = [r for r in found.rows if isinstance(r, HospitalBookings)]
    assert [(r.name_printed, r.position) for r in rows] == [
        (name, i) for i, name in enumerate(_NAMES, 1)
    ]


@pytest.mark.parametrize(("name", "at"), [("南京市儿童医院", 1), ("新建医院", 3)])
def test_a_known_name_and_the_last_row_are_rows_without_figures(name: str, at: int) -> None:
    found = interpret(reading(*masthead(), table(_CAPTION, [_HEADER], _rows(name, at))), REGISTRY)
    assert name in [r.name_printed for r in found.rows if isinstance(r, HospitalBookings)]


def _numbered(rank: str) -> list[list[str]]:
    """Header and rows with order numbers, a rank at the end and a heading over two columns."""
    rows = [
        [str(i), name, "10", f"2{i}", "30", f"6{i}", str(9 - i)] for i, name in enumerate(_NAMES, 1)
    ]
    header = ["编号", *_HEADER, rank]
    return [header, ["区属医院", "=", "", "", "", "", ""], *rows]


@pytest.mark.parametrize("rank", ["本月排名", "排名", "名次"])
def test_the_number_in_front_of_the_name_is_the_position(rank: str) -> None:
    header, *body = _numbered(rank)
    found = interpret(reading(*masthead(), table(_CAPTION, [header], body)), REGISTRY)
    rows = [r for r in found.rows if isinstance(r, HospitalBookings)]
    assert [(r.name_printed, r.position) for r in rows] == [
        (name, i) for i, name in enumerate(_NAMES, 1)
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("南京市儿童医院 15 25 35 75", True),
        ("某某门诊部 15人次", True),
        ("区属医院（12家）", False),
        ("第1组", False),
        ("12320网络渠道", False),
    ],
)
def test_a_row_of_one_cell_that_holds_figures_has_a_finding(text: str, told: bool) -> None:
    rows = _rows("区属医院", 2)
    rows[2] = [text, "=", "=", "=", "="]
    found = interpret(reading(*masthead(), table(_CAPTION, [_HEADER], rows)), REGISTRY)
    assert any(f.observed == text and f.kind == "low_confidence" for f in found.findings) is told
