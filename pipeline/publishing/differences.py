"""Which rows of the tables differ from those of the release before, found column by column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.model.layout import parquet_of
from pipeline.publishing.checksums import digest_of, digests_in
from pipeline.publishing.content import TableContent
from pipeline.publishing.errors import InconsistentDataset
from pipeline.publishing.row_tables import kept_ahead
from pipeline.releases.load import ALL_OF_OBSERVATIONS, Extent
from schemas.catalog import tables

Positions = npt.NDArray[np.int64]
_INT64 = 2**63
_OBSERVATIONS = "observations"


@dataclass(frozen=True)
class Difference:
    """What became of the rows of one table; a changed row is both removed and added.

    Attributes:
        before: the table as it was.
        removed: positions in it of rows that are no longer there as they were, ascending.
        added: positions, in the table as it is now, of rows that were not there, ascending.
    """

    before: pa.Table
    removed: Positions
    added: Positions

    def __bool__(self) -> bool:
        return bool(self.removed.size or self.added.size)


def differences_from(
    folder: Path, contents: Mapping[str, TableContent]
) -> dict[str, Difference] | None:
    """What differs from the tables of a published release, table by table.

    Args:
        folder: of the release.

    Returns:
        None where its tables are of another form, or not what its checksums say, and where two
        rows of a table have the same key.
    """
    published = _AHEAD.pop(folder.resolve(), None) or tables_in(folder, contents)
    if published is None:
        return None
    found = {}
    for name, content in contents.items():
        before = published[name]
        if not before.schema.equals(content.table.schema):
            return None
        try:
            found[name] = _difference(before, content)
        except InconsistentDataset:
            return None
    return found


_AHEAD: dict[Path, Mapping[str, pa.Table]] = {}
"""Tables of a release that this process has read before it needs them, once."""


def read_ahead(folder: Path) -> None:
    """Read the tables of a release, from which those of another one will differ.

    A table that equals one that was converted ahead is that one: then the rows that differ are
    those that are other objects.
    """
    found = tables_in(folder, tables())
    if found is not None:
        _AHEAD[folder.resolve()] = {name: _or_ahead(name, table) for name, table in found.items()}


def _or_ahead(name: str, table: pa.Table) -> pa.Table:
    ahead = kept_ahead(name)
    return ahead if ahead is not None and ahead.equals(table) else table


def tables_in(folder: Path, names: Iterable[str]) -> dict[str, pa.Table] | None:
    """The tables of a published release; None where they are not what its checksums say."""
    try:
        known = digests_in(folder)
        paths = {name: folder / parquet_of(name) for name in names}
        if any(digest_of(path) != known.get(path.name) for path in paths.values()):
            return None
        return {name: pq.ParquetFile(p).read(use_threads=False) for name, p in paths.items()}
    except (OSError, pa.ArrowInvalid):
        return None


def extent_of(
    contents: Mapping[str, TableContent], differences: Mapping[str, Difference]
) -> Extent:  # fmt: skip
    """The issues and months in which something differs that a comparison of releases looks at."""
    seen = _that_differ(contents[_OBSERVATIONS], differences[_OBSERVATIONS])
    before, after = (table.select(ALL_OF_OBSERVATIONS) for table in seen)
    again = difference(before, after, contents[_OBSERVATIONS].spec.key)
    observed = [before.take(pa.array(again.removed)), after.take(pa.array(again.added))]
    issues = _that_differ(contents["issues"], differences["issues"])
    months = {
        name: _distinct("month", *observed, *_that_differ(content, differences[name]))
        for name, content in contents.items()
        if "month" in content.table.column_names
    }
    return Extent(_distinct("issue_id", *observed, *issues), months)


def _that_differ(content: TableContent, found: Difference) -> list[pa.Table]:
    """The rows that are gone or were others, and those that are new or others now."""
    return [found.before.take(pa.array(found.removed)), content.table.take(pa.array(found.added))]


def _distinct(column: str, *parts: pa.Table) -> frozenset[str]:
    values = {value for part in parts for value in part[column].unique().to_pylist()}
    return frozenset(str(value) for value in values if value is not None)


def _difference(before: pa.Table, content: TableContent) -> Difference:
    """What differs from a table; rows that were converted ahead to it are the same."""
    after, places, key = content.table, content.places, content.spec.key
    if places is None or content.known is None or content.known is not before:
        return difference(before, after, key)
    added, kept = np.flatnonzero(places < 0), places[places >= 0]
    removed = _others(before.num_rows, kept)
    if len(removed) + len(kept) > before.num_rows:
        raise InconsistentDataset("A row is there twice.")
    rest = difference(before.take(pa.array(removed)), after.take(pa.array(added)), key)
    return Difference(before, removed[rest.removed], added[rest.added])


def difference(before: pa.Table, after: pa.Table, key: Sequence[str]) -> Difference:
    """The rows of two tables of the same columns that are not the same in both.

    Args:
        key: columns of which no two rows of a table have the same values.

    Raises:
        InconsistentDataset: two rows have.
    """
    if before.equals(after):
        return Difference(before, *np.zeros((2, 0), np.int64))
    keys, others = _numbered(before, after, key)
    if any(map(_has_twins, (keys, others))):
        raise InconsistentDataset("Two rows have the same key.")
    places = pc.index_in(pa.array(others), value_set=pa.array(keys))
    now = np.flatnonzero(places.is_valid().to_numpy(zero_copy_only=False))
    then = places.drop_null().to_numpy().astype(np.int64)
    same = np.ones(len(now), np.bool_)
    for name in before.column_names:
        if name not in key:
            same &= _are_equal(_taken(before[name], then), _taken(after[name], now))
    return Difference(
        before,
        _others(before.num_rows, then[same]),
        _others(after.num_rows, now[same]),
    )


def _others(count: int, places: Positions) -> Positions:
    """Of so many places those that are none of some."""
    left = np.ones(count, np.bool_)
    left[places] = False
    return np.flatnonzero(left)


def _has_twins(numbers: Positions) -> bool:
    in_order = np.sort(numbers)
    return bool((in_order[1:] == in_order[:-1]).any())


def _numbered(
    before: pa.Table, after: pa.Table, names: Sequence[str]
) -> tuple[Positions, Positions]:
    """A number for the values of some columns of each row, the same for the same values."""
    columns = [
        pa.chunked_array([*before[name].chunks, *after[name].chunks], before[name].type)
        for name in names
    ]
    numbers = reduce(_paired, map(_codes, columns))[0]
    return numbers[: before.num_rows], numbers[before.num_rows :]


_Codes = tuple[Positions, int]
"""A number for each value, and what all are below."""


def _codes(column: pa.ChunkedArray) -> _Codes:
    array = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    encoded = array.dictionary_encode("encode")
    return encoded.indices.to_numpy().astype(np.int64), max(len(encoded.dictionary), 1)


def _paired(one: _Codes, two: _Codes) -> _Codes:
    (firsts, many), (seconds, others) = one, two
    if many * others >= _INT64:
        firsts = np.unique(firsts, return_inverse=True)[1]
        many = len(firsts)
    return firsts * others + seconds, many * others


def _taken(column: pa.ChunkedArray, places: Positions) -> pa.ChunkedArray:
    whole = len(places) == len(column) and bool(np.all(places[1:] > places[:-1]))
    return column if whole else column.take(pa.array(places))


def _are_equal(one: pa.ChunkedArray, two: pa.ChunkedArray) -> npt.NDArray[Any]:
    """Row by row; nothing equals nothing."""
    alike = pc.fill_null(pc.equal(one, two), False)
    if one.null_count and two.null_count:
        alike = pc.or_(alike, pc.and_(pc.is_null(one), pc.is_null(two)))
    return np.asarray(alike.to_numpy())
