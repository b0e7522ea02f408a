"""`bulletins inspect`: read one PDF and show what is found in it. Nothing is kept."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from pipeline.cli import terminal
from pipeline.errors import ExitCode, UsageError
from pipeline.safe_text import visible
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.dataset_model import Dataset
    from pipeline.reading.model import Reading

_SHOWN = ("issues", "articles", "raw_tables", "observations", "findings")
_MASTHEAD_LEFT_OUT = ("source_sha256", "source_file")


@dataclass(frozen=True)
class Found:
    """One PDF, read and interpreted."""

    reading: Reading
    dataset: Dataset


def inspect_file(file: Path, settings: Settings, *, as_json: bool) -> int:
    """Print what the PDF holds; returns the exit code.

    Raises:
        RejectedFile: the file is no usable PDF, or not this bulletin.
    """
    found = _inspect(file, settings)
    if as_json:
        print(json.dumps(_as_json(found), ensure_ascii=False, indent=2, default=str))
    else:
        _show(found, terminal.out())
    return int(ExitCode.OK)


def _inspect(file: Path, settings: Settings) -> Found:
    from pipeline import steps
    from pipeline.receive import take_copy

    with tempfile.TemporaryDirectory() as folder:
        aside = settings.model_copy(update={"outputs": Path(folder), "workers": 1})
        if not file.exists():
            raise UsageError(f"There is no file {file}.", "Check its name.")
        for received in take_copy(file, aside):
            steps.require_usable(received.reason)
        for _ in steps.read_many(steps.unread(aside), aside):
            pass
        built = steps.build_dataset(aside)
        for rejection in built.rejected.values():
            steps.require_usable(rejection.reason)
        return Found(steps.only_reading(aside), built.dataset)


def _as_json(found: Found) -> dict[str, object]:
    rows = {name: [row.model_dump() for row in found.dataset.rows[name]] for name in _SHOWN}
    return {
        **rows,
        "pages": [page.model_dump() for page in found.reading.pages],
        "tables": [
            {
                "caption": table.caption_text,
                "rows": table.rows,
                "cols": table.cols,
                "header_rows": table.header_rows,
                "places": [place.model_dump() for place in table.places],
                "method": table.method,
                "confidence": table.confidence,
                "doubts": table.doubts,
            }
            for table in found.reading.tables
        ],
        "doubts": [doubt.model_dump() for doubt in found.reading.doubts],
    }


def _show(found: Found, console: Console) -> None:
    rows = found.dataset.rows
    for issue in rows["issues"]:
        _title(console, "Masthead and imprint")
        for name, value in issue.model_dump().items():
            if value is not None and name not in _MASTHEAD_LEFT_OUT:
                _say(console, f"  {name:15} {value}")
    _title(console, "Articles")
    for row in rows["articles"]:
        told = row.model_dump()
        _say(console, f"  {told['position']}. {told['title']} ({len(told['body'])} characters)")
    _title(console, "Tables")
    console.print(_grid(_tables(found), ("", "pages", "rows × columns", "caption", "table")))
    _title(console, "Figures")
    for row in rows["observations"]:
        _say(console, _figure(row.model_dump()))
    _title(console, "Findings")
    for row in rows["findings"]:
        told = row.model_dump()
        _say(console, f"  {told['severity']:8}{told['kind']:18}{told['message']}")
    for doubt in found.reading.doubts:
        _say(
            console, f"  {'reader':8}{f'page {doubt.page}' if doubt.page else '':18}{doubt.message}"
        )


def _tables(found: Found) -> Iterator[tuple[str, ...]]:
    claimed = {
        row.model_dump()["position"]: row.model_dump()["table_name"]
        for row in found.dataset.rows["raw_tables"]
    }
    for position, table in enumerate(found.reading.tables, start=1):
        pages = sorted({place.page for place in table.places})
        size = f"{table.rows - table.header_rows} × {table.cols}"
        where = "–".join(str(page) for page in dict.fromkeys((pages[0], pages[-1])))
        known = claimed.get(position) or "(not known)"
        yield str(position), where, size, table.caption_text or "(no caption)", known


def _figure(told: dict[str, Any]) -> str:
    where = f"{told['month']:%Y-%m}" if told["month"] else "-"
    what = f"{told['entity_id'] or '-':26} {told['measure']}"
    value = "not reported" if told["value"] is None else f"{told['value']:f} {told['unit']}"
    place = f"“{told['printed']}” p. {told['page']}"
    return f"  {where:8} {told['table_name']:22} {what:50} {value:24} {place}"


def _grid(rows: Iterator[tuple[str, ...]], columns: tuple[str, ...]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 2))
    for name in columns:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*map(visible, row))
    return table


def _title(console: Console, text: str) -> None:
    console.print(f"\n{text}", style="bold")


def _say(console: Console, text: str) -> None:
    console.print(visible(text), soft_wrap=True)
