"""Each release describes itself for machines, and says how to cite it and where it comes from."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import frictionless
import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.dataset import Dataset
from pipeline.publishing import publish
from pipeline.publishing.citation import _quoted
from schemas.base import fields_of
from schemas.catalog import tables

from . import drawn, handmade

_CFF_KEYS = {
    "abstract", "authors", "cff-version", "date-released", "keywords", "message", "title", "type",
    "version",
}  # fmt: skip
"""Those that we use of the keys that CFF 1.2.0 allows."""

_CFF_REQUIRED = {"authors", "cff-version", "message", "title"}


def _published(dataset: Dataset, outputs: Path) -> Path:
    return publish(dataset, outputs, summary={}).path


def _package(release: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    return found


def _citation(release: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((release / "CITATION.cff").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _published(handmade.dataset(), tmp_path_factory.mktemp("outputs"))


def test_frictionless_takes_the_package_for_valid(release: Path) -> None:
    report = frictionless.validate(str(release / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])
    assert report.stats["tasks"] == len(tables()) + 1


def test_frictionless_finds_a_file_that_was_changed(tmp_path: Path) -> None:
    release = _published(handmade.dataset(), tmp_path)
    with (release / "issues.parquet").open("ab") as file:
        file.write(b"x")
    report = frictionless.validate(str(release / "datapackage.json"))
    assert {error for (error,) in report.flatten(["type"])} == {"hash-count", "byte-count"}


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_the_rows_are_what_their_declared_schema_says(seed: int | None, tmp_path: Path) -> None:
    """Checked by Frictionless on the rows as Arrow reads them, keys and links included."""
    dataset = handmade.dataset() if seed is None else drawn.dataset(seed, 8)
    release = _published(dataset, tmp_path)
    resources = []
    for resource in _package(release)["resources"]:
        if resource["format"] == "parquet":
            rows = pq.read_table(release / resource["path"]).to_pylist()
            schema = resource["schema"]
            if any(None in (row[name] for row in rows) for name in schema["primaryKey"]):
                del schema["primaryKey"]  # Table Schema knows no key in which a part is missing.
            if rows:
                resources.append({"name": resource["name"], "data": rows, "schema": schema})
    there = {resource["name"] for resource in resources}
    for resource in resources:
        links = resource["schema"].get("foreignKeys", ())
        targets = [link["reference"]["resource"] or resource["name"] for link in links]
        if not there.issuperset(targets):
            del resource["schema"]["foreignKeys"]
    report = frictionless.validate({"name": "rows", "resources": resources})
    assert report.valid, report.flatten(["type", "message"])[:5]


def test_every_table_and_column_is_in_the_package(release: Path) -> None:
    described = {r["name"]: r for r in _package(release)["resources"] if "schema" in r}
    assert list(described) == list(tables())
    for name, model in tables().items():
        schema = described[name]["schema"]
        assert schema["primaryKey"] == list(model.table.key)
        assert [f["name"] for f in schema["fields"]] == [f.name for f in fields_of(model)]
        for reported, field in zip(schema["fields"], fields_of(model), strict=True):
            assert (reported["title"], reported["description"]) == (
                field.column.zh,
                field.column.en,
            )
            assert reported.get("unit", "") == field.column.unit
            assert reported["constraints"]["required"] is not field.nullable
            assert reported["constraints"].get("enum", []) == list(field.choices)


def test_the_citation_holds_the_release_and_no_clock(tmp_path: Path) -> None:
    more = handmade.row(
        "issues", issue_id="2025-04", year=2025, issue_no=4, issue_no_last=4, title="简报",
        publisher="卫生信息中心", published_on=dt.date(2025, 4, 11), page_count=5, revision=1,
        source_sha256=handmade.SHA, source_file="word.pdf",
    )  # fmt: skip
    release = _published(handmade.dataset(more), tmp_path)
    reported = _citation(release)
    assert _CFF_REQUIRED <= set(reported) <= _CFF_KEYS
    assert (reported["cff-version"], reported["type"]) == ("1.2.0", "dataset")
    assert (reported["version"], reported["date-released"]) == (release.name, dt.date(2025, 4, 11))
    assert reported["authors"] == [{"name": "卫生信息中心"}]
    assert "2025-03 to 2025-04" in reported["abstract"]
    assert len(set(reported["keywords"])) == len(reported["keywords"]) > 0
    assert _package(release)["version"] == release.name


def test_one_issue_and_one_month_are_named_once(tmp_path: Path) -> None:
    release = _published(handmade.dataset(), tmp_path)
    assert "issue 2025-03 (1)" in _citation(release)["abstract"]
    readme = (release / "README.md").read_text("utf-8")
    assert "issues: 2025-03；" in readme and "2025-03 –" not in readme
    assert ", issue 2025-03;" in readme


@given(st.text())
def test_any_title_is_text_in_a_citation(title: str) -> None:
    assert yaml.safe_load(f"a: {_quoted(title)}") == {"a": " ".join(title.split())}


@pytest.mark.parametrize("title", ['a: "b"\n- c', "<script>|x", "\x00\ud800"])
def test_text_of_a_pdf_is_only_text(title: str, tmp_path: Path) -> None:
    release = _published(handmade.dataset(title=title), tmp_path)
    assert set(_citation(release)) <= _CFF_KEYS
    assert "<script>" not in (release / "LICENSE.md").read_text(encoding="utf-8")
    assert _package(release)["resources"]


def test_the_note_on_origin_names_the_source_and_grants_nothing(release: Path) -> None:
    text = (release / "LICENSE.md").read_text(encoding="utf-8")
    assert "卫生信息中心《卫生信息简报》2025-03" in text
    assert "not a licence" in text and "不是许可证" in text


def test_a_release_without_issues_is_described(tmp_path: Path) -> None:
    release = _published(Dataset.of([]), tmp_path)
    assert set(_citation(release)) >= _CFF_REQUIRED
    assert frictionless.validate(str(release / "datapackage.json")).valid
    assert not re.search("None", (release / "LICENSE.md").read_text(encoding="utf-8"))
