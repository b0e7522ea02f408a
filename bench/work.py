"""What is measured, each in a fresh process: `python -m bench.work NAME ...` prints JSON.

Seconds are processor time of this process; of the processes that interpret and draw, theirs.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

if TYPE_CHECKING:
    from pipeline.reading.page.geometry import PageGeometry
    from pipeline.run.workspace import Workspace

os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")  # as where PDFs are read

SLOW = (
    "great_expectations", "prefect", "camelot", "pdfplumber", "pdfminer", "pypdfium2", "pandas",
    "numpy", "pyarrow", "sqlalchemy",
)  # fmt: skip
"""Packages that a run with nothing new must not import."""


class Clock:
    """Processor time by step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        started = time.process_time()
        yield
        used = time.process_time() - started
        self.seconds[step] = self.seconds.get(step, 0.0) + used

    def each(self, step: str, items: Iterator[Any]) -> Iterator[Any]:
        """The items; the time is what it takes to make them."""
        while True:
            with self(step):
                item = next(items, None)
            if item is None:
                return
            yield item


def bare(*files: str) -> dict[str, Any]:
    """pdfplumber's own tables of every page, and nothing else."""
    clock = Clock()
    with clock("import"):
        import pdfplumber
    for file in files:
        with clock(file), pdfplumber.open(file) as pdf:
            for page in pdf.pages:
                page.extract_tables()
                page.close()
    return clock.seconds


def understand(*files: str) -> dict[str, Any]:
    """Reading and interpreting of every file."""
    clock = Clock()
    with clock("import"):
        import pipeline.interpreting.issue  # noqa: F401
        from pipeline.interpreting import interpret, load_registry
        from pipeline.reading import read_pdf
        from pipeline.reading.page.ink import judge  # noqa: F401
        from pipeline.reading.page.sources import pdfium_source  # noqa: F401
        from pipeline.settings import load_settings
    with clock("registry"):
        registry = load_registry(load_settings().registry)
    for file in files:
        with clock(file):
            interpret(read_pdf(Path(file), "0" * 64), registry)
    return clock.seconds


def parts(*files: str) -> dict[str, Any]:
    """Reading and interpreting of every file, by their parts: each page's are clocked in turn.

    Besides the seconds it counts the pages, those that pdfium read, and those with text whose font
    is neither in the file nor on this machine: they take other ways.
    """
    clock = Clock()
    pages: Counter[str] = Counter()
    with clock("import"):
        import pipeline.interpreting.issue  # noqa: F401
        from pipeline.interpreting import interpret, load_registry
        from pipeline.reading import read_pdf, reader
        from pipeline.reading.page.ink.judge import FONTLESS, judged
        from pipeline.reading.page.sources import pdfium_source  # noqa: F401
        from pipeline.reading.page.sources.choose import chosen_pages
        from pipeline.settings import load_settings

        registry = load_registry(load_settings().registry)

    def clocked(path: Path, pages: Iterable[PageGeometry]) -> Iterator[PageGeometry]:
        return clock.each("ink", judged(path, pages))

    with patch.object(reader, "judged", clocked):
        for file in files:
            with clock("rest of reading"):
                source = clock.each("source", chosen_pages(Path(file)))
                reading = read_pdf(Path(file), "0" * 64, lambda _, source=source: source)
            with clock("interpreting"):
                interpret(reading, registry)
            for page in reading.pages:
                fontless = FONTLESS in page.unsure
                pages.update(all=1, pdfium=page.source == "pdfium", fontless=fontless)
    clock.seconds["rest of reading"] -= clock.seconds["ink"]
    clock.seconds["ink"] -= clock.seconds["source"]
    return {**clock.seconds, **pages}


