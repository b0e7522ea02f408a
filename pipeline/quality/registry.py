"""The checks of all relations, found by looking into `pipeline/quality/checks/`.

A new file there with a `Check` is a new check; no list is kept. A relation that nobody checks would
never be reported as broken, so importing this module fails where a relation has no check.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from pipeline.quality import checks
from pipeline.quality.check import Check
from pipeline.quality.locate.equations import Equation, MonthFigures
from schemas.catalog import tables
from schemas.relations import Relation

C = TypeVar("C")


class CheckMissing(TypeError):
    """A kind of relation without a check, or with two."""


def check_of(relation: Relation) -> Check[Any]:
    """The check of a relation that a table declares."""
    return CHECKS[type(relation)]


def equations(relation: Relation, table: str, month: MonthFigures) -> Iterable[Equation]:
    """The equations of a relation, as its check makes them."""
    return check_of(relation).equations(relation, table, month)


def by_relation(
    relations: Iterable[type[Relation]], found: Iterable[type[Check[Any]]]
) -> dict[type[Relation], Check[Any]]:
    """One check for every kind of relation, in the order of the relations.

    Raises:
        CheckMissing: a relation has no check, or more than one.
    """
    made: dict[type[Relation], list[type[Check[Any]]]] = {}
    for check in found:
        made.setdefault(check.relation, []).append(check)
    return {relation: _only(relation, made.get(relation, []))() for relation in relations}


def _only(relation: type[Relation], found: list[type[Check[Any]]]) -> type[Check[Any]]:
    if len(found) == 1:
        return found[0]
    name, folder = relation.__name__, "pipeline/quality/checks/"
    if not found:
        raise CheckMissing(f"The relation {name} has no check: add a file to {folder} for it.")
    where = ", ".join(sorted(check.__module__ for check in found))
    raise CheckMissing(f"The relation {name} has more than one check in {folder}: {where}.")


def _discovered() -> Mapping[type[Relation], Check[Any]]:
    tables()  # imports every module of `schemas`, so that all relations are known
    for module in pkgutil.iter_modules(checks.__path__):
        importlib.import_module(f"{checks.__name__}.{module.name}")
    return MappingProxyType(by_relation(_descendants(Relation), _descendants(Check)))


def _descendants(base: type[C]) -> list[type[C]]:
    """All subclasses, in the order in which they were declared."""
    return [one for child in base.__subclasses__() for one in (child, *_descendants(child))]


CHECKS = _discovered()
"""Every kind of relation with its check, in the order of their declaration."""
