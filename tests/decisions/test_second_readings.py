"""Where two recognisers read one figure differently, the sums decide; else nobody does."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipeline.decisions import Decisions, validated
from pipeline.model.dataset import Dataset
from pipeline.model.findings import finding
from pipeline.model.message import Message
from pipeline.model.place import Place
from pipeline.quality import validate
from schemas.base import Row
from schemas.quality import Finding, Observation
from tests.decisions.files import corrections, reviews, total_of
from tests.quality.handmade import ISSUE, MONTH, dataset

WRONG: dict[str, dict[str, Any]] = {"jia": {"total": 210}}
"""The row of 甲医院 and the printed total ask for 200."""

TOTAL = {"table_name": "bookings_by_hospital", "entity_id": "jia", "measure": "total"}


def scanned(second: str | None, method: str = "ocr", **changes: dict[str, Any]) -> Dataset:
    """The dataset with 210 read for 甲医院 from a scan; None: the second recogniser agrees."""
    made = dataset(WRONG | changes)
    seen = read(made).model_copy(update={"method": method, "confidence": 0.5, "status": "flagged"})
    rest: list[Row] = [o for o in made.rows["observations"] if o is not read(made)]
    doubt = finding(
        "low_confidence", "warning", Message("read_as", first="210", second=second),
        issue_id=ISSUE, table_name="bookings_by_hospital", month=MONTH, entity_id="jia",
        entity="甲医院", measure="total", expected=second, observed="210", place=Place.of(seen),
    )  # fmt: skip
    return made.with_rows(
        ("observations", [*rest, seen]), ("findings", [] if second is None else [doubt])
    )


def read(made: Dataset) -> Observation:
    [seen] = [o for o in made.of_type(Observation) if (o.entity_id, o.measure) == ("jia", "total")]
    return seen


def row_total(made: Dataset) -> Any:
    [found] = [r["total"] for r in made.rows["bookings_by_hospital"] if r["hospital_id"] == "jia"]
    return found


def test_the_reading_that_the_sums_ask_for_is_taken_and_stays_flagged() -> None:
    made = validated(scanned("200"), Decisions(), validate, None)
    seen = read(made)
    assert (row_total(made), seen.value, seen.printed) == (200, Decimal(200), "200")
    assert (seen.status, seen.confidence) == ("flagged", 0.5)
    [found] = made.of_type(Finding)
    assert (found.severity, found.observed, found.expected) == ("warning", "210", "200")
    assert "read as “210” and as “200”" in found.message
    assert "the row of 甲医院" in found.message


@pytest.mark.parametrize(
    "made",
    [
        scanned("220"),  # the sums ask for another figure
        scanned("2O0"),  # no figure
        scanned(None),  # both recognisers read 210
        scanned("200", method="text"),
        scanned("200", jia={"total": 210, "phone": 110}),  # two cells explain it
    ],
)
def test_anything_else_keeps_the_first_reading_and_its_doubt(made: Dataset) -> None:
    after = validated(made, Decisions(), validate, None)
    assert (row_total(after), read(after).printed) == (210, "210")
    assert read(after).status == "flagged"


def test_a_person_who_decided_on_the_first_reading_is_not_overruled(tmp_path: Path) -> None:
    confirm = TOTAL | {"decision": "confirm", "month": "2030-04", "printed": "210"}
    after = validated(scanned("200"), Decisions((), reviews(tmp_path, confirm)), validate, None)
    assert row_total(after) == 210
    lines = corrections(tmp_path, total_of("jia", "210", "205"))
    assert row_total(validated(scanned("200"), Decisions(lines), validate, None)) == 205


def test_a_person_decides_on_what_was_taken(tmp_path: Path) -> None:
    lines = corrections(tmp_path, total_of("jia", "200", "205"))
    assert row_total(validated(scanned("200"), Decisions(lines), validate, None)) == 205
    confirm = TOTAL | {"decision": "confirm", "month": "2030-04", "printed": "200"}
    after = validated(scanned("200"), Decisions((), reviews(tmp_path, confirm)), validate, None)
    assert (row_total(after), read(after).status) == (200, "reported")
    assert not after.of_type(Finding)
