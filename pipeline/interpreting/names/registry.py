"""The registry: what people have decided about names, as CSV files under `schemas/registry/`.

`hospitals.csv`, `districts.csv` and `channels.csv` hold the entities, `names.csv` every other
name under which one is printed. The loader is the only part of interpreting that opens a file.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from pipeline.errors import CorrectionError, FolderError, UsageError
from pipeline.files.ledger import read_sheet
from pipeline.interpreting.text.normalise import name_key
from schemas.base import EntityKind
from schemas.catalog import dimensions
from schemas.dimensions import FedColumn, NameEnSource


class _CsvRow(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _blank_is_none(cls, value: object) -> object:
        return (value.strip() or None) if isinstance(value, str) else value

    @field_validator("valid_from", "valid_to", mode="before", check_fields=False)
    @classmethod
    def _a_spreadsheets_date(cls, value: object) -> object:
        """2013/1/1 is 2013-01-01."""
        found = _DATE.fullmatch(value.strip()) if isinstance(value, str) else None
        return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else value


class EntityRow(_CsvRow):
    """A hospital, district or channel under its canonical name."""

    kind: EntityKind
    entity_id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    name: str
    name_en: str | None = None
    name_en_source: NameEnSource | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    successor_id: str | None = None
    feeds: FedColumn | None = None


class NameRow(_CsvRow):
    """A name under which an entity is printed. Validity by month of the statistics."""

    kind: EntityKind
    name: str
    entity_id: str
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    note: str | None = None


@dataclass(frozen=True)
class Registry:
    """All entities and names. `entities` keep the order of their files."""

    entities: tuple[EntityRow, ...] = ()
    names: tuple[NameRow, ...] = ()
    _cache: dict[tuple[EntityKind, str], object] = field(default_factory=dict, compare=False)

    @cached_property
    def by_id(self) -> dict[tuple[EntityKind, str], EntityRow]:
        """Entities by kind and id."""
        return {(e.kind, e.entity_id): e for e in self.entities}

    @cached_property
    def by_name(self) -> dict[tuple[EntityKind, str], NameRow]:
        """Every name, canonical ones included, by kind and `name_key`."""
        canonical = [
            NameRow(
                kind=e.kind,
                name=e.name,
                entity_id=e.entity_id,
                valid_from=e.valid_from,
                valid_to=e.valid_to,
                note="canonical",
            )
            for e in self.entities
        ]
        return {(n.kind, name_key(n.name)): n for n in (*self.names, *canonical)}

    @cached_property
    def names_by_kind(self) -> dict[EntityKind, tuple[str, ...]]:
        """The names of `by_name` by kind, sorted."""
        out: dict[EntityKind, list[str]] = {}
        for kind, name in sorted(self.by_name):
            out.setdefault(kind, []).append(name)
        return {kind: tuple(names) for kind, names in out.items()}

    def entity(self, kind: EntityKind, entity_id: str) -> EntityRow | None:
        return self.by_id.get((kind, entity_id))


ENTITY_FILES: dict[EntityKind, tuple[str, str]] = {
    kind: (f"{model.table.name}.csv", model.table.key[0]) for kind, model in dimensions().items()
}
"""The file of each kind of entity, and the column of its id."""
NAMES_FILE = "names.csv"
_R = TypeVar("_R", bound=_CsvRow)
_DATE = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")


def load_registry(folder: Path) -> Registry:
    """Read and check the registry.

    Raises:
        UsageError: a file is missing or a row of it is malformed, naming file and line.
    """
    entities = [e for kind in ENTITY_FILES for e in _read_entities(folder, kind)]
    names = _rows(folder / NAMES_FILE, NameRow, {})
    registry = Registry(tuple(entities), tuple(row for _, row in names))
    _check(registry, folder, names)
    return registry


def _read_entities(folder: Path, kind: EntityKind) -> list[EntityRow]:
    file_name, id_column = ENTITY_FILES[kind]
    rows = _rows(folder / file_name, EntityRow, {"kind": kind}, {id_column: "entity_id"})
    seen: dict[str, int] = {}
    for line, row in rows:
        if row.entity_id in seen:
            first = seen[row.entity_id]
            raise _bad(folder / file_name, line, f"id {row.entity_id} is in line {first} too")
        seen[row.entity_id] = line
    return [row for _, row in rows]


def _rows(
    path: Path, model: type[_R], given: dict[str, str], renamed: dict[str, str] | None = None
) -> list[tuple[int, _R]]:
    """(line number, row) for every row of a CSV file, also as a spreadsheet saves it."""
    printed = {field: column for column, field in (renamed or {}).items()}
    fields = model.model_fields.items()
    needed = [name for name, field in fields if field.is_required() and name not in given]
    try:
        sheet = read_sheet(path, [printed.get(name, name) for name in needed])
    except (CorrectionError, FolderError) as error:
        raise UsageError(f"The registry cannot be read. {error.message}", error.hint) from None
    if not sheet.columns and not path.exists():
        raise UsageError(f"The registry file {path} cannot be read: it does not exist.")
    out: list[tuple[int, _R]] = []
    for line in sheet.lines:
        if any(name not in line.cells for name in sheet.columns):
            raise _bad(path, line.number, "it has not as many fields as the header")
        # A spreadsheet writes empty cells behind the last column; they have no name.
        values = {(renamed or {}).get(k, k): v for k, v in line.cells.items() if k}
        try:
            out.append((line.number, model.model_validate({**values, **given})))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise _bad(path, line.number, f"{where}: {first['msg']}") from None
    return out


def _check(registry: Registry, folder: Path, names: Iterable[tuple[int, NameRow]]) -> None:
    for entity in registry.entities:
        successor = entity.successor_id
        if successor and registry.entity(entity.kind, successor) is None:
            raise _bad(
                folder / ENTITY_FILES[entity.kind][0],
                None,
                f"{entity.entity_id} has the successor {successor}, which does not exist",
            )
    owners: dict[tuple[EntityKind, str], str] = {}
    for entity in registry.entities:
        key = (entity.kind, name_key(entity.name))
        if owners.setdefault(key, entity.entity_id) != entity.entity_id:
            raise _bad(
                folder / ENTITY_FILES[entity.kind][0],
                None,
                f"{entity.name} is the name of both {owners[key]} and {entity.entity_id}",
            )
    for line, row in names:
        if registry.entity(row.kind, row.entity_id) is None:
            raise _bad(folder / NAMES_FILE, line, f"there is no {row.kind} {row.entity_id}")
        key = (row.kind, name_key(row.name))
        if owners.setdefault(key, row.entity_id) != row.entity_id:
            raise _bad(folder / NAMES_FILE, line, f"{row.name} already stands for {owners[key]}")


def _bad(path: Path, line: int | None, what: str) -> UsageError:
    where = f", line {line}" if line is not None else ""
    return UsageError(f"The registry file {path}{where}: {what}.", "Mend the row and run again.")
