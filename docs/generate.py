"""Writes what the documents repeat of the code: `make docs`.

`tables.md` is written whole. In other documents only what is between
`<!-- generated: NAME -->` and `<!-- end -->` is replaced. A test fails where a file is not what
this program would write.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
sys.path.insert(0, str(ROOT))

from pipeline.errors import ExitCode  # noqa: E402
from pipeline.explore.canned import canned_queries  # noqa: E402
from pipeline.longitudinal import longitudinal_views  # noqa: E402
from pipeline.publishing import search_index  # noqa: E402
from pipeline.publishing.dictionary import KINDS, parquet_type  # noqa: E402
from pipeline.quality.thresholds import Thresholds  # noqa: E402
from pipeline.settings import ENV_PREFIX, Settings, variable  # noqa: E402
from schemas.base import FieldInfo, Row, TableSpec, fields_of  # noqa: E402
from schemas.catalog import tables  # noqa: E402
from tests.matrix.cells import COMMANDS, MATRIX  # noqa: E402

_BLOCK = re.compile(r"(<!-- generated: (.+?) -->\n).*?(<!-- end -->)", re.DOTALL)
_MEANINGS = {
    ExitCode.OK: "Success.",
    ExitCode.USAGE: "Wrong usage: an option, a setting or the registry is not valid.",
    ExitCode.SOME_REJECTED: "Some file was rejected; the rest is published.",
    ExitCode.MISSING_DEPENDENCY: "A package is missing.",
    ExitCode.NOTHING_PUBLISHED: "Nothing could be published; the previous dataset stays as it is.",
    ExitCode.FOLDER: "A folder cannot be read or written.",
    ExitCode.CORRECTION: "A person's correction no longer finds its figure, or a line of "
    "`corrections.csv` or `reviews.csv` is not valid; the previous dataset stays as it is.",
    ExitCode.INVALID: "The published dataset has errors, or is not as it was published.",
    ExitCode.UNHEALTHY: "There is a problem, or a service ended too often.",
    ExitCode.INTERRUPTED: "Interrupted; the next run completes it.",
}


def generated() -> dict[Path, str]:
    """Every document that repeats something of the code, as it should be."""
    found = {DOCS / "tables.md": _tables()}
    for path in (*sorted(ROOT.glob("README*.md")), *sorted(DOCS.rglob("*.md"))):
        text = path.read_text(encoding="utf-8")
        if path not in found and _BLOCK.search(text):
            found[path] = _BLOCK.sub(lambda m: m[1] + _block(m[2]) + m[3], text)
    return found


def commands() -> dict[str, Any]:
    """Every command by its full name: `names accept` is one."""
    from typer.main import get_command

    from pipeline.cli.app import app

    return dict(_leaves(get_command(app), ""))


def _leaves(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Commands that do something; a group does, where it has options of its own."""
    parts = getattr(command, "commands", {})
    if name and (not parts or command.params):
        yield name, command
    for part, child in parts.items():
        yield from _leaves(child, f"{name} {part}".strip())


def _block(name: str) -> str:
    kind, _, rest = name.partition(" ")
    makers: dict[str, Callable[[str], str]] = {
        "options": _options,
        "settings": _settings,
        "thresholds": _thresholds,
        "exit-codes": _exit_codes,
        "matrix": _matrix,
        "questions": _questions,
        "tables": _table_of_tables,
    }
    return makers[kind](rest)


def _options(name: str) -> str:
    """Arguments and options of one command."""
    rows = []
    for parameter in commands()[name].params:
        names = [*parameter.opts, *parameter.secondary_opts]
        if parameter.param_type_name == "argument":
            names = [parameter.metavar or (parameter.name or "").upper()]
        reported = getattr(parameter, "help", "") or ""
        rows.append((", ".join(f"`{name}`" for name in names), reported))
    return _table(("option", "meaning"), [*rows, ("`-h`, `--help`", "Show help.")])


def _settings(_: str) -> str:
    rows = []
    for name, field in Settings.model_fields.items():
        if name == "checks":
            continue
        rows.append(
            (f"`{ENV_PREFIX}{name.upper()}`", _default(name), (field.description or "").rstrip())
        )
    return _table(("variable", "default", "meaning"), rows)


