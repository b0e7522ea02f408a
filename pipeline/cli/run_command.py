"""`bulletins run`, and the summary that it prints."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.archive.receive import holds_files
from pipeline.cli import terminal
from pipeline.cli.terminal import aligned, say
from pipeline.errors import UsageError
from pipeline.model.message import bilingual, translated
from pipeline.run.cross_check_lines import cross_check_lines
from pipeline.run.report import RunReport
from pipeline.safe_text import quoted
from pipeline.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

_MANY_ASIDE = 10
"""If more files than this were set aside, the rest is only counted."""

_MANY = 12
_QUERY = (
    "SELECT month, hospital, total FROM v_bookings_by_hospital"
    " ORDER BY month DESC, total DESC LIMIT 5"
)
_KINDS = {
    "fact": "facts",
    "panel": "panels over time",
    "derived": "events over time",
    "dimension": "names",
    "quality": "provenance, quality",
}


def run_pipeline(
    settings: Settings,
    sample: Path | None,
    *,
    again: bool,
    cross_check: bool,
    as_flow: bool,
    as_json: bool,
    flow_run: str = "",
) -> int:
    """Run, print the summary, and return the exit code.

    Args:
        flow_run: the id of a pending flow run to carry out; '' makes a new one.
    """
    if sample is not None and not sample.is_file():
        raise UsageError(f"There is no sample file {sample}.", "Check its name.")
    empty = not holds_files(settings)
    with terminal.progress() as progress:
        if as_flow:
            from pipeline.run.prefect.home import choose_home

            choose_home(settings)
            from pipeline.run.flows import run_flow

            report = run_flow(
                settings, sample=sample, again=again, cross_check=cross_check, flow_run=flow_run
            )
        else:
            from pipeline.run.driver import run

            report = run(settings, progress, sample=sample, again=again, cross_check=cross_check)
    if as_json:
        print(report.as_json())
    else:
        _show(report, settings, terminal.out(), empty)
    return int(report.exit_code)


def _show(report: RunReport, settings: Settings, console: Console, empty: bool) -> None:
    if empty and report.received:
        name = report.received[0].file_name
        say(console, f"The folder {settings.inbox} has no PDF; the sample {name} is used.")
        say(console, "Put your bulletins there and run again.\n")
    elif empty and not report.summary:
        say(console, f"The folder {settings.inbox} holds no PDF, and none was received before.")
        return
    if report.unchanged:
        say(console, "Nothing new; the dataset is unchanged.\n")
    for line in aligned([*_lines(report), *cross_check_lines(report)]):
        say(console, line)
    if report.rejected:
        say(console, f"\nRejected; kept, with the reason, under {settings.rejected}:")
        for rejection in report.rejected:
            say(console, f"  - {bilingual(rejection.reason, rejection.reason_zh)}")
    _show_duplicates(report, console)
    if aside := report.summary.get("set_aside"):
        say(
            console,
            "\nSet aside for another file of the same issue; kept, but no row is made from them:",
        )
        for entry in aside[:_MANY_ASIDE]:
            say(console, f"  - {entry}")
        if len(aside) > _MANY_ASIDE:
            say(console, f"  … and {len(aside) - _MANY_ASIDE} more: bulletins status")
    if not report.summary.get("issues"):
        say(console, "\nNo issue could be loaded, so there is no dataset yet.")
        return
    _show_rows(report, console)
    outputs = shlex.quote(str(Path(report.dataset).parent))
    say(console, f'\nTry:  bulletins query --outputs {outputs} "{_QUERY}"')


def _show_duplicates(report: RunReport, console: Console) -> None:
    """Which file each duplicate repeats."""
    duplicates = [file for file in report.received if file.outcome == "duplicate"]
    if duplicates:
        say(console, "\nDuplicates; received before, so that nothing is made from them:")
    for file in duplicates[:_MANY_ASIDE]:
        first = quoted(file.same_as or file.file_name)
        said = "was received before" if file.again else f"has the same bytes as {first}"
        say(console, f"  - {quoted(file.file_name)} {said}")
    if len(duplicates) > _MANY_ASIDE:
        say(console, f"  … and {len(duplicates) - _MANY_ASIDE} more: the table files")


def _lines(report: RunReport) -> list[tuple[str, str]]:
    """The first lines: files, issues, findings, the path of the dataset."""
    from pipeline.cli.findings_lines import findings_lines

    outcomes = sorted(report.outcomes.items())
    files = ", ".join(f"{count} {outcome}" for outcome, count in outcomes)
    lines = [("Files", f"{len(report.received)} in the inbox" + (f": {files}" if files else ""))]
    waiting = [f.reason or "" for f in report.received if f.outcome == "waiting"]
    lines += [("Waiting", bilingual(reason, translated(reason))) for reason in waiting]
    issues = [issue["issue_id"] for issue in report.summary.get("issues", [])]
    if issues:
        which = ", ".join(issues if len(issues) <= _MANY else [issues[0], "…", issues[-1]])
        lines += [
            ("Issues", f"{len(issues)} loaded: {which}"),
            *findings_lines(report.summary),
            ("Dataset", f"{report.dataset} (release {report.release})"),
            ("Pages", f"{report.dataset}/report/index.html"),
        ]
    return lines


def _show_rows(report: RunReport, console: Console) -> None:
    """The number of rows of each table, grouped by kind; empty tables are only named."""
    from schemas.catalog import tables

    rows = report.summary.get("rows", {})
    known = tables()
    lines = [("Rows", "table", "rows")]
    for kind, title in _KINDS.items():
        there = [name for name in rows if rows[name] and known[name].table.kind == kind]
        for name in there:
            lines.append((title if name == there[0] else "", name, f"{rows[name]:,}"))
    say(console)
    for line in aligned(lines, right={2}):
        say(console, line)
    if empty := [name for name, count in rows.items() if not count]:
        say(console, f"None: {', '.join(empty)}")
