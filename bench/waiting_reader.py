"""A stand-in for the reader of a Dask worker: it waits as long as a PDF takes, and keeps a reading.

`dask worker … --preload bench.waiting_reader` loads it. The original is read from where it lies and
the reading is written to where the run looks for it, as by the real one; only the work is left out.
So more workers than cores can be tried on one machine.
"""

from __future__ import annotations

import os
import time
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.reading.isolation.orders import Answer
from pipeline.run.prefect import cluster
from pipeline.run.reading import Pdf
from pipeline.run.workspace import Workspace

SERVICE_S, TEMPLATE = "BENCH_SERVICE_S", "BENCH_READING"


def dask_setup(worker: Any) -> None:
    """Called by the worker when it starts."""
    vars(cluster)["read_one"] = wait
    vars(cluster)["ReaderPool"] = NoPool


class NoPool:
    """No process is needed to wait."""

    def __init__(self, *_: object) -> None:
        pass

    def start(self) -> None:
        pass

    def close(self) -> None:
        pass


@cache
def template() -> bytes:
    """The reading that is kept for every PDF, as large as usual."""
    return Path(os.environ[TEMPLATE]).read_bytes()


def wait(workspace: Workspace, pdf: Pdf, _: object) -> Answer:
    """Take as long as a PDF takes."""
    ends = time.monotonic() + float(os.environ[SERVICE_S])
    pdf.path.read_bytes()
    workspace.readings.storage.write(f"readings/{pdf.sha256}.json", template())
    time.sleep(max(0.0, ends - time.monotonic()))
    return Answer("read")
