"""The SQLite file that another process writes is the one that this process would write."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from pipeline.model.dataset import Dataset
from pipeline.model.layout import DATABASE, parquet_of
from pipeline.publishing import sqlite_apart
from pipeline.publishing.content import TableContent, contents_of
from pipeline.publishing.errors import InconsistentDataset
from pipeline.publishing.parquet import write_parquet
from pipeline.publishing.sqlite import write_sqlite
from pipeline.publishing.sqlite_apart import sqlite_beside
from tests.publishing import handmade


@pytest.fixture(autouse=True)
def always_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_apart, "_MANY_ROWS", 0)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that were started."""
    found: list[subprocess.Popen[bytes]] = []

    class Process(subprocess.Popen[bytes]):
        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, **options)  # type: ignore[call-overload]
            found.append(self)

    monkeypatch.setattr("pipeline.publishing.sqlite_apart.subprocess.Popen", Process)
    return found


def test_the_file_has_the_bytes_of_one_written_here(
    tmp_path: Path, started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = _with_parquet(handmade.dataset(), tmp_path)
    write_sqlite(contents, tmp_path / "here.sqlite")
    monkeypatch.setattr(sqlite_apart, "write_sqlite", None)  # nothing is written here
    with sqlite_beside(contents, tmp_path):
        pass
    assert (tmp_path / DATABASE).read_bytes() == (tmp_path / "here.sqlite").read_bytes()
    assert [one.returncode for one in started] == [0]


def test_what_cannot_be_written_is_told_by_this_process(tmp_path: Path) -> None:
    lost = handmade.row(
        "bookings_by_hospital", month=handmade.FEBRUARY, hospital_id="nowhere",
        issue_id="2025-03", name_printed="nowhere",
    )  # fmt: skip
    contents = _with_parquet(handmade.dataset(lost), tmp_path)
    with (
        pytest.raises(InconsistentDataset, match=r"bookings_by_hospital.*hospitals.*nowhere"),
        sqlite_beside(contents, tmp_path),
    ):
        pass


def test_a_process_that_was_ended_from_outside_is_made_up_for(
    tmp_path: Path, started: list[subprocess.Popen[bytes]]
) -> None:
    contents = _with_parquet(handmade.dataset(), tmp_path)
    with sqlite_beside(contents, tmp_path):
        started[0].kill()
    write_sqlite(contents, tmp_path / "here.sqlite")
    assert (tmp_path / DATABASE).read_bytes() == (tmp_path / "here.sqlite").read_bytes()


def test_no_process_is_left_where_the_release_fails(
    tmp_path: Path, started: list[subprocess.Popen[bytes]]
) -> None:
    contents = _with_parquet(handmade.dataset(), tmp_path)
    with pytest.raises(OSError, match="full"), sqlite_beside(contents, tmp_path):
        raise OSError("the disk is full")
    assert started[0].returncode is not None


def _with_parquet(dataset: Dataset, folder: Path) -> Mapping[str, TableContent]:
    contents = contents_of(dataset)
    for name, content in contents.items():
        write_parquet(content, folder / parquet_of(name))
    return contents
