"""`bulletins export`: the dataset as CSV, Excel, Stata or lines of JSON, with a codebook."""

from __future__ import annotations

import sys
from pathlib import Path

from pipeline.cli import terminal
from pipeline.cli.terminal import say
from pipeline.errors import ExitCode, UsageError
from pipeline.settings import Settings


def export_dataset(
    settings: Settings, *, form: str, tables: list[str], folder: Path | None, bom: bool
) -> int:
    """Write the files and list them; returns the exit code."""
    from pipeline.dataset import open_dataset
    from pipeline.exporting import export

    if bom and form != "csv":
        raise UsageError("--bom is for csv; the other formats say how they are encoded.")
    dataset = open_dataset(settings.dataset)
    names = tuple(name.strip() for given in tables for name in given.split(",") if name.strip())
    target = folder or Path(f"bulletins-{dataset.release}-{form}")
    done = export(dataset, form, target, names, bom=bom)
    console = terminal.out()
    for path in done.files:
        say(console, str(path))
    for note in done.notes:
        print(f"bulletins: {note}", file=sys.stderr)
    return int(ExitCode.OK)
