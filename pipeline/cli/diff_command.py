"""`bulletins diff`: how two releases differ, and why."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from pipeline.cli import terminal
from pipeline.cli.terminal import say
from pipeline.dataset.connect import connected
from pipeline.dataset.english import english_names
from pipeline.dataset.find import find_release
from pipeline.errors import ExitCode, UsageError
from pipeline.files.atomic import write_atomically
from pipeline.model.english_names import EnglishNames
from pipeline.releases import compare, load_pair
from pipeline.releases.compare import as_json as json_of
from pipeline.releases.model import Comparison
from pipeline.releases.spreadsheet import write_csv
from pipeline.releases.words import sections
from pipeline.settings import Settings


def show_diff(settings: Settings, a: str, b: str, *, csv: str | None, as_json: bool) -> int:
    """Print how release `b` differs from release `a`; returns the exit code.

    Args:
        csv: a file to write every change to; `-` prints them instead of the words.
    """
    if as_json and csv == "-":
        raise UsageError("--json and --csv - both print to the output.", "Choose one of them.")
    folders = [find_release(settings.outputs, named) for named in (a, b)]
    before, after = folders
    comparison = compare(*load_pair(before, after))
    if csv == "-":
        write_csv(comparison, sys.stdout)
        return int(ExitCode.OK)
    if csv is not None:
        _write(comparison, Path(csv))
    if as_json:
        print(json_of(comparison))
    else:
        with connected(after) as database:
            names = english_names(database)
        _show(comparison, names)
    return int(ExitCode.OK)


def _write(comparison: Comparison, path: Path) -> None:
    text = io.StringIO()
    write_csv(comparison, text)
    # Spreadsheets take UTF-8 for another encoding unless a mark says so.
    write_atomically(path, text.getvalue().encode("utf-8-sig"))


def _show(comparison: Comparison, names: EnglishNames) -> None:
    console = terminal.out()
    say(console, f"Release {comparison.release_b} against {comparison.release_a}")
    for section in sections(comparison, mark=names.sentence):
        say(console, f"\n{section.title}")
        for line in section.lines:
            say(console, f"  - {line}")
