"""The overview: the city's sums, the mix, and a page that stays small."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

from pipeline.longitudinal import with_derived_tables
from pipeline.longitudinal.months import months_between
from pipeline.model.dataset import Dataset
from pipeline.report.city import city_tables, headlines, largest_first
from schemas.base import Row
from tests.longitudinal.history import bookings, district, hospital, issue, month, visits
from tests.publishing.handmade import row
from tests.report import sites


def calls(of: str, total: int) -> Row:
    return row(
        "hotline_monthly", month=month(of), issue_id=f"i{of}", calls_total=total,
        consultations=total,
    )  # fmt: skip


def channel(of: str, ident: str, count: int) -> Row:
    return row(
        "bookings_by_channel", month=month(of), channel_id=ident, issue_id=f"i{of}",
        name_printed=ident, bookings=count,
    )  # fmt: skip


def dataset(*rows: Row, months: tuple[str, ...] = ("2018-01", "2019-01")) -> Dataset:
    places = [hospital("a"), hospital("b"), district("d"), district("e")]
    return with_derived_tables(Dataset.of([*map(issue, months), *places, *rows]))


def test_the_newest_month_is_summed_and_compared_with_the_year_before() -> None:
    rows = [
        bookings("2018-01", "a", 40),
        bookings("2019-01", "a", 30),
        bookings("2019-01", "b", 20),
    ]
    [found] = headlines(sites.index(dataset(*rows)))
    assert (found.month, found.value, found.growth, found.rows) == ("2019-01", "50", "+25.0 %", 2)


def test_a_month_without_a_year_before_has_no_growth() -> None:
    [found] = headlines(sites.index(dataset(calls("2019-01", 8))))
    assert (found.value, found.growth, found.rows) == ("8", "", 0)


def test_entities_are_listed_by_their_size() -> None:
    rows = [bookings("2018-01", "a", 20), bookings("2018-01", "b", 30), bookings("2019-01", "b", 5)]
    index = sites.index(dataset(*rows))
    every = index.entities["hospital"]
    assert [row.key()[0] for row in largest_first(index, "hospital", every)] == ["b", "a"]
    undecided = [one.model_copy(update={"provisional": one.key() == ("b",)})
                 for one in every]  # fmt: skip
    assert [row.key()[0] for row in largest_first(index, "hospital", undecided)] == ["a", "b"]


def test_one_month_alone_has_figures_and_no_chart() -> None:
    index = sites.index(dataset(calls("2019-01", 8)))
    assert headlines(index) and not city_tables(index)


def test_channels_are_shares_of_their_sum() -> None:
    rows = [channel("2018-01", "web", 30), channel("2018-01", "app", 10),
            channel("2019-01", "web", 5), channel("2019-01", "app", 5)]  # fmt: skip
    [table] = city_tables(sites.index(dataset(*rows)))
    lines = json.loads(table.charts[0].spec)["data"]
    assert {line["name"]["en"]: (line["y"][0], line["y"][-1]) for line in lines} == {
        "web": (0.75, 0.5), "app": (0.25, 0.5),
    }  # fmt: skip


def test_the_citys_rate_is_of_rows_with_both_figures() -> None:
    money = {"outpatient_revenue_cny": Decimal("100.00")}
    rows = [
        visits("2018-01", "d", 10, **money), visits("2018-01", "e", None, **money),
        visits("2019-01", "d", 4, **money), visits("2019-01", "e", 90),
    ]  # fmt: skip
    [table] = city_tables(sites.index(dataset(*rows)))
    [rate] = [one for one in table.charts if "per visit" in one.title.en]
    values = json.loads(rate.spec)["data"][0]["y"]
    assert (values[0], values[-1]) == (10.0, 25.0)


def test_the_overview_of_thirteen_years_is_small(tmp_path: Path) -> None:
    months = [f"{of:%Y-%m}" for of in months_between(dt.date(2012, 2, 1), dt.date(2025, 2, 1))]
    parts = dict.fromkeys(("phone", "online", "quick", "in_clinic", "third_party"), 12345)
    money = {"outpatient_revenue_cny": Decimal("123456789.05")}
    rows = [
        made
        for of in months
        for made in (
            calls(of, 12345), bookings(of, "a", 61725, **parts), visits(of, "d", 123456, **money),
            *(channel(of, f"channel-{n}", 1234 + n) for n in range(8)),
        )
    ]  # fmt: skip
    sites.write(dataset(*rows, months=tuple(months)), tmp_path)
    size = (tmp_path / "site" / "index.html").stat().st_size
    assert 100_000 < size < 500_000
