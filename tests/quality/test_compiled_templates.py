"""A compiled template is kept, and made anew when anything changes that it depends on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2
import pytest

from pipeline.quality.data_docs.compiled_templates import CompiledTemplates, compiled_templates


def rendered(folder: Path, text: str, program: str = "a", *, trim_blocks: bool = False) -> str:
    """What a new environment makes of a template, with what is kept in the folder."""
    kept = CompiledTemplates(program)
    kept.directory = str(folder)
    loader = jinja2.DictLoader({"page": text})
    environment = jinja2.Environment(loader=loader, bytecode_cache=kept, trim_blocks=trim_blocks)
    return environment.get_template("page").render()


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sources that were compiled."""
    found: list[str] = []
    generate = jinja2.Environment._generate

    def counted(self: jinja2.Environment, *given: Any, **options: Any) -> str:
        found.append("compiled")
        return generate(self, *given, **options)

    monkeypatch.setattr(jinja2.Environment, "_generate", counted)
    return found


def test_a_template_is_compiled_once(tmp_path: Path, compiled: list[str]) -> None:
    assert [rendered(tmp_path, "{{ 1 + 1 }}") for _ in range(3)] == ["2"] * 3
    assert len(compiled) == 1


def test_another_text_or_program_or_jinja_is_noticed(
    tmp_path: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    block = "{% if true %}\nx{% endif %}"
    assert rendered(tmp_path, block) == "\nx"
    assert rendered(tmp_path, block.upper().lower() + "y") == "\nxy"
    assert rendered(tmp_path, block, "b", trim_blocks=True) == "x", "other options, other code"
    monkeypatch.setattr(jinja2, "__version__", "99")
    assert rendered(tmp_path, block, "b", trim_blocks=True) == "x"
    assert len(compiled) == 4


@pytest.mark.parametrize("damage", [b"", b"?", "half"])
def test_a_damaged_file_is_made_anew(
    damage: bytes | str, tmp_path: Path, compiled: list[str]
) -> None:
    assert rendered(tmp_path, "{{ 1 + 1 }}") == "2"
    [path] = tmp_path.iterdir()
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2] if isinstance(damage, str) else damage)
    assert rendered(tmp_path, "{{ 1 + 1 }}") == "2"
    assert len(compiled) == 2


def test_without_a_folder_nothing_is_kept(tmp_path: Path, compiled: list[str]) -> None:
    assert [rendered(tmp_path / "none", "{{ 1 + 1 }}") for _ in range(2)] == ["2"] * 2
    assert len(compiled) == 2


def test_where_python_keeps_no_compiled_code_neither_do_templates(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    assert compiled_templates("a") is None
