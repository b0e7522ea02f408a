"""Dimensions and the list of all names, from the registry and from what is printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.interpreting.names.entities import Resolved
from pipeline.interpreting.names.registry import EntityRow, Registry
from pipeline.interpreting.text.normalise import tidy
from schemas.base import Row
from schemas.catalog import dimensions
from schemas.dimensions import EntityName


@dataclass(frozen=True)
class Names:
    """Canonical name by entity id."""

    by_id: dict[str, str] = field(default_factory=dict)

    def of(self, entity_id: str) -> str:
        """The name of an entity, or its id where it has none."""
        return self.by_id.get(entity_id, entity_id)


def names_of(registry: Registry, printed: Iterable[Resolved]) -> Names:
    """Names of all entities, the provisional ones under their shortest printed name."""
    out = {e.entity_id: tidy(e.name) for e in registry.entities}
    for resolved in sorted(printed, key=lambda r: (len(r.name), r.name)):
        if resolved.provisional:
            out.setdefault(resolved.entity_id, resolved.name)
    return Names(out)


def dimension_rows(registry: Registry, printed: Iterable[Resolved]) -> list[Row]:
    """Rows of hospitals, districts, channels and entity_names."""
    seen = list(printed)
    names = names_of(registry, seen)
    rows: list[Row] = [_dimension(e, tidy(e.name), False) for e in registry.entities]
    provisional = {(r.kind, r.entity_id) for r in seen if r.provisional}
    rows += [
        _dimension(
            EntityRow(kind=kind, entity_id=ident, name=names.of(ident)), names.of(ident), True
        )
        for kind, ident in sorted(provisional)
    ]
    return [*rows, *_entity_names(registry, seen)]


def _dimension(entity: EntityRow, name: str, provisional: bool) -> Row:
    model = dimensions()[entity.kind]
    values = {
        **entity.model_dump(), model.table.key[0]: entity.entity_id,
        "name": name, "provisional": provisional,
    }  # fmt: skip
    return model(**{field: values[field] for field in model.model_fields})


def _entity_names(registry: Registry, printed: Iterable[Resolved]) -> list[Row]:
    known = {
        (kind, key): EntityName(
            kind=kind,
            name=key,
            entity_id=row.entity_id,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            source="registry",
        )
        for (kind, key), row in registry.by_name.items()
    }
    for r in sorted(printed, key=lambda r: (r.kind, r.key, not r.provisional)):
        if (r.kind, r.key) not in known:
            source = "provisional" if r.provisional else "printed"
            known[r.kind, r.key] = EntityName(
                kind=r.kind,
                name=r.key,
                entity_id=r.entity_id,
                valid_from=None,
                valid_to=None,
                source=source,
            )
    return list(known.values())
