"""Panels: every month of every entity, mergers as sums, and a reason for every gap."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.longitudinal.chains import Member, chains_of
from pipeline.longitudinal.panels import with_panels
from pipeline.model.dataset import Dataset
from schemas.base import fields_of, measure_fields
from schemas.catalog import tables
from tests.longitudinal.history import (
    bookings,
    district,
    hospital,
    issue,
    merger,
    month,
    visits,
)
from tests.publishing.handmade import row

PANELS = [name for name, model in tables().items() if model.table.kind == "panel"]


def panel(dataset: Dataset, name: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The rows of a panel by key, the month as 2013-02."""
    rows = with_panels(dataset).rows[name]
    return {(f"{month:%Y-%m}", *rest): dict(row) for row in rows for month, *rest in [row.key()]}


def test_before_a_merger_the_figures_of_both_are_summed() -> None:
    both = {"outpatient_revenue_cny": Decimal("0.10"), "realtime_days": 30}
    found = panel(
        merger(
            visits("2012-12", "old", 10, **both), visits("2012-12", "new", 5, **both),
            visits("2013-02", "new", 17, **both),
        ),
        "panel_district_platform",
    )  # fmt: skip
    assert {ident for _, ident in found} == {"new"}
    summed, alone = found["2012-12", "new"], found["2013-02", "new"]
    assert (summed["outpatient_visits"], summed["members"]) == (15, 2)
    assert summed["outpatient_revenue_cny"] == Decimal("0.20")
    assert (summed["realtime_days"], summed["partial"]) == (None, None)
    assert (alone["outpatient_visits"], alone["members"], alone["realtime_days"]) == (17, 1, 30)
    assert found["2013-01", "new"]["status"] == "not_reported"


@pytest.mark.parametrize("there", ["old", "new"])
def test_a_sum_without_one_of_its_members_is_null_and_says_so(there: str) -> None:
    rows = [visits("2012-12", "old", 10), visits("2012-12", "new", 5), visits("2013-01", there, 7)]
    found = panel(merger(*rows), "panel_district_platform")["2013-01", "new"]
    assert (found["status"], found["outpatient_visits"]) == ("member_missing", None)
    assert (found["members"], found["members_reported"]) == (2, 1)


def test_a_figure_that_one_member_lacks_is_null_and_listed() -> None:
    rows = [
        visits("2012-12", "old", 10, discharges=3),
        visits("2012-12", "new", None, discharges=4),
    ]
    found = panel(merger(*rows), "panel_district_platform")["2012-12", "new"]
    assert (found["status"], found["discharges"]) == ("reported", 7)
    assert (found["outpatient_visits"], found["partial"]) == (None, "outpatient_visits")
    assert found["inpatient_revenue_cny"] is None


def test_a_sum_beyond_its_column_is_null_and_listed() -> None:
    rows = [visits("2012-12", "old", 2**62), visits("2012-12", "new", 2**62)]
    found = panel(merger(*rows), "panel_district_platform")["2012-12", "new"]
    assert (found["outpatient_visits"], found["partial"]) == (None, "outpatient_visits")


def test_a_member_printed_after_its_end_still_counts() -> None:
    rows = [visits("2013-02", "old", 1), visits("2013-02", "new", 2)]
    found = panel(merger(*rows), "panel_district_platform")["2013-02", "new"]
    assert (found["outpatient_visits"], found["members"]) == (3, 2)


def test_a_predecessor_that_the_table_never_names_is_not_waited_for() -> None:
    found = panel(merger(visits("2012-12", "new", 5)), "panel_district_platform")
    assert found["2012-12", "new"]["outpatient_visits"] == 5
    found = panel(merger(visits("2012-12", "old", 5)), "panel_district_platform")
    assert found["2012-12", "new"]["name"] == "New"


