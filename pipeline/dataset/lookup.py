"""What people type (a month, a name) made what the dataset holds; where it fails, the nearest."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from pipeline.errors import UsageError
from pipeline.model.message import Message
from schemas.base import EntityKind, Row
from schemas.catalog import dimensions, tables

_MONTH = re.compile(r"(\d{4})-(\d{1,2})(?:-\d{1,2})?")
_LIKE = 50


@dataclass(frozen=True)
class Dimension:
    """A kind of entity, and the table of its names."""

    kind: EntityKind
    table: str


DIMENSIONS = {
    model.table.key[0]: Dimension(kind, model.table.name) for kind, model in dimensions().items()
}
"""By the column that names such an entity."""


def parse_month(given: str | dt.date) -> dt.date:
    """The first day of a month (2025-02, 2025-02-01, a date).

    Raises:
        UsageError: it is no month.
    """
    if isinstance(given, dt.date):
        return dt.date(given.year, given.month, 1)
    found = _MONTH.fullmatch(given.strip())
    if not found or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1:
        raise UsageError(Message("no_month", given=repr(given)), Message("write_month"))
    return dt.date(int(found[1]), int(found[2]), 1)


Record = Mapping[str, Any] | Row


def entity_id(read: Callable[[str], Iterable[Record]], column: str, given: str) -> str:
    """The id of an entity that is given by its id or by any of its known names.

    Args:
        read: gives the rows of a table of the dataset by its name.
        column: such as `hospital_id`.

    Raises:
        UsageError: no entity is called so; the hint names the nearest.
    """
    from pipeline.interpreting.text.normalise import name_key

    kind, table = DIMENSIONS[column].kind, DIMENSIONS[column].table
    entities = list(read(table))
    ids = {row[column] for row in entities}
    if given in ids:
        return given
    names = {row["name"]: str(row[column]) for row in entities}
    for row in read("entity_names"):
        if row["kind"] == kind and row["entity_id"] in ids:
            names.setdefault(row["name"], row["entity_id"])
    by_key = {name_key(name): entity for name, entity in names.items()}
    if name_key(given) in by_key:
        return by_key[name_key(given)]
    known = [f"{name} ({entity})" for name, entity in names.items()]
    raise UsageError(
        Message("no_such", name=kind, label=tables()[table].table.zh, given=repr(given)),
        nearest(given, known) or Message("all_in_table", table=table),
    )


def nearest(text: str, known: Iterable[str]) -> str:
    """ "Do you mean … or …?" with the most similar known texts; '' where none is similar."""
    from rapidfuzz import fuzz, process

    best = process.extract(text, list(known), scorer=fuzz.WRatio, limit=3, score_cutoff=_LIKE)
    if not best:
        return ""
    names = [str(found) for found, *_ in best]
    near = reduce(lambda first, last: Message("or", first=first, last=last), names)
    return Message("mean_one_of", near=near)
