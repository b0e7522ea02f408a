"""What the limited process does with a file, by the name of the task.

A task is named by its module, so that this process imports only what it is asked to do, and
reading needs to know nothing of interpreting.
"""

from __future__ import annotations

import errno
import importlib
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.boundary import attempt
from pipeline.errors import BulletinsError, FolderError, LimitReached
from pipeline.model.message import Message
from pipeline.model.reasons import of_file
from pipeline.reading.isolation.orders import Answer, Order, Task
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.reading.page.geometry import PageGeometry
    from pipeline.reading.scan.scan_pages import PageReader
    from pipeline.reading.second_engine.doubtful_tables import Rows, SecondReader

SLOW_IMPORTS = ("camelot",)

_TASKS: dict[Task, tuple[str, str, str]] = {
    "read": ("pipeline.reading.isolation.tasks", "read_and_save", "reading"),
    "second": ("pipeline.reading.isolation.tasks", "read_second_and_save", "reading"),
    "bind": ("pipeline.reading.isolation.tasks", "bind_pictures", "reading"),
    "audit": ("pipeline.reading.audits", "audit_and_save", "auditing"),
    "interpret": ("pipeline.interpreting.task", "interpret_and_save", "interpreting"),
}

_WARM_UPS: dict[Task, tuple[str, str]] = {
    "read": ("pipeline.reading.warm_up", "warm_up"),
    "interpret": ("pipeline.interpreting.warm_up", "warm_up"),
}
"""What computes, from what is ours alone, that which each file would compute again."""

_used: set[str] = set()
"""Slow modules that a process of this process imported."""

_SECOND_OPINION = 4
"""A second opinion on all doubtful tables of a file may take a quarter of the file's time."""


def module_of(task: Task) -> str:
    """The module of a task, by which it is found."""
    return _TASKS[task][0]


def warm_up(order: Order) -> None:
    """Compute once what every file of this task needs; where that fails, each file tells why."""
    module, name = _WARM_UPS.get(order.task, ("", ""))
    if module:
        work: Callable[[Path], object] = getattr(importlib.import_module(module), name)
        with suppress(BulletinsError):
            attempt(_TASKS[order.task][2], lambda: work(Path(order.registry)))


def carry_out(order: Order, allow_page: Callable[[], None] = lambda: None) -> Answer:
    """Do a task on one file; never raises for what is in the file.

    Args:
        allow_page: called before each page that is recognised, which takes longer than text.
    """
    module, name, step = _TASKS[order.task]
    work: Callable[[Order], str | None] = getattr(importlib.import_module(module), name)
    if order.task == "read":
        work = partial(read_and_save, allow_page=allow_page)
    try:
        result = attempt(step, lambda: _kept(work, order))
    except BulletinsError as error:
        return Answer("error", error.message, error.hint, error.exit_code)
    imported = tuple(name for name in SLOW_IMPORTS if name in sys.modules or name in _used)
    if result is None or isinstance(result, str):
        return Answer("read", imported=imported, fonts=_fonts(), producer=result or "")
    limited = isinstance(result, LimitReached)
    return Answer("limit" if limited else "refused", result.reason, imported=imported)


def _fonts() -> tuple[tuple[int, str], ...]:
    """Those of the machine's fonts that the task needed and that may stay loaded."""
    module = sys.modules.get("pipeline.reading.page.sources.last_resort")
    return tuple((r.weight, r.name) for r in module.asked_fonts()) if module else ()


def _kept(work: Callable[[Order], str | None], order: Order) -> str | None:
    try:
        return work(order)
    except FolderError as error:
        if getattr(error.__cause__, "errno", None) == errno.EFBIG:
            raise LimitReached(of_file("too_much_text")) from None
        raise


def read_and_save(order: Order, allow_page: Callable[[], None] = lambda: None) -> str:
    """Read a PDF and keep the reading; returns its producer."""
    from pipeline.reading import READER_VERSION, read_pdf
    from pipeline.reading.audits import producer_of
    from pipeline.reading.isolation.bombs import check_streams
    from pipeline.reading.isolation.gate import check_complete, check_pdf
    from pipeline.reading.model import Doubt
    from pipeline.reading.scan.scan_pages import left_out
    from pipeline.reading.store import UNRECOGNISED, ReadingStore

    path = Path(order.path)
    count = check_pdf(path, order.max_pages)
    changed = check_streams(path)
    reading = read_pdf(
        path,
        order.sha256,
        second=_second_opinion(order.timeout_s),
        recognise=_page_reader(allow_page) if order.recognise_page_s else None,
    )
    check_complete(len(reading.pages), count)
    if changed:
        doubt = Doubt(message=Message("checksums_differ", count=changed))
        reading = reading.model_copy(update={"doubts": (*reading.doubts, doubt)})
    if not order.recognise_page_s and any(map(left_out, reading.pages)):
        version = reading.reader_version + UNRECOGNISED
        reading = reading.model_copy(update={"reader_version": version})
    ReadingStore(Settings(outputs=Path(order.outputs), store=""), READER_VERSION).save(reading)
    return producer_of(path)


def _page_reader(allow_page: Callable[[], None]) -> PageReader:
    """The reader of pages that are pictures, each with further time."""
    from pipeline.reading.scan.scan_pages import recognised_page

    def read(path: Path, page: PageGeometry) -> PageGeometry:
        allow_page()
        return recognised_page(path, page)

    return read


def _second_opinion(timeout_s: float) -> SecondReader:
    """The second reader of doubtful tables, within limits of its own."""
    from pipeline.reading.isolation.apart import apart
    from pipeline.reading.second_engine.doubtful_tables import camelot_rows

    def read(path: Path, pages: Sequence[int]) -> dict[int, Rows]:
        _used.add("camelot")
        found = apart(partial(camelot_rows, path, pages), timeout_s / _SECOND_OPINION)
        return {int(page): rows for page, rows in (found or {}).items()}

    return read


def read_second_and_save(order: Order) -> None:
    """Read the tables of a PDF by the other engine and keep that."""
    from pipeline.reading import READER_VERSION
    from pipeline.reading.second_engine.camelot_engine import read_second
    from pipeline.reading.second_engine.store import SecondStore
    from pipeline.reading.store import ReadingStore

    settings = Settings(outputs=Path(order.outputs), store="")
    first = ReadingStore(settings, READER_VERSION).load(order.sha256)
    pages = sorted({place.page for table in first.tables for place in table.places})
    SecondStore(settings).save(read_second(Path(order.path), order.sha256, pages, READER_VERSION))


def bind_pictures(order: Order) -> None:
    """Bind the pictures of a folder into one PDF."""
    from pipeline.archive.pictures import BOUND
    from pipeline.reading.bind_pictures import bind

    folder = Path(order.path)
    bind(sorted(folder.iterdir()), folder / BOUND, order.max_pages)
