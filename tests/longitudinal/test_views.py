"""Shares, growth and coverage as a researcher asks for them, and panels as Parquet."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from pipeline.model.dataset import Dataset
from pipeline.publishing import publish
from schemas.catalog import tables
from tests.longitudinal.history import bookings, hospital, issue, month
from tests.publishing.handmade import SHA, row


def dataset() -> Dataset:
    """Two hospitals in March 2018 and 2019, no issue in between but that of January 2019."""
    return Dataset.of([
        row("source_files", sha256=SHA, file_name="a.pdf", status="loaded", issue_id="i2019-03",
            received_at="2019-04-01T00:00:00Z"),
        *map(issue, ("2018-03", "2019-01", "2019-03")), hospital("a"), hospital("b"),
        bookings("2018-03", "a", 40, phone=0), bookings("2018-03", "b", 10),
        bookings("2019-03", "a", 50, phone=5), bookings("2019-03", "b", None),
        row("hotline_monthly", month=month("2019-03"), issue_id="i2019-03", calls_total=8,
            complaints=2),
        row("findings", finding_id="f", kind="outlier", severity="error", message="m",
            table_name="bookings_by_hospital", month=month("2019-03")),
        row("platform_by_district", month=month("2019-03"), district_id="d", issue_id="i2019-03",
            name_printed="d", outpatient_revenue_cny=Decimal("0.07")),
        row("platform_by_district", month=month("2018-12"), district_id="d", issue_id="i2019-01",
            name_printed="d", outpatient_revenue_cny=Decimal("500.00"), outpatient_visits=10),
        row("districts", district_id="d", name="D", provisional=False),
    ])  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(dataset(), tmp_path_factory.mktemp("outputs"), summary={}).path


@pytest.fixture
def database(folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(folder / "bulletins.sqlite")) as connection:
        yield connection


def test_shares_are_of_the_sum_of_the_month(database: sqlite3.Connection) -> None:
    found = database.execute(
        "SELECT month, name, total_share, phone_share FROM shares_hospital_bookings "
        "WHERE status = 'reported' ORDER BY 1, 2"
    ).fetchall()
    assert found == [
        ("2018-03-01", "A", 0.8, None), ("2018-03-01", "B", 0.2, None),
        ("2019-03-01", "A", 1.0, 1.0), ("2019-03-01", "B", None, None),
    ]  # fmt: skip


def test_shares_of_the_hotline_are_of_its_total(database: sqlite3.Connection) -> None:
    query = "SELECT month, complaints_share, consultations_share FROM shares_hotline"
    assert database.execute(query).fetchall() == [("2019-03-01", 0.25, None)]


def test_a_share_says_of_what_it_is_one(database: sqlite3.Connection) -> None:
    found = database.execute(
        "SELECT name, phone_share_of_city, phone_share, phone_share_of_hospital "
        "FROM shares_hospital_bookings WHERE month = '2019-03-01' ORDER BY 1"
    ).fetchall()
    assert found == [("A", 1.0, 1.0, 0.1), ("B", None, None, None)]


def test_revenue_per_visit_needs_both_figures(database: sqlite3.Connection) -> None:
    found = database.execute(
        "SELECT month, outpatient_revenue_per_visit, inpatient_revenue_per_discharge "
        "FROM rates_district_platform"
    ).fetchall()
    assert found == [("2018-12-01", 50.0, None), ("2019-01-01", None, None),
                     ("2019-02-01", None, None), ("2019-03-01", None, None)]  # fmt: skip


def test_years_are_summed_with_their_number_of_months(database: sqlite3.Connection) -> None:
    found = database.execute(
        "SELECT year, name, total, total_months, phone, phone_months "
        "FROM annual_hospital_bookings ORDER BY 1, 2"
    ).fetchall()
    assert found == [
        (2018, "A", 40, 1, 0, 1), (2018, "B", 10, 1, None, 0),
        (2019, "A", 50, 1, 5, 1), (2019, "B", None, 0, None, 0),
    ]  # fmt: skip
    query = "SELECT year, calls_total, calls_total_months FROM annual_hotline"
    assert database.execute(query).fetchall() == [(2019, 8, 1)]


def test_the_rate_of_a_year_is_of_months_with_both_figures(database: sqlite3.Connection) -> None:
    query = "SELECT year, outpatient_revenue_per_visit FROM annual_district_platform"
    assert database.execute(query).fetchall() == [(2018, 50.0), (2019, None)]


def test_growth_is_over_twelve_months(database: sqlite3.Connection) -> None:
    found = database.execute(
        "SELECT name, total, total_year_before, total_growth, phone_growth "
        "FROM growth_hospital_bookings WHERE month = '2019-03-01' ORDER BY 1"
    ).fetchall()
    assert found == [("A", 50, 40, 0.25, None), ("B", None, 10, None, None)]
    query = "SELECT count(*), count(total_growth) FROM growth_hospital_bookings"
    assert database.execute(query).fetchone() == (26, 1)


def test_coverage_names_every_month_of_every_table(database: sqlite3.Connection) -> None:
    found = database.execute(
        "SELECT month, issue_id, row_count, status, errors FROM coverage "
        "WHERE table_name = 'bookings_by_hospital' ORDER BY month"
    ).fetchall()
    assert len(found) == 13
    assert found[0] == ("2018-03-01", "i2018-03", 2, "reported", 0)
    assert found[1] == ("2018-04-01", None, 0, "no_issue", 0)
    assert found[10] == ("2019-01-01", "i2019-01", 0, "not_reported", 0)
    assert found[12] == ("2019-03-01", "i2019-03", 2, "reported", 1)
    names = {name for (name,) in database.execute("SELECT DISTINCT table_name FROM coverage")}
    monthly = {n for n, m in tables().items() if m.table.kind == "fact" and "month" in m.table.key}
    assert names == monthly


def test_panels_are_parquet_with_dates_and_exact_money(folder: Path) -> None:
    [months] = (
        duckdb.connect()
        .execute(
            f"SELECT min(month), max(month), count(*), typeof(min(month)) "
            f"FROM '{folder}/panel_hospital_bookings.parquet'"
        )
        .fetchall()
    )
    assert months == (month("2018-03"), month("2019-03"), 26, "DATE")
    [(money,)] = (
        duckdb.connect()
        .execute(
            f"SELECT outpatient_revenue_cny FROM '{folder}/panel_district_platform.parquet' "
            "WHERE month = '2019-03-01'"
        )
        .fetchall()
    )
    assert money == Decimal("0.07")


def test_views_of_an_empty_dataset_are_empty(tmp_path: Path) -> None:
    path = publish(Dataset.of([]), tmp_path, summary={}).path
    with closing(sqlite3.connect(path / "bulletins.sqlite")) as connection:
        views = connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall()
        for (view,) in views:
            assert connection.execute(f'SELECT * FROM "{view}"').fetchall() == []
