"""Parquet holds what the dataset holds, with exact types and descriptions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.publishing.content import contents_of
from pipeline.publishing.errors import InconsistentDataset
from pipeline.publishing.parquet import write_parquet
from schemas.base import fields_of
from schemas.catalog import tables

from . import drawn, handmade

_FEW = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@_FEW
@given(seed=st.integers(0, 10**9))
def test_every_value_of_every_table_comes_back(seed: int, tmp_path: Path) -> None:
    for name, content in contents_of(drawn.dataset(seed, 6)).items():
        path = tmp_path / f"{name}.parquet"
        write_parquet(content, path)
        read = pq.read_table(path)
        assert read.column_names == [field.name for field in content.fields]
        assert [read[column].to_pylist() for column in read.column_names] == list(content.columns)


def test_types_are_exact(tmp_path: Path) -> None:
    contents = contents_of(handmade.dataset())
    types: dict[type, pa.DataType] = {
        int: pa.int64(), str: pa.string(), float: pa.float64(), bool: pa.bool_(),
        dt.date: pa.date32(), dt.datetime: pa.timestamp("us", tz="UTC"),
    }  # fmt: skip
    for name, model in tables().items():
        write_parquet(contents[name], tmp_path / name)
        schema = pq.read_schema(tmp_path / name)
        for field in fields_of(model):
            want = types.get(field.type) or pa.decimal128(field.digits, field.places)
            assert schema.field(field.name).type == want, (name, field.name)
            assert schema.field(field.name).nullable == field.nullable


def test_columns_and_tables_are_described(tmp_path: Path) -> None:
    write_parquet(contents_of(handmade.dataset())["platform_by_district"], tmp_path / "p")
    schema = pq.read_schema(tmp_path / "p")
    assert schema.metadata[b"title_zh"].decode() == "卫生信息平台数据采集（区）"
    assert schema.metadata[b"primary_key"] == b"month,district_id"
    reported = schema.field("outpatient_revenue_cny").metadata
    assert reported[b"unit"] == b"CNY"
    assert reported[b"label_zh"].decode() == "门急诊收入"
    assert reported[b"description_en"] == b"Outpatient and emergency revenue."


def test_duckdb_sums_money_exactly(tmp_path: Path) -> None:
    write_parquet(contents_of(handmade.dataset())["platform_by_district"], tmp_path / "p.parquet")
    found = (
        duckdb.connect()
        .execute(
            "SELECT typeof(outpatient_revenue_cny), sum(outpatient_revenue_cny), max(month) "
            f"FROM '{tmp_path / 'p.parquet'}' GROUP BY 1"
        )
        .fetchall()
    )
    assert found == [("DECIMAL(18,2)", handmade.REVENUE, handmade.FEBRUARY)]


@pytest.mark.parametrize("value", [None, "text", 2**63])
def test_a_value_that_does_not_fit_is_refused(value: object, tmp_path: Path) -> None:
    dataset = handmade.dataset()
    broken = dataset.rows["issues"][0].model_copy(update={"year": value})
    with pytest.raises(InconsistentDataset, match="issues"):
        write_parquet(
            contents_of(dataset.with_rows(("issues", [broken])))["issues"], tmp_path / "p"
        )


def test_a_decimal_beyond_its_digits_is_refused(tmp_path: Path) -> None:
    dataset = handmade.dataset()
    broken = dataset.rows["platform_by_district"][0].model_copy(
        update={"outpatient_revenue_cny": Decimal(10**17)}
    )
    with pytest.raises(InconsistentDataset, match="platform_by_district"):
        contents_of(dataset.with_rows(("platform_by_district", [broken])))
