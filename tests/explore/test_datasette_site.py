"""One release in Datasette: search, whole exports, links to originals, nothing writable."""

from __future__ import annotations

import asyncio
import csv
import io
import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette
from datasette.database import Database

from pipeline.explore.datasette_site import open_site
from pipeline.explore.plugin import CutOff
from tests.publishing import handmade

from . import releases

MANY = 5200


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    outputs = tmp_path_factory.mktemp("outputs")
    (outputs / "originals").mkdir()
    (outputs / "originals" / f"{handmade.SHA}.pdf").write_bytes(b"%PDF-1.7")
    many = tuple(
        releases.observation(
            f"e{number}", "total", None, value=Decimal(number), printed=f"{number}"
        )
        for number in range(MANY)
    )
    return open_site(releases.publish_small(outputs, rows=many).path, outputs / "originals")


def get(site: Datasette, path: str, **parameters: str) -> Any:
    answer = asyncio.run(site.client.get(path, params=parameters or None))
    assert answer.status_code == 200, answer.text
    return answer


@pytest.mark.parametrize(("word", "found"), [("预约", 1), ("热线", 2), ("约", 1), ("挂失", 0)])
def test_the_box_of_the_table_finds_chinese_words(word: str, found: int, site: Datasette) -> None:
    reported = get(site, "/bulletins/articles.json", _search=word).json()
    assert reported["filtered_table_rows_count"] == found


def test_rows_whose_key_is_partly_null_are_paged_through(site: Datasette) -> None:
    seen: list[str] = []
    following = ""
    while following is not None:
        reported = get(site, "/bulletins/observations.json", _size="1000", _next=following).json()
        place = reported["columns"].index("entity_id")
        seen += [row[place] for row in reported["rows"]]
        following = reported["next"]
    assert len(seen) == MANY + 3 and len(set(seen)) == MANY + 3


@pytest.mark.parametrize(
    "address",
    ["/bulletins/observations.csv?_stream=on", "/bulletins/v_observations.csv?_stream=on",
     "/bulletins.csv?sql=select+*+from+observations&_size=max"],
)  # fmt: skip
def test_a_file_of_many_rows_is_whole(address: str, site: Datasette) -> None:
    rows = list(csv.DictReader(io.StringIO(get(site, address).text)))
    assert len(rows) == MANY + 3


@pytest.mark.parametrize("save", ["", "&_dl=1"])
def test_a_spreadsheet_computes_nothing_of_a_file(save: str, site: Datasette) -> None:
    cells = ["=1+1", "@SUM(1)", "-5", "－", "a;=2", '"=3"', "=4\nb"]
    values = ", ".join(f"'{cell}' as c{number}" for number, cell in enumerate(cells))
    text = get(site, f"/bulletins.csv?_size=max{save}", sql=f"select {values}").text
    _, row = csv.reader(io.StringIO(text, newline=""))
    assert row == ["'=1+1", "'@SUM(1)", "-5", "－", "a;=2", '"=3"', "'=4\nb"]
    assert '"a;=2"' in text


def test_a_file_whose_query_fails_is_a_page_that_tells(tmp_path: Path) -> None:
    site = open_site(releases.publish_small(tmp_path).path, tmp_path)
    site.sql_time_limit_ms = 100
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n"
    for sql, reported in (("select missing", "no such column"), (endless, "took too long")):
        answer = asyncio.run(site.client.get("/bulletins.csv", params={"sql": sql}))
        assert answer.status_code == 400 and reported in answer.text


def test_a_file_of_which_a_later_query_fails_does_not_end_as_if_whole(
    site: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site, "sql_time_limit_ms", 10_000)
    execute = Database.execute

    async def fails_later(self: Database, sql: str, *args: Any, **options: Any) -> Any:
        if "rowid >" in sql:
            raise sqlite3.OperationalError("disk I/O error")
        return await execute(self, sql, *args, **options)

    monkeypatch.setattr(Database, "execute", fails_later)
    with pytest.raises(CutOff):
        get(site, "/bulletins/observations.csv?_stream=on")


def test_a_page_that_is_cut_off_says_so(site: Datasette) -> None:
    text = get(site, "/bulletins", sql="select measure from observations").text
    assert "more than" in text and "5,000 rows" in text


def test_links_name_what_they_lead_to(site: Datasette) -> None:
    text = get(site, "/bulletins/bookings_by_hospital").text
    assert '<a href="/data/bulletins/hospitals/gulou">鼓楼医院</a>' in text
    assert "&lt;script&gt;document.title" in text and "<script>document.title" not in text


def test_a_figure_leads_to_its_page(site: Datasette) -> None:
    text = get(site, "/bulletins/where_a_figure_is_printed", figure="1234").text
    assert f'href="/originals/{handmade.SHA}.pdf#page=3"' in text


def test_the_release_its_source_and_licence_are_named(site: Datasette) -> None:
    text = get(site, "/").text
    assert "卫生信息中心《卫生信息简报》" in text and "name the issue" in text
    assert Path(site.databases["bulletins"].path).parent.name in text


@pytest.mark.parametrize(
    "sql",
    ["delete from findings", "attach 'x' as y", "pragma writable_schema=1", "vacuum into 'x'"],
)
def test_nothing_can_be_written(sql: str, site: Datasette) -> None:
    answer = asyncio.run(site.client.get("/bulletins.json", params={"sql": sql}))
    assert answer.status_code == 400


@pytest.mark.slow
def test_a_query_without_end_is_interrupted(tmp_path: Path) -> None:
    site = open_site(releases.publish_small(tmp_path).path, tmp_path)
    site.sql_time_limit_ms = 100
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n"
    answer = asyncio.run(site.client.get("/bulletins.json", params={"sql": endless}))
    assert answer.status_code == 400 and "SQL query took too long" in answer.text


def test_a_release_of_another_version_is_shown(tmp_path: Path) -> None:
    folder = releases.publish_small(tmp_path).path
    with sqlite3.connect(folder / "bulletins.sqlite") as connection:
        connection.execute("DROP TABLE articles_search")
        connection.execute("DROP TABLE corrections")
    site = open_site(folder, tmp_path)
    for path in ("/bulletins", "/bulletins/articles", "/bulletins/findings"):
        get(site, path)
