"""What a release says, in one canonical form from which every file and its id are made.

The same figures give the same content whatever the order of the rows, the scale of a Decimal
(1.5 and 1.50), the time zone of a timestamp, and the clock, locale and zone of the machine.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation
from operator import itemgetter
from pathlib import Path
from typing import Any, cast

from pipeline.model.dataset import Dataset
from pipeline.publishing.errors import InconsistentDataset
from pipeline.report.site import design
from schemas.base import FieldInfo, Row, TableSpec, fields_of
from schemas.catalog import tables

FORMAT = 4
"""Raised when the same content is written in another way (a new file, view or type)."""

_EXACT = Context(prec=60, traps=[Inexact, InvalidOperation])
_REPLACEMENT = "\ufffd"
_AS_TEXT = (dt.date, Decimal)
"""Types whose values are hashed as texts."""


@dataclass(frozen=True)
class TableContent:
    """One table of a release.

    Attributes:
        spec: its declaration.
        fields: its columns in their published order.
        columns: the values of each field, in the order of the primary key (nulls first):
            int, float, bool, str, date, Decimal of the declared scale, datetime in UTC, or None.
        count: number of rows.
    """

    spec: TableSpec
    fields: tuple[FieldInfo, ...]
    columns: tuple[list[Any], ...]
    count: int

    def column(self, name: str) -> list[Any]:
        """The values of one column."""
        return self.columns[[field.name for field in self.fields].index(name)]


def contents_of(dataset: Dataset) -> dict[str, TableContent]:
    """Every table of the catalog in canonical form, empty ones included.

    Raises:
        InconsistentDataset: a figure does not fit its declared scale, or is not finite.
    """
    return {name: _content(model, dataset.rows.get(name, ())) for name, model in tables().items()}


def release_id(contents: Mapping[str, TableContent]) -> str:
    """Hash of the content, its declaration and its form, 12 hexadecimal digits.

    Timestamps say when this machine did something, not what the bulletin says, and are left
    out. A changed description or template is another release: its documents read differently.
    """
    digest = hashlib.sha256(f"format {FORMAT}\n".encode())
    for template in sorted((Path(__file__).parent / "templates").glob("*.j2")):
        digest.update(template.read_bytes())
    digest.update(design())
    for table in contents.values():
        digest.update(repr((table.spec, table.fields)).encode())
        for field, values in zip(table.fields, table.columns, strict=True):
            if field.type is float:
                digest.update(_doubles(values))
            elif field.type in _AS_TEXT:
                digest.update(_joined(_texts(values)))
            elif field.type is str:
                digest.update(_joined(values))
            elif field.type is not dt.datetime:
                digest.update(_canonical_json(values))
    return digest.hexdigest()[:12]


def _doubles(values: Sequence[float | None]) -> bytes:
    """Finite doubles as IEEE 754 has them, the low byte first; None as the double that is none."""
    found = array("d", [math.nan if value is None else value for value in values])
    if sys.byteorder == "big":
        found.byteswap()
    return found.tobytes()


def _joined(texts: Sequence[str | None]) -> bytes:
    """Texts with a NUL between, which is in none of them, after those that are None."""
    missing = [at for at, text in enumerate(texts) if text is None] if None in texts else []
    joined = "\0".join([text or "" for text in texts] if missing else cast("list[str]", texts))
    return _canonical_json(missing) + joined.encode()


def _canonical_json(values: Sequence[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def _texts(values: Sequence[Any]) -> list[str | None]:
    """Values as text; each distinct one is converted once."""
    texts = {value: None if value is None else str(value) for value in {*values}}
    return [texts[value] for value in values]


def _content(model: type[Row], rows: Sequence[Row]) -> TableContent:
    fields = fields_of(model)
    names = [field.name for field in fields]
    values_of = itemgetter(*names, names[0])  # a tuple also where there is but one name
    by_key = _sorted([values_of(row.__dict__)[:-1] for row in rows], model.table, names)
    raw = [list(column) for column in zip(*by_key, strict=True)] or [[] for _ in fields]
    columns = tuple(
        _canonical(model.table.name, field, values)
        for field, values in zip(fields, raw, strict=True)
    )
    return TableContent(model.table, fields, columns, len(rows))


def _sorted(
    rows: list[tuple[Any, ...]], spec: TableSpec, names: list[str]
) -> list[tuple[Any, ...]]:  # fmt: skip
    """Rows by their key, nulls first."""
    places = [names.index(name) for name in spec.key]
    try:
        return sorted(rows, key=itemgetter(*places))
    except TypeError:  # a null does not compare with a value
        return sorted(rows, key=lambda row: [(row[at] is not None, row[at]) for at in places])


def _canonical(table: str, field: FieldInfo, values: list[Any]) -> list[Any]:
    try:
        if field.type is Decimal:
            return _scaled(values, field.places or 0)
        if field.type is float:
            return _finite(values)
    except ArithmeticError as error:
        raise InconsistentDataset(
            f"A figure in {table}.{field.name} is no number of the declared kind: {error}."
        ) from error
    if field.type is dt.datetime:
        return [None if value is None else _utc(value) for value in values]
    return _encodable(values) if field.type is str else values


def _scaled(values: Sequence[Decimal | None], places: int) -> list[Decimal | None]:
    step = Decimal(1).scaleb(-places)
    scaled = {value: None if value is None else _at_scale(value, step) for value in {*values}}
    return [scaled[value] for value in values]


def _at_scale(value: Decimal, step: Decimal) -> Decimal:
    if not value.is_finite():
        raise ArithmeticError("not finite")
    scaled = value.quantize(step, context=_EXACT)
    return scaled or abs(scaled)  # no negative zero


def _finite(values: Iterable[float | None]) -> list[float | None]:
    found = [None if value is None else float(value) + 0.0 for value in values]
    if not all(map(math.isfinite, filter(None, found))):
        raise ArithmeticError("not finite")
    return found


def _utc(value: dt.datetime) -> dt.datetime:
    """In UTC; a time without a zone is declared to be UTC, never the machine's own zone."""
    return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def _encodable(values: list[str | None]) -> list[str | None]:
    """Half characters and NUL, which a broken PDF may hold and no file format carries, as U+FFFD.

    A published cell then shows a mark where the PDF has none; failing here would let one broken
    file keep all others from being published.
    """
    probe = "".join(filter(None, {*values}))
    with suppress(UnicodeEncodeError):
        if b"\0" not in probe.encode():
            return values
    return [None if v is None else "".join(map(_or_mark, v)) for v in values]


def _or_mark(character: str) -> str:
    return _REPLACEMENT if character == "\0" or "\ud800" <= character <= "\udfff" else character
