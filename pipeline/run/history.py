"""The reports of the last runs: `outputs/run_report.json`, and those before it in `outputs/runs/`.

A report is written when a run begins and again when it ends. So the report of a run that was
killed, or whose machine lost power, has no end. A run that cannot write its report renames the last
one. Reports are numbered, because a clock may be set back.
"""

from __future__ import annotations

import platform
import re
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pipeline import __version__
from pipeline.errors import FolderError
from pipeline.files.atomic import write_atomically
from pipeline.run.report import RunReport
from pipeline.settings import Settings

_NAME = re.compile(r"(\d{6,})-[0-9TZ]+\.json")
_LIBRARIES = (
    "pdfplumber",
    "pdfminer.six",
    "pypdfium2",
    "camelot-py",
    "great-expectations",
    "pyarrow",
)


def new_report(settings: Settings) -> RunReport:
    """The report of a run that begins; it is already saved.

    Raises:
        FolderError: the outputs folder cannot be written.
    """
    number = max((number for number, _ in _kept(settings)), default=0) + 1
    report = RunReport(versions=_versions())
    report.run = f"{number:06}-{re.sub('[^0-9T]', '', report.started_at.partition('+')[0])}Z"
    try:
        save(report, settings)
    except FolderError:
        # A full disk still allows a rename: the previous report must not be read as this run's.
        with suppress(OSError):
            settings.run_report.rename(_set_aside(settings))
        raise
    return report


def went_unreported(settings: Settings) -> bool:
    """Could the last run not write its report at its start?"""
    return not settings.run_report.exists() and _set_aside(settings).exists()


def _set_aside(settings: Settings) -> Path:
    """The new name of the last report after a later run could not write its own."""
    return settings.run_report.with_name("run_report.before.json")


def save(report: RunReport, settings: Settings) -> None:
    """Write the report, and remove the oldest beyond `keep_runs`.

    Raises:
        FolderError: the outputs folder cannot be written.
    """
    content = report.as_json().encode() + b"\n"
    write_atomically(settings.run_report, content, new_folder=False)
    write_atomically(settings.runs / f"{report.run}.json", content)
    for _, path in sorted(_kept(settings))[: -settings.keep_runs]:
        with suppress(OSError):
            path.unlink()


def _kept(settings: Settings) -> list[tuple[int, Path]]:
    paths = settings.runs.iterdir() if settings.runs.is_dir() else ()
    return [(int(found[1]), path) for path in paths if (found := _NAME.fullmatch(path.name))]


def _versions() -> dict[str, str]:
    found = {"bulletins": __version__, "python": platform.python_version()}
    for name in _LIBRARIES:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found
