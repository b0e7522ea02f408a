"""Corrections: both values are kept, what they resolve is named; what no longer fits stops."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipeline.decisions import Decisions, apply_corrections, validated
from pipeline.errors import CorrectionError
from pipeline.model.dataset import Dataset
from pipeline.model.findings import finding
from pipeline.model.message import Message
from pipeline.publishing.content import contents_of, release_id
from pipeline.quality import validate
from schemas.base import Row
from schemas.quality import Correction, Finding, Observation
from tests.decisions.files import corrections, total_of
from tests.quality.handmade import MONTH, dataset, issue, observation, row

WRONG: dict[str, dict[str, Any]] = {"jia": {"total": 210}}


def decided(made: Dataset, folder: Path, *rows: dict[str, str]) -> Dataset:
    return validated(made, Decisions(corrections(folder, *rows)), validate, None)


def figure(made: Dataset, entity: str, measure: str) -> Observation:
    [seen] = [o for o in made.of_type(Observation) if (o.entity_id, o.measure) == (entity, measure)]
    return seen


def value(made: Dataset, table: str, entity: str, measure: str) -> Any:
    [found] = [r[measure] for r in made.rows[table] if entity in r.key()]
    return found


def test_row_and_observation_carry_the_corrected_value(tmp_path: Path) -> None:
    made = apply_corrections(dataset(WRONG), corrections(tmp_path, total_of("jia", "210", "200")))
    assert value(made, "bookings_by_hospital", "jia", "total") == 200
    seen = figure(made, "jia", "total")
    assert (seen.value, seen.value_printed, seen.printed, seen.status) == (
        Decimal(200), Decimal(210), "210", "corrected",
    )  # fmt: skip
    [reported] = made.of_type(Correction)
    assert (reported.month, reported.printed, reported.corrected) == (MONTH, "210", Decimal(200))
    assert (reported.author, reported.decided_on) == ("李", dt.date(2030, 6, 1))
    others = [o for o in made.of_type(Observation) if o.status != "corrected"]
    assert all(o.value_printed is None for o in others)


@pytest.mark.parametrize("written", ["1,234", "１２３４", " 1 234 ", "1234", "1234①"])
def test_the_expected_text_is_compared_as_people_read_it(written: str, tmp_path: Path) -> None:
    made = dataset({"jia": {"total": 1234}})
    shown = _printed(made, "jia", "total", "1,234①" if "①" in written else "1 234①")
    made = apply_corrections(shown, corrections(tmp_path, total_of("jia", written, "200")))
    assert value(made, "bookings_by_hospital", "jia", "total") == 200


def test_a_footnote_mark_is_no_digit(tmp_path: Path) -> None:
    shown = _printed(dataset(), "jia", "total", "200①")
    with pytest.raises(CorrectionError, match="prints “200①” now, not “2001”"):
        apply_corrections(shown, corrections(tmp_path, total_of("jia", "2001", "200")))


def test_an_empty_correction_is_not_reported(tmp_path: Path) -> None:
    made = decided(dataset(WRONG), tmp_path, total_of("jia", "210", ""))
    assert value(made, "bookings_by_hospital", "jia", "total") is None
    assert figure(made, "jia", "total").value is None
    messages = [f.message for f in made.of_type(Finding) if f.severity != "info"]
    assert not any("could not be read" in message for message in messages)


def test_a_figure_that_is_not_reported_can_be_given(tmp_path: Path) -> None:
    made = decided(dataset(), tmp_path, _bing("/", "0"))
    assert value(made, "bookings_by_hospital", "bing", "online") == 0
    assert made.of_type(Finding) == ()


def test_a_pair_in_one_cell_is_corrected_one_by_one(tmp_path: Path) -> None:
    made = dataset({"platform": {"realtime_forms": 13}})
    for measure in ("realtime_forms", "realtime_forms_required"):
        made = _printed(made, "jia", measure, "13/12")
    line = {"table_name": "platform_by_hospital", "entity_id": "jia", "measure": "realtime_forms",
            "printed": "13/12", "corrected": "12"}  # fmt: skip
    found = decided(made, tmp_path, line)
    assert value(found, "platform_by_hospital", "jia", "realtime_forms") == 12
    assert value(found, "platform_by_hospital", "jia", "realtime_forms_required") == 12
    assert figure(found, "jia", "realtime_forms_required").status == "reported"


def test_printed_totals_and_tables_of_one_row_are_corrected_too(tmp_path: Path) -> None:
    made = dataset({"total": {"value": Decimal(284)}, "hotline": {"calls_total": 31}})
    found = decided(
        made, tmp_path,
        {"table_name": "reported_totals", "entity_id": "bookings_by_hospital", "measure": "total",
         "printed": "284", "corrected": "285"},
        {"table_name": "hotline_monthly", "measure": "calls_total", "printed": "31",
         "corrected": "30"},
    )  # fmt: skip
    assert value(found, "hotline_monthly", MONTH, "calls_total") == 30  # type: ignore[arg-type]
    assert {f.severity for f in found.of_type(Finding)} == {"info"}
    kinds = [f.kind for f in found.of_type(Finding) if f.table_name != "reported_totals"]
    assert sorted(kinds) == ["column_total", "row_sum"]
    [own] = [f for f in found.of_type(Finding) if f.table_name == "reported_totals"]
    assert own.kind == "low_confidence"


def test_an_unreadable_total_gets_its_row(tmp_path: Path) -> None:
    made = dataset({"total": {"value": None}})
    kept = [r for r in made.rows["reported_totals"] if r["value"] is not None]
    made = _printed(made.with_rows(("reported_totals", kept)), "bookings_by_hospital", "total", "?")
    line = {"table_name": "reported_totals", "entity_id": "bookings_by_hospital",
            "measure": "total", "printed": "?", "corrected": "285"}  # fmt: skip
    found = apply_corrections(made, corrections(tmp_path, line))
    assert len(found.rows["reported_totals"]) == len(kept) + 1


def test_what_it_resolves_becomes_info_and_says_why(tmp_path: Path) -> None:
    made = dataset(WRONG)
    before = {f.kind for f in validate(made).of_type(Finding) if f.severity == "error"}
    assert before == {"row_sum", "column_total"}
    after = decided(made, tmp_path, total_of("jia", "210", "200")).of_type(Finding)
    assert {f.kind for f in after} == before
    for one in after:
        assert one.severity == "info"
        assert "Resolved by correcting 甲医院 小计 of 2030-04 from “210” to 200" in one.message
        assert "(李, 2030-06-01: misprint)" in one.message


def test_what_it_does_not_resolve_stays(tmp_path: Path) -> None:
    made = dataset(WRONG | {"hotline": {"calls_total": 31}})
    after = decided(made, tmp_path, total_of("jia", "210", "201")).of_type(Finding)
    assert {(f.kind, f.table_name) for f in after if f.severity == "error"} == {
        ("row_sum", "hotline_monthly"), ("row_sum", "bookings_by_hospital"),
        ("column_total", "bookings_by_hospital"),
    }  # fmt: skip
    [still] = [f for f in after if (f.kind, f.entity) == ("row_sum", "甲医院")]
    assert "is a correction; the page prints “210”" in still.message


def test_of_two_findings_in_one_place_the_resolved_one_is_kept(tmp_path: Path) -> None:
    made = dataset({"web": {"bookings": 91}, "app": {"bookings": 41}})
    line = {"table_name": "bookings_by_channel", "entity_id": "app", "measure": "bookings",
            "printed": "41", "corrected": "40"}  # fmt: skip
    after = [f for f in decided(made, tmp_path, line).of_type(Finding) if f.kind == "cross_table"]
    assert sorted((f.severity, f.observed) for f in after) == [("error", "91"), ("info", "41")]


def test_a_doubt_of_reading_about_the_figure_becomes_info(tmp_path: Path) -> None:
    doubt = finding("low_confidence", "warning", Message("text_cut_off"), issue_id="2030-05",
                    table_name="bookings_by_hospital", month=MONTH, entity_id="jia",
                    measure="total")  # fmt: skip
    other = finding("low_confidence", "warning", Message("stray_total"), issue_id="2030-05",
                    table_name="bookings_by_hospital", month=MONTH, entity_id="yi",
                    measure="total")  # fmt: skip
    found = decided(dataset(None, doubt, other), tmp_path, total_of("jia", "200", "200"))
    reported = {f.entity_id: (f.severity, f.message) for f in found.of_type(Finding)}
    assert reported["jia"][0] == "info" and "Resolved by" in reported["jia"][1]
    assert reported["yi"] == ("warning", Message("stray_total"))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (total_of("jia", "211", "200"), "prints “210” now, not “211”.*Page 3 of “a.pdf”: check"),
        (total_of("nobody", "1", "2"), "prints no such figure"),
        (total_of("jia", "210", "200", month="2030-03"), "prints no such figure"),
        (total_of("jia", "210", "200", issue_id="2019-01"), "2019-01 is not in the archive"),
    ],
)
def test_one_that_no_longer_fits_stops(line: dict[str, str], said: str, tmp_path: Path) -> None:
    with pytest.raises(CorrectionError, match=rf"corrections\.csv, line 2: .*{said}"):
        apply_corrections(dataset(WRONG), corrections(tmp_path, line))


def test_a_superseded_edition_is_not_corrected(tmp_path: Path) -> None:
    made = dataset()
    seen = figure(made, "jia", "total")
    old = seen.model_copy(update={"printed": "222", "source_sha256": "1" * 64, "occurrence": 2})
    both = made.with_rows(("observations", [*made.of_type(Observation), old]))
    with pytest.raises(CorrectionError, match="prints “200” now"):
        apply_corrections(both, corrections(tmp_path, total_of("jia", "222", "200")))


def test_a_figure_for_two_months_needs_its_month(tmp_path: Path) -> None:
    march = dt.date(2030, 3, 1)
    fact = row("bookings_by_hospital", hospital_id="jia", month=march, total=200)
    made = dataset(None, fact)
    with pytest.raises(CorrectionError, match="for 2030-03 and 2030-04"):
        apply_corrections(made, corrections(tmp_path, total_of("jia", "200", "1")))
    lines = corrections(tmp_path, total_of("jia", "200", "1", month="2030-03"))
    found = apply_corrections(made, lines)
    totals = {r["month"]: r["total"] for r in found.rows["bookings_by_hospital"]
              if r["hospital_id"] == "jia"}  # fmt: skip
    assert totals == {march: 1, MONTH: 200}


def test_a_figure_that_feeds_no_row_is_refused(tmp_path: Path) -> None:
    other = issue("2030-06")
    seen = observation(row("bookings_by_hospital", hospital_id="jia", total=7, issue_id="2030-06"),
                       "total")  # fmt: skip
    made = dataset(None, issue(), other)
    made = made.with_rows(("observations", [*made.rows["observations"], seen]))
    with pytest.raises(CorrectionError, match="feeds no row"):
        apply_corrections(
            made, corrections(tmp_path, total_of("jia", "7", "8", issue_id="2030-06"))
        )


def test_the_same_figure_named_twice_is_refused(tmp_path: Path) -> None:
    line = total_of("jia", "200", "1")
    with pytest.raises(CorrectionError, match="line 3: line 2 corrects it already"):
        apply_corrections(
            dataset(), corrections(tmp_path, line, line | {"month": "2030-04", "corrected": "2"})
        )


def test_the_order_of_lines_changes_nothing(tmp_path: Path) -> None:
    lines = [total_of("jia", "210", "200"), total_of("yi", "80", "81"), _bing("/", "1")]
    made = dataset(WRONG)
    ids = {
        release_id(contents_of(decided(made, tmp_path, *some)))
        for some in itertools.islice(itertools.permutations(lines), 0, None, 2)
    }
    assert len(ids) == 1


def test_no_correction_leaves_the_dataset_as_it_is() -> None:
    made = dataset(WRONG)
    assert apply_corrections(made, ()) is made


def _bing(printed: str, corrected: str) -> dict[str, str]:
    return {"table_name": "bookings_by_hospital", "entity_id": "bing", "measure": "online",
            "printed": printed, "corrected": corrected}  # fmt: skip


def _printed(made: Dataset, entity: str, measure: str, text: str) -> Dataset:
    """The dataset in which a figure is printed otherwise."""
    seen = figure(made, entity, measure)
    rest: list[Row] = [o for o in made.rows["observations"] if o is not seen]
    return made.with_rows(("observations", [*rest, seen.model_copy(update={"printed": text})]))