def test_every_gap_has_its_reason() -> None:
    dataset = Dataset.of([
        *map(issue, ("2019-01", "2019-02", "2019-04", "2019-05")),
        hospital("a"), hospital("late"), hospital("founded", valid_from=month("2019-04")),
        hospital("closed", valid_to=month("2019-02")),
        bookings("2019-01", "a", 1), bookings("2019-02", "a", 0), bookings("2019-04", "a", None),
        bookings("2019-02", "late", 1), bookings("2019-05", "founded", 1),
        bookings("2019-01", "closed", 1),
    ])  # fmt: skip
    found = panel(dataset, "panel_hospital_bookings")
    states = {
        ident: [found[f"2019-0{m}", ident]["status"] for m in range(1, 6)]
        for ident in ("a", "late", "founded", "closed")
    }
    reported, gap, none = "reported", "not_reported", "no_issue"
    assert states == {
        "a": [reported, reported, none, reported, gap],
        "late": ["not_yet", reported, none, gap, gap],
        "founded": ["not_yet", "not_yet", "not_yet", "not_yet", reported],
        "closed": [reported, gap, "ended", "ended", "ended"],
    }
    assert [found[f"2019-0{m}", "a"]["total"] for m in range(1, 6)] == [1, 0, None, None, None]
    assert [found[f"2019-0{m}", "a"]["issue_id"] for m in (2, 3, 5)] == ["i2019-02", None, "i2019-05"]  # fmt: skip # noqa: E501


def test_the_hotline_has_every_month() -> None:
    def calls(of: str) -> Any:
        return row("hotline_monthly", month=month(of), issue_id=f"i{of}", calls_total=9)

    dataset = Dataset.of([*map(issue, ("2019-01", "2019-03", "2019-04")),
                          calls("2019-01"), calls("2019-03")])  # fmt: skip
    found = panel(dataset, "panel_hotline")
    assert [r["status"] for r in found.values()] == ["reported", "no_issue", "reported", "not_reported"]  # fmt: skip # noqa: E501


def test_an_empty_dataset_has_empty_panels() -> None:
    assert not any(with_panels(Dataset.of([])).rows[name] for name in PANELS)


def test_successors_lead_to_the_last_and_a_circle_leads_nowhere() -> None:
    after = {"a": "b", "b": "c", "c": None, "x": "y", "y": "x"}
    chains = chains_of([Member(i) for i in after], after)
    members = {c.entity_id: [m.entity_id for m in c.members] for c in chains}
    assert members == {"c": ["a", "b", "c"], "x": ["x"], "y": ["y"]}


def test_a_successor_without_dates_takes_over_after_the_last_row() -> None:
    dataset = Dataset.of([
        issue("2019-01"), issue("2019-02"), district("a", "b"),
        district("b", valid_from=month("2019-02")),
        visits("2019-01", "a", 1), visits("2019-02", "b", 2),
    ])  # fmt: skip
    found = panel(dataset, "panel_district_platform")
    assert [r["outpatient_visits"] for r in found.values()] == [1, 2]


@pytest.mark.parametrize("name", PANELS)
def test_a_panel_has_the_measures_of_its_table(name: str) -> None:
    spec = tables()[name].table
    fact = tables()[spec.panel_of]
    own = {f.name: f for f in fields_of(tables()[name])}
    for field in measure_fields(fact):
        assert (own[field.name].type, own[field.name].column.zh) == (field.type, field.column.zh)
        assert own[field.name].nullable
    assert spec.key == fact.table.key


FIGURES = st.one_of(st.none(), st.integers(0, 10**6))
ROWS = st.dictionaries(
    st.tuples(st.sampled_from(("2012-11", "2012-12", "2013-01", "2013-02", "2013-04")),
              st.sampled_from(("old", "new", "other"))),
    FIGURES, max_size=15,
)  # fmt: skip


@settings(deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_nothing_is_lost_added_or_dependent_on_order(
    printed: dict[tuple[str, str], int | None], draw: random.Random
) -> None:
    rows = [
        *(issue(of) for of in sorted({of for of, _ in printed})),
        district("old", "new", valid_to=dt.date(2013, 1, 1)), district("new"), district("other"),
        *(visits(of, ident, value) for (of, ident), value in printed.items()),
    ]  # fmt: skip
    made = with_panels(Dataset.of(rows)).rows
    found = panel(Dataset.of(rows), "panel_district_platform")
    months = {of for of, _ in found}
    assert len(found) == len(months) * len({ident for _, ident in found})
    for of in months:
        here = {ident: r for (m, ident), r in found.items() if m == of}
        whole = all(r["status"] != "member_missing" and not r["partial"] for r in here.values())
        values = [v for (m, _), v in printed.items() if m == of and v is not None]
        summed = [r["outpatient_visits"] for r in here.values()]
        known = [v for v in summed if v is not None]
        assert (sum(known) == sum(values)) if whole else (sum(known) <= sum(values))
    draw.shuffle(rows)
    assert with_panels(Dataset.of(rows)).rows == made
