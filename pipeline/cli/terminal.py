"""Where text meets the terminal: results on stdout, progress on stderr.

Consoles here interpret no markup and no emoji codes, so text from a PDF or a file name is shown
as it is; control characters are taken out by `safe_text.visible` where the text comes from outside.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console

from pipeline.progress import Progress

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID


def out() -> Console:
    """The console of results."""
    return Console(markup=False, highlight=False, emoji=False)


@contextmanager
def progress() -> Iterator[Progress]:
    """Bars on stderr; nothing where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield Progress()
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=Console(stderr=True, markup=False), transient=True) as bar:
        yield _Bars(bar)


class _Bars(Progress):
    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._task: TaskID | None = None

    def start(self, step: str, total: int | None = None) -> None:
        if self._task is not None:
            self._bar.remove_task(self._task)
        self._task = self._bar.add_task(step, total=total)

    def advance(self) -> None:
        if self._task is not None:
            self._bar.advance(self._task)
