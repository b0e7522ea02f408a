"""Order numbers that leave some out, where rows of a table are lost."""

from __future__ import annotations

import pytest

from pipeline.interpreting import interpret
from tests.interpreting.paper import REGISTRY, masthead, reading, table

_NAMES = ("南京鼓楼医院", "南京市第一医院", "南京市中医院", "南京市口腔医院", "南京脑科医院")


@pytest.mark.parametrize(
    ("numbers", "doubted"),
    [
        (("1", "2", "3", "4", "5"), False),
        (("1", "2", "5", "6", "7"), True),
        (("3", "4", "5", "6", "7"), True),
        (("1", "2", "2", "4", "5"), False),  # misprinted
        (("1", "2", "", "4", "5"), False),
        (("101", "102", "103", "104", "105"), False),  # codes
    ],
)
def test_order_numbers_that_leave_some_out(numbers: tuple[str, ...], doubted: bool) -> None:
    rows = [[n, name, "3", "3"] for n, name in zip(numbers, _NAMES, strict=True)]
    body = table("2025年2月12320预约挂号服务统计", [["序号", "单位", "在线预约", "小计"]], rows)
    found = interpret(reading(*masthead(), body), REGISTRY).findings
    told = {f.table_name for f in found if f.message.startswith("The order numbers")}
    assert told == ({"bookings_by_hospital", "reported_totals"} if doubted else set())
