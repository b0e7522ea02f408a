"""The dataset in Python: right types, names, and the way back to the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from pipeline.dataset import OpenDataset, open_dataset
from pipeline.errors import FolderError, UsageError
from pipeline.model.place import Box
from schemas.catalog import tables
from tests.explore import releases
from tests.publishing import handmade


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("outputs")
    releases.publish_small(folder)
    return folder


@pytest.fixture(scope="module")
def dataset(outputs: Path) -> OpenDataset:
    return open_dataset(outputs / "dataset")


def test_all_tables_are_there_under_their_names(dataset: OpenDataset) -> None:
    assert dataset.tables == tuple(tables())


def test_types_in_pandas(dataset: OpenDataset) -> None:
    platform = dataset.table("platform_by_district")
    assert pd.api.types.is_datetime64_dtype(platform["month"])
    assert platform["outpatient_visits"].dtype == pd.Int64Dtype()
    assert platform["outpatient_revenue_cny"].iloc[0] == handmade.REVENUE
    assert platform["outpatient_revenue_cny"].sum() == handmade.REVENUE
    assert platform["discharges"].isna().all()
    assert len(platform[platform["month"] == "2025-02-01"]) == 1
    assert dataset.table("hospitals")["provisional"].dtype == pd.BooleanDtype()
    assert str(dataset.table("files")["received_at"].dtype) == "datetime64[us, UTC]"


@pytest.mark.parametrize("name", tables())
def test_every_table_has_in_pandas_what_it_has_in_arrow(name: str, dataset: OpenDataset) -> None:
    arrow, frame = dataset.arrow(name), dataset.table(name)
    assert list(frame.columns) == arrow.schema.names and len(frame) == arrow.num_rows
    for column in frame:
        nulls = [value is None for value in arrow[column].to_pylist()]
        assert frame[column].isna().tolist() == nulls, column


def test_types_in_arrow(dataset: OpenDataset) -> None:
    schema = dataset.arrow("platform_by_district").schema
    assert schema.field("month").type == pa.date32()
    assert schema.field("outpatient_revenue_cny").type == pa.decimal128(18, 2)


def test_names_stand_beside_ids(dataset: OpenDataset) -> None:
    bookings = dataset.named("bookings_by_hospital")
    assert list(bookings.columns[:3]) == ["month", "hospital_id", "hospital"]
    assert set(bookings["hospital"]) == {"鼓楼医院", "南京市第一医院", releases.HOSTILE}
    observations = dataset.named("observations").set_index(["table_name", "entity_id"])["entity"]
    assert observations["platform_by_district", "320115"] == "江宁区"


@pytest.mark.parametrize("entity", ["gulou", "鼓楼医院", "南京鼓楼医院", " 南京 鼓楼医院"])
@pytest.mark.parametrize("month", ["2025-02", "2025-02-01", dt.date(2025, 2, 28)])
def test_the_provenance_of_a_figure(entity: str, month: Any, dataset: OpenDataset) -> None:
    found = dataset.provenance("bookings_by_hospital", month, entity, "total")
    assert (found.value, found.printed, found.status) == (Decimal(12), "12", "reported")
    assert (found.file_name, found.sha256, found.page) == ("word.pdf", handmade.SHA, 2)
    assert found.box == Box(1.5, 2, 3, 4)
    assert (found.entity_id, found.entity) == ("gulou", "鼓楼医院")
    assert str(found.value) == "12"


def test_a_panel_stands_for_its_table(dataset: OpenDataset) -> None:
    found = dataset.provenance("panel_hospital_bookings", "2025-02", "gulou", "total")
    assert found.table == "bookings_by_hospital"


def test_findings_and_other_places_are_reported(tmp_path: Path) -> None:
    rows = (
        releases.observation("gulou", "phone", releases.FEBRUARY, value=Decimal(3)),
        releases.observation(
            "gulou", "phone", releases.FEBRUARY, value=Decimal(4), occurrence=2, printed="4"
        ),
        *(
            handmade.row("findings", finding_id=f"g{number}", table_name="bookings_by_hospital",
                         month=releases.FEBRUARY, entity_id="gulou", measure=measure,
                         kind="outlier", severity=severity, message=f"m{number}")
            for number, (measure, severity) in enumerate(
                [("phone", "info"), (None, "error"), ("total", "error")]
            )
        ),
    )  # fmt: skip
    releases.publish_small(tmp_path, rows=rows)
    found = open_dataset(tmp_path).provenance("bookings_by_hospital", "2025-02", "gulou", "phone")
    assert [finding.message for finding in found.findings] == ["m1", "m0"]
    assert (found.printed, [other.printed for other in found.elsewhere]) == ("7", ["4"])


Ask = Callable[[OpenDataset], Any]


@pytest.mark.parametrize(
    ("ask", "reported"),
    [
        (lambda d: d.table("bookings_by_hospitals"), "Do you mean bookings_by_hospital"),
        (lambda d: d.provenance("findings", "2025-02", None, "x"), "no monthly table 'findings'"),
        (lambda d: d.provenance("hotline_monthly", "2025-13", None, "calls_total"), "2025-02"),
        (lambda d: d.provenance("hotline_monthly", "2019-01", None, "calls_total"),
         "It covers 2025-02 to 2025-02"),
        (lambda d: d.provenance("bookings_by_hospital", "2025-02", "鼓楼医", "total"),
         "Do you mean 鼓楼医院 (gulou)"),
        (lambda d: d.provenance("bookings_by_hospital", "2025-02", "gulou", "totl"),
         "Do you mean total"),
        (lambda d: d.provenance("bookings_by_hospital", "2025-02", None, "total"),
         "Name the hospital"),
        (lambda d: d.provenance("hotline_monthly", "2025-02", "gulou", "calls_total"), "Give None"),
        (lambda d: d.provenance("bookings_by_hospital", "2025-02", "gulou", "phone"),
         "Printed are: total"),
        (lambda d: d.provenance("bookings_by_hospital", "2025-02", "gulou", "total").picture(),
         "originals"),
        (lambda d: d.as_of("ffff"), "ffff"),
        (lambda d: open_dataset("nowhere"), "There is no dataset in nowhere"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_reported_with_the_nearest(
    ask: Ask, reported: str, dataset: OpenDataset
) -> None:
    with pytest.raises(UsageError) as caught:
        ask(dataset)
    assert reported in str(caught.value)


def test_a_picture_shows_the_figure(
    tmp_path: Path, word_pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    releases.publish_small(tmp_path)
    (tmp_path / "originals").mkdir()
    (tmp_path / "originals" / f"{handmade.SHA}.pdf").write_bytes(word_pdf.read_bytes())
    dataset = open_dataset(tmp_path)
    found = dataset.provenance("bookings_by_hospital", "2025-02", "hostile", "total")
    picture = found.picture(margin=10)
    assert picture.width > picture.height / 2 > 10
    (tmp_path / "originals" / f"{handmade.SHA}.pdf").write_bytes(b"no PDF")
    with pytest.raises(FolderError):
        found.picture()


def test_an_open_dataset_stays_what_it_was(tmp_path: Path) -> None:
    first = releases.publish_small(tmp_path, visits=1)
    before = open_dataset(tmp_path / "dataset")
    second = releases.publish_small(tmp_path, visits=2)
    after = open_dataset(tmp_path / "dataset")
    visits = [
        opened.table("platform_by_district")["outpatient_visits"].tolist()
        for opened in (before, after, after.as_of(first.id[:6]), after.as_of("previous"))
    ]
    assert visits == [[1], [2], [1], [1]]
    assert (before.release, after.release) == (first.id, second.id)
