"""Reviews: a confirmed figure raises nothing, an ignored finding is info, nothing is lost."""

from __future__ import annotations

import itertools
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipeline.decisions import Decisions, apply_reviews, validated
from pipeline.decisions.figures import Figures
from pipeline.decisions.open_findings import chosen, finding_by, opened
from pipeline.errors import CorrectionError, UsageError
from pipeline.model.dataset import Dataset
from pipeline.model.findings import finding
from pipeline.model.message import Message
from pipeline.model.place import Box, Place
from pipeline.publishing.content import contents_of, release_id
from pipeline.quality import validate
from pipeline.quality.revalidate import revalidate
from schemas.quality import Finding, Observation, Review
from tests.decisions.files import corrections, reviews, total_of
from tests.quality.handmade import ISSUE, MONTH, dataset

WRONG: dict[str, dict[str, Any]] = {"platform": {"realtime_days": 31}}
DAYS = {"table_name": "platform_by_hospital", "month": "2030-04", "entity_id": "jia",
        "measure": "realtime_days", "printed": "31"}  # fmt: skip
CONFIRM = DAYS | {"decision": "confirm"}
IGNORE = DAYS | {"decision": "ignore", "kind": "out_of_range"}


@pytest.fixture(scope="module")
def checked() -> Dataset:
    """A validated dataset with one error, of 31 days in April."""
    return validate(dataset(WRONG))


def days(made: Dataset) -> Observation:
    [seen] = [o for o in made.of_type(Observation) if o.measure == "realtime_days"]
    return seen


def test_a_confirmed_figure_raises_nothing_and_nothing_is_lost(
    checked: Dataset, tmp_path: Path
) -> None:
    [error] = checked.of_type(Finding)
    assert days(checked).status == "flagged"
    made = apply_reviews(checked, reviews(tmp_path, CONFIRM))
    assert made.of_type(Finding) == ()
    assert (days(made).status, days(made).value) == ("reported", Decimal(31))
    [reported] = made.of_type(Review)
    assert (reported.applies, reported.settled, reported.month) == (True, error.message, MONTH)
    assert (reported.decision, reported.kind, reported.reason, reported.author) == (
        "confirm",
        "",
        "misprint",
        "李",
    )


def test_a_confirmation_finds_its_month_by_itself(checked: Dataset, tmp_path: Path) -> None:
    made = apply_reviews(checked, reviews(tmp_path, CONFIRM | {"month": ""}))
    assert made.of_type(Finding) == () and made.of_type(Review)[0].month == MONTH


def test_an_ignored_finding_is_info_and_says_why(checked: Dataset, tmp_path: Path) -> None:
    [error] = checked.of_type(Finding)
    made = apply_reviews(checked, reviews(tmp_path, IGNORE))
    [info] = made.of_type(Finding)
    assert info.severity == "info" and info.message.startswith(error.message)
    assert "Set to info in a review (李, 2030-06-01: misprint)." in info.message
    assert (info.kind, info.page, info.expected) == (error.kind, error.page, error.expected)
    assert days(made).status == "reported"
    assert made.of_type(Review)[0].settled == error.message


@pytest.mark.parametrize("change", [{"printed": "30"}, {"entity_id": "yi"}, {"month": "2030-03"}])
@pytest.mark.parametrize("line", [CONFIRM, IGNORE])
def test_one_that_no_longer_applies_changes_nothing(
    line: dict[str, str], change: dict[str, str], checked: Dataset, tmp_path: Path
) -> None:
    made = apply_reviews(checked, reviews(tmp_path, line | change))
    assert made.of_type(Finding) == checked.of_type(Finding)
    assert days(made).status == "flagged"
    [reported] = made.of_type(Review)
    assert (reported.applies, reported.settled) == (False, "")


def test_one_kind_is_confirmed_without_the_others(checked: Dataset, tmp_path: Path) -> None:
    other = _doubt("The figure is pale.")
    both = checked.with_rows(("findings", [*checked.of_type(Finding), other]))
    made = apply_reviews(both, reviews(tmp_path, CONFIRM | {"kind": "out_of_range"}))
    assert made.of_type(Finding) == (other,)
    assert days(made).status == "flagged", "there is still something to say"


