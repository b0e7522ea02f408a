"""What is exported comes back as it was, in each format, and what it cannot take is reported."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from pipeline.dataset import OpenDataset, open_dataset
from pipeline.errors import FolderError, UsageError
from pipeline.exporting import Exported, export
from pipeline.exporting.codebook import codebook
from pipeline.exporting.names import short_names
from pipeline.exporting.workbook import Sheet, write_workbook
from schemas.base import fields_of
from schemas.catalog import tables
from tests.conftest import Command
from tests.explore import releases
from tests.publishing import handmade

LONG = "又" * 40_000
FORMULA = "=cmd|' /C calc'!A0"
BEYOND = Decimal("12345678901234567.25")
BOOKINGS, PLATFORM, ARTICLES = "bookings_by_hospital", "platform_by_district", "articles"


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("outputs")
    rows = (
        releases.article(3, FORMULA, LONG),
        handmade.row(
            "hospitals", hospital_id="formula", name="@SUM(A1)", provisional=False,
        ),
        releases.observation("gulou", "huge", releases.FEBRUARY, value=BEYOND, printed="-5"),
    )  # fmt: skip
    releases.publish_small(folder, rows=rows)
    return folder


@pytest.fixture(scope="module")
def dataset(outputs: Path) -> OpenDataset:
    return open_dataset(outputs)


Made = Callable[[str], tuple[Path, Exported]]


@pytest.fixture(scope="module")
def made(dataset: OpenDataset, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Export all tables in a format, once."""
    known: dict[str, tuple[Path, Exported]] = {}

    def make(form: str) -> tuple[Path, Exported]:
        if form not in known:
            folder = tmp_path_factory.mktemp(form)
            known[form] = folder, export(dataset, form, folder)
        return known[form]

    return make


def published(dataset: OpenDataset, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = dataset.arrow(name).to_pylist()
    return rows


@pytest.mark.parametrize("name", tables())
def test_csv_comes_back(name: str, dataset: OpenDataset, made: Made) -> None:
    folder, _ = made("csv")
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    wanted = published(dataset, name)
    assert len(found) == len(wanted)
    for row, original in zip(found, wanted, strict=True):
        for column, value in original.items():
            assert _same(row[column], value), (column, row[column], value)


def _same(text: str, value: Any) -> bool:
    if value is None:
        return text == ""
    if isinstance(value, bool):
        return text == str(value).lower()
    if isinstance(value, dt.datetime):
        return dt.datetime.fromisoformat(text) == value
    if isinstance(value, dt.date):
        return dt.date.fromisoformat(text) == value
    if isinstance(value, int | float | Decimal):
        return type(value)(text) == value
    return text in (value, f"'{value}")


def test_no_cell_of_csv_is_a_formula(made: Made) -> None:
    folder, _ = made("csv")
    text = (folder / "articles.csv").read_text(encoding="utf-8")
    assert f'"\'{FORMULA}"' in text and f'"{FORMULA}"' not in text
    assert '"\'@SUM(A1)"' in (folder / "hospitals.csv").read_text(encoding="utf-8")
    assert '"-5"' in (folder / "observations.csv").read_text(encoding="utf-8")


def test_null_is_empty_and_an_empty_text_is_not(made: Made) -> None:
    folder, _ = made("csv")
    frame = pd.read_csv(folder / f"{BOOKINGS}.csv", dtype_backend="numpy_nullable")
    assert frame["total"].isna().sum() == 1 and str(frame["total"].dtype) == "Int64"
    observations = (folder / "observations.csv").read_text(encoding="utf-8").splitlines()
    assert all(',"",' in line for line in observations[1:])


def test_the_folder_and_those_above_it_are_made(dataset: OpenDataset, tmp_path: Path) -> None:
    done = export(dataset, "csv", tmp_path / "for" / "excel", ("hospitals",))
    assert all(path.is_file() for path in done.files)
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderError, match="cannot be made"):
        export(dataset, "csv", tmp_path / "file" / "excel", ("hospitals",))


def test_the_mark_for_excel_is_there_when_asked_for(dataset: OpenDataset, tmp_path: Path) -> None:
    for bom, begins in ((False, b'"'), (True, b"\xef\xbb\xbf")):
        done = export(dataset, "csv", tmp_path, ("hospitals",), bom=bom)
        assert [path.name for path in done.files] == ["hospitals.csv", "codebook.csv"]
        assert all(path.read_bytes().startswith(begins) for path in done.files)


def test_json_lines_come_back(dataset: OpenDataset, made: Made) -> None:
    folder, done = made("jsonl")
    lines = (folder / f"{PLATFORM}.jsonl").read_text(encoding="utf-8").splitlines()
    [row] = map(json.loads, lines)
    assert Decimal(str(row["outpatient_revenue_cny"])) == handmade.REVENUE
    assert row["inpatient_revenue_cny"] == 137905000 and row["discharges"] is None
    assert row["month"] == "2025-02-01"
    assert len((folder / "articles.jsonl").read_text(encoding="utf-8").splitlines()) == 3
    huge = [json.loads(line)["value"] for line in (folder / "observations.jsonl").open()]
    assert str(BEYOND) in huge
    assert done.notes == (
        "1 figures of observations.value are text, as they have more digits than a number holds.",
    )


