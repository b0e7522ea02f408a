"""What Great Expectations checks: every table of the dataset, and sheets prepared from it.

A sheet is plain records of Python values; only the engine makes frames of them. Relations
across rows or tables get a prepared sheet, whose rows put the two sides next to each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

from numpy.typing import NDArray

from pipeline.model.row_columns import transposed

Record = dict[str, Any]
Values = list[Any] | NDArray[Any]


@dataclass(frozen=True)
class Sheet:
    """A frame to be: its name, the columns that identify a row, all columns, and the rows."""

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    records: Sequence[Record]

    def column(self, name: str) -> list[Any]:
        """The values of a column, row by row."""
        if isinstance(self.records, Columns):
            return self.records.column(name)
        return [record[name] for record in self.records]

    def by_column(self, names: Sequence[str]) -> dict[str, list[Any]]:
        """The values of some columns."""
        if isinstance(self.records, Columns):
            return {name: self.records.column(name) for name in names}
        return transposed(self.records, names)


class Columns(Sequence[Record]):
    """Records that are kept by column; one is made when it is asked for, which few are.

    Args:
        columns: the values of all records by name, of the same number in each; an array takes a
            quarter of what its numbers take as objects.
        rest: makes what else a record holds, by its number.
    """

    def __init__(
        self, columns: Mapping[str, Values], rest: Callable[[int], Mapping[str, Any]]
    ) -> None:
        self._columns, self._rest = columns, rest

    def column(self, name: str) -> list[Any]:
        """The values of a column."""
        found = self._columns[name]
        return found if isinstance(found, list) else found.tolist()

    def __len__(self) -> int:
        return len(next(iter(self._columns.values()), []))

    @overload
    def __getitem__(self, at: int) -> Record: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Record]: ...
    def __getitem__(self, at: int | slice) -> Record | Sequence[Record]:
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self)))]
        number = range(len(self))[at]
        values = {name: _one(values, number) for name, values in self._columns.items()}
        return {**values, **self._rest(number)}


def _one(values: Values, number: int) -> Any:
    return values[number] if isinstance(values, list) else values[number].item()
