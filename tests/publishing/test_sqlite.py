"""SQLite holds what the dataset holds, exactly, and refuses what the declaration refuses."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.model.dataset import Dataset
from pipeline.publishing import sqlite as sqlite_writer
from pipeline.publishing.content import TableContent, contents_of
from pipeline.publishing.errors import InconsistentDataset
from pipeline.publishing.sqlite import number, write_sqlite
from pipeline.publishing.sqlite_descriptions import is_exact
from schemas.base import FieldInfo, fields_of
from schemas.catalog import tables

from . import drawn, handmade

_FEW = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _written(dataset: Dataset, path: Path) -> sqlite3.Connection:
    path.unlink(missing_ok=True)
    write_sqlite(contents_of(dataset), path)
    return sqlite3.connect(path)


@_FEW
@given(seed=st.integers(0, 10**9))
def test_every_value_of_every_table_comes_back(seed: int, tmp_path: Path) -> None:
    contents = contents_of(drawn.dataset(seed, 6))
    path = tmp_path / "b.sqlite"
    path.unlink(missing_ok=True)
    write_sqlite(contents, path)
    with closing(sqlite3.connect(path)) as connection:
        exact = {
            (table, key, column): value
            for table, key, column, value in connection.execute('SELECT * FROM "_exact_figures"')
        }
        for name, content in contents.items():
            rows = connection.execute(f'SELECT * FROM "{name}" ORDER BY rowid').fetchall()
            assert len(rows) == content.count
            for index, row in enumerate(rows):
                _compare(content, index, row, exact)


def _compare(
    content: TableContent, index: int, row: tuple[Any, ...], exact: dict[tuple[str, str, str], str]
) -> None:
    key = {name: content.column(name)[index] for name in content.spec.key}
    reported = json.dumps(key, default=str, ensure_ascii=False)
    for field, column, got in zip(content.fields, content.columns, row, strict=True):
        printed = exact.get((content.spec.name, reported, field.name))
        assert _read(field, printed or got) == column[index], (content.spec.name, field.name)


def _read(field: FieldInfo, value: Any) -> Any:
    """As a researcher reads it back."""
    if value is None:
        return None
    if field.type is Decimal:
        return Decimal(str(value))
    if field.type is dt.date:
        return dt.date.fromisoformat(value)
    return dt.datetime.fromisoformat(value) if field.type is dt.datetime else value


@settings(deadline=None)
@given(st.decimals(min_value=0, max_value=Decimal("9999999999999.99"), places=2))
@example(Decimal("0.01"))
@example(Decimal("9999999999999.99"))
@example(Decimal("121380840.05"))
def test_money_below_ten_million_million_is_exact(amount: Decimal) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        got, text, printed = connection.execute(
            "SELECT x, CAST(x AS TEXT), printf('%.15g', x) FROM (SELECT ? AS x)", (number(amount),)
        ).fetchone()
    assert is_exact(amount)
    assert {Decimal(str(got)), Decimal(text), Decimal(printed)} == {amount}


@settings(deadline=None)
@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=4,
                min_value=-(10**20) + 1, max_value=10**20 - 1)
)  # fmt: skip
@example(Decimal(2**63))
@example(Decimal(2**63 - 1))
@example(Decimal("99999999999.9999"))
@example(Decimal("100000000000.0001"))
def test_no_figure_is_called_exact_that_is_not(figure: Decimal) -> None:
    if is_exact(figure):
        assert Decimal(str(number(figure))) == figure


@_FEW
@given(amounts=st.lists(st.decimals(min_value=0, max_value=10**16 - 1, places=2), max_size=40))
def test_every_amount_passes_its_check(amounts: list[Decimal], tmp_path: Path) -> None:
    months = [dt.date(1900 + i // 12, i % 12 + 1, 1) for i in range(len(amounts))]
    model = handmade.dataset().rows["platform_by_district"][0]
    rows = [
        model.model_copy(update={"month": month, "outpatient_revenue_cny": amount})
        for month, amount in zip(months, amounts, strict=True)
    ]
    changed = handmade.dataset().with_rows(("platform_by_district", rows))
    with closing(_written(changed, tmp_path / "b.sqlite")) as connection:
        count = 'SELECT count(*) FROM "platform_by_district"'
        assert connection.execute(count).fetchone() == (len(amounts),)
        listed = connection.execute('SELECT value FROM "_exact_figures" ORDER BY value').fetchall()
    assert listed == sorted((f"{a:f}",) for a in amounts if not is_exact(a))


def test_whole_amounts_are_integers(tmp_path: Path) -> None:
    with closing(_written(handmade.dataset(), tmp_path / "b.sqlite")) as connection:
        found = connection.execute(
            "SELECT inpatient_revenue_cny, typeof(inpatient_revenue_cny), outpatient_revenue_cny "
            "FROM platform_by_district"
        ).fetchone()
    assert found == (137905000, "integer", 121380840.05)


def test_leading_zeros_of_a_text_stay(tmp_path: Path) -> None:
    issue = handmade.dataset().rows["issues"][0].model_copy(update={"postcode": "007"})
    changed = handmade.dataset().with_rows(("issues", [issue]))
    with closing(_written(changed, tmp_path / "b.sqlite")) as connection:
        assert connection.execute("SELECT postcode FROM issues").fetchone() == ("007",)


_WRONG: dict[type, list[Any]] = {
    int: ["many", 1.5, b"1"],
    bool: [2, "yes", 0.5],
    float: ["left", b"1"],
    str: [b"text"],
    Decimal: ["12 yuan", b"1", 0.1 + 0.2, 0.00001],
    dt.date: ["2025-02-30", "2025-2-01", 20250201, "today", b"2025-02-01", "2025-02-01 "],
    dt.datetime: ["2025-02-30T00:00:00.000000Z", "2025-02-01", 1738368000, "2025-02-01T00:00:00"],
}


def _wrong_values(field: FieldInfo) -> Iterator[Any]:
    yield from _WRONG[field.type]
    if not field.nullable:
        yield None
    if field.minimum is not None:
        yield int(field.minimum) - 1
    if field.maximum is not None:
        yield int(field.maximum) + 1
    if field.choices:
        yield "something else"
    if field.name == "month":
        yield "2025-02-15"


@pytest.mark.parametrize("table", sorted(tables()))
def test_every_column_refuses_what_it_may_not_hold(table: str, tmp_path: Path) -> None:
    with closing(_written(drawn.dataset(2, 4), tmp_path / "b.sqlite")) as connection:
        for field in fields_of(tables()[table]):
            for value in _wrong_values(field):
                with pytest.raises(sqlite3.IntegrityError):
                    connection.execute(
                        f'UPDATE "{table}" SET "{field.name}" = ? '
                        f'WHERE rowid = (SELECT min(rowid) FROM "{table}")',
                        (value,),
                    )
                    pytest.fail(f"{table}.{field.name} takes {value!r}")


@pytest.mark.parametrize("table", sorted(tables()))
def test_keys_and_links_are_declared(table: str, tmp_path: Path) -> None:
    spec = tables()[table].table
    with closing(_written(handmade.dataset(), tmp_path / "b.sqlite")) as connection:
        columns = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
        key = [c[1] for c in sorted((c for c in columns if c[5]), key=lambda c: c[5])]
        assert tuple(key) == spec.key
        links = connection.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()
        assert {(link[3], link[2], link[4]) for link in links} == {
            (own, k.target, other)
            for k in spec.foreign_keys
            for own, other in zip(k.columns, k.target_columns, strict=True)
        }
        connection.execute("PRAGMA foreign_keys = ON")
        for link in links:
            plan = connection.execute(
                f'EXPLAIN QUERY PLAN SELECT 1 FROM "{table}" WHERE "{link[3]}" = ?', ("x",)
            ).fetchall()
            assert "SEARCH" in plan[0][3], f"{table}.{link[3]} has no index"


def test_a_link_to_nothing_is_refused(tmp_path: Path) -> None:
    lost = handmade.row(
        "bookings_by_hospital", month=handmade.FEBRUARY, hospital_id="nowhere",
        issue_id="2025-03", name_printed="nowhere",
    )  # fmt: skip
    with pytest.raises(InconsistentDataset, match=r"bookings_by_hospital.*hospitals.*nowhere"):
        _written(handmade.dataset(lost), tmp_path / "b.sqlite")


def test_two_rows_of_one_key_are_refused_and_named(tmp_path: Path) -> None:
    again = handmade.dataset().rows["bookings_by_hospital"][0]
    with pytest.raises(InconsistentDataset, match=r"2025-01-01.*gulou.*bookings_by_hospital"):
        _written(handmade.dataset(again), tmp_path / "b.sqlite")


def test_two_rows_of_one_key_without_month_are_refused(tmp_path: Path) -> None:
    observation = handmade.dataset().rows["observations"][0]
    nowhere = observation.model_copy(update={"month": None})
    with pytest.raises(InconsistentDataset, match="observations"):
        _written(handmade.dataset(nowhere, nowhere), tmp_path / "b.sqlite")


@pytest.mark.parametrize("many", [1, 1000])
def test_a_value_out_of_bounds_is_refused_and_named(
    many: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_writer, "_MANY_ROWS", many)
    dataset = handmade.dataset()
    wrong = dataset.rows["issues"][0].model_copy(update={"year": 20025})
    with pytest.raises(InconsistentDataset, match=r"2025-03.*issues.*year"):
        _written(dataset.with_rows(("issues", [wrong])), tmp_path / "b.sqlite")


@pytest.mark.parametrize("table", sorted(tables()))
def test_values_that_are_checked_once_are_checked_as_in_their_rows(table: str) -> None:
    content = contents_of(drawn.dataset(2, 4))[table]
    columns = [
        sqlite_writer._stored(field.type, values)
        for field, values in zip(content.fields, content.columns, strict=True)
    ]
    with closing(sqlite3.connect(":memory:")) as connection:
        assert sqlite_writer._are_allowed(connection, content, columns)
        for at, field in enumerate(content.fields):
            for value in filter(lambda wrong: wrong is not None, _wrong_values(field)):
                wrong = [*columns[:at], [*columns[at], value], *columns[at + 1 :]]
                assert not sqlite_writer._are_allowed(connection, content, wrong), (field, value)


def test_a_disk_that_refuses_is_not_called_a_defect(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="unable to open"):
        write_sqlite(contents_of(handmade.dataset()), tmp_path / "missing" / "b.sqlite")


def test_views_name_hospitals_and_files(tmp_path: Path) -> None:
    with closing(_written(handmade.dataset(), tmp_path / "b.sqlite")) as connection:
        names = connection.execute(
            "SELECT hospital FROM v_bookings_by_hospital WHERE total = 12"
        ).fetchall()
        places = connection.execute(
            "SELECT entity, source_file, page FROM v_observations ORDER BY table_name"
        ).fetchall()
        for (view,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'"):
            table = view.removeprefix("v_")
            counts = [
                connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()
                for name in (view, table)
            ]
            assert counts[0] == counts[1], view
    assert names == [("鼓楼医院",)]
    assert places == [("鼓楼医院", "word.pdf", 2), ("江宁区", "word.pdf", 2)]


def test_tables_and_columns_are_described(tmp_path: Path) -> None:
    with closing(_written(handmade.dataset(), tmp_path / "b.sqlite")) as connection:
        reported = connection.execute(
            'SELECT "table_name", "column_name" FROM "_columns"'
        ).fetchall()
        declared = connection.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'platform_by_district'"
        ).fetchone()[0]
        counts = dict(connection.execute('SELECT "table_name", "row_count" FROM "_tables"'))
    want = {(name, f.name) for name, model in tables().items() for f in fields_of(model)}
    assert set(reported) == want
    assert "门急诊收入 [CNY]: Outpatient and emergency revenue." in declared
    assert counts["bookings_by_hospital"] == 3


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        _written(drawn.dataset(9), tmp_path / name).close()
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
