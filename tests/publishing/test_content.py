"""The release id stands for what a release says, and for nothing else."""

from __future__ import annotations

import datetime as dt
import os
import random
import subprocess
import sys
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from pipeline.model.dataset import Dataset
from pipeline.publishing import publish
from pipeline.publishing.content import contents_of, release_id
from pipeline.publishing.errors import InconsistentDataset
from schemas.base import Row
from schemas.catalog import tables

from . import drawn, handmade


def _id(dataset: Dataset) -> str:
    return release_id(contents_of(dataset))


def _shuffled(dataset: Dataset) -> Dataset:
    rows = {name: random.sample(part, len(part)) for name, part in dataset.rows.items()}
    return Dataset({name: tuple(part) for name, part in reversed(rows.items())})


def _changed(dataset: Dataset, table: str, **values: object) -> Dataset:
    first, *others = dataset.rows[table]
    return dataset.with_rows((table, [first.model_copy(update=values), *others]))


def test_id_does_not_depend_on_the_order_of_rows() -> None:
    dataset = drawn.dataset(1)
    assert _id(dataset) == _id(_shuffled(dataset))


def test_id_does_not_depend_on_the_scale_of_a_decimal() -> None:
    dataset = handmade.dataset()
    table = "platform_by_district"
    plain, scaled, power = (
        _changed(dataset, table, inpatient_revenue_cny=Decimal(text))
        for text in ("137905000", "137905000.00", "1.37905E+8")
    )
    assert _id(plain) == _id(scaled) == _id(power)


def test_id_does_not_depend_on_when_a_file_was_received() -> None:
    dataset = handmade.dataset()
    later = dt.datetime(2026, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    assert _id(dataset) == _id(_changed(dataset, "source_files", received_at=later))


@cache
def _drawn(seed: int) -> Dataset:
    return drawn.dataset(seed, 3)


@pytest.mark.parametrize("table", sorted(tables()))
def test_id_depends_on_every_column(table: str) -> None:
    dataset = _drawn(3)
    known = {_id(dataset)}
    first: Row = dataset.rows[table][0]
    # A column of three choices has the same one in many draws.
    others = [_drawn(seed).rows[table][0] for seed in range(4, 30)]
    for name, value in first:
        if isinstance(value, dt.datetime):
            continue
        other = next(v for v in (getattr(o, name) for o in others) if v != value)
        known.add(_id(_changed(dataset, table, **{name: other})))
    moments = sum(isinstance(value, dt.datetime) for _, value in first)
    assert len(known) == 1 + len(type(first).model_fields) - moments


def test_text_that_no_file_carries_is_marked() -> None:
    broken = _changed(handmade.dataset(), "issues", title="卫\ud800生\0𠮷")
    assert contents_of(broken)["issues"].column("title") == ["卫\ufffd生\ufffd𠮷"]


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("observations", "x0", float("nan")),
        ("observations", "x0", float("inf")),
        ("platform_by_district", "outpatient_revenue_cny", Decimal("0.001")),
        ("platform_by_district", "outpatient_revenue_cny", Decimal("NaN")),
    ],
)
def test_a_figure_of_the_wrong_kind_is_refused(table: str, column: str, value: object) -> None:
    with pytest.raises(InconsistentDataset, match=f"{table}.{column}"):
        contents_of(_changed(handmade.dataset(), table, **{column: value}))


def test_bytes_are_the_same_in_any_order(tmp_path: Path) -> None:
    dataset = drawn.dataset(5)
    one = publish(dataset, tmp_path / "one", summary={})
    two = publish(_shuffled(dataset), tmp_path / "two", summary={})
    assert {n: (one.path / n).read_bytes() for n in one.files} == {
        n: (two.path / n).read_bytes() for n in two.files
    }


_PUBLISH = """
import sys, time
from pathlib import Path
from tests.publishing import drawn
from pipeline.publishing import publish
print(time.localtime(0).tm_hour, publish(drawn.dataset(6), Path(sys.argv[1]), summary={}).id)
"""


@pytest.mark.slow
def test_bytes_are_the_same_in_any_zone_and_locale(tmp_path: Path) -> None:
    """Checksums of two processes that differ in time zone, locale and hash seed."""
    sums, hours = [], []
    root = Path(__file__).parents[2]
    for zone, locale, seed in (("Asia/Shanghai", "C.UTF-8", "1"), ("Etc/GMT+9", "C", "2")):
        outputs = tmp_path / seed
        changed = {"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)}
        reported = subprocess.run(
            [sys.executable, "-c", _PUBLISH, str(outputs)],
            env={**os.environ, **changed}, check=True, capture_output=True, text=True,
        ).stdout.split()  # fmt: skip
        hours.append(reported[0])
        sums.append((outputs / "dataset" / "SHA256SUMS").read_text())
    assert hours[0] != hours[1]
    assert sums[0] == sums[1]
