"""`bulletins inspect`: read one PDF and show what is found in it. Nothing is kept."""

from __future__ import annotations

import json
import tempfile
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.console import Console

from pipeline.cli import terminal
from pipeline.cli.terminal import say
from pipeline.errors import ExitCode, RejectedFile, UsageError
from pipeline.safe_text import visible
from pipeline.settings import Settings
from schemas.catalog import dimensions

if TYPE_CHECKING:
    from pipeline.model.dataset import Dataset
    from pipeline.reading.model import Reading

_SHOWN = ("issues", "articles", "raw_tables", "observations", "findings")
_NAME_CELLS = 26
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
    from pipeline.archive.receive import receive_copy
    from pipeline.run.building import build_dataset
    from pipeline.run.reading import read_many, unread
    from pipeline.run.workspace import Workspace

    if file.is_dir():
        raise UsageError(f"{file} is a folder.", "Name one PDF.")
    if not file.exists():
        raise UsageError(f"There is no file {file}.", "Check its name.")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        aside = stack.enter_context(
            closing(Workspace(settings.model_copy(update={"outputs": Path(folder), "workers": 1})))
        )
        for received in receive_copy(file, aside.archive):
            _require_usable(received.reason)
        for _ in read_many(aside, unread(aside)):
            pass
        built = build_dataset(aside)
        for rejection in built.rejected.values():
            _require_usable(rejection.reason)
        [sha256] = {arrival.sha256 for arrival in aside.archive.arrivals()}
        return Found(aside.readings.load(sha256), built.dataset)


def _require_usable(reason: str | None) -> None:
    if reason is not None:
        raise RejectedFile(reason)


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
                say(console, f"  {name:15} {value}")
    _title(console, "Articles")
    for row in rows["articles"]:
        values = row.model_dump()
        say(
            console, f"  {values['position']}. {values['title']} ({len(values['body'])} characters)"
        )
    _show_tables(found, console)
    _show_figures(found, console)
    _title(console, "Findings")
    for row in rows["findings"]:
        values = row.model_dump()
        say(console, f"  {values['severity']:8}{values['kind']:18}{values['message']}")
    for doubt in found.reading.doubts:
        where = f"page {doubt.page}" if doubt.page else ""
        say(console, f"  {'reader':8}{where:18}{doubt.message}")
    if not rows["findings"] and not found.reading.doubts:
        say(console, "  none")


def _show_tables(found: Found, console: Console) -> None:
    """A line for each table; the caption comes last, so that it may be of any length."""
    _title(console, "Tables")
    claimed = {
        row.model_dump()["position"]: row.model_dump()["table_name"]
        for row in found.dataset.rows["raw_tables"]
    }
    for position, table in enumerate(found.reading.tables, start=1):
        pages = sorted({place.page for place in table.places})
        size = f"{table.rows - table.header_rows} × {table.cols}"
        where = "–".join(str(page) for page in dict.fromkeys((pages[0], pages[-1])))
        known = claimed.get(position) or "(not known)"
        caption = table.caption_text or "(no caption)"
        say(console, f"  {position}. page {where:6} {size:8} {known:22} {caption}")


def _show_figures(found: Found, console: Console) -> None:
    """A block for each table and month: whose figure, its measure, its value, and as printed."""
    _title(console, "Figures")
    names = {
        str(row.key()[0]): str(row["name"])
        for model in dimensions().values()
        for row in found.dataset.rows[model.table.name]
    }
    observations = sorted(
        (row.model_dump() for row in found.dataset.rows["observations"]), key=_as_printed
    )
    for (table, month), block in groupby(observations, key=itemgetter("table_name", "month")):
        say(console, f"  {table}" + (f", {month:%Y-%m}" if month else ""))
        for figure in block:
            say(console, _figure(figure, names))


def _as_printed(figure: dict[str, Any]) -> tuple[str, str, int, float, float]:
    place = figure["page"] or 0, figure["top"] or 0.0, figure["x0"] or 0.0
    return figure["table_name"], str(figure["month"] or ""), *place


def _figure(figure: dict[str, Any], names: dict[str, str]) -> str:
    name = visible(names.get(figure["entity_id"], figure["entity_id"]))
    value = "not reported" if figure["value"] is None else f"{figure['value']:f} {figure['unit']}"
    printed = f"“{figure['printed']}” p. {figure['page']}"
    flag = ", flagged" if figure["status"] == "flagged" else ""
    blanks = " " * max(0, _NAME_CELLS - cell_len(name))
    return f"    {name}{blanks} {figure['measure']:26} {value:28} {printed}{flag}"


def _title(console: Console, text: str) -> None:
    console.print(f"\n{text}", style="bold")
