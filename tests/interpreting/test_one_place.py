"""What the schemas declare is written nowhere else: kinds of entities, names of columns."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from pipeline.interpreting.names.entities import looks_like
from schemas.base import ENTITY_KINDS, EntityKind, measure_fields
from schemas.catalog import dimensions, tables
from schemas.issues import Issue
from tests.conftest import ROOT
from tests.interpreting.paper import REGISTRY

KNOWS_THE_KINDS = {"schemas/base.py", "schemas/dimensions.py"}
"""Where a new kind of entity is added, beside its CSV file in `schemas/registry/`."""


def texts(path: Path) -> Iterator[str]:
    """The text literals of a module, docstrings among them."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def modules(folder: str) -> list[Path]:
    found = sorted((ROOT / folder).rglob("*.py"))
    assert found
    return found


def test_every_kind_of_entity_is_declared() -> None:
    kinds = get_args(EntityKind)
    assert tuple(ENTITY_KINDS) == tuple(dimensions()) == kinds
    assert {entity.kind for entity in REGISTRY.entities} == {*kinds}


def test_two_places_know_the_kinds_of_entities() -> None:
    kinds = {*ENTITY_KINDS, *(column for m in dimensions().values() for column in m.table.key)}
    kinds |= {model.table.name for model in dimensions().values()}
    listing = {
        str(path.relative_to(ROOT))
        for path in (*modules("pipeline"), *modules("schemas"))
        if len(kinds & {*texts(path)}) > 1
    }
    # a table of the bulletin names its own kind and that kind's dimension
    listing -= {"schemas/bookings.py", "schemas/platform.py"}
    assert listing == KNOWS_THE_KINDS


def test_no_kind_of_entity_is_named_in_the_pipeline() -> None:
    naming = [path for path in modules("pipeline") if {*ENTITY_KINDS} & {*texts(path)}]
    assert not naming


@pytest.mark.parametrize("folder", ["pipeline/interpreting", "pipeline/quality"])
def test_no_column_of_the_bulletin_is_named(folder: str) -> None:
    printed = [m for m in tables().values() if m.table.source is not None]
    columns = {f.name for m in printed for f in measure_fields(m)}
    columns -= {*Issue.model_fields}  # the telephone of the imprint is no channel of booking
    assert {"online", "total"} <= columns
    named = {(path.name, text) for path in modules(folder) for text in texts(path)}
    assert not {(name, text) for name, text in named if text in columns}


def test_the_names_of_a_kind() -> None:
    assert looks_like("某某新区", "district") and not looks_like("区", "district")
    assert not looks_like("某某经济技术开发园区", "district")
    assert looks_like("某某网站", "channel") and not looks_like("某某网站", "hospital")
