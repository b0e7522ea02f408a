"""The report of one run: shown at its end, kept by `history.py`."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from pipeline.archive.archive import now
from pipeline.archive.receiver import Received
from pipeline.errors import ExitCode


@dataclass(frozen=True)
class Rejection:
    """A file that this run could not use; why, in English and in Chinese where it is known."""

    file_name: str
    reason: str
    sha256: str = ""
    reason_zh: str | None = None


@dataclass(frozen=True)
class ReadFile:
    """The result of reading one original.

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
    """The result of the cross-check of one original.

    Attributes:
        sha256, file_name: of the original.
        failure: why the second engine could not read it; '' if it could.
        tables, tables_read: number of tables compared; number in which the second engine read a
            figure.
        agreed, differing, apart: number of cells with figures that both engines read the same,
            read differently, and that the second engine did not read as a cell of its own.
        seconds: duration.
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
    """The report of one run.

    Attributes:
        run: its name, `<number>-<time>`.
        ended_at: None while it is running, and if it was killed.
        received: every file found in the inbox.
        rejected: the rejected ones among the files that this run received or read.
        cross_checked: the files that the second engine read; None without `--cross-check`.
        read: name, status, seconds and memory of every file that was read, by hash.
        unchanged: nothing was new, so the dataset was not changed.
        release: name of the current release; None if there is none.
        dataset: its path.
        summary: of the current dataset, as in its `summary.json`.
        seconds: wall time of each step.
        error: why the run stopped early; None if it did not.
        versions: of this program, its reader and the libraries that reading depends on.
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

    def outcome_of(self, file: Received) -> str:
        """What became of a file of the inbox; one that could not be read is rejected."""
        unusable = {rejection.sha256 for rejection in self.rejected}
        is_rejected = file.outcome == "new" and file.sha256 in unusable
        return "rejected" if is_rejected else file.outcome

    @property
    def outcomes(self) -> Counter[str]:
        """How many files of the inbox became what."""
        return Counter(map(self.outcome_of, self.received))

    def as_json(self) -> str:
        code = None if self.ended_at is None else int(self.exit_code)
        fields = {**asdict(self), "exit_code": code, "outcomes": dict(self.outcomes)}
        return json.dumps(fields, ensure_ascii=False, indent=2, default=str)
