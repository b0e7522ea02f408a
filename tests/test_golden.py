"""Issue 157, drawn by three producers: every cell exact, every figure where its box says."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from pathlib import Path

import pdfplumber
import pytest

from pipeline.run.driver import run
from pipeline.settings import load_settings
from tests.conftest import FIXTURES
from tests.golden import differences

ISSUE = FIXTURES / "issue157"
RENDERINGS = ("word", "chrome", "reportlab")


@pytest.fixture(
    scope="module",
    params=["word", *(pytest.param(name, marks=pytest.mark.slow) for name in RENDERINGS[1:])],
)
def published(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path]:
    """A rendering's name, and the dataset made of it alone."""
    base = tmp_path_factory.mktemp(request.param)
    (base / "inbox").mkdir()
    shutil.copy(ISSUE / f"{request.param}.pdf", base / "inbox")
    report = run(load_settings(inbox=base / "inbox", outputs=base / "outputs"))
    assert report.exit_code == 0
    return request.param, base / "outputs" / "dataset"


def _query(dataset: Path, sql: str) -> list[sqlite3.Row]:
    with sqlite3.connect(dataset / "bulletins.sqlite") as connection:
        connection.row_factory = sqlite3.Row
        return connection.execute(sql).fetchall()


def _flat(text: str | None) -> str:
    return "".join((text or "").split())


def test_every_cell_is_exact(published: tuple[str, Path]) -> None:
    name, dataset = published
    assert differences(ISSUE / "truth" / f"{name}.json", dataset / "bulletins.sqlite") == []


def test_no_finding_is_worse_than_a_note(published: tuple[str, Path]) -> None:
    _, dataset = published
    worse = _query(dataset, "SELECT kind, message FROM findings WHERE severity != 'info'")
    assert [tuple(row) for row in worse] == []


def test_the_text_in_the_box_of_every_observation_is_what_it_says(
    published: tuple[str, Path],
) -> None:
    name, dataset = published
    rows = _query(dataset, "SELECT printed, page, x0, top, x1, bottom FROM observations")
    assert len(rows) > 500
    wrong = []
    with pdfplumber.open(ISSUE / f"{name}.pdf") as pdf:
        for row in rows:
            page = pdf.pages[row["page"] - 1]
            box = (row["x0"], row["top"], row["x1"], row["bottom"])
            found = page.crop(box).extract_text()
            if _flat(found) != _flat(row["printed"]):
                wrong.append((row["printed"], found))
    assert wrong == []


def test_every_figure_of_every_fact_is_observed(published: tuple[str, Path]) -> None:
    _, dataset = published
    facts = _query(
        dataset,
        "SELECT month, hospital_id AS entity, total AS value, 'total' AS measure,"
        " 'bookings_by_hospital' AS tbl FROM bookings_by_hospital UNION ALL "
        "SELECT month, hospital_id, outpatient_revenue_cny, 'outpatient_revenue_cny',"
        " 'platform_by_hospital' FROM platform_by_hospital UNION ALL "
        "SELECT month, '', calls_total, 'calls_total', 'hotline_monthly' FROM hotline_monthly",
    )
    seen = {
        (row["table_name"], row["month"], row["entity_id"], row["measure"]): row["value"]
        for row in _query(dataset, "SELECT * FROM observations")
    }
    assert facts
    for row in facts:
        assert seen[row["tbl"], row["month"], row["entity"], row["measure"]] == row["value"]


def test_the_unknown_is_kept_raw(published: tuple[str, Path]) -> None:
    _, dataset = published
    tables = _query(dataset, "SELECT caption, rows, known FROM raw_tables ORDER BY position")
    assert len(tables) == 4
    assert all(row["known"] for row in tables)
    assert sum(len(json.loads(row["rows"])) for row in tables) >= 32 + 12 + 38


@pytest.mark.slow
def test_three_files_of_one_issue_keep_one_and_say_so(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    for name in RENDERINGS:
        shutil.copy(ISSUE / f"{name}.pdf", tmp_path / "inbox")
    run(load_settings(inbox=tmp_path / "inbox", outputs=tmp_path / "outputs"))
    dataset = tmp_path / "outputs" / "dataset"
    files = _query(dataset, "SELECT sha256, status, reason FROM source_files ORDER BY status")
    assert len(files) == 3
    loaded = [row for row in files if row["status"] == "loaded"]
    assert len(loaded) == 1
    assert all(row["reason"] for row in files if row["status"] != "loaded")
    known = {hashlib.sha256((ISSUE / f"{n}.pdf").read_bytes()).hexdigest() for n in RENDERINGS}
    assert {row["sha256"] for row in files} == known
    truth = ISSUE / "truth" / "word.json"
    assert [d for d in differences(truth, dataset / "bulletins.sqlite") if " body" not in d] == []
