"""The real command in a fork of this process, which has imported all that it needs."""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import pickle
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from pipeline.files.drives import copy_folder

_MARK = "SWEEP_POINT"
_IMPORTS = (
    "pipeline.cli.app", "pipeline.cli.run_command", "pipeline.cli.status_command",
    "pipeline.run.driver",
    "pipeline.reading.isolation.pool", "pipeline.interpreting", "pipeline.quality.validation",
    "pipeline.quality.data_docs.docs", "pipeline.publishing.parquet", "pipeline.publishing.sqlite",
    "pipeline.publishing.readme", "pipeline.publishing.dictionary", "pipeline.longitudinal",
)  # fmt: skip
Prepare = Callable[[], None]


@dataclass(frozen=True)
class Ended:
    """How a command ended: exit code, or minus the signal's number; and what it printed."""

    code: int
    out: str
    err: str

    @property
    def untidy(self) -> bool:
        """Did a person see a traceback or the excuse for one?"""
        return "Traceback" in self.err or "unexpected fault" in self.err


def warm_up() -> None:
    for name in _IMPORTS:
        importlib.import_module(name)


class Running:
    """A command at work.

    Args:
        folder: takes its output.
        prepare: called in the new process before the command.
        clock: seconds since 1970, for what is received.
    """

    def __init__(
        self, folder: Path, arguments: list[str], prepare: Prepare | None = None,
        clock: int = 1_750_000_000,
    ) -> None:  # fmt: skip
        self.mark = f"{os.getpid()}-{time.monotonic_ns()}"
        self.streams = folder / f"out-{self.mark}", folder / f"err-{self.mark}"
        self.process = os.fork()
        if self.process == 0:
            self._become(arguments, prepare, clock)

    def wait(self) -> Ended:
        _, status = os.waitpid(self.process, 0)
        out, err = (path.read_text("utf-8", "replace") for path in self.streams)
        return Ended(os.waitstatus_to_exitcode(status), out, err)

    def send(self, number: int) -> None:
        os.kill(self.process, number)

    def below(self) -> list[psutil.Process]:
        """The processes that it started."""
        try:
            return list(psutil.Process(self.process).children(recursive=True))
        except psutil.NoSuchProcess:
            return []

    def orphans(self, patience_s: float = 5) -> int:
        """How many processes are left of it that do not end by themselves."""
        deadline = time.monotonic() + patience_s
        while left := [p for p in psutil.process_iter() if _marked(p, self.mark)]:
            if time.monotonic() > deadline:
                for process in left:
                    process.kill()
                return len(left)
            time.sleep(0.02)
        return 0

    def _become(self, arguments: list[str], prepare: Prepare | None, clock: int) -> None:
        code = 99
        try:
            for number, path in enumerate(self.streams, start=1):
                os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
            os.environ.update({_MARK: self.mark, "SOURCE_DATE_EPOCH": str(clock)})
            signal.signal(signal.SIGINT, signal.default_int_handler)
            from pipeline.cli.main import run

            if prepare is not None:
                prepare()
            run(arguments)
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
            if isinstance(left.code, str):
                os.write(2, left.code.encode())
        except BaseException:
            os.write(2, traceback.format_exc().encode())
        finally:
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
            os._exit(code)


def call(folder: Path, arguments: list[str], prepare: Prepare | None = None, **more: Any) -> Ended:
    return Running(folder, arguments, prepare, **more).wait()


def remember_validation(folder: Path) -> Prepare:
    """Validation that looks up what it said of the same dataset before."""

    def prepare() -> None:
        from pipeline import quality
        from pipeline.model.dataset import Dataset

        real = quality.validate

        def validate(
            dataset: Dataset, docs: Path, limits: quality.Thresholds,
            settle: Callable[[Dataset], Dataset], docs_before: Path,
        ) -> Dataset:  # fmt: skip
            key = hashlib.sha256(repr((dataset.rows, limits)).encode()).hexdigest()
            kept = folder / key
            if not (kept / "found").exists():
                (kept / "docs").mkdir(parents=True, exist_ok=True)
                found = real(dataset, kept / "docs", limits)
                (kept / "found").write_bytes(pickle.dumps(found))
            # The first run takes the same steps as those after it.
            if docs.exists():
                docs.rmdir()
            copy_folder(kept / "docs", docs)
            found = pickle.loads((kept / "found").read_bytes())
            assert isinstance(found, Dataset)
            return settle(found)

        quality.validate = validate  # type: ignore[assignment]

    return prepare


def _marked(process: psutil.Process, mark: str) -> bool:
    try:
        alive = process.status() != psutil.STATUS_ZOMBIE
        return bool(alive and process.environ().get(_MARK) == mark)
    except (psutil.Error, OSError):
        return False


def status(
    folder: Path, arguments: list[str], prepare: Prepare | None = None
) -> tuple[Ended, dict[str, Any]]:
    ended = call(folder, ["status", "--json", *arguments], prepare)
    try:
        found = json.loads(ended.out)
    except ValueError:
        found = {}
    return ended, found
