"""What is published comes back row for row, value for value, type for type."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.dataset.load import load_dataset
from pipeline.errors import InvalidDataset, UsageError
from pipeline.longitudinal import with_derived_tables
from pipeline.model.dataset import Dataset
from pipeline.publishing import publish
from pipeline.publishing.content import contents_of, release_id
from schemas.base import fields_of
from schemas.catalog import tables
from tests.publishing import drawn, handmade


def published(made: Dataset, outputs: Path) -> Path:
    return publish(made, outputs, summary={}).path


def test_the_small_dataset_comes_back_as_it_was(tmp_path: Path) -> None:
    made = handmade.dataset()
    loaded = load_dataset(published(made, tmp_path))
    assert loaded.rows == with_derived_tables(made).rows
    for name, model in tables().items():
        for row in loaded.rows[name]:
            for field in fields_of(model):
                assert row[field.name] is None or type(row[field.name]) is field.type


@pytest.mark.parametrize("seed", [1, 2])
def test_any_dataset_comes_back_as_the_same_release(tmp_path: Path, seed: int) -> None:
    folder = published(drawn.dataset(seed), tmp_path)
    again = contents_of(load_dataset(folder))
    assert release_id(again) == folder.name


def test_a_value_that_its_column_refuses_is_loaded_as_it_stands(tmp_path: Path) -> None:
    folder = published(handmade.dataset(), tmp_path)
    path = folder / "platform_by_district.parquet"
    table = pq.read_table(path)
    at = table.column_names.index("outpatient_visits")
    wrong = table.set_column(at, "outpatient_visits", pa.array([-5], pa.int64()))
    pq.write_table(wrong, path)
    (row,) = load_dataset(folder).rows["platform_by_district"]
    assert row["outpatient_visits"] == -5


def test_what_is_no_dataset_is_reported_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no dataset at"):
        load_dataset(tmp_path / "nowhere")
    with pytest.raises(UsageError, match="is not a dataset"):
        load_dataset(tmp_path)
    folder = published(handmade.dataset(), tmp_path / "outputs")
    (folder / "hospitals.parquet").write_bytes(b"PAR1 no more")
    with pytest.raises(InvalidDataset, match=r"hospitals\.parquet cannot be read"):
        load_dataset(folder)
    (folder / "hospitals.parquet").unlink()
    with pytest.raises(InvalidDataset, match=r"has no hospitals\.parquet"):
        load_dataset(folder)
    pq.write_table(pa.table({"hospital_id": ["a"]}), folder / "hospitals.parquet")
    with pytest.raises(InvalidDataset, match="other columns"):
        load_dataset(folder)
