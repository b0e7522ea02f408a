"""Mix, rates and years of an entity."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from pipeline.report.charts import Chart
from pipeline.report.derived_series import derived_charts, year_line
from schemas.base import Row, measure_fields
from schemas.bookings import HospitalBookings
from schemas.platform import DistrictPlatform
from tests.longitudinal.history import bookings, month, visits


def charts(model: type[Row], rows: list[Row]) -> list[tuple[Chart, dict[str, Any]]]:
    fields = [f for f in measure_fields(model) if any(row[f.name] is not None for row in rows)]
    months = [row["month"] for row in rows]
    found = derived_charts(model, rows, months, fields, lambda _: ())
    return [(chart, json.loads(chart.spec)) for chart in found]


def test_the_mix_is_of_the_own_total() -> None:
    rows = [bookings("2019-01", "a", 200, phone=50, online=150), bookings("2019-02", "a", 0)]
    [(chart, spec)] = charts(HospitalBookings, rows)
    assert (chart.unit.en, spec["format"]) == ("share of its total", ".0%")
    columns = [f.name for f in measure_fields(HospitalBookings) if f.name in spec_names(rows)]
    assert {line["name"]["en"]: (columns[line["column"]], columns[line["below"]])
            for line in spec["lines"]} == {
        "phone": ("phone", "total"), "online": ("online", "total"),
    }  # fmt: skip
    assert (spec["table"], spec["of"]) == ("bookings_by_hospital", ["2019-01", "2019-02"])


def spec_names(rows: list[Row]) -> set[str]:
    """The columns that a page shows of these rows."""
    fields = measure_fields(type(rows[0]))
    return {f.name for f in fields if any(row[f.name] is not None for row in rows)}


def test_a_share_of_one_month_alone_is_not_drawn() -> None:
    rows = [bookings("2019-01", "a", 200, phone=50), bookings("2019-02", "a", 0, phone=0)]
    assert [chart.drawn for chart, _ in charts(HospitalBookings, rows)] == [False]
    rows.append(bookings("2019-03", "a", 20, phone=5))
    assert [chart.drawn for chart, _ in charts(HospitalBookings, rows)] == [True]


def test_a_rate_needs_both_figures() -> None:
    rows = [
        visits("2019-01", "d", 4, outpatient_revenue_cny=Decimal("10.00")),
        visits("2019-02", "d", None, outpatient_revenue_cny=Decimal("10.00")),
    ]
    [(chart, spec)] = charts(DistrictPlatform, rows)
    assert "per visit" in chart.title.en and not chart.drawn
    [line] = spec["lines"]
    columns = [f.name for f in measure_fields(DistrictPlatform) if f.name in spec_names(rows)]
    assert columns[line["column"]] == "outpatient_revenue_cny"
    assert columns[line["below"]] == "outpatient_visits"


def test_the_sum_of_a_year_says_how_many_months_it_has() -> None:
    whole = [bookings(f"2019-{n:02}", "a", n) for n in range(1, 13)]
    part = [bookings("2020-01", "a", 7), bookings("2020-02", "a", None)]
    total = [field for field in measure_fields(HospitalBookings) if field.name == "total"]
    newest, oldest = year_line(2020, part, total), year_line(2019, whole, total)
    assert (newest.year, newest.sums[0].text, newest.sums[0].months) == ("2020", "7", 1)
    assert (oldest.sums[0].text, oldest.sums[0].whole, newest.sums[0].whole) == ("78", True, False)


def test_days_are_not_summed() -> None:
    days = [f for f in measure_fields(DistrictPlatform) if f.name == "realtime_days"]
    line = year_line(2019, [visits("2019-01", "d", 1, realtime_days=31)], days)
    assert line.sums[0].text == "–" and month("2019-01").year == int(line.year)
