"""Tables that a line across divides, and tables that stand below an unknown one."""

from __future__ import annotations

import pytest

from schemas.platform import DistrictPlatform, HospitalPlatform
from tests.interpreting.paper import table
from tests.interpreting.test_tables import JIANGNING, TWO_ROWS, findings, issue, rows

PLATFORM = "2025年2月南京市卫生信息平台数据采集情况（区、医院）"
ACROSS = ["="] * (len(JIANGNING) - 1)
LISHUI = ["溧水区", "11/12", "166314", "48158.07", "4317", "47239.3"]
CHILDREN = ["南京市儿童医院", "12/12", "206732", "77864.02", "5608", "60165.91"]
GULOU = ["南京鼓楼医院", "12/12", "553687", "249913.88", "14831", "352331.49"]


@pytest.mark.parametrize("first", [[], [["一、各区", *ACROSS]]], ids=["without", "with heading"])
def test_sections_of_districts_and_hospitals_are_two_tables(first: list[list[str]]) -> None:
    body = [*first, JIANGNING, LISHUI, ["二、各医院", *ACROSS], CHILDREN, GULOU]
    found = issue(table(PLATFORM, TWO_ROWS, body, notes=["注：收入为业务收入"]))
    districts, hospitals = rows(found, DistrictPlatform), rows(found, HospitalPlatform)
    assert [(r.name_printed, r.discharges) for r in districts] == [
        ("江宁区", 7643), ("溧水区", 4317),
    ]  # fmt: skip
    assert [(r.name_printed, r.discharges) for r in hospitals] == [
        ("南京市儿童医院", 5608), ("南京鼓楼医院", 14831),
    ]  # fmt: skip
    assert [r.known for r in found.raw_tables] == [True, True]
    assert found.raw_tables[1].caption == f"{PLATFORM}二、各医院"
    assert not findings(found, "unknown_entity")


def test_each_section_has_the_unit_of_the_whole() -> None:
    two = [[*TWO_ROWS[0]], [x.replace("（千元）", "") for x in TWO_ROWS[1]]]
    body = [["一、各区", *ACROSS], JIANGNING, LISHUI, ["二、各医院", *ACROSS], CHILDREN, GULOU]
    found = issue(table(PLATFORM, two, body, notes=["单位：千元"]))
    revenues = [r.inpatient_revenue_cny for r in rows(found, DistrictPlatform)]
    assert all(revenues) and len(revenues) == 2


def test_sections_of_one_kind_stay_one_table() -> None:
    body = [["主城区", *ACROSS], JIANGNING, ["郊区", *ACROSS], LISHUI]
    found = issue(table(PLATFORM, TWO_ROWS, body))
    assert [r.name_printed for r in rows(found, DistrictPlatform)] == ["江宁区", "溧水区"]
    assert len(found.raw_tables) == 1


def test_a_table_below_an_unknown_one_may_be_its_rest() -> None:
    unknown = table(PLATFORM, [["甲", "乙", "丙", "丁", "戊", "己"]], [["a", *"12345"]])
    found = issue(unknown, table("", TWO_ROWS, [CHILDREN, GULOU]))
    assert len(rows(found, HospitalPlatform)) == 2
    reported = [
        f for f in findings(found, "low_confidence") if f.table_name == "platform_by_hospital"
    ]
    assert any("may be the rest of it" in f.message and f.severity == "warning" for f in reported)


def test_a_table_without_caption_below_a_known_one_is_not_in_doubt() -> None:
    known = table(PLATFORM, TWO_ROWS, [JIANGNING, LISHUI])
    found = issue(known, table("", TWO_ROWS, [CHILDREN, GULOU]))
    assert not any("may be the rest" in f.message for f in found.findings)


@pytest.mark.parametrize("caption", ["", f"{PLATFORM}（续）"])
@pytest.mark.parametrize(("unit", "doubted"), [("千元", False), ("万元", True)])
def test_the_rest_of_a_table_in_another_unit_is_in_doubt(
    unit: str, doubted: bool, caption: str
) -> None:
    other = [[text.replace("千元", unit) for text in row] for row in TWO_ROWS]
    known = table(PLATFORM, TWO_ROWS, [CHILDREN])
    found = issue(known, table(caption, other, [GULOU], index=1, page=2))
    assert len(rows(found, HospitalPlatform)) == 2
    told = [f for f in findings(found, "low_confidence") if "other units" in f.message]
    assert bool(told) == doubted
