"""Hashes of runs of rows, made of Arrow columns: what has changed is found without any row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from pipeline.model.arrow import PlainColumn, plain_of
from schemas.base import FieldInfo


class RunDigests:
    """Some columns of a table, to hash any run of its rows.

    Args:
        fields: the columns.
        table: holds them, each of its declared type.
    """

    def __init__(self, fields: Iterable[FieldInfo], table: pa.Table) -> None:
        self._columns = [_Column(plain_of(field, table[field.name])) for field in fields]

    def of(self, first: int, end: int) -> str:
        """Hash of the rows from `first` to before `end`, and of their order; 64 hexadecimal digits.

        It is the same on every machine.
        """
        digest = hashlib.sha256(f"{end - first}".encode())
        for column in self._columns:
            for part in column.run(first, end):
                digest.update(part)
        return digest.hexdigest()


class _Column:
    """The bytes of a column, row after row."""

    def __init__(self, plain: PlainColumn) -> None:
        self._nulls = memoryview(plain.nulls.tobytes())
        self._numbers = memoryview(plain.numbers.tobytes())
        self._width = len(self._numbers) // max(1, len(self._nulls))
        self._texts = memoryview(plain.texts)
        self._ends = np.concatenate([[0], np.cumsum(plain.numbers)]) if plain.texts else None

    def run(self, first: int, end: int) -> Iterable[memoryview]:
        """The bytes of some rows."""
        yield self._nulls[first:end]
        yield self._numbers[first * self._width : end * self._width]
        if self._ends is not None:
            yield self._texts[self._ends[first] : self._ends[end]]
