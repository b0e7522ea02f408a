"""Hashes of runs of rows, made of Arrow columns: what has changed is found without any row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

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
        columns = [plain_of(field, table[field.name]) for field in fields]
        numbers = [_bytes_of_rows(of) for one in columns for of in (one.nulls, one.numbers)]
        rows = np.concatenate([np.empty((len(table), 0), np.uint8), *numbers], axis=1)
        self._width, self._rows = rows.shape[1], memoryview(rows.tobytes())
        self._texts = [(memoryview(one.texts), _ends(one)) for one in columns if one.texts]

    def of(self, first: int, end: int) -> str:
        """Hash of the rows from `first` to before `end`, and of their order; 64 hexadecimal digits.

        It is the same on every machine.
        """
        digest = hashlib.sha256(self._rows[first * self._width : end * self._width])
        digest.update(b"%d" % (end - first))
        for texts, ends in self._texts:
            digest.update(texts[ends[first] : ends[end]])
        return digest.hexdigest()


def _bytes_of_rows(numbers: np.ndarray[Any, Any]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Shape (rows, bytes): the bytes of the numbers of each row; those of a text are its length."""
    rows = len(numbers)
    found: np.ndarray[Any, np.dtype[np.uint8]] = np.ascontiguousarray(numbers).view(np.uint8)
    return found.reshape(rows, found.size // max(1, rows))


def _ends(texts: PlainColumn) -> list[int]:
    """Where the text of each row begins, and where the last one ends."""
    ends: list[int] = np.cumsum(np.append(0, texts.numbers)).tolist()
    return ends
