"""Rows by column hold what the rows hold, and nothing that a row may not hold."""

from __future__ import annotations

import datetime as dt
import sys
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from pipeline.model.row_columns import columns_model, columns_of, rows_of
from schemas.quality import Observation

SEEN = Observation(
    table_name="t", month=dt.date(2025, 3, 1), entity_id="e", measure="m", issue_id="2025-04",
    occurrence=1, value=Decimal("12.50"), printed="12.5", unit="万元", unit_printed="",
    status="reported", method="text", confidence=0.9, page=3, x0=1.0, top=2.0, x1=3.0, bottom=4.0,
    source_sha256="a" * 64,
)  # fmt: skip
OTHER = SEEN.model_copy(update={"month": None, "value": None, "page": None, "entity_id": ""})


def test_rows_come_back_from_columns_and_from_their_json() -> None:
    columns = columns_of(Observation, [SEEN, OTHER])
    text = columns_model(Observation).model_construct(None, **columns).model_dump_json()
    again = rows_of(Observation, columns_model(Observation).model_validate_json(text))
    assert again == rows_of(Observation, columns) == (SEEN, OTHER)
    assert again[0].model_copy(update={"page": 4}) != SEEN
    assert [row.model_dump() for row in again] == [SEEN.model_dump(), OTHER.model_dump()]
    assert again[0].model_fields_set is SEEN.model_fields_set
    with pytest.raises(ValidationError):
        again[0].page = 4  # type: ignore[misc]


@pytest.mark.parametrize(
    "wrong",
    [{"confidence": [0.5, 1.5]}, {"status": ["reported", "odd"]}, {"page": [3]},
     {"value": ["1", "one"]}, {"no_column": [1, 2]}, {"measure": ["m", None]}],
)  # fmt: skip
def test_what_a_row_may_not_hold_is_no_column(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        rows_of(Observation, {**columns_of(Observation, [SEEN, OTHER]), **wrong})


def test_rows_of_columns_share_their_names_and_equal_values() -> None:
    """Of the half million rows of a large archive, one that does not takes twice the memory."""
    twice = [SEEN, SEEN.model_copy(update={"measure": "n"})]
    text = columns_model(Observation).model_construct(None, **columns_of(Observation, twice))
    one, two = rows_of(
        Observation, columns_model(Observation).model_validate_json(text.model_dump_json())
    )
    assert all(one[name] is two[name] for name in ("month", "value", "x0", "confidence"))
    assert sys.getsizeof(one.__dict__) < 0.6 * sys.getsizeof(dict(one.__dict__.items()))


def test_values_that_are_equal_and_not_the_same_stay_apart() -> None:
    values = {"value": [Decimal("1.5"), Decimal("1.50")], "x0": [0.0, -0.0]}
    columns = columns_of(Observation, [SEEN, SEEN]) | values
    rows = rows_of(Observation, columns)
    assert [str(row.value) for row in rows] == ["1.5", "1.50"]
    assert [str(row.x0) for row in rows] == ["0.0", "-0.0"]
