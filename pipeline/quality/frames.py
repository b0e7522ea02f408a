"""Frames: columns of a sheet, of which the conditions of expectations ask their questions.

Those of pandas take longer to select columns from than the questions take.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.quality.sheets import Sheet

ROW = "#"
"""Number of a row in its sheet: names it even where two rows share a key."""


class Frame:
    """Columns of Python objects: ints stay ints beside None, Decimals stay exact.

    Args:
        columns: the values of all rows by the name of the column.
        numbers: the number of each row in its sheet.

    Attributes:
        names: of the columns, in their order.
        numbers: see above.
    """

    def __init__(self, columns: Mapping[str, Sequence[Any]], numbers: Sequence[int]) -> None:
        self._columns, self.numbers = columns, numbers
        self.names = tuple(columns)

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, name: str) -> Sequence[Any]:
        """The values of a column."""
        return self._columns[name]

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The values of each row, in the order of the columns."""
        return zip(*self._columns.values(), strict=True)

    def of(self, names: Sequence[str]) -> Frame:
        """Some of the columns."""
        return Frame({name: self._columns[name] for name in names}, self.numbers)


class SheetFrame(Frame):
    """The frame of a sheet, whose columns are made when they are asked for."""

    def __init__(self, sheet: Sheet, numbers: Sequence[int]) -> None:
        self._made: dict[str, Sequence[Any]] = {}
        super().__init__(self._made, numbers)
        self._sheet, self.names = sheet, sheet.columns

    def __getitem__(self, name: str) -> Sequence[Any]:
        return self.of([name])[name]

    def rows(self) -> Iterator[tuple[Any, ...]]:
        return self.of(self.names).rows()

    def of(self, names: Sequence[str]) -> Frame:
        if missing := [name for name in names if name not in self._made]:
            self._made.update(self._sheet.by_column(missing))
        return super().of(names)


def frame_of(sheet: Sheet, numbers: Sequence[int] | None = None) -> Frame:
    """The frame of a sheet.

    Args:
        numbers: of the rows to take, all where not given.
    """
    if numbers is None:
        return SheetFrame(sheet, range(len(sheet.records)))
    records = [sheet.records[number] for number in numbers]
    return SheetFrame(Sheet(sheet.name, sheet.key, sheet.columns, records), numbers)
