"""The names in the rows of a claimed table: their entities, and what is doubted of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.interpreting.names.entities import (
    Resolved,
    is_part_of_known,
    known_by_beginning,
    known_within,
    resolve,
)
from pipeline.interpreting.names.misread import known_misread
from pipeline.interpreting.names.registry import Registry
from pipeline.interpreting.tables.cells import place_of
from pipeline.interpreting.tables.doubts import (
    About,
    report_cut,
    report_joined,
    report_misread,
    report_name,
    report_shifted,
)
from pipeline.interpreting.tables.rows import Record
from pipeline.interpreting.text.normalise import name_key, without_bracketed_suffix
from pipeline.reading.model import Cell
from schemas.base import EntityKind

_MAY_BE = 60
"""Likeness (of 100) from which an unknown name in a picture may be a known one misread: one
character of three is then another one."""


class RowNames:
    """The names of one table: an entity has one row in it."""

    def __init__(
        self, about: About, records: Sequence[Record], kind: EntityKind, registry: Registry
    ) -> None:
        self._about, self._kind, self._registry = about, kind, registry
        names = [r.name for r in records if r.kind == "data" and r.name]
        self._bare = {name_key(name.text) for name in names}
        self._read_as = self._known_misread(names)
        self._seen: set[str] = set()
        self._misread: list[tuple[Resolved, Cell]] = []
        self._cut: list[tuple[Resolved, Cell]] = []
        self._unknown: list[tuple[Resolved, Cell]] = []

    def entity(self, cell: Cell) -> Resolved:
        """What a printed name stands for; doubts about it are reported."""
        key = name_key(cell.text)
        stem = without_bracketed_suffix(key)
        whole = (
            stem != key and stem in self._bare and (self._kind, key) not in self._registry.by_name
        )
        entity = self._read_as.get(id(cell)) or resolve(
            cell.text, self._kind, self._registry, self._about.month, whole
        )
        if entity.entity_id not in self._seen or not entity.provisional:
            report_name(self._about, entity, cell)
        if entity.provisional and self._is_recognised(cell):
            self._misread.append((entity, cell))
        if entity.provisional:
            self._unknown.append((entity, cell))
        if entity.provisional and known_by_beginning(cell.text, self._kind, self._registry):
            self._cut.append((entity, cell))
        return entity

    def is_named(self, entity: Resolved) -> bool:
        """Has a row of figures this name?"""
        return entity.key in self._bare

    def is_printed_again(self, entity: Resolved) -> bool:
        """Has an earlier row of the table this entity? From now on one has."""
        again = entity.entity_id in self._seen
        self._seen.add(entity.entity_id)
        return again

    def report(self) -> None:
        """The row of a known entity is missing where its name is misread, or cut off."""
        for entity, cell in self._misread:
            missing = self._missing(name for name, score in entity.candidates if score >= _MAY_BE)
            report_misread(self._about, entity, missing[:1], cell)
        for entity, cell in self._cut:
            missing = self._missing(known_by_beginning(cell.text, self._kind, self._registry))
            report_cut(self._about, entity, missing, cell)
        for entity, cell in self._unknown:
            missing = self._missing(known_within(cell.text, self._kind, self._registry))
            report_joined(self._about, entity, missing, cell)
            if not missing and is_part_of_known(cell.text, self._kind, self._registry):
                report_shifted(self._about, entity, cell)

    def _missing(self, names: Iterable[str]) -> list[Resolved]:
        """The entities of these names that have no row in the table, each once."""
        found = (resolve(name, self._kind, self._registry, self._about.month) for name in names)
        return list({x.entity_id: x for x in found if x.entity_id not in self._seen}.values())

    def _is_recognised(self, cell: Cell) -> bool:
        place = place_of(cell)
        return place is not None and place.page in self._about.out.recognised

    def _known_misread(self, names: Sequence[Cell]) -> dict[int, Resolved]:
        """The known entities that misread names may be, by `id` of the cell."""
        read = [cell for cell in names if self._is_recognised(cell)]
        unknown = [cell for cell in read if self._resolved(cell).provisional]
        if not unknown:
            return {}
        printed = {self._resolved(cell).entity_id for cell in names}
        return known_misread(unknown, printed, self._kind, self._registry, self._about.month)

    def _resolved(self, cell: Cell) -> Resolved:
        return resolve(cell.text, self._kind, self._registry, self._about.month)
