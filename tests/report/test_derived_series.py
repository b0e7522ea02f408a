"""Mix, rates and years of an entity."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from pipeline.report.charts import Chart
from pipeline.report.derived_series import derived_charts, years
from schemas.base import Row, measure_fields
from schemas.bookings import HospitalBookings
from schemas.platform import DistrictPlatform
from tests.longitudinal.history import bookings, month, visits


def charts(
    model: type[Row], rows: list[Row], doubted: str = ""
) -> list[tuple[Chart, dict[str, Any]]]:
    fields = [f for f in measure_fields(model) if any(row[f.name] is not None for row in rows)]
    found = derived_charts(
        model, rows, [row["month"] for row in rows], fields, lambda _: (),
        {doubted: [row["month"] for row in rows]},
    )  # fmt: skip
    return [(chart, json.loads(chart.spec)) for chart in found]


def test_the_mix_is_of_the_own_total() -> None:
    rows = [bookings("2019-01", "a", 200, phone=50, online=150), bookings("2019-02", "a", 0)]
    [(chart, spec)] = charts(HospitalBookings, rows)
    assert (chart.unit.en, spec["format"]) == ("share of its total", ".0%")
    assert {line["name"]["en"]: line["y"] for line in spec["data"]} == {
        "phone": [0.25, None], "online": [0.75, None],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("doubted", "red"), [("", set()), ("phone", {"phone"}), ("total", {"phone", "online"})]
)
def test_a_share_is_as_doubtful_as_its_figures(doubted: str, red: set[str]) -> None:
    rows = [bookings("2019-01", "a", 200, phone=50, online=150)]
    [(_, spec)] = charts(HospitalBookings, rows, doubted)
    assert red == {
        line["name"]["en"] for line in spec["data"] if "diamond" in line["marker"].get("symbol", ())
    }


def test_a_rate_needs_both_figures() -> None:
    rows = [
        visits("2019-01", "d", 4, outpatient_revenue_cny=Decimal("10.00")),
        visits("2019-02", "d", None, outpatient_revenue_cny=Decimal("10.00")),
    ]
    [(chart, spec)] = charts(DistrictPlatform, rows)
    assert "per visit" in chart.title.en and spec["data"][0]["y"] == [2.5, None]


def test_the_sum_of_a_year_says_how_many_months_it_has() -> None:
    whole = [bookings(f"2019-{n:02}", "a", n) for n in range(1, 13)]
    part = [bookings("2020-01", "a", 7), bookings("2020-02", "a", None)]
    total = [field for field in measure_fields(HospitalBookings) if field.name == "total"]
    newest, oldest = years([*whole, *part], total)
    assert (newest.year, newest.sums[0].text, newest.sums[0].months) == ("2020", "7", 1)
    assert (oldest.sums[0].text, oldest.sums[0].whole, newest.sums[0].whole) == ("78", True, False)


def test_days_are_not_summed() -> None:
    days = [f for f in measure_fields(DistrictPlatform) if f.name == "realtime_days"]
    [line] = years([visits("2019-01", "d", 1, realtime_days=31)], days)
    assert line.sums[0].text == "–" and month("2019-01").year == int(line.year)
