"""Every relation has a check, and the code of the checks names no column and no table."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from pipeline import quality
from pipeline.quality.check import Check
from pipeline.quality.registry import CHECKS, CheckMissing, by_relation
from schemas import relations
from schemas.base import measure_fields
from schemas.catalog import tables
from schemas.relations import AtMost, Relation, RowSum


class _Sum(Check[RowSum]):
    relation = RowSum


class _SumAgain(Check[RowSum]):
    relation = RowSum


def test_every_relation_of_the_schemas_has_a_check() -> None:
    declared = {m for m in vars(relations).values() if _is_relation(m)}
    assert declared and declared <= set(CHECKS)
    assert {type(r) for m in tables().values() for r in m.table.relations} <= declared


def _is_relation(member: Any) -> bool:
    return isinstance(member, type) and issubclass(member, Relation) and member is not Relation


def test_a_relation_without_a_check_is_an_error_that_names_it() -> None:
    with pytest.raises(CheckMissing, match=r"AtMost has no check: add a file to .*checks/"):
        by_relation([RowSum, AtMost], [_Sum])


def test_two_checks_of_one_relation_are_an_error_that_names_both() -> None:
    with pytest.raises(CheckMissing, match=r"RowSum has more than one check.*test_registry"):
        by_relation([RowSum], [_Sum, _SumAgain])


def test_no_column_of_figures_and_no_table_is_named_in_the_code() -> None:
    facts = [model for model in tables().values() if model.table.kind in ("fact", "panel")]
    names = {model.table.name for model in facts}
    names |= {field.name for model in facts for field in measure_fields(model)} - {"value"}
    folder = Path(quality.__file__).parent
    found = {
        (path.name, node.value)
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in names
    }
    assert not found
