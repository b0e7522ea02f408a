"""What the tests share: the fixtures' PDFs, throw-away folders, and the command as a process."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as drawing

from pipeline.settings import Settings, load_settings
from tests import loaded_command
from tests.waiting import patient

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "tests" / "fixtures"
# A busy machine is no fault of the code. Where a red run must mean a change of the code, the same
# examples are drawn every time.
_patient = drawing(deadline=None, suppress_health_check=[HealthCheck.too_slow])
drawing.register_profile("ordinary", _patient)
drawing.register_profile("repeatable", _patient, derandomize=True, database=None)
drawing.load_profile("repeatable" if os.environ.get("CI") else "ordinary")

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of the shell that runs the tests do not reach them."""
    for name in list(os.environ):
        if name.startswith(("BULLETINS_", "PREFECT_", "SOURCE_DATE_EPOCH")):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _interruptible() -> Iterator[None]:
    """Processes under test can be interrupted, also where the tests themselves cannot be.

    A shell has what it starts in the background ignore SIGINT, and every process hands that on.
    """
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.SIG_IGN:
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def word_pdf() -> Path:
    """Issue 157 as a word processor exports it."""
    return FIXTURES / "issue157" / "word.pdf"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with an empty inbox and outputs of their own."""
    (tmp_path / "inbox").mkdir()
    return load_settings(
        inbox=tmp_path / "inbox",
        outputs=tmp_path / "outputs",
        corrections=tmp_path / "corrections.csv",
        reviews=tmp_path / "reviews.csv",
        workers=2,
        quiet_seconds=0.3,
    )


@pytest.fixture
def drop(settings: Settings, word_pdf: Path) -> Callable[..., Path]:
    """Put a file into the inbox: given bytes, or issue 157."""

    def put(name: str, content: bytes | None = None) -> Path:
        path = settings.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            shutil.copyfile(word_pdf, path)
        else:
            path.write_bytes(content)
        return path

    return put


def pytest_collection() -> None:
    """The collector finds nothing among what imports make, and takes long to look."""
    gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Counts that a test recorded as `reported` are shown, though it passed."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, value in report.user_properties:
                if name == "reported" and report.when == "call":
                    terminalreporter.write_line(str(value))


@pytest.fixture(scope="session")
def bulletins(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """The command as a person runs it: `bulletins("run", "--inbox", ...)`, captured.

    With `fresh`, or where the environment is Python's or Prefect's, in a process that starts from
    nothing; else in one that has loaded everything.
    """

    def call(
        *arguments: str | Path,
        env: dict[str, str] | None = None,
        timeout: float = 240,
        fresh: bool = False,
    ) -> subprocess.CompletedProcess[str]:
        words, limit_s = [str(argument) for argument in arguments], patient(timeout)
        if not fresh and not any(name.startswith(("PYTHON", "PREFECT")) for name in env or ()):
            folder = tmp_path_factory.mktemp("printed")
            return loaded_command.call(words, environment(env), folder, limit_s)
        return subprocess.run(
            [sys.executable, "-m", "pipeline", *words],
            env=environment(env),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=limit_s,
        )

    return call


def answer_of(request: urllib.request.Request | str, patience_s: float = 60) -> tuple[int, bytes]:
    """Status and content of an answer over HTTP.

    A server that has only just started, or that is busy, may ask to come again (503).
    """
    deadline = time.monotonic() + patient(patience_s)
    while True:
        try:
            with urllib.request.urlopen(request, timeout=patience_s) as answer:
                return int(answer.status), answer.read()
        except urllib.error.HTTPError as error:
            if error.code != 503 or time.monotonic() > deadline:
                return error.code, error.read()
        time.sleep(0.3)


def environment(more: dict[str, str] | None = None, faults: bool = False) -> dict[str, str]:
    """The environment of a process under test; with `faults`, the plug-in of `tests/faults`.

    Nobody has decided anything there, whatever files lie in the folder of the program.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("BULLETINS_", "PREFECT_", "COV_"))
    }
    paths = [str(ROOT)] + [str(ROOT / "tests" / "faults")] * faults
    nobody = {f"BULLETINS_{name}": os.devnull for name in ("CORRECTIONS", "REVIEWS")}
    return {**kept, **nobody, "PYTHONPATH": os.pathsep.join(paths), **(more or {})}
