"""The worked example of docs/adding-a-table.md works as it stands there."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Annotated, Any

import duckdb
import pytest
from pydantic import Field

from pipeline.interpreting.tables.measures import fact_value, figure_of, measures_of, native
from pipeline.interpreting.text.numbers import read_number
from schemas.base import Column, Row
from tests.conftest import ROOT, environment
from tests.lab import matter
from tests.lab.bulletins import place
from tests.lab.flow import Flow
from tests.lab.knobs import Knobs
from tests.lab.paper import Paper
from tests.lab.sheets import Cell, Sheet, columns, header

DOCUMENT = (ROOT / "docs" / "adding-a-table.md").read_text(encoding="utf-8")
COLUMNS = ("邀请单位", "影像会诊", "心电会诊", "病理会诊", "小计")
ROWS = (
    ("南京鼓楼医院", 172, 70, 30, 272),
    ("南京市第一医院", 119, 52, 17, 189),  # the sum is 188: the publisher's own error
    ("江苏省人民医院", 140, None, 37, 177),
)
TOTAL = ("合计", 431, 122, 84, 638)


@dataclass(frozen=True)
class Run:
    """A run of the command over the drawn bulletin: its outputs folder and what it printed."""

    outputs: Path
    printed: str

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        database = self.outputs / "dataset" / "bulletins.sqlite"
        with closing(sqlite3.connect(database)) as connection:
            return connection.execute(sql).fetchall()


def block(start: str) -> str:
    """The first code block of the document that opens with these words."""
    found = re.search(rf"^```{start}\n(.*?)^```$", DOCUMENT, flags=re.MULTILINE | re.DOTALL)
    assert found is not None, start
    return found[1]


def bulletin() -> bytes:
    """An issue of 2019 with one table, of a kind that the packaged schemas do not know."""
    knobs = Knobs.of(year=2019, issue=2)
    imprint = matter.imprint_of(Random(1), knobs)
    flow = Flow(Paper(knobs.page))
    matter.masthead(flow, knobs, imprint)
    figures: list[list[Cell | None]] = [
        [Cell("/" if x is None else str(x)) for x in row] for row in (*ROWS, TOTAL)
    ]
    sheet = Sheet(
        rows=tuple(tuple(row) for row in [*header([(x,) for x in COLUMNS]), *figures]),
        header_rows=1,
        weights=(2.6, 1, 1, 1, 1),
        aligns=columns("left", "right", 4),
        caption=("2019年1月远程医疗会诊统计",),
    )
    place(flow, knobs, sheet, turned=False)
    matter.imprint_page(flow, knobs, imprint)
    return flow.paper.save()


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """`bulletins run` with the file of the document put into a copy of `schemas/`."""
    folder = tmp_path_factory.mktemp("new-table")
    shutil.copytree(ROOT / "schemas", folder / "schemas")
    name = re.search(r"`schemas/(\w+\.py)`:", DOCUMENT)
    assert name is not None
    (folder / "schemas" / name[1]).write_text(block("python"), encoding="utf-8")
    (folder / "inbox").mkdir()
    (folder / "inbox" / "bulletin.pdf").write_bytes(bulletin())
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "run", "--inbox", "inbox", "--outputs", "outputs"],
        # The folder comes before our own: its `schemas` is the one that is imported.
        cwd=folder, env=environment({"PYTHONPATH": f"{folder}:{ROOT}"}),
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return Run(folder / "outputs", done.stdout)


def test_the_packaged_schemas_do_not_know_the_table() -> None:
    from schemas.catalog import tables

    declared = set(re.findall(r'name="(\w+)"', block("python")))
    assert declared and not declared & set(tables())


def test_its_rows_are_in_sqlite_as_printed(ran: Run) -> None:
    found = ran.query(
        "SELECT month, hospital, imaging, ecg, pathology, total, issue_id "
        "FROM v_consultations_by_hospital ORDER BY imaging DESC"
    )
    assert found == [
        ("2019-01-01", "南京鼓楼医院", 172, 70, 30, 272, "2019-02"),
        ("2019-01-01", "江苏省人民医院", 140, None, 37, 177, "2019-02"),
        ("2019-01-01", "南京市第一医院", 119, 52, 17, 189, "2019-02"),
    ]
    assert ran.query("SELECT table_name FROM raw_tables") == [("consultations_by_hospital",)]


def test_its_rows_are_in_parquet(ran: Run) -> None:
    path = ran.outputs / "dataset" / "consultations_by_hospital.parquet"
    counted = duckdb.connect().execute(f"SELECT sum(total), count(*) FROM '{path}'")
    assert counted.fetchall() == [(638, 3)]


def test_the_queries_of_the_document_answer(ran: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = ran.query(block("sql query"))
    assert rows[0][1:] == ("南京鼓楼医院", 172, 272)
    monkeypatch.chdir(ran.outputs / "dataset")
    said = subprocess.run(
        [sys.executable, "-c", block("python query")], check=True, capture_output=True, text=True
    ).stdout
    assert "638" in said


def test_the_query_that_finds_unknown_tables_answers(ran: Run) -> None:
    assert ran.query(block("sql")) == []


def test_every_figure_has_its_place(ran: Run) -> None:
    [(count, pages, doubtful)] = ran.query(
        "SELECT count(*), count(page), sum(confidence < 1) FROM observations "
        "WHERE table_name = 'consultations_by_hospital'"
    )
    assert (count, pages, doubtful) == (12, 12, 0)
    totals = ran.query("SELECT measure, value FROM reported_totals ORDER BY value")
    assert totals == [("pathology", 84), ("ecg", 122), ("imaging", 431), ("total", 638)]


def test_its_relations_are_checked(ran: Run) -> None:
    found = ran.query(
        "SELECT kind, severity, entity, expected, observed FROM findings "
        "WHERE table_name = 'consultations_by_hospital'"
    )
    assert found == [("row_sum", "error", "南京市第一医院", "188", "189")]


def test_it_has_a_panel_with_shares_and_growth(ran: Run) -> None:
    rows = ran.query("SELECT name, status, total FROM panel_consultations ORDER BY total DESC")
    assert rows[0] == ("南京鼓楼医院", "reported", 272)
    shares = ran.query("SELECT sum(total_share) FROM shares_consultations")
    assert shares[0][0] == pytest.approx(1)
    assert len(ran.query("SELECT total_growth FROM growth_consultations")) == 3


def test_it_is_documented(ran: Run) -> None:
    dictionary = (ran.outputs / "dataset" / "DATA_DICTIONARY.md").read_text(encoding="utf-8")
    for heading in ("consultations_by_hospital", "panel_consultations"):
        assert f"\n## {heading}\n" in dictionary
    assert "远程会诊统计" in dictionary


class _Rates(Row):
    """A row with measures of other types than those of the example."""

    rate: Annotated[
        Annotated[Decimal, Field(max_digits=7, decimal_places=2)] | None,
        Column("开放率", "Share that is open.", "%", "measure", adds=False),
    ]
    doses: Annotated[
        Annotated[Decimal, Field(max_digits=12, decimal_places=1)] | None,
        Column("用量", "Doses.", "doses", "measure"),
    ]


@pytest.mark.parametrize(
    ("measure", "printed", "value"),
    [
        (0, "57.38%", Decimal("57.38")),
        (0, "57.38", Decimal("57.38")),
        (0, "57.381%", None),
        (0, "57.38元", None),
        (1, "1.5", Decimal("1.5")),
        (1, "1.2万", Decimal(12000)),
        (1, "12%", None),
    ],
)
def test_rates_and_fractions_are_measures_too(
    measure: int, printed: str, value: Decimal | None
) -> None:
    declared = measures_of(_Rates)[measure]
    figure = figure_of(read_number(printed), printed, declared, None, None)
    assert native(fact_value(figure, declared), declared) == value
    assert (figure.status == "reported") == (value is not None)
