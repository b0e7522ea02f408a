"""The names in a published dataset on which no person has decided, and the entities they may mean.

Read from the dataset's SQLite file, not from the readings: asking costs a fraction of a second.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

from pipeline.dataset.connect import connected
from pipeline.interpreting.names.entities import resolve
from pipeline.interpreting.names.registry import Registry
from pipeline.interpreting.text.normalise import name_key, tidy, without_marks
from pipeline.model.ddl import quoted
from pipeline.model.layout import DATABASE
from schemas.base import EntityKind, PrintedTable, fields_of
from schemas.catalog import tables


@dataclass(frozen=True)
class Candidate:
    """A known entity that an unknown name may mean.

    Attributes:
        name: the known name that is like the printed one.
        score: likeness, 0–100.
        beside: how many tables print it beside the unknown name, as they do not print one
            entity twice.
    """

    entity_id: str
    name: str
    score: int
    beside: int = 0


@dataclass(frozen=True)
class Seen:
    """Where a name is printed: rows of one table in one issue."""

    issue_id: str
    table: str
    rows: int


@dataclass(frozen=True)
class UnknownName:
    """A provisional entity of the dataset.

    Attributes:
        printed: its name in print, the shortest where there are several.
        entity_id: its provisional id.
        forms: every form in print.
        seen: by table and issue.
        candidates: nearest known entities, the nearest first.
        decided: the entity that the registry now gives for it, which the next run will use;
            None while no one has decided.
    """

    printed: str
    kind: EntityKind
    entity_id: str
    forms: tuple[str, ...]
    seen: tuple[Seen, ...]
    candidates: tuple[Candidate, ...]
    decided: str | None = None

    @property
    def rows(self) -> int:
        return sum(seen.rows for seen in self.seen)


def unknown_names(dataset: Path, registry: Registry) -> list[UnknownName]:
    """All provisional entities of the dataset in this folder; none where there is no dataset.

    Raises:
        InvalidDataset: the dataset cannot be read.
    """
    if not (dataset / DATABASE).exists():
        return []
    with connected(dataset) as database:
        provisional = database.execute(
            "SELECT DISTINCT kind, entity_id FROM entity_names "
            "WHERE source = 'provisional' ORDER BY kind, entity_id"
        )
        found = [_unknown(database, registry, *row) for row in provisional.fetchall()]
    return sorted(found, key=lambda name: (name.decided is not None, -name.rows, name.printed))


def candidates(printed: str, kind: EntityKind, registry: Registry) -> tuple[Candidate, ...]:
    """The known entities whose names are most like a printed one, each once."""
    best: dict[str, Candidate] = {}
    for key, score in resolve(printed, kind, registry).candidates:
        known = registry.by_name[kind, key]
        best.setdefault(known.entity_id, Candidate(known.entity_id, known.name, score))
    return tuple(best.values())


def matching(printed: str, names: list[UnknownName]) -> list[UnknownName]:
    """Those of the names that are printed so, in whatever width and spacing."""
    key = name_key(printed)
    return [name for name in names if key in map(name_key, name.forms)]


def _unknown(
    database: sqlite3.Connection, registry: Registry, kind: str, entity_id: str
) -> UnknownName:
    own = next(known for known in get_args(EntityKind) if known == kind)
    links = list(_links(own))
    found = [seen for link in links for seen in _printed(database, link, entity_id)]
    keys = database.execute(
        "SELECT name FROM entity_names WHERE kind = ? AND entity_id = ?", (kind, entity_id)
    )
    forms = sorted({name for name, _ in found} or {name for (name,) in keys}, key=_shortest)
    now = resolve(forms[0], own, registry)
    return UnknownName(
        printed=forms[0],
        kind=own,
        entity_id=entity_id,
        forms=tuple(forms),
        seen=_counted([seen for _, seen in found]),
        candidates=tuple(
            replace(one, beside=sum(_beside(database, k, entity_id, one.entity_id) for k in links))
            for one in candidates(forms[0], own, registry)
        ),
        decided=None if now.provisional else now.entity_id,
    )


def _shortest(name: str) -> tuple[int, str]:
    return len(name), name


@dataclass(frozen=True)
class _Link:
    """A fact table that names entities of a kind: its columns of id and printed name."""

    table: str
    column: str
    name: str


def _links(kind: EntityKind) -> Iterator[_Link]:
    for table, model in tables().items():
        source = model.table.source
        if isinstance(source, PrintedTable) and source.entity == kind:
            roles = {field.column.role: field.name for field in fields_of(model)}
            yield _Link(table, roles["entity"], roles["name"])


def _printed(database: sqlite3.Connection, link: _Link, entity_id: str) -> list[tuple[str, Seen]]:
    """Printed name and rows, by issue."""
    rows = database.execute(
        f'SELECT {quoted(link.name)}, "issue_id", count(*) FROM {quoted(link.table)} '
        f"WHERE {quoted(link.column)} = ? GROUP BY 1, 2 ORDER BY 2, 1",
        (entity_id,),
    )
    return [
        (tidy(without_marks(printed)[0]), Seen(issue, link.table, count))
        for printed, issue, count in rows
    ]


def _beside(database: sqlite3.Connection, link: _Link, unknown: str, known: str) -> int:
    """In how many months the table has a row of both."""
    table, column = quoted(link.table), quoted(link.column)
    [found] = database.execute(
        f'SELECT count(*) FROM {table} AS a JOIN {table} AS b USING ("month") '
        f"WHERE a.{column} = ? AND b.{column} = ?",
        (unknown, known),
    ).fetchone()
    return int(found)


def _counted(seen: Iterable[Seen]) -> tuple[Seen, ...]:
    """One entry for a table of an issue, however many forms of the name it prints."""
    rows: dict[tuple[str, str], int] = {}
    for one in seen:
        rows[one.table, one.issue_id] = rows.get((one.table, one.issue_id), 0) + one.rows
    return tuple(Seen(issue, table, count) for (table, issue), count in sorted(rows.items()))
