"""All tables of the dataset, found by looking into the modules of this package.

A new module with a subclass of `Row` that declares a `table` is a new table; no list is kept.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

import schemas
from schemas.base import ENTITY_KINDS, EntityKind, Row

_ORDER = {"dimension": 0, "fact": 1, "panel": 2, "derived": 3, "quality": 4}


@cache
def tables() -> dict[str, type[Row]]:
    """Every table by name: dimensions, facts (`issues` first), panels, derived, quality."""
    for module in pkgutil.iter_modules(schemas.__path__):
        importlib.import_module(f"schemas.{module.name}")
    found = {model.table.name: model for model in _descendants(Row) if "table" in vars(model)}
    ordered = sorted(
        found.values(),
        key=lambda m: (_ORDER[m.table.kind], m.table.name != "issues", m.table.name),
    )
    return {model.table.name: model for model in ordered}


@cache
def dimensions() -> dict[EntityKind, type[Row]]:
    """The table that holds the entities of each kind: that whose key is `<kind>_id`.

    Raises:
        KeyError: a kind has no such table.
    """
    by_key = {model.table.key: model for model in tables().values()}
    return {kind: by_key[(f"{kind}_id",)] for kind in ENTITY_KINDS}


def _descendants(model: type[Row]) -> list[type[Row]]:
    return [m for child in model.__subclasses__() for m in (child, *_descendants(child))]
