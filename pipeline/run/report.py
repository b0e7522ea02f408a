"""What one run did: shown at its end; `run_history.py` keeps it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from pipeline.archive.archive import now
from pipeline.archive.receive import Received
from pipeline.errors import ExitCode


@dataclass(frozen=True)
class Rejection:
    """A file that this run could not use."""

    file_name: str
    reason: str
    sha256: str = ""


@dataclass(frozen=True)
class ReadFile:
    """How reading one original went.

    Attributes:
        file: its name.
        status: as in `Answer`.
        seconds, peak_mb: time and memory that reading took.
    """

    file: str
    status: str
    seconds: float
    peak_mb: float


@dataclass(frozen=True)
class CrossChecked:
    """What the cross-check of one original came to.

    Attributes:
        sha256, file_name: of the original.
        failure: why it could not be read a second time; '' where it could.
        tables, tables_read: how many tables were compared, and of how many the second engine
            read any figure.
        agreed, differing, apart: how many cells with figures both engines read alike or not, and
            how many the second did not read by themselves.
        seconds: what it took.
    """

    sha256: str
    file_name: str
    failure: str = ""
    tables: int = 0
    tables_read: int = 0
    agreed: int = 0
    differing: int = 0
    apart: int = 0
    seconds: float = 0.0


@dataclass
class RunReport:
    """What one run did.

    Attributes:
        run: its name, `<number>-<time>`.
        ended_at: None as long as it is at work, and where it was killed.
        received: every file met in the inbox.
        rejected: the files among those met or read by this run that are of no use.
        cross_checked: what a second engine read in this run; None where it was not asked.
        read: name, status, seconds and memory of every file that was read, by hash.
        unchanged: nothing was new, so the dataset stands as it was.
        release: name of the current release; None where there is none.
        dataset: where it lies.
        summary: of the current dataset, as in its `summary.json`.
        seconds: wall time of each step.
        error: why the run stopped; None where it did not.
        versions: of this program, its reader and the libraries that decide what is read.
    """

    run: str = ""
    started_at: str = field(default_factory=now)
    ended_at: str | None = None
    received: list[Received] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    cross_checked: list[CrossChecked] | None = None
    read: dict[str, ReadFile] = field(default_factory=dict)
    unchanged: bool = False
    release: str | None = None
    dataset: str = ""
    summary: dict[str, Any] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    error: str | None = None
    exit_code: ExitCode = ExitCode.OK
    versions: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> str:
        outcomes = Counter(file.outcome for file in self.received)
        code = None if self.ended_at is None else int(self.exit_code)
        told = {**asdict(self), "exit_code": code, "outcomes": dict(outcomes)}
        return json.dumps(told, ensure_ascii=False, indent=2, default=str)
