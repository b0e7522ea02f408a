"""`bulletins status`: the state of archive and dataset, read from small files."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from rich.console import Console

from pipeline.archive.archive import Archive
from pipeline.archive.fingerprint import fingerprint, is_published
from pipeline.archive.receive import holds_files
from pipeline.cli import terminal
from pipeline.cli.findings_lines import findings_lines
from pipeline.cli.terminal import aligned, counted, say
from pipeline.errors import ExitCode, FolderError
from pipeline.files.lock import is_held
from pipeline.files.summary import read_summary
from pipeline.model.message import bilingual, translated
from pipeline.run.history import went_unreported
from pipeline.settings import Settings

_MONTHS = [f"{number:02}" for number in range(1, 13)]
_YEARS_IN_MARKS = 4
_MOST_LINES = 40
_HASH_SHOWN = 12


@dataclass(frozen=True)
class Status:
    """The state of archive and dataset.

    Attributes:
        waiting: does the inbox hold files that no run has received?
        up_to_date: was the dataset made from all received files, with the current registry and
            decisions?
        arrivals: number of received files, by name.
        dataset, release: path of the dataset, and its release; None if there is none.
        summary: as in the dataset's `summary.json`; empty if there is none.
        running: is a run active now?
        last_run: when the last run began and ended, its exit code and its error. Without an end,
            it is still active, or it was killed.
    """

    waiting: bool
    up_to_date: bool
    arrivals: int
    dataset: str
    release: str | None
    rejected: list[dict[str, str]]
    summary: dict[str, Any]
    running: bool = False
    last_run: dict[str, Any] = field(default_factory=dict)


def show_status(settings: Settings, *, as_json: bool) -> int:
    """Print the state; returns the exit code.

    Raises:
        FolderError: there is no outputs folder: its name may be misspelt.
    """
    if not settings.outputs.is_dir():
        raise FolderError(
            f"There is no outputs folder {settings.outputs}.",
            "Name it with --outputs; the first `bulletins run` makes it.",
        )
    found = _status(settings)
    if as_json:
        print(json.dumps(asdict(found), ensure_ascii=False, indent=2))
    else:
        _show(found, settings, terminal.out())
    return int(ExitCode.OK)


def _status(settings: Settings) -> Status:
    archive = Archive(settings)
    receipts = archive.receipts()
    summary = read_summary(settings.dataset) or {}
    rejected = {entry["sha256"]: entry for entry in summary.get("rejected", [])}
    for receipt in receipts:
        if receipt.rejected:
            entry = {
                "file_name": receipt.file_name, "sha256": receipt.sha256,
                "reason": receipt.rejected, "reason_zh": translated(receipt.rejected),
            }  # fmt: skip
            rejected.setdefault(receipt.sha256, entry)
    return Status(
        waiting=settings.inbox.is_dir() and holds_files(settings),
        up_to_date=is_published(fingerprint(receipts, archive), settings),
        arrivals=sum(receipt.is_of_its_own for receipt in receipts),
        dataset=str(settings.dataset),
        release=summary.get("release"),
        rejected=list(rejected.values()),
        summary=summary,
        running=is_held(settings),
        last_run=_last_run(settings),
    )


def _last_run(settings: Settings) -> dict[str, Any]:
    if went_unreported(settings):
        error = f"nothing could be written to {settings.outputs}, not even its report"
        return {"started_at": "", "ended_at": None, "exit_code": None, "error": error}
    try:
        report = json.loads(settings.run_report.read_bytes())
        return {name: report[name] for name in ("started_at", "ended_at", "exit_code", "error")}
    except (OSError, ValueError, KeyError):
        return {}


def _show(found: Status, settings: Settings, console: Console) -> None:
    for line in aligned(_lines(found)):
        say(console, line)
    coverage = found.summary.get("coverage", {})
    if any(coverage.values()):
        say(console)
        _show_coverage(coverage, console)
    _show_list(console, "Missing issues", ranges(found.summary.get("missing_issues", [])))
    _show_list(console, "Missing tables", found.summary.get("missing_tables", []))
    _show_list(console, "Set aside for another file", found.summary.get("set_aside", []))
    rejected = [
        f"{entry['sha256'][:_HASH_SHOWN]}  {bilingual(entry['reason'], entry.get('reason_zh'))}"
        for entry in found.rejected
    ]
    title = f"Rejected files, kept under {settings.rejected} by the hash of their content"
    _show_list(console, title, rejected)


def _lines(found: Status) -> list[tuple[str, str]]:
    lines = [("Archive", f"{counted(found.arrivals, 'file')} received")]
    if found.waiting:
        lines.append(("Inbox", "holds files; `bulletins run` receives them"))
    if found.running:
        lines.append(("Now", "a run is active; the following may change"))
    elif found.last_run.get("started_at") and not found.last_run["ended_at"]:
        message = "was killed before its end; `bulletins run` completes it"
        lines.append(("Last run", f"{found.last_run['started_at']}, {message}"))
    if error := found.last_run.get("error"):
        began = found.last_run["started_at"]
        lines.append(("Last run", f"{began}, stopped: {error}" if began else f"stopped: {error}"))
    if not found.release:
        return [*lines, ("Dataset", "none yet")]
    issues = [issue["issue_id"] for issue in found.summary.get("issues", [])]
    state = (
        "up to date" if found.up_to_date else "older than archive, registry, decisions or program"
    )
    which = " to ".join(dict.fromkeys((issues[0], issues[-1]))) if issues else ""
    return [
        *lines,
        ("Dataset", f"{found.dataset} (release {found.release}), {state}"),
        ("Issues", f"{len(issues)}: {which}" if issues else "none"),
        *findings_lines(found.summary),
    ]


def _show_coverage(coverage: dict[str, list[str]], console: Console) -> None:
    """A row for each table, a column for each year: marks for its months, or how many."""
    years = sorted({month[:4] for months in coverage.values() for month in months if month})
    in_marks = len(years) <= _YEARS_IN_MARKS
    say(console, f"Months by table: {'● there, · not' if in_marks else 'how many of twelve'}")
    heads = [year if in_marks else f"’{year[2:]}" for year in years]
    lines = [("", *heads)]
    for name, months in coverage.items():
        there = set(months)
        marks = ["".join("·●"[f"{year}-{m}" in there] for m in _MONTHS) for year in years]
        lines.append((name, *(mark if in_marks else str(mark.count("●")) for mark in marks)))
    for line in aligned(lines, right=range(1, len(years) + 1)):
        say(console, line)


def ranges(months: list[str]) -> list[str]:
    """Consecutive months (2019-11, 2019-12, 2020-01) as one line, each line with its number."""
    runs: list[list[str]] = []
    for month in months:
        if runs and _number(month) == _number(runs[-1][-1]) + 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return [run[0] if len(run) == 1 else f"{run[0]} to {run[-1]} ({len(run)})" for run in runs]


def _number(month: str) -> int:
    year, _, number = month.partition("-")
    return int(year) * 12 + int(number)


def _show_list(console: Console, title: str, lines: list[str]) -> None:
    if lines:
        say(console, f"\n{title}")
    for line in lines[:_MOST_LINES]:
        say(console, f"  - {line}")
    if len(lines) > _MOST_LINES:
        say(console, f"  … and {len(lines) - _MOST_LINES} more; --json has them all")