def test_a_decision_survives_other_words_and_another_place(
    checked: Dataset, tmp_path: Path
) -> None:
    [error] = checked.of_type(Finding)
    again = error.model_copy(update={"message": "Too many days.", "finding_id": "0" * 16,
                                     "page": 9, "expected": "30"})  # fmt: skip
    for line in (CONFIRM, IGNORE):
        made = apply_reviews(checked.with_rows(("findings", [again])), reviews(tmp_path, line))
        assert all(f.severity == "info" for f in made.of_type(Finding))
        assert made.of_type(Review)[0].applies


def test_of_two_unknown_tables_one_is_ignored(checked: Dataset, tmp_path: Path) -> None:
    two = [
        finding("unknown_table", "warning", Message("unknown_table", caption=name),
                issue_id=ISSUE, observed=name, place=Place(page=2, box=Box(1.0, 1.0, 2.0, 2.0)))
        for name in ("甲表", "乙表")
    ]  # fmt: skip
    line = {"decision": "ignore", "kind": "unknown_table", "printed": "甲 表"}
    made = apply_reviews(checked.with_rows(("findings", two)), reviews(tmp_path, line))
    assert sorted((f.observed, f.severity) for f in made.of_type(Finding)) == [
        ("乙表", "warning"), ("甲表", "info"),
    ]  # fmt: skip


def test_a_printed_total_is_confirmed_by_its_own_cell(tmp_path: Path) -> None:
    made = validate(dataset({"total": {"value": Decimal(284)}}))
    line = {"decision": "confirm", "table_name": "reported_totals", "measure": "total",
            "entity_id": "bookings_by_hospital", "printed": "284"}  # fmt: skip
    assert apply_reviews(made, reviews(tmp_path, line)).of_type(Finding) == ()


def test_the_total_of_the_channels_is_not_what_a_relation_across_tables_is_about(
    tmp_path: Path,
) -> None:
    made = validate(dataset({"web": {"bookings": 89}}))
    [cross] = [f for f in made.of_type(Finding) if f.kind == "cross_table"]
    assert Figures(made).named_by(cross) is None


def test_what_could_not_be_read_is_not_confirmed(tmp_path: Path) -> None:
    made = dataset({"platform": {"realtime_days": None}})
    seen = days(made).model_copy(update={"status": "flagged", "printed": "3?"})
    rest = [o for o in made.of_type(Observation) if o.measure != "realtime_days"]
    doubt = _doubt("It is no number.")
    made = made.with_rows(("observations", [*rest, seen]), ("findings", [doubt]))
    found = apply_reviews(made, reviews(tmp_path, CONFIRM | {"printed": "3?"}))
    assert found.of_type(Finding) == (doubt,)
    assert (days(found).status, found.of_type(Review)[0].applies) == ("flagged", False)


def test_a_correction_goes_before_a_confirmation(tmp_path: Path) -> None:
    made = dataset({"jia": {"total": 210}})
    line = total_of("jia", "210", "201")
    confirmed = {k: v for k, v in line.items() if k != "corrected"} | {"decision": "confirm"}
    both = Decisions(corrections(tmp_path, line), reviews(tmp_path, confirmed))
    found = validated(made, both, validate, None)
    assert found.of_type(Review)[0].applies is False
    assert {f.severity for f in found.of_type(Finding)} == {"error"}


def test_the_order_of_lines_changes_nothing(checked: Dataset, tmp_path: Path) -> None:
    lines = [CONFIRM | {"kind": "low_confidence"}, IGNORE, CONFIRM | {"printed": "30"}]
    both = checked.with_rows(("findings", [*checked.of_type(Finding), _doubt("Pale.")]))
    ids = {
        release_id(contents_of(apply_reviews(both, reviews(tmp_path, *some))))
        for some in itertools.permutations(lines)
    }
    assert len(ids) == 1