def _thresholds(_: str) -> str:
    rows = [
        (f"`{variable('checks', name)}`", f"`{field.default:g}`", field.description or "")
        for name, field in Thresholds.model_fields.items()
    ]
    return _table(("variable", "default", "what it decides, and why"), rows)


def _default(name: str) -> str:
    if name == "registry":
        return "`schemas/registry`"
    if name == "workers":
        return "number of processors, at most 8"
    value = Settings.model_fields[name].default
    if value is None or str(value) == "":
        return "none"
    return f"`{int(value) if isinstance(value, bool) else value}`"


def _exit_codes(_: str) -> str:
    return _table(("code", "meaning"), [(f"{int(code)}", _MEANINGS[code]) for code in ExitCode])


def _matrix(_: str) -> str:
    """What each command does in each environment; `tests/matrix` tries every cell."""
    rows = [(name, *map(str, cells.values())) for name, cells in MATRIX.items()]
    return _table(("environment", *(f"`{command}`" for command in COMMANDS)), rows)


def _questions(_: str) -> str:
    rows = [
        (f"`{query.name}`", query.zh, query.en, ", ".join(f"`{name}`" for name in query.parameters))
        for query in canned_queries()
    ]
    return _table(("page", "问题", "question", "parameters"), rows)


def _tables() -> str:
    head = (
        "# Tables\n\n"
        "Generated from `schemas/` by `make docs`; do not edit. Each release\n"
        "carries the same with types of SQLite, bounds and printed headers as\n"
        "`DATA_DICTIONARY.md`.\n"
    )
    return head + "".join(_one_table(model) for model in tables().values()) + _views()


def _table_of_tables(language: str) -> str:
    """Every table in one line, those with figures first; the language is `en` or `zh`."""
    head = {"en": ("table", "name", "what is in it"), "zh": ("表", "名称", "内容")}[language]
    kinds = ("fact", "panel", "derived", "dimension", "quality")
    rows = [
        (f"`{name}`", getattr(model.table, language), _first(model.table, language))
        for name, model in sorted(
            tables().items(), key=lambda item: kinds.index(item[1].table.kind)
        )
    ]
    return _table(head, rows)


def _first(spec: TableSpec, language: str) -> str:
    """The first sentence about a table."""
    about: str = getattr(spec, f"about_{language}")
    stop = {"en": ". ", "zh": "。"}[language]
    return about.partition(stop)[0].rstrip(stop) + stop.strip()


def _views() -> str:
    specs = {name: (model.table, fields_of(model)) for name, model in tables().items()}
    rows = [(f"`{view.name}`", view.zh, view.en) for view in longitudinal_views(specs)]
    return (
        "\n## Views\n\nIn SQLite only. `v_` before a table with an entity is the table with names\n"
        "beside the ids; `v_observations` also names the PDF. Besides:\n\n"
        + _table(("view", "名称", "meaning"), rows)
        + f"\n`{search_index.TABLE}` (also in SQLite only): {search_index.ZH}. {search_index.EN}\n"
    )


def _one_table(model: type[Row]) -> str:
    spec = model.table
    links = "".join(
        f"- {_code(key.columns)} → `{key.target}`\n" for key in spec.foreign_keys
    )  # fmt: skip
    rows = [_column(field) for field in fields_of(model)]
    return (
        f"\n## {spec.name}\n\n"
        f"**{spec.zh} · {spec.en}** ({_kind(spec)}). {spec.about_zh} {spec.about_en}\n\n"
        f"- key: {_code(spec.key)}\n{links}\n"
        + _table(("column", "名称", "meaning", "type", "unit"), rows)
    )


def _kind(spec: TableSpec) -> str:
    return KINDS[spec.kind][1] if spec.kind in KINDS else spec.kind


def _column(field: FieldInfo) -> tuple[str, ...]:
    kind = parquet_type(field) + ("" if field.nullable else ", never null")
    meaning = field.column.en + (f" One of: {_code(field.choices)}." if field.choices else "")
    return f"`{field.name}`", field.column.zh, meaning, kind, field.column.unit


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(head), None, *map(list, rows)]
    width = len(lines[0] or ())
    return "".join(
        "| " + " | ".join(_cell(text) for text in line) + " |\n" if line else "|---" * width + "|\n"
        for line in lines
    )


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def main() -> None:
    """Write every document that is not as it should be."""
    for path, text in generated().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
