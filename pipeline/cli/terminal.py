"""Where text meets the terminal: results on stdout, progress on stderr.

Consoles here interpret no markup and no emoji codes, so text from a PDF or a file name is shown
as it is; control characters are taken out by `safe_text.visible` where the text comes from outside.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

from pipeline.run.progress import Progress
from pipeline.safe_text import visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import TaskID


def out() -> Console:
    """The console of results."""
    from rich.console import Console

    class Out(Console):
        def on_broken_pipe(self) -> NoReturn:
            """Its reader has left; what that means for the exit code is not decided here."""
            raise BrokenPipeError

    return Out(markup=False, highlight=False, emoji=False)


def say(console: Console, text: str = "") -> None:
    """A line of any length, without what a terminal would act on."""
    console.print(visible(text, keep_newlines=True), soft_wrap=True)


def aligned(rows: Sequence[Sequence[str]], right: Collection[int] = ()) -> Iterator[str]:
    """The lines of a table, as wide as its texts are, whatever the terminal.

    Args:
        right: numbers of the columns that are set to the right, from 0.
    """
    from rich.cells import cell_len

    shown = [[visible(text) for text in row] for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*shown, strict=True)]
    for row in shown:
        blanks = [" " * (width - cell_len(text)) for text, width in zip(row, widths, strict=True)]
        cells = [
            blank + text if number in right else text + blank
            for number, (text, blank) in enumerate(zip(row, blanks, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def counted(count: int, what: str) -> str:
    """1 row, 2 rows."""
    return f"{count:,} {what}" + ("" if count == 1 else "s")


@contextmanager
def progress() -> Iterator[Progress]:
    """Bars on stderr; nothing where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield _Notes()
        return
    from rich.console import Console
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


class _Notes(Progress):
    def note(self, text: str) -> None:
        from rich.console import Console

        say(Console(stderr=True, markup=False, highlight=False, emoji=False), text)


class _Bars(Progress):
    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._task: TaskID | None = None

    def start(self, step: str, total: int | None = None) -> None:
        if self._task is not None:
            self._bar.remove_task(self._task)
        self._task = self._bar.add_task(step, total=total)

    def advance(self, count: int = 1) -> None:
        if self._task is not None:
            self._bar.advance(self._task, count)

    def note(self, text: str) -> None:
        say(self._bar.console, text)