def steps(inbox: str, outputs: str) -> dict[str, Any]:
    """A whole run in one process, step by step; what is read already is not read again."""
    clock = Clock()
    with clock("import the frame"):
        from pipeline.model.garbage_collection import without_collector
        from pipeline.run.steps import PLAIN
        from pipeline.run.workspace import Workspace
        from pipeline.settings import load_settings
    settings = load_settings(inbox=inbox, outputs=outputs)
    workspace = Workspace(settings)
    with clock("receive"):
        intake = PLAIN.receive(workspace.archive, None)
    _read(workspace, clock)
    with clock("import interpreting"):
        import pipeline.interpreting.archive.build
    with clock("load and build"):
        built = PLAIN.build(workspace)
    with clock("import validation"), without_collector():
        from pipeline.quality.light_import import import_great_expectations

        import_great_expectations()
        import pipeline.quality.data_docs.docs
        import pipeline.quality.validation
    with tempfile.TemporaryDirectory(dir=outputs) as docs:
        with clock("validate"):
            built = PLAIN.validate(built, Path(docs), settings)
        with clock("import publishing"):
            import pipeline.publishing.parquet  # noqa: F401
        with clock("publish"):
            PLAIN.publish(built, intake, workspace.archive, Path(docs))
    drawn = _of_children()
    workspace.close()
    clock.seconds |= {"draw the pages": drawn, "interpret": _of_children() - drawn}
    return clock.seconds


def read(inbox: str, outputs: str, workers: str | None = None) -> dict[str, Any]:
    """Receive, read and audit, as a run does; makes an archive to be measured later."""
    from pipeline.run.audit import audit_sample
    from pipeline.run.intake import receive_inbox
    from pipeline.run.reading import read_many, unread
    from pipeline.run.workspace import Workspace
    from pipeline.settings import load_settings

    workspace = Workspace(load_settings(inbox=inbox, outputs=outputs, workers=workers))
    receive_inbox(workspace.archive)
    started = time.monotonic()
    answers = list(read_many(workspace, unread(workspace)))
    refused = [answer.reason for _, answer in answers if answer.status != "read"]
    if refused:
        raise SystemExit(f"{len(refused)} drawn bulletins were not read: {refused[0]}")
    wall = time.monotonic() - started
    list(audit_sample(workspace, {sha256: answer.producer for sha256, answer in answers}))
    return {"read": len(answers), "wall": wall}


def parent(inbox: str, outputs: str) -> dict[str, Any]:
    """The memory of the process that has many files read, in MB, every hundred files."""
    import psutil

    from pipeline.run.intake import receive_inbox
    from pipeline.run.reading import read_many, unread
    from pipeline.run.workspace import Workspace
    from pipeline.settings import load_settings

    workspace = Workspace(load_settings(inbox=inbox, outputs=outputs))
    receive_inbox(workspace.archive)
    found, this = [], psutil.Process()
    for count, _ in enumerate(read_many(workspace, unread(workspace)), start=1):
        if count % 100 == 0:
            found.append(this.memory_info().rss / 2**20)
    return {"rss": found}


def hostile(folder: str) -> dict[str, Any]:
    """The memory that reading each of a set of hostile files takes, in MB; a limit of 512."""
    from pipeline.reading.isolation.pool import ReaderPool
    from pipeline.settings import Settings
    from tests import hostile_pdfs

    peaks = {}
    settings = Settings(outputs=Path(folder), read_timeout_s=10, read_memory_mb=512)
    with ReaderPool(settings, 1) as pool:
        for make in hostile_pdfs.ALL:
            path = Path(folder, f"{make.__name__}.pdf")
            path.write_bytes(make())
            peaks[make.__name__] = pool.read(path, make.__name__).peak_mb
    return {"peaks": peaks}


def unchanged(inbox: str, outputs: str) -> dict[str, Any]:
    """A run with nothing new: the packages that it imports and must not."""
    from pipeline.run.driver import run
    from pipeline.settings import load_settings

    report = run(load_settings(inbox=inbox, outputs=outputs))
    found = [name for name in SLOW if name in sys.modules]
    return {"unchanged": report.unchanged, "imported": found}


def _read(workspace: Workspace, clock: Clock) -> None:
    with clock("import reading"):
        from pipeline.reading import read_pdf
        from pipeline.reading.page.sources.choose import chosen_pages
        from pipeline.run.reading import unread
    for pdf in unread(workspace):
        with clock("parse"):
            pages = list(chosen_pages(pdf.path))
        with clock("grid"):
            reading = read_pdf(pdf.path, pdf.sha256, lambda _, pages=pages: iter(pages))
        with clock("keep the reading"):
            workspace.readings.save(reading)


def _of_children() -> float:
    """Processor time of all processes that were started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Do the named work and print what it cost."""
    name, *arguments = sys.argv[1:]
    works = {
        work.__name__: work
        for work in (bare, understand, parts, steps, read, unchanged, parent, hostile)
    }
    print(json.dumps(works[name](*arguments), ensure_ascii=False))


if __name__ == "__main__":
    main()
