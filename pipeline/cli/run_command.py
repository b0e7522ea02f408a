"""`bulletins run`, and the words at its end."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pipeline.cli import terminal
from pipeline.receive import holds_files
from pipeline.run_report import RunReport
from pipeline.settings import Settings
from pipeline.summary import SEVERITIES

_MANY_ASIDE = 10
"""More files than this that were set aside are only counted."""

_MANY = 12
_QUERY = (
    "SELECT month, name, total FROM bookings_by_hospital JOIN hospitals USING (hospital_id)"
    " ORDER BY month DESC, total DESC LIMIT 5"
)


def run_pipeline(
    settings: Settings, sample: Path | None, *, again: bool, as_flow: bool, as_json: bool
) -> int:
    """Run, print what came of it, and return the exit code."""
    empty = not holds_files(settings.inbox)
    with terminal.progress() as progress:
        if as_flow:
            from pipeline.flows import run_flow

            report = run_flow(settings, sample=sample, again=again)
        else:
            from pipeline.run import run

            report = run(settings, progress, sample=sample, again=again)
    if as_json:
        print(report.as_json())
    else:
        _show(report, settings, terminal.out(), empty)
    return int(report.exit_code)


def _show(report: RunReport, settings: Settings, console: Console, empty: bool) -> None:
    if empty and report.received:
        name = report.received[0].file_name
        _say(console, f"The folder {settings.inbox} holds no PDF; took the sample {name} instead.")
        _say(console, "Put your bulletins there and run again.\n")
    elif empty and not report.summary:
        _say(console, f"The folder {settings.inbox} holds no PDF, and none was received before.")
        return
    if report.unchanged:
        _say(console, "Nothing new; the dataset stands as it was.\n")
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, told in _lines(report):
        grid.add_row(name, told)
    console.print(grid)
    if report.rejected:
        _say(console, "\nNot usable; kept, with the reason, under " + str(settings.rejected) + ":")
        for rejection in report.rejected:
            _say(console, f"  - {rejection.reason}")
    if aside := report.summary.get("set_aside"):
        _say(console, "\nAnother file stands for the same issue; these are kept, but feed no row:")
        for entry in aside[:_MANY_ASIDE]:
            _say(console, f"  - {entry}")
        if len(aside) > _MANY_ASIDE:
            _say(console, f"  … and {len(aside) - _MANY_ASIDE} more: bulletins status")
    if not report.summary.get("issues"):
        _say(console, "\nNo issue could be loaded, so there is no dataset yet.")
        return
    _show_rows(report, console)
    _say(console, f'\nTry:  sqlite3 -box {report.dataset}/bulletins.sqlite "{_QUERY}"')


def _lines(report: RunReport) -> list[tuple[str, str]]:
    """What stands at the top: files, issues, findings, the place of the dataset."""
    outcomes = Counter(file.outcome for file in report.received)
    files = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
    lines = [("Files", f"{len(report.received)} in the inbox" + (f": {files}" if files else ""))]
    lines += [("Waiting", f.reason or "") for f in report.received if f.outcome == "waiting"]
    issues = [issue["issue_id"] for issue in report.summary.get("issues", [])]
    if issues:
        which = ", ".join(issues if len(issues) <= _MANY else [issues[0], "…", issues[-1]])
        found = report.summary.get("findings", {})
        lines += [
            ("Issues", f"{len(issues)} loaded: {which}"),
            ("Findings", ", ".join(f"{found.get(s, 0)} {s}" for s in SEVERITIES)),
            ("Dataset", f"{report.dataset} (release {report.release})"),
        ]
    return lines


def _show_rows(report: RunReport, console: Console) -> None:
    table = Table(title="Rows", title_justify="left", box=None, padding=(0, 2, 0, 0))
    table.add_column("table")
    table.add_column("rows", justify="right")
    for name, count in report.summary.get("rows", {}).items():
        table.add_row(name, f"{count:,}")
    console.print()
    console.print(table)


def _say(console: Console, text: str) -> None:
    console.print(text, soft_wrap=True)
