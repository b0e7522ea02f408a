"""Two measures in one cell: each figure under its own measure, or a doubt."""

from __future__ import annotations

import pytest

from pipeline.interpreting import interpret
from pipeline.interpreting.tables.twin_columns import with_parted_columns
from schemas.platform import DistrictPlatform
from tests.interpreting.paper import REGISTRY, masthead, reading, table

HEADER = ["接入单位", "定时数据上传量", "实时数据上传天数", "实时数据表单上传情况"]


@pytest.mark.parametrize(
    ("outpatient", "discharges"),
    [
        ("门急诊人次/收入（千元）", "出院人次/住院收入（千元）"),
        ("门急诊信息（人次/收入（千元））", "出院信息（人次/住院收入（千元））"),
        ("门急诊（诊疗人次/收入额（千元））", "出院（人数/住院收入（千元））"),
        ("门急诊人次／门急诊收入（千元）", "出院人次/住院收入（人次/千元）"),
        ("门急诊人次；收入（千元）", "出院人次；住院收入（千元）"),
        ("门急诊人次（收入（千元））", "出院人次（住院收入（千元））"),
        ("门急诊人次收入（千元）", "出院人次住院收入（千元）"),
    ],
)
@pytest.mark.parametrize("between", ["{}/{}", "{}；{}", "{}（{}）", "{}\n{}"])
def test_two_measures_in_a_cell_are_two_columns(
    outpatient: str, discharges: str, between: str
) -> None:
    rows = [
        ["江宁区", "8165817", "24", "8/10", between.format(594483, 113178.13), "7561/85834.21"],
        ["高淳区", "7917416", "29", "9/10", between.format(307485, 41175.59), "4284/33040.4"],
        ["秦淮区", "0", "0", "0/10", "0//", "/"],
    ]
    caption = "2025年2月南京市卫生信息平台数据采集情况（区）"
    printed = table(caption, [[*HEADER, outpatient, discharges]], rows)
    found = interpret(reading(*masthead(), printed), REGISTRY)
    values = [
        (r.outpatient_visits, r.outpatient_revenue_cny, r.discharges, r.inpatient_revenue_cny)
        for r in found.rows
        if isinstance(r, DistrictPlatform)
    ]
    assert values == [
        (594483, 113178130, 7561, 85834210),
        (307485, 41175590, 4284, 33040400),
        (0, None, None, None),
    ]


def test_a_cell_that_holds_one_figure_of_two_is_doubted() -> None:
    printed = table(
        "", [["单位", "人次/收入（元）"]], [["甲", "5/6"], ["乙", "7/8"], ["丙", "9"]]
    )  # fmt: skip
    [parted] = with_parted_columns(reading(printed)).tables
    assert [c.text for c in parted.cells if c.row == 1] == ["甲", "5", "6"]
    assert all(c.doubt for c in parted.cells if c.row == 3 and c.col > 0)


def test_a_pair_under_one_name_and_a_unit_with_a_stroke_stay() -> None:
    header = [["单位", "实时表单（已传/应传）", "次均费用（元/人次）"]]
    same = reading(table("", header, [["甲", "8/10", "12.5"], ["乙", "9/10", "13"]]))
    assert with_parted_columns(same) is same