def test_a_published_dataset_with_decisions_is_valid(tmp_path: Path) -> None:
    wrong = WRONG | {"jia": {"total": 210}, "hotline": {"calls_total": 31}}
    lines = corrections(tmp_path, total_of("jia", "210", "201"), total_of("yi", "80", "80"))
    ignored = {"decision": "ignore", "kind": "row_sum", "table_name": "hotline_monthly",
               "month": "2030-04", "measure": "calls_total", "printed": "31"}  # fmt: skip
    both = Decisions(lines, reviews(tmp_path, CONFIRM, ignored))
    made = validated(dataset(wrong), both, validate, None)
    again = revalidate(made)
    assert (again.new, again.gone) == ([], [])
    assert sorted(f.finding_id for f in again.findings) == sorted(
        f.finding_id for f in made.of_type(Finding)
    )


def test_a_settled_finding_is_found_settled_again(tmp_path: Path) -> None:
    lines = corrections(tmp_path, total_of("jia", "210", "200"))
    made = validated(dataset({"jia": {"total": 210}}), Decisions(lines), validate, None)
    assert {f.severity for f in made.of_type(Finding)} == {"info"}
    again = revalidate(made)
    assert (again.new, again.gone) == ([], [])


def test_a_figure_is_confirmed_once(checked: Dataset, tmp_path: Path) -> None:
    with pytest.raises(CorrectionError, match=r"line 3: line 2 confirms the same figure"):
        apply_reviews(checked, reviews(tmp_path, CONFIRM | {"month": ""}, CONFIRM))


def test_no_review_leaves_the_dataset_as_it_is(checked: Dataset) -> None:
    assert apply_reviews(checked, ()) is checked


def test_open_findings_come_worst_and_newest_first() -> None:
    made = [
        finding("outlier", "warning", Message("table", name="b", title=""), month=MONTH),
        finding("outlier", "info", Message("table", name="c", title=""), month=MONTH),
        finding(
            "row_sum", "error", Message("table", name="d", title=""), month=MONTH.replace(year=2029)
        ),
        finding(
            "row_sum", "error", Message("table", name="e", title=""), month=MONTH, issue_id=ISSUE
        ),
    ]
    assert [f.message for f in chosen(made)] == ["e", "d", "b"]
    assert [f.message for f in chosen(made, severity="info")] == ["c"]
    assert [f.message for f in chosen(made, issue=ISSUE, kind="row_sum")] == ["e"]


def test_an_open_finding_has_its_figure_and_what_was_decided_since(
    checked: Dataset, tmp_path: Path
) -> None:
    shown = chosen(checked.of_type(Finding))
    [one] = opened(shown, checked)
    assert one.figure == days(checked) and one.decided == ""
    assert one.spot is not None and (one.spot.page, one.spot.file_name) == (3, "a.pdf")
    assert one.finding.finding_id.startswith(one.short) and len(one.short) == 6
    line = {k: v for k, v in DAYS.items() if k != "printed"} | {"printed": "31", "corrected": "30"}
    [one] = opened(shown, checked, corrections(tmp_path, line))
    assert one.decided == "corrected"
    for made, what in ((CONFIRM, "confirmed"), (IGNORE, "set aside")):
        assert opened(shown, checked, (), reviews(tmp_path, made))[0].decided == what


def test_a_finding_is_named_by_the_beginning_of_its_id() -> None:
    made = [finding("outlier", "warning", Message("table", name=n, title="")) for n in range(40)]
    assert finding_by(made[0].finding_id[:8], made) == made[0]
    for prefix in ("", "zz"):
        with pytest.raises(UsageError, match="No finding"):
            finding_by(prefix, made)
    with pytest.raises(UsageError, match="findings have ids"):
        finding_by(next(p for p in "0123456789abcdef" if sum(
            f.finding_id.startswith(p) for f in made) > 1), made)  # fmt: skip


def _doubt(message: str) -> Finding:
    return finding("low_confidence", "warning", Message("table", name=message, title=""),
                   issue_id=ISSUE, table_name="platform_by_hospital", month=MONTH, entity_id="jia",
                   measure="realtime_days")  # fmt: skip
