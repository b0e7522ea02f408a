"""`bulletins releases`: which releases are kept, and which of them are pinned."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from pipeline.cli import terminal
from pipeline.cli.terminal import aligned, say
from pipeline.dataset.find import StoredRelease, stored_releases
from pipeline.errors import ExitCode
from pipeline.files.summary import read_summary
from pipeline.releases.pins import pin, unpin
from pipeline.settings import Settings


@dataclass(frozen=True)
class _Line:
    """A kept release and what its summary says."""

    release: StoredRelease
    summary: dict[str, Any]

    @property
    def issues(self) -> list[str]:
        return [issue["issue_id"] for issue in self.summary.get("issues", [])]

    @property
    def months(self) -> list[str]:
        """The first and the last month of its tables; empty where it has none."""
        coverage = self.summary.get("coverage", {})
        months = sorted({month for of_table in coverage.values() for month in of_table if month})
        return [months[0], months[-1]] if months else []


def list_releases(settings: Settings, *, as_json: bool) -> int:
    """Print the kept releases, the one published last first; returns the exit code."""
    lines = [
        _Line(release, read_summary(release.path) or {})
        for release in stored_releases(settings.outputs)
    ]
    if as_json:
        print(json.dumps([_as_json(line) for line in lines], ensure_ascii=False, indent=2))
    else:
        _show(lines, settings)
    return int(ExitCode.OK)


def pin_release(settings: Settings, named: str, *, pinned: bool) -> int:
    """Pin or unpin a release; returns the exit code."""
    release = (pin if pinned else unpin)(settings.outputs, named)
    said = (
        "stays until it is unpinned"
        if pinned
        else f"is deleted once there are {settings.keep_releases} newer ones"
    )
    say(terminal.out(), f"The release {release.id} {said}: {release.path}")
    return int(ExitCode.OK)


def _as_json(line: _Line) -> dict[str, Any]:
    release = line.release
    return {
        "release": release.id,
        "published": release.published.isoformat(timespec="seconds"),
        "current": release.current,
        "pinned": release.pinned,
        "path": str(release.path),
        "issues": line.issues,
        "months": line.months,
        "findings": line.summary.get("findings", {}),
    }


def _show(lines: list[_Line], settings: Settings) -> None:
    console = terminal.out()
    if not lines:
        say(console, f"There is no release in {settings.releases} yet.")
        return
    rows: list[tuple[str, ...]] = [
        ("release", "published (UTC)", "issues", "months", "findings", "", "folder")
    ]
    rows += [_row(line) for line in lines]
    for text in aligned(rows, right={2}):
        say(console, text)
    say(
        console,
        f"\nThe newest {settings.keep_releases} are kept, and all that are pinned. Before you cite "
        "one: bulletins releases pin ID",
    )


def _row(line: _Line) -> tuple[str, ...]:
    release = line.release
    findings = line.summary.get("findings", {})
    counts = [
        f"{findings[name]} {name}" for name in ("error", "warning", "info") if name in findings
    ]
    marks = [word for word in ("current", "pinned") if getattr(release, word)]
    return (
        release.id,
        f"{release.published:%Y-%m-%d %H:%M}",
        str(len(line.issues)),
        " to ".join(dict.fromkeys(line.months)),
        ", ".join(counts),
        ", ".join(marks),
        str(release.path),
    )
