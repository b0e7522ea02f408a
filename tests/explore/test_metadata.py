"""Everything in the database is described, and every question is answered."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pipeline.explore.canned import CannedQuery, canned_queries
from pipeline.explore.metadata import DATABASE, Edition, datasette_metadata
from schemas.base import fields_of
from schemas.catalog import tables

from . import releases

QUERIES = {query.name: query for query in canned_queries()}
SPECS = {name: (model.table, fields_of(model)) for name, model in tables().items()}
EDITION = Edition("0123456789ab", 1, "2025-03", "2025-03", "卫生信息中心《简报》")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    release = releases.publish_small(tmp_path_factory.mktemp("outputs"))
    with closing(sqlite3.connect(release.path / "bulletins.sqlite")) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


@pytest.fixture(scope="module")
def reported() -> dict[str, Any]:
    metadata = datasette_metadata(SPECS, QUERIES.values(), EDITION)
    found: dict[str, Any] = metadata["databases"][DATABASE]
    return found


def test_every_table_view_and_column_is_described_or_hidden(
    database: sqlite3.Connection, reported: dict[str, Any]
) -> None:
    held = database.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') "
        "AND name NOT LIKE 'articles_search_%'"
    )
    for (name,) in held.fetchall():
        table = reported["tables"][name]
        if not table.get("hidden"):
            columns = [row[1] for row in database.execute(f'PRAGMA table_info("{name}")')]
            assert list(table["columns"]) == columns or name.startswith("v_"), name
            assert set(table["columns"]) == set(columns), name
            assert re.search("[一-鿿].*·.*[a-z]", table["title"]), name


def test_facets_labels_and_order_name_columns_that_are_there(
    database: sqlite3.Connection, reported: dict[str, Any]
) -> None:
    for name, table in reported["tables"].items():
        columns = {row[1] for row in database.execute(f'PRAGMA table_info("{name}")')}
        assert columns, name
        named = [*table.get("facets", ()), table.get("label_column"), table.get("sort_desc")]
        assert {column for column in named if column} <= columns, name
    assert reported["tables"]["findings"]["facets"] == ["table_name", "kind", "severity"]
    assert reported["tables"]["hospitals"]["label_column"] == "name"
    assert reported["tables"]["issues"]["label_column"] == "issue_id"


def test_units_and_choices_are_reported(reported: dict[str, Any]) -> None:
    columns = reported["tables"]["platform_by_district"]["columns"]
    assert "（元） ·" in columns["outpatient_revenue_cny"]
    assert "(CNY)" in columns["outpatient_revenue_cny"]
    assert "warning" in reported["tables"]["findings"]["columns"]["severity"]


def test_what_a_release_lacks_is_not_spoken_of() -> None:
    few = {name: SPECS[name] for name in ("hospitals", "issues")}
    metadata = datasette_metadata(few, (), EDITION)
    shown = metadata["databases"][DATABASE]["tables"]
    assert {name for name, table in shown.items() if not table.get("hidden")} == set(few)


@pytest.mark.parametrize("query", QUERIES.values(), ids=lambda query: query.name)
def test_every_query_tells_its_parameters_and_runs_without_them(
    query: CannedQuery, database: sqlite3.Connection
) -> None:
    used = set(re.findall(r"(?<!\w):([a-z_]+)", query.sql))
    assert used == set(query.parameters)
    assert re.search("[一-鿿]", query.zh) and not re.search("[一-鿿]", query.en)
    assert all(" · " in text for text in (*query.notes, *query.parameters.values()))
    rows = database.execute(query.sql, dict.fromkeys(query.parameters, "")).fetchall()
    assert rows, "without a parameter a query shows what there is to choose from"


def _answer(
    database: sqlite3.Connection, query_name: str, /, **parameters: str
) -> list[dict[str, Any]]:
    query = QUERIES[query_name]
    given = {**dict.fromkeys(query.parameters, ""), **parameters}
    return [dict(row) for row in database.execute(query.sql, given)]


@pytest.mark.parametrize("hospital", ["gulou", "鼓楼", "南京鼓楼医院"])
def test_bookings_of_a_hospital_by_any_of_its_names(
    hospital: str, database: sqlite3.Connection
) -> None:
    rows = _answer(database, "bookings_of_a_hospital", hospital=hospital)
    by_month = {row["month"]: row for row in rows}
    assert {row["hospital"] for row in rows} == {"鼓楼医院"}
    assert [by_month[month]["total"] for month in ("2024-02-01", "2025-01-01", "2025-02-01")] == [
        8, 10, 12,
    ]  # fmt: skip
    assert by_month["2024-05-01"]["status"] == "no_issue"


def test_growth_over_a_year(database: sqlite3.Connection) -> None:
    newest = _answer(database, "growth_over_a_year", hospital="gulou")[-1]
    assert (newest["month"], newest["growth_percent"]) == ("2025-02-01", 50.0)


@pytest.mark.parametrize("figure", ["1234", "1,234", "1，234", "1234.0"])
def test_where_a_figure_is_printed(figure: str, database: sqlite3.Connection) -> None:
    [row] = _answer(database, "where_a_figure_is_printed", figure=figure)
    assert (row["source_file"], row["page"], row["x0"], row["bottom"]) == ("word.pdf", 3, 10, 40)
    assert row["entity"] == releases.HOSTILE


@pytest.mark.parametrize("figure", ["0", "abc", "-"])
def test_what_is_no_figure_stands_nowhere(figure: str, database: sqlite3.Connection) -> None:
    assert _answer(database, "where_a_figure_is_printed", figure=figure) == []


@pytest.mark.parametrize("month", ["2025-02", "2025-02-01"])
def test_figures_flagged_in_a_month(month: str, database: sqlite3.Connection) -> None:
    rows = _answer(database, "findings_in_a_month", month=month)
    assert [row["severity"] for row in rows] == ["error"]
    assert _answer(database, "findings_in_a_month", month="2024-12") == []


@pytest.mark.parametrize(
    ("words", "found"),
    [("预约", [1]), ("热线", [2, 1]), ("约", [1]), ("2320", [1]), ("热线 预约", [1]),
     ("热线　平稳", [2]), ("12320热", [1]), (" 预约 ", [1]), ('预"约', []), ("挂 失", [])],
)  # fmt: skip
def test_articles_about_words(words: str, found: list[int], database: sqlite3.Connection) -> None:
    rows = _answer(database, "articles_about", words=words)
    assert sorted(row["position"] for row in rows) == sorted(found)


def test_names_over_time(database: sqlite3.Connection) -> None:
    rows = _answer(database, "names_of_an_entity", name="南京鼓楼")
    assert [row["name"] for row in rows] == ["南京鼓楼医院", "鼓楼医院"]


def test_revenue_per_visit(database: sqlite3.Connection) -> None:
    rows = _answer(database, "revenue_per_visit", place="江宁")
    assert [row["cny_per_visit"] for row in rows] == [121380840.05]


def test_districts_that_stopped_come_first(tmp_path: Path) -> None:
    row = releases.row
    more = (
        row("districts", district_id="stopped", name="停传区", provisional=False),
        *(
            row("platform_by_district", month=month, district_id=district, issue_id="2025-03",
                name_printed="", realtime_days=days)
            for month, district, days in (
                (releases.YEAR_BEFORE, "stopped", 9), (releases.FEBRUARY, "stopped", 0),
                (releases.JANUARY, "320115", 3),
            )
        ),
    )  # fmt: skip
    release = releases.publish_small(tmp_path, rows=more)
    with closing(sqlite3.connect(release.path / "bulletins.sqlite")) as connection:
        connection.row_factory = sqlite3.Row
        rows = _answer(connection, "districts_without_uploads")
    assert [(r["district"], r["months_since"]) for r in rows] == [("停传区", 12), ("江宁区", 1)]
