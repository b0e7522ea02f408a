"""A copy of the SQLite file before, with what differs, says what a file written anew says."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.model.dataset import Dataset
from pipeline.publishing import differences, row_tables, sqlite_copy
from pipeline.publishing.checksums import write_checksums
from pipeline.publishing.content import TableContent, contents_of, convert_ahead
from pipeline.publishing.differences import difference, differences_from, read_ahead
from pipeline.publishing.parquet import write_parquet
from pipeline.publishing.sqlite import write_sqlite
from pipeline.publishing.sqlite_copy import copy_or_write
from schemas.base import Row
from schemas.catalog import tables

from . import drawn, handmade
from .databases import said_by

_FEW = settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
_TARGETS = {link.target for model in tables().values() for link in model.table.foreign_keys}


def _write(contents: Mapping[str, TableContent], folder: Path) -> None:
    """The tables of a release."""
    folder.mkdir()
    for name, content in contents.items():
        write_parquet(content, folder / f"{name}.parquet")
    write_sqlite(contents, folder / "bulletins.sqlite")
    write_checksums(folder)


def _copied(
    before: Path, contents: Mapping[str, TableContent], path: Path, caplog: pytest.LogCaptureFixture
) -> bool:
    """Copy; was the file really made of the one before?"""
    caplog.clear()
    found = differences_from(before, contents)
    assert found is not None and any(found.values())
    with caplog.at_level("INFO", sqlite_copy.__name__):
        copy_or_write(contents, found, before, path)
    return not caplog.records


def _changed(dataset: Dataset, more: Dataset, chance: random.Random) -> Dataset:
    """Some rows are gone, some are others, some come, in the tables that no link leads to."""
    return dataset.with_rows(*_parts(dataset, more, chance))


def _parts(
    dataset: Dataset, more: Dataset, chance: random.Random
) -> Iterator[tuple[str, list[Row]]]:
    for name, rows in dataset.rows.items():
        if name in _TARGETS:
            continue
        kept = {row.key(): row for row in rows if chance.random() < 0.8}
        for other in more.rows[name]:
            key = other.key()
            links = {c: v for c, v in other if c in _linking(type(other))}
            like = chance.choice(rows) if rows else None
            if like is not None and not any(c in other.table.key for c in links):
                kept.setdefault(key, other.model_copy(update={c: like[c] for c in links}))
        for key in [key for key in kept if chance.random() < 0.2]:
            values = chance.choice(rows).__dict__
            own = {c: v for c, v in values.items() if c not in kept[key].table.key}
            kept[key] = kept[key].model_copy(update=own)
        yield name, list(kept.values())


def _linking(model: type[Row]) -> set[str]:
    return {column for link in model.table.foreign_keys for column in link.columns}


@_FEW
@given(seed=st.integers(0, 10**9))
def test_a_copy_says_what_a_file_written_anew_says(
    seed: int, tmp_path_factory: pytest.TempPathFactory, caplog: pytest.LogCaptureFixture
) -> None:
    folder, chance = tmp_path_factory.mktemp("copies"), random.Random(seed)
    dataset = drawn.dataset(seed, 6)
    _write(contents_of(dataset), folder / "0")
    for step in range(1, 4):
        dataset = _changed(dataset, drawn.dataset(seed + step, 6), chance)
        contents = contents_of(dataset)
        _write(contents, folder / str(step))
        copy, anew = folder / f"{step}.sqlite", folder / str(step) / "bulletins.sqlite"
        assert _copied(folder / str(step - 1), contents, copy, caplog)
        assert said_by(copy) == said_by(anew)
        copy.replace(anew)
        write_checksums(folder / str(step))


def _report(number: int) -> Row:
    return handmade.dataset().rows["observations"][0].model_copy(update={"occurrence": number})


def test_where_there_is_no_room_the_file_is_written_anew(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    high, made = 2**30, []
    _write(contents_of(handmade.dataset(_report(high))), tmp_path / "0")
    numbers = [high]
    for step in range(1, 9):
        numbers.append(high // 2**step)
        contents = contents_of(handmade.dataset(*map(_report, numbers)))
        path = tmp_path / f"{step}.sqlite"
        made.append(_copied(tmp_path / str(step - 1), contents, path, caplog))
        _write(contents, tmp_path / str(step))
        assert said_by(path) == said_by(tmp_path / str(step) / "bulletins.sqlite")
        path.replace(tmp_path / str(step) / "bulletins.sqlite")
        write_checksums(tmp_path / str(step))
    assert made[0] and True in made and False in made


@pytest.mark.parametrize("damage", ["bytes", "column", "missing"])
def test_a_file_that_is_not_what_it_was_is_not_copied(
    damage: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _write(contents_of(handmade.dataset()), tmp_path / "0")
    database = tmp_path / "0" / "bulletins.sqlite"
    if damage == "missing":
        database.unlink()
    else:
        statement = {
            "bytes": "UPDATE observations SET printed = '13'",
            "column": "ALTER TABLE observations ADD COLUMN more TEXT",
        }[damage]
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute(statement)
    if damage == "column":
        write_checksums(tmp_path / "0")
    contents = contents_of(handmade.dataset(_report(7)))
    _write(contents, tmp_path / "1")
    assert not _copied(tmp_path / "0", contents, tmp_path / "copy.sqlite", caplog)
    assert said_by(tmp_path / "copy.sqlite") == said_by(tmp_path / "1" / "bulletins.sqlite")


def test_two_rows_of_one_key_are_not_compared(tmp_path: Path) -> None:
    _write(contents_of(handmade.dataset(_report(7))), tmp_path / "0")
    twice = contents_of(handmade.dataset(_report(7), _report(7)))
    assert differences_from(tmp_path / "0", twice) is None


def test_tables_that_are_not_what_they_were_are_not_compared(tmp_path: Path) -> None:
    contents = contents_of(handmade.dataset())
    _write(contents, tmp_path / "0")
    found = differences_from(tmp_path / "0", contents)
    assert found and not any(found.values())
    write_parquet(contents_of(handmade.dataset(_report(7)))["observations"],
                  tmp_path / "0" / "observations.parquet")  # fmt: skip
    assert differences_from(tmp_path / "0", contents) is None
    assert differences_from(tmp_path / "nowhere", contents) is None


def test_tables_that_were_read_ahead_are_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(differences, "_AHEAD", {})
    _write(contents_of(handmade.dataset()), tmp_path / "0")
    contents = contents_of(handmade.dataset(_report(7)))
    read_ahead(tmp_path / "0")
    (tmp_path / "0" / "issues.parquet").unlink()
    found = differences_from(tmp_path / "0", contents)
    assert found and [name for name in found if found[name]] == ["observations"]
    read_ahead(tmp_path / "0")  # what is damaged is left to the run
    read_ahead(tmp_path / "nowhere")


def test_rows_that_are_the_same_objects_are_not_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(differences, "_AHEAD", {})
    monkeypatch.setattr(row_tables, "_AHEAD", {})
    monkeypatch.setattr(row_tables, "_MANY_ROWS", 1)
    before = drawn.dataset(3, 40)
    kept, *others = before.rows["observations"]
    again, gone, *same = others
    changed = kept.model_copy(update={"printed": "other"})
    new = kept.model_copy(update={"occurrence": 99})
    after = before.with_rows(("observations", [*same, changed, again.model_copy(), new]))
    _write(contents_of(before), tmp_path / "0")
    plain = differences_from(tmp_path / "0", contents_of(after))
    convert_ahead(before)
    read_ahead(tmp_path / "0")
    contents = contents_of(after)
    monkeypatch.setattr(differences, "_numbered", _only_few(differences._numbered))
    found = differences_from(tmp_path / "0", contents)
    assert plain and found and gone not in contents["observations"].rows
    for name, one in plain.items():
        assert one.removed.tolist() == found[name].removed.tolist(), name
        assert one.added.tolist() == found[name].added.tolist(), name
    assert len(found["observations"].removed) == len(found["observations"].added) == 2
    read_ahead(tmp_path / "0")
    twice = before.with_rows(("observations", [*same, same[0]]))
    assert differences_from(tmp_path / "0", contents_of(twice)) is None


def _only_few(numbered: Callable[..., Any]) -> Callable[..., Any]:
    def ask(before: pa.Table, after: pa.Table, names: Sequence[str]) -> Any:
        assert max(before.num_rows, after.num_rows) < 9
        return numbered(before, after, names)

    return ask


def test_figures_of_many_digits_are_kept_in_a_copy(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    long = _report(7).model_copy(update={"value": Decimal("123456789012345.6789")})
    said = []
    _write(contents_of(handmade.dataset()), tmp_path / "0")
    for step, rows in enumerate([[long], [long, _report(8)], [_report(8)]], start=1):
        contents = contents_of(handmade.dataset(*rows))
        assert _copied(tmp_path / str(step - 1), contents, tmp_path / "copy.sqlite", caplog)
        _write(contents, tmp_path / str(step))
        said.append(said_by(tmp_path / "copy.sqlite"))
        assert said[-1] == said_by(tmp_path / str(step) / "bulletins.sqlite")
    assert [len(one["_exact_figures"]) for one in said] == [1, 1, 0]


@settings(deadline=None)
@given(st.data())
def test_what_differs_is_found_row_by_row(data: st.DataObject) -> None:
    cell = st.sampled_from([None, "", "a", "b"])
    rows = st.dictionaries(st.tuples(cell, st.integers(0, 3)), st.tuples(cell, cell), max_size=9)
    before, after = data.draw(rows), data.draw(rows)
    found = difference(_table(before), _table(after), ("one", "two"))
    old, new = list(before.items()), list(after.items())
    assert found.removed.tolist() == [at for at, row in enumerate(old) if row not in new]
    assert found.added.tolist() == [at for at, row in enumerate(new) if row not in old]


def _table(rows: Mapping[tuple[Any, Any], tuple[Any, Any]]) -> pa.Table:
    columns = zip(*((*key, *values) for key, values in rows.items()), strict=True)
    kinds = {"one": pa.string(), "two": pa.int64(), "three": pa.string(), "four": pa.string()}
    values = list(columns) or [()] * 4
    return pa.table({
        name: pa.array(part, kind) for (name, kind), part in zip(kinds.items(), values, strict=True)
    })  # fmt: skip


def test_many_values_in_many_columns_are_told_apart() -> None:
    count, names = 3000, [f"key{number}" for number in range(6)]
    columns = {name: np.random.default_rng(at).permutation(count) for at, name in enumerate(names)}
    before = pa.table({**columns, "other": [0] * count})
    found = difference(before, before.slice(1), names)
    assert found.removed.tolist() == [0] and not found.added.size
