"""A row that lacks a cell has its figures under the wrong headers; so all of them are doubts."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.interpreting import interpret
from tests.interpreting.paper import REGISTRY, masthead, reading, table

CAPTION = "2025年2月南京市卫生信息平台数据采集情况（区）"
HEADER = [
    [
        "接入单位", "定时数据上传量", "实时数据上传天数", "实时数据表单上传情况", "门急诊人次",
        "门急诊收入（千元）", "出院人次", "住院收入（千元）",
    ]
]  # fmt: skip
ROWS = (
    ["江宁区", "6000", "28", "11/12", "5100", "310.25", "120", "4100.5"],
    ["六合区", "5000", "27", "10/12", "4100", "210.25", "110", "3100.5"],
    ["高淳区", "4000", "26", "12/12", "3100", "190.25", "100", "2100.5"],
)


def doubted(row: Sequence[str]) -> set[str]:
    """The measures of this row, the last of a table, that have a finding."""
    made = table(CAPTION, HEADER, [*ROWS, list(row)])
    found = interpret(reading(*masthead(), made), REGISTRY).findings
    assert all(f.entity_id in (None, "320116", "320118", "320115", "320117") for f in found)
    return {f.measure or "" for f in found if f.entity_id == "320117"}


EVERY = {
    "scheduled_records", "realtime_days", "realtime_forms", "realtime_forms_required",
    "outpatient_visits", "outpatient_revenue_cny", "discharges", "inpatient_revenue_cny",
}  # fmt: skip


def test_all_figures_of_a_row_that_lacks_a_cell_are_doubts() -> None:
    assert doubted(["溧水区", "3000", "9/12", "2100", "180.25", "90", "1100.5", ""]) == EVERY


def test_blanks_beside_pieces_of_figures_are_doubts() -> None:
    found = doubted(["溧水区", "", "", "", "", ".53", "", ".33"])
    assert found == EVERY


@pytest.mark.parametrize(
    ("row", "doubts"),
    [
        (["溧水区", "3000", "25", "9/12", "2100", "180.25", "90", ""], set()),
        (["溧水区", "3000", "25", "9/12", "#REF!", "180.25", "#REF!", "90"],
         {"outpatient_visits", "discharges"}),
        (["溧水区", "3000", "25", "9", "2100", "180.25", "90", ""],
         {"realtime_forms", "realtime_forms_required"}),
    ],
)  # fmt: skip
def test_the_other_figures_of_a_row_in_its_place_are_none(
    row: Sequence[str], doubts: set[str]
) -> None:
    assert doubted(row) == doubts
