"""`bulletins query`: SQL in, a table, CSV or JSON out."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.cli.terminal import aligned, counted
from pipeline.dataset.sql import Answer, query
from pipeline.errors import ExitCode, FolderError, UsageError
from pipeline.exporting.cells import csv_line
from pipeline.safe_text import visible
from pipeline.settings import Settings

FORMATS = ("table", "csv", "json")
_WIDEST = 60


def ask(
    settings: Settings, sql: str, *, form: str, output: Path | None, timeout_s: float
) -> int:  # fmt: skip
    """Answer a query on stdout or into a file; returns the exit code."""
    if form not in FORMATS:
        raise UsageError(f"There is no format {form!r}.", f"There are: {', '.join(FORMATS)}.")
    if not timeout_s > 0:
        raise UsageError(f"--timeout is {timeout_s:g}; it must be more than 0.")
    given = sys.stdin.read() if sql == "-" else sql
    answer = query(settings.dataset, given, timeout_s)
    text = "".join({"table": _table, "csv": _csv, "json": _json}[form](answer))
    if output is None:
        sys.stdout.write(text)
    else:
        _write(output, text)
        print(f"bulletins: {counted(len(answer.rows), 'row')} in {output}", file=sys.stderr)
    return int(ExitCode.OK)


def _write(path: Path, text: str) -> None:
    from pipeline.files.atomic import write_atomically

    if path.is_dir():
        raise FolderError(f"{path} is a folder.", "Name a file.")
    write_atomically(path, text.encode("utf-8", "replace"))


def _table(answer: Answer) -> Iterator[str]:
    columns = range(len(answer.columns))
    numbers = {
        place
        for place in columns
        if all(isinstance(row[place], int | float | None) for row in answer.rows)
    }
    rows = [[_shown(value) for value in row] for row in answer.rows]
    rule = [
        "-" * min(_WIDEST, max(len(answer.columns[place]), 3)) for place in columns
    ]  # fmt: skip
    for line in aligned([answer.columns, rule, *rows], right=numbers):
        yield f"{line}\n"
    yield f"({counted(len(answer.rows), 'row')})\n"


def _shown(value: Any) -> str:
    text = "" if value is None else value.hex() if isinstance(value, bytes) else str(value)
    text = visible(text)
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"


def _csv(answer: Answer) -> Iterator[str]:
    yield csv_line(list(answer.columns))
    yield from (csv_line(list(row)) for row in answer.rows)


def _json(answer: Answer) -> Iterator[str]:
    twice = [name for name, count in Counter(answer.columns).items() if count > 1]
    if twice:
        raise UsageError(
            f"Two columns are called {twice[0]}, which JSON cannot distinguish.",
            f"Name them: SELECT … AS {twice[0]}_2.",
        )
    rows = [dict(zip(answer.columns, map(_plain, row), strict=True)) for row in answer.rows]
    yield json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def _plain(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value
