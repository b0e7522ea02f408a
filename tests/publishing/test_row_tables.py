"""Rows that were converted ahead give the table that they give without."""

from __future__ import annotations

import random

import pytest

from pipeline.publishing import row_tables
from pipeline.publishing.row_tables import keep_ahead, table_of, taken_table
from schemas.quality import Observation

from . import drawn


@pytest.mark.parametrize("seed", range(4))
def test_columns_are_those_of_the_rows(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_tables, "_AHEAD", {})
    monkeypatch.setattr(row_tables, "_MANY_ROWS", 1)
    chance = random.Random(seed)
    rows = list(drawn.dataset(seed, 30).of_type(Observation))
    known, asked = chance.sample(rows, 20), chance.sample(rows, 25)
    asked = [
        row.model_copy(update={"status": "flagged"}) if chance.random() < 0.3 else row
        for row in asked
    ]
    plain = table_of(Observation, asked)
    keep_ahead("observations", known, table_of(Observation, known))
    taken = taken_table(Observation, asked)
    assert taken.places is not None and taken.known is not None
    places = {id(row): at for at, row in enumerate(known)}
    assert taken.places.tolist() == [places.get(id(row), -1) for row in asked]
    assert taken_table(Observation, known).table is taken.known
    found = taken.table
    assert found.equals(plain) and found.schema.equals(plain.schema, check_metadata=True)
    assert table_of(Observation, []).num_rows == 0
