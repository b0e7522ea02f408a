"""Every number by which the reader judges has its unit, its reason and its use."""

import ast
import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from pipeline import reading
from pipeline.reading.tolerances import TOLERANCES

_FOLDER = Path(reading.__file__).parent
_GROUPS = [(name, getattr(TOLERANCES, name)) for name in type(TOLERANCES).model_fields]


def _sources() -> str:
    return "\n".join(p.read_text() for p in _FOLDER.rglob("*.py") if p.name != "tolerances.py")


@pytest.mark.parametrize(("name", "group"), _GROUPS, ids=[name for name, _ in _GROUPS])
def test_each_has_a_unit_a_reason_and_a_use(name: str, group: object) -> None:
    sources = _sources()
    for field, info in type(group).model_fields.items():  # type: ignore[attr-defined]
        assert re.search(r"\S \[[^\]]+\]$", info.description or ""), field
        assert re.search(rf"\b\w+\.{field}\b", sources), f"{name}.{field} is used nowhere"


def test_they_are_no_settings() -> None:
    with pytest.raises(ValidationError):
        TOLERANCES.lines.column_gap = 1.0  # type: ignore[misc]


def test_functions_hold_no_bare_distance() -> None:
    """A number with a decimal point that is compared or multiplied belongs into the model."""
    found = []
    for folder in ("tables", "text"):
        for path in sorted((_FOLDER / folder).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Compare | ast.BinOp):
                    found += [
                        f"{path.name}:{x.lineno}: {x.value}"
                        for x in ast.walk(node)
                        if isinstance(x, ast.Constant)
                        and isinstance(x.value, float)
                        and x.value not in (0.0, 1.0)
                    ]
    assert found == []
