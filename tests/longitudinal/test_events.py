"""What comes and goes: the table `events` and its findings."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from pipeline.longitudinal import findings_of_breaks, with_derived_tables
from pipeline.model.catalogue.en import TEXTS
from pipeline.model.dataset import Dataset
from schemas.base import Row
from schemas.events import EventKind
from tests.longitudinal.history import bookings, district, hospital, issue, month, visits
from tests.publishing.handmade import SHA, row

MONTHS = tuple(f"2019-0{n}" for n in range(1, 8))


def history(*rows: Row, months: tuple[str, ...] = MONTHS) -> Dataset:
    return Dataset.of([*map(issue, months), hospital("a"), hospital("b"), *rows])


def events(dataset: Dataset) -> list[tuple[str, str, str, str]]:
    """(month, kind, entity, column) of every event."""
    return [
        (f"{one['month']:%Y-%m}", one["kind"], one["entity_id"], one["measure"])
        for one in with_derived_tables(dataset).rows["events"]
    ]


def series(figures: str, entity: str = "a", **more: Any) -> list[Row]:
    """A row of bookings for every month that has a digit; `.` = no row, `-` = without figure."""
    return [
        bookings(of, entity, int(mark) if mark.isdigit() else None, **more)
        for of, mark in zip(MONTHS, figures, strict=True)
        if mark != "."
    ]


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ("1111111", []),
        ("--11111", [("2019-03", "column_starts")]),
        ("11111--", [("2019-06", "column_ends")]),
        ("111111-", [("2019-07", "column_ends")]),
        ("111-111", []),
        ("11--111", [("2019-03", "column_ends"), ("2019-05", "column_starts")]),
        ("-------", []),
        ("1..-..1", []),
    ],
)
def test_a_column_that_comes_or_goes(figures: str, expected: list[tuple[str, str]]) -> None:
    found = events(history(*series(figures)))
    assert [(month, kind) for month, kind, _, column in found if column == "total"] == expected


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ("1111111", []),
        ("...1111", [("2019-04", "entity_joins")]),
        ("111....", [("2019-04", "entity_leaves")]),
        ("11.1111", []),
        ("11..111", [("2019-03", "entity_leaves"), ("2019-05", "entity_joins")]),
    ],
)
def test_a_hospital_that_joins_or_leaves(figures: str, expected: list[tuple[str, str]]) -> None:
    found = events(history(*series("1111111"), *series(figures, "b")))
    assert [(month, kind) for month, kind, entity, _ in found if entity == "b"] == expected


def merged() -> Dataset:
    rows = [visits("2019-01", "old", 1), visits("2019-01", "new", 2), visits("2019-02", "new", 3)]
    places = (district("old", "new"), district("new"))
    return Dataset.of([*map(issue, ("2019-01", "2019-02")), *places, *rows])


def test_a_district_that_is_merged_names_its_successor() -> None:
    [event] = with_derived_tables(merged()).rows["events"]
    assert (event["kind"], event["entity_id"], event["after"]) == ("merged", "old", "new")
    assert "Old is part of New from 2019-02 on" in event["message"]
    assert "并入New" in event["message_zh"]


def test_a_month_without_an_issue() -> None:
    found = events(history(*series("11..111"), months=("2019-01", "2019-02", *MONTHS[4:])))
    assert [one for one in found if one[1] == "issue_missing"] == [
        ("2019-03", "issue_missing", "", ""), ("2019-04", "issue_missing", "", ""),
    ]  # fmt: skip


def figure(of: str, unit: str, **more: Any) -> Row:
    return row(
        "observations", table_name="platform_by_district", month=month(of), entity_id="new",
        measure="outpatient_revenue_cny", issue_id=f"i{of}", occurrence=1, value=Decimal(70),
        printed="7", unit="CNY", unit_printed=unit, method="text", confidence=1, source_sha256=SHA,
        **{"status": "reported", **more},
    )  # fmt: skip


def test_a_unit_that_changes_is_named_before_and_after() -> None:
    rows = [visits(of, "new", 1, outpatient_revenue_cny=Decimal(70)) for of in MONTHS[:3]]
    seen = [figure("2019-01", "千元"), figure("2019-02", ""), figure("2019-03", "万元")]
    made = with_derived_tables(history(district("new"), *rows, *seen))
    [event] = made.rows["events"]
    assert (event["month"], event["before"], event["after"]) == (month("2019-03"), "千元", "万元")


def test_a_corrected_figure() -> None:
    seen = figure("2019-02", "", status="corrected", value_printed=Decimal(7))
    made = with_derived_tables(history(district("new"), visits("2019-02", "new", 1), seen))
    [event] = [one for one in made.rows["events"] if one["kind"] == "corrected"]
    assert (event["before"], event["after"], event["entity"]) == ("7", "70", "New")


def test_a_break_is_a_finding_and_says_it_in_words() -> None:
    found = findings_of_breaks(history(*series("--11111"), *series("111....", "b")))
    assert [(one.kind, one.severity, one.month, one.entity_id, one.measure) for one in found] == [
        ("left_table", "info", dt.date(2019, 4, 1), "b", None)
    ]
    found = findings_of_breaks(history(*series("--11111")))
    assert [one.kind for one in found] == ["series_break"]
    assert (
        "(total) has figures from 2019-03 on; 2019-02 has none" in found[0].message
        and found[0].issue_id == "i2019-03"
    )


def test_a_row_that_is_missed_already_has_one_finding() -> None:
    missed = row(
        "findings", finding_id="m", kind="missing_entity", severity="warning", message="m",
        table_name="bookings_by_hospital", month=month("2019-07"), entity_id="b",
    )  # fmt: skip
    rows = [*series("1111111"), *series("111111.", "b")]
    assert not findings_of_breaks(history(*rows, missed))
    assert [one.kind for one in findings_of_breaks(history(*rows))] == ["left_table"]
    assert ("2019-07", "entity_leaves", "b", "") in events(history(*rows, missed))


def test_every_kind_has_its_message() -> None:
    assert {*EventKind.__args__} <= {*TEXTS}  # type: ignore[attr-defined]
