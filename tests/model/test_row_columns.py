"""Rows by column hold what the rows hold, and nothing that a row may not hold."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from pipeline.model.row_columns import columns_model, kept_column, kept_columns_of, rows_of
from schemas.quality import Observation

SEEN = Observation(
    table_name="t", month=dt.date(2025, 3, 1), entity_id="e", measure="m", issue_id="2025-04",
    occurrence=1, value=Decimal("12.50"), printed="12.5", unit="万元", unit_printed="",
    status="reported", method="text", confidence=0.9, page=3, x0=1.0, top=2.0, x1=3.0, bottom=4.0,
    source_sha256="a" * 64,
)  # fmt: skip
OTHER = SEEN.model_copy(update={"month": None, "value": None, "page": None, "entity_id": ""})


def test_rows_come_back_from_columns_and_from_their_json() -> None:
    columns = kept_columns_of(Observation, [SEEN, OTHER, SEEN])
    again = _from_json([SEEN, OTHER, SEEN])
    assert again == rows_of(Observation, columns) == (SEEN, OTHER, SEEN)
    assert again[0].model_copy(update={"page": 4}) != SEEN
    assert [row.model_dump() for row in again[:2]] == [SEEN.model_dump(), OTHER.model_dump()]
    assert again[0].model_fields_set is SEEN.model_fields_set
    with pytest.raises(ValidationError):
        again[0].page = 4  # type: ignore[misc]


@pytest.mark.parametrize(
    "wrong",
    [{"confidence": ([0.5, 1.5], "")}, {"status": (["reported", "odd"], "")}, {"page": ([3], "")},
     {"value": (["1", "one"], "")}, {"no_column": ([1, 2], "")}, {"measure": (["m", None], "")},
     {"page": ([3, 4], "AAI=")}, {"page": ([3, 4], "A")}, {"page": ([], "AAA=")},
     {"page": ([3], "AAE=")}, {"page": [3, 4]}],
)  # fmt: skip
def test_what_a_row_may_not_hold_is_no_column(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        rows_of(Observation, {**kept_columns_of(Observation, [SEEN, OTHER]), **wrong})


@pytest.mark.parametrize("count", [1, 2, 256, 257, 70_000])
def test_a_column_comes_back_however_many_values_it_has(count: int) -> None:
    rows = [SEEN.model_copy(update={"page": n % count + 1}) for n in range(2 * count + 1)]
    values, numbers = kept_column([row.page for row in rows])
    assert len(values) == count and numbers
    assert [row.page for row in _from_json(rows)] == [row.page for row in rows]


def test_rows_of_columns_share_their_names_and_equal_values() -> None:
    """Of the half million rows of a large archive, one that does not takes twice the memory."""
    one, two = _from_json([SEEN, SEEN.model_copy(update={"measure": "n"})])
    assert all(one[name] is two[name] for name in ("month", "value", "x0", "confidence"))
    assert sys.getsizeof(one.__dict__) < 0.6 * sys.getsizeof(dict(one.__dict__.items()))


def test_values_that_are_equal_and_not_the_same_stay_apart() -> None:
    values = [(Decimal("1.5"), 0.0), (Decimal("1.50"), -0.0)] * 3
    rows = _from_json([SEEN.model_copy(update={"value": v, "x0": x}) for v, x in values])
    assert [str(row.value) for row in rows] == ["1.5", "1.50"] * 3
    assert [str(row.x0) for row in rows] == ["0.0", "-0.0"] * 3


def _from_json(rows: Sequence[Observation]) -> tuple[Observation, ...]:
    """Rows that were kept as JSON."""
    model, columns = columns_model(Observation), kept_columns_of(Observation, rows)
    text = model.model_construct(None, **columns).model_dump_json()
    return rows_of(Observation, model.model_validate_json(text))
