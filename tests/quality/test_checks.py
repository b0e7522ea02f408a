"""Each relation with rows that keep it and rows that break it, through Great Expectations."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from typing import Any

import pytest

from pipeline.model.dataset import Dataset
from pipeline.model.findings import finding
from pipeline.model.message import Message
from pipeline.quality import Thresholds, validate
from schemas.base import Row
from schemas.quality import Finding, Observation
from tests.quality.handmade import MONTH, dataset, good_rows, issue, row


def findings_of(made: Dataset) -> list[Finding]:
    """By kind and measure; the table itself is sorted by id."""
    found = validate(made).of_type(Finding)
    return sorted(found, key=lambda f: (f.kind, f.measure or "", f.message))


def test_figures_that_agree_raise_nothing() -> None:
    checked = validate(dataset())
    assert checked.of_type(Finding) == ()
    assert {o.status for o in checked.of_type(Observation)} == {"reported", "missing"}


@pytest.mark.parametrize(
    ("changes", "kind", "severity", "table", "entity", "measure", "expected", "observed"),
    [
        ({"bing": {"total": 6}, "total": {"value": Decimal(286)}}, "row_sum", "error",
         "bookings_by_hospital", "丙医院", "total", "5", "6"),
        ({"total": {"value": Decimal(284)}}, "column_total", "error",
         "bookings_by_hospital", None, "total", "285", "284"),
        ({"web": {"bookings": 89}}, "cross_table", "error",
         "bookings_by_channel", None, "bookings", "90", "89"),
        ({"hotline": {"calls_total": 31}}, "row_sum", "error",
         "hotline_monthly", None, "calls_total", "30", "31"),
        ({"platform": {"realtime_days": 31}}, "out_of_range", "error",
         "platform_by_hospital", "甲医院", "realtime_days", "≤ 30", "31"),
        ({"platform": {"realtime_forms": 13}}, "out_of_range", "error",
         "platform_by_hospital", "甲医院", "realtime_forms", "≤ 12", "13"),
        ({"platform": {"outpatient_visits": -1}}, "out_of_range", "error",
         "platform_by_hospital", "甲医院", "outpatient_visits", "≥ 0", "-1"),
        ({"platform": {"outpatient_visits": 10}}, "outlier", "info",
         "platform_by_hospital", "甲医院", "outpatient_revenue_cny", "20 to 2000", "30,000.00"),
    ],
)  # fmt: skip
def test_a_broken_relation_names_its_cell(
    changes: dict[str, dict[str, Any]], kind: str, severity: str, table: str, entity: str | None,
    measure: str, expected: str, observed: str,
) -> None:  # fmt: skip
    found = [f for f in findings_of(dataset(changes)) if f.kind == kind]
    said = [(f.severity, f.table_name, f.month, f.entity, f.measure, f.expected, f.observed)
            for f in found]  # fmt: skip
    assert said == [(severity, table, MONTH, entity, measure, expected, observed)]
    assert found[0].issue_id == "2030-05"
    if kind != "cross_table":
        assert (found[0].page, found[0].x0) == (3, 1.0)


def test_exactly_the_doubtful_figure_is_flagged() -> None:
    wrong: dict[str, dict[str, Any]] = {
        "total": {"value": Decimal(284)}, "platform": {"realtime_days": 31},
    }  # fmt: skip
    checked = validate(dataset(wrong))
    flagged = {(o.table_name, o.entity_id, o.measure)
               for o in checked.of_type(Observation) if o.status == "flagged"}  # fmt: skip
    assert flagged == {
        ("reported_totals", "bookings_by_hospital", "total"),
        ("platform_by_hospital", "jia", "realtime_days"),
    }


def test_figures_of_a_superseded_edition_are_left_alone() -> None:
    made = dataset({"total": {"value": Decimal(284)}})
    older = [
        o.model_copy(update={"source_sha256": "1" * 64, "occurrence": 2, "page": 9})
        for o in made.of_type(Observation)
    ]
    both = made.with_rows(("observations", [*older, *made.of_type(Observation)]))
    checked = validate(both)
    found = checked.of_type(Finding)
    assert {(f.kind, f.page) for f in found} == {("column_total", 3), ("low_confidence", 3)}
    flagged = [o for o in checked.of_type(Observation) if o.status == "flagged"]
    assert [o.source_sha256 for o in flagged] == ["0" * 64]


def test_values_are_never_changed() -> None:
    before = dataset({"total": {"value": Decimal(284)}})
    after = validate(before)
    assert after.rows["reported_totals"] == before.rows["reported_totals"]
    assert [o.value for o in after.of_type(Observation)] == [
        o.value for o in before.of_type(Observation)
    ]


def test_a_cumulative_figure_that_falls() -> None:
    later = dt.date(2030, 5, 1)
    more = row("cumulative_totals", month=later, issue_id="2030-06", bookings_cumulative=999,
               records_validated=5000)  # fmt: skip
    found = findings_of(dataset(None, more, issue(), issue("2030-06", later)))
    assert [(f.kind, f.month, f.measure, f.expected) for f in found] == [
        ("out_of_range", later, "bookings_cumulative", "≥ 1000")
    ]


def test_rows_out_of_printed_order() -> None:
    rows = [
        row("platform_by_hospital", hospital_id=f"h{n}", position=n,
            scheduled_records=99_999 if n == 7 else 1000 - n)
        for n in range(2, 14)
    ]  # fmt: skip
    known = [row("hospitals", hospital_id=f"h{n}", name=f"第{n}医院", provisional=False)
             for n in range(2, 14)]  # fmt: skip
    found = findings_of(dataset(None, *rows, *known))
    assert [(f.kind, f.severity, f.entity) for f in found] == [("order", "warning", "第7医院")]


def test_a_figure_of_an_unknown_column_belongs_to_the_sum() -> None:
    changes: dict[str, dict[str, Any]] = {
        "bing": {"total": 30, "extra": '{"自助机预约": "25"}'},
        "total": {"value": Decimal(310)},
    }
    assert findings_of(dataset(changes)) == []


def test_an_absent_column_is_no_failure_and_an_unreadable_cell_is_no_pass() -> None:
    made = dataset({"bing": {"total": 9, "phone": None}, "total": {"value": Decimal(289)},
                    "phone": {"value": Decimal(150)}})  # fmt: skip
    assert findings_of(made) == [], "all parts null: nothing to compare"
    blurred = [
        o.model_copy(update={"printed": "1?3", "status": "flagged"})
        if (o.entity_id, o.measure) == ("bing", "phone") else o
        for o in made.of_type(Observation)
    ]  # fmt: skip
    found = findings_of(made.with_rows(("observations", blurred)))
    assert [(f.kind, f.severity, f.entity, f.measure) for f in found] == [
        ("column_total", "warning", None, "phone"),
        ("low_confidence", "info", None, None),
        ("row_sum", "warning", "丙医院", "total"),
    ]
    assert all("could not be" in f.message for f in found if f.kind != "low_confidence")


def test_a_channel_of_unknown_aim_may_fill_what_is_left() -> None:
    changes = {"web": {"bookings": 80}}
    new = row("channels", channel_id="new", name="新", feeds=None, provisional=True)
    share = row("bookings_by_channel", channel_id="new", position=3, bookings=10)
    assert findings_of(dataset(changes, new, share)) == []
    wrong = share.model_copy(update={"bookings": 11})
    kinds = [f.kind for f in findings_of(dataset(changes, new, wrong))]
    assert set(kinds) - {"low_confidence"} == {"cross_table"}


@pytest.mark.parametrize(
    ("changes", "doubted"),
    [
        ({"web": {"bookings": 89}}, ["bookings_by_hospital", "reported_totals"]),
        ({}, []),
    ],
)
def test_two_tables_that_contradict_each_other_are_both_doubtful(
    changes: dict[str, dict[str, Any]], doubted: list[str]
) -> None:
    """Each may have sums of its own that fit the misprint, its totals among them."""
    found = [f for f in findings_of(dataset(changes)) if f.kind == "low_confidence"]
    assert sorted(str(f.table_name) for f in found) == doubted
    assert {(f.severity, f.month, f.measure) for f in found} <= {("info", MONTH, None)}


def test_structure() -> None:
    good = good_rows()["jia"]
    twice = good.model_copy(update={"position": 9, "total": 200})
    stranger = good.model_copy(update={"hospital_id": "nobody", "position": 8})
    typed = row("districts", district_id="e", name="戊区", provisional=False)
    typed = typed.model_copy(update={"name": 5})
    monthly = row("cumulative_totals", month=dt.date(2030, 5, 2), bookings_cumulative=2000)
    found = findings_of(dataset({"phone": {"value": None}, "total": {"value": None}},
                                twice, stranger, monthly, typed))  # fmt: skip
    reported = {(f.kind, f.table_name): f.message for f in found}
    assert "more than once" in reported["duplicate_entity", "bookings_by_hospital"]
    assert "is not in hospitals" in reported["conflict", "bookings_by_hospital"]
    assert "not a first day" in reported["out_of_range", "cumulative_totals"]
    assert "another type" in reported["conflict", "districts"]


def test_an_enum_and_a_null_that_may_not_be() -> None:
    made = dataset()
    broken = [o.model_copy(update={"method": "guess"}) for o in made.of_type(Observation)[:1]]
    nameless = [h.model_copy(update={"name": None}) for h in made.rows["hospitals"]]
    found = findings_of(made.with_rows(
        ("observations", [*broken, *made.of_type(Observation)[1:]]), ("hospitals", nameless),
    ))  # fmt: skip
    assert any(f.kind == "out_of_range" and f.measure == "method" for f in found)
    assert sum(f.table_name == "hospitals" and "has no name" in f.message for f in found) == 3


def test_each_wrong_cell_of_a_row_has_its_own_finding() -> None:
    """Though one expectation asks the same of all columns."""
    wrong = {"platform": {"outpatient_visits": -1, "realtime_forms": -2}}
    found = [f for f in findings_of(dataset(wrong)) if f.expected == "≥ 0"]
    assert {(f.measure, f.observed, f.entity) for f in found} == {
        ("outpatient_visits", "-1", "甲医院"), ("realtime_forms", "-2", "甲医院"),
    }  # fmt: skip
    assert len(found) == 2


def test_a_fact_table_that_lost_its_rows_does_not_pass_as_empty() -> None:
    made = dataset()
    found = findings_of(made.with_rows(("hotline_monthly", ())))
    assert [(f.kind, f.severity, f.table_name) for f in found] == [
        ("missing_table", "error", "hotline_monthly")
    ]


def test_an_empty_dataset_is_valid() -> None:
    assert findings_of(Dataset.of([])) == []


def test_findings_of_earlier_steps_stay_and_flag_their_figures() -> None:
    reported = finding(
        "low_confidence", "warning", Message("text_cut_off"), issue_id="2030-05", month=MONTH,
        table_name="bookings_by_hospital", entity_id="jia", measure="phone",
    )  # fmt: skip
    checked = validate(dataset(None, reported))
    assert checked.of_type(Finding) == (reported,)
    assert [o.measure for o in checked.of_type(Observation) if o.status == "flagged"] == ["phone"]


def test_ids_and_order_depend_on_content_alone() -> None:
    changes: dict[str, dict[str, Any]] = {"total": {"value": Decimal(1)}, "web": {"bookings": 2}}
    made = dataset(changes)
    shuffled: list[Row] = [r for rows in made.rows.values() for r in rows]
    random.Random(7).shuffle(shuffled)
    first, second = validate(made), validate(Dataset.of(shuffled))
    assert first.rows == second.rows
    assert len({f.finding_id for f in first.of_type(Finding)}) == len(first.rows["findings"])


def test_an_expectation_that_raises_is_a_failure_of_the_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from pipeline.quality.checks import row_sum
    from pipeline.quality.evaluate import CheckRaised

    def broken(*_: object) -> bool:
        raise ZeroDivisionError("no such sum")

    monkeypatch.setattr(row_sum, "row_sum_holds", broken)
    with pytest.raises(CheckRaised, match=r"row_sum.*no such sum"):
        validate(dataset())


def test_a_total_of_its_own_observation_is_boxed() -> None:
    made = dataset({"phone": {"value": Decimal(1)}})
    found, own = findings_of(made)
    seen = next(o for o in made.of_type(Observation)
                if (o.table_name, o.measure) == ("reported_totals", "phone"))  # fmt: skip
    assert (found.page, found.top) == (seen.page, seen.top)
    assert (own.table_name, own.severity) == ("reported_totals", "info")
    assert (own.page, own.top) == (seen.page, seen.top)


def test_thresholds_explain_themselves() -> None:
    for name, field in Thresholds.model_fields.items():
        assert field.description, name