def test_a_workbook_comes_back(dataset: OpenDataset, made: Made) -> None:
    folder, done = made("xlsx")
    book = openpyxl.load_workbook(folder / "bulletins.xlsx")
    assert book.sheetnames == ["codebook", *tables()]
    head, chinese, *rows = book[PLATFORM].iter_rows(values_only=True)
    assert dict(zip(head, chinese, strict=True))["outpatient_revenue_cny"] == "门急诊收入"
    assert all(all(book[name][2][n].value for n in range(3)) for name in book.sheetnames)
    row = dict(zip(head, rows[0], strict=True))
    assert row["month"] == dt.datetime(2025, 2, 1)
    assert Decimal(str(row["outpatient_revenue_cny"])) == handmade.REVENUE
    assert row["discharges"] is None
    formats = {cell.value: cell.number_format for cell in book[PLATFORM][3]}
    assert formats[row["outpatient_revenue_cny"]] == "#,##0.00##"
    assert book["issues"][3][1].value == 2025 and book["issues"][3][1].number_format == "General"
    sheet = book[PLATFORM]
    assert sheet.auto_filter.ref == sheet.dimensions.replace("A1", "A2")
    assert sheet.freeze_panes == "A3"
    assert sheet.column_dimensions["A"].width >= 11
    for name in tables():
        assert book[name].max_row == len(published(dataset, name)) + 2
    cells = [cell for row in book["articles"].iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    assert f"'{FORMULA}" in {cell.value for cell in cells}
    assert max(len(str(cell.value)) for cell in cells) == 32_767
    assert set(done.notes) == {
        "1 texts of articles.body are cut at 32,767 characters.",
        "1 figures of observations.value are text: Excel keeps 15 digits only.",
    }


def test_a_table_that_is_too_long_for_a_sheet_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "x").open("wb") as file, pytest.raises(UsageError, match="1,048,576"):
        write_workbook([Sheet("long", ["a"], ["甲"], 1_048_575, iter([]))], file)


@pytest.mark.parametrize("name", tables())
def test_stata_comes_back(name: str, dataset: OpenDataset, made: Made) -> None:
    folder, _ = made("dta")
    found = pd.read_stata(folder / f"{name}.dta")
    wanted = published(dataset, name)
    assert len(found) == len(wanted)
    for column in map(str, found):
        for got, value in zip(found[column], (row[column] for row in wanted), strict=True):
            assert _same_in_stata(got, value), (column, got, value)


def _same_in_stata(got: Any, value: Any) -> bool:
    if value is None:
        return bool(got == "" or pd.isna(got))
    if isinstance(value, dt.datetime):
        apart = abs(pd.Timestamp(got) - pd.Timestamp(value).tz_localize(None))
        return bool(apart < pd.Timedelta("1s"))
    if isinstance(value, dt.date):
        return bool(pd.Timestamp(got) == pd.Timestamp(value))
    return bool(got == value) if isinstance(value, str) else float(got) == float(value)


def test_stata_has_labels_and_says_what_is_rounded(made: Made) -> None:
    folder, done = made("dta")
    with pd.io.stata.StataReader(folder / f"{BOOKINGS}.dta") as reader:
        labels = reader.variable_labels()
    assert labels["total"] == "小计 [bookings]: All ways together, as printed."
    assert all(0 < len(label) <= 80 for label in labels.values())
    assert done.notes == (
        "1 figures of observations.value are rounded: Stata's numbers are doubles.",
    )


def test_the_codebook_tells_every_column() -> None:
    entries = {(entry.table, entry.column): entry for entry in codebook(tables())}
    assert set(entries) == {
        (name, field.name) for name, model in tables().items() for field in fields_of(model)
    }
    revenue = entries[PLATFORM, "outpatient_revenue_cny"]
    assert (revenue.unit, revenue.type, revenue.may_be_empty) == ("CNY", "DECIMAL(18,2)", True)
    assert "reported" in entries["observations", "status"].allowed


def test_short_names_stay_different() -> None:
    names = ["a" * 40, "a" * 41, "A" * 42, "short"]
    short = short_names(names, 31)
    assert short["short"] == "short" and len({name.casefold() for name in short.values()}) == 4
    assert all(len(name) <= 31 for name in short.values())


def test_the_same_dataset_is_the_same_files(
    dataset: OpenDataset, made: Made, tmp_path: Path
) -> None:
    for form in ("csv", "jsonl", "dta"):
        first, _ = made(form)
        export(dataset, form, tmp_path / form)
        for path in (tmp_path / form).iterdir():
            assert path.read_bytes() == (first / path.name).read_bytes(), path.name


def test_what_will_not_do_is_reported(dataset: OpenDataset, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="csv, xlsx, dta, jsonl"):
        export(dataset, "sav", tmp_path)
    with pytest.raises(UsageError, match="Do you mean hospitals"):
        export(dataset, "csv", tmp_path / "x", ("hospitls",))
    assert not (tmp_path / "x").exists()
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderError):
        export(dataset, "csv", tmp_path / "file", ("hospitals",))


def test_the_command(bulletins: Command, outputs: Path, tmp_path: Path) -> None:
    done = bulletins(
        "export", "--format", "csv", "--tables", "hospitals,issues", "--to", tmp_path,
        "--outputs", outputs,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [Path(line).name for line in done.stdout.split()] == [
        "hospitals.csv", "issues.csv", "codebook.csv",
    ]  # fmt: skip
    done = bulletins("export", "--format", "dta", "--bom", "--outputs", outputs)
    assert done.returncode == 1 and done.stderr.count("\n") == 1
