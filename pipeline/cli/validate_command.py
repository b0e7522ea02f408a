"""`bulletins validate`: the current dataset alone, checked again, and what that says."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console

from pipeline.cli import terminal
from pipeline.cli.terminal import aligned, counted, say
from pipeline.dataset.load import load_dataset, require_dataset
from pipeline.errors import ExitCode
from pipeline.files.summary import read_summary
from pipeline.model.english_names import EnglishNames
from pipeline.model.findings import SEVERITIES
from pipeline.publishing.checksums import damaged
from pipeline.quality import Thresholds, validate
from pipeline.quality.revalidate import Revalidation, revalidate
from schemas.quality import Finding

_MOST_NOTES = 40


@dataclass(frozen=True)
class Verdict:
    """What is to be said of a dataset.

    Attributes:
        folder, release: which it is.
        files: what is wrong with its files, one sentence each.
        outcome: of the suites.
    """

    folder: Path
    release: str
    files: list[str]
    outcome: Revalidation

    @property
    def errors(self) -> int:
        return sum(one.severity == "error" for one in self.outcome.findings)

    @property
    def exit_code(self) -> ExitCode:
        """INVALID for errors, and for a dataset that is not what was published."""
        wrong = self.errors or self.files or self.outcome.new or self.outcome.gone
        return ExitCode.INVALID if wrong else ExitCode.OK


def validate_dataset(folder: Path, limits: Thresholds, *, as_json: bool) -> int:
    """Validate the dataset in a folder, print what is found, and return the exit code."""
    require_dataset(folder)
    with terminal.progress() as progress:
        progress.start("comparing checksums")
        files = _files(folder)
        progress.start("loading")
        published = load_dataset(folder)
        progress.start("validating")
        outcome = revalidate(published, partial(validate, limits=limits))
    release = str((read_summary(folder) or {}).get("release") or folder.resolve().name)
    verdict = Verdict(folder, release, files, outcome)
    if as_json:
        print(json.dumps(_as_json(verdict), ensure_ascii=False, indent=2, default=str))
    else:
        _show(_in_english(verdict, EnglishNames.of(published)), terminal.out())
    return int(verdict.exit_code)


def _in_english(verdict: Verdict, names: EnglishNames) -> Verdict:
    groups = ("findings", "new", "gone")
    worded = {name: [*map(names.worded, getattr(verdict.outcome, name))] for name in groups}
    return replace(verdict, outcome=Revalidation(**worded))


def _files(folder: Path) -> list[str]:
    try:
        return damaged(folder)
    except OSError:
        return ["SHA256SUMS is missing, so changed files cannot be detected."]


def _as_json(verdict: Verdict) -> dict[str, Any]:
    outcome = verdict.outcome
    return {
        "dataset": str(verdict.folder),
        "release": verdict.release,
        "exit_code": int(verdict.exit_code),
        "files": verdict.files,
        "counts": {s: sum(f.severity == s for f in outcome.findings) for s in SEVERITIES},
        "findings": [one.model_dump(mode="json") for one in _worst_first(outcome.findings)],
        "not_published": [one.finding_id for one in outcome.new],
        "not_found_again": [one.finding_id for one in outcome.gone],
    }


def _show(verdict: Verdict, console: Console) -> None:
    outcome = verdict.outcome
    for severity in SEVERITIES:
        found = [one for one in outcome.findings if one.severity == severity]
        if found:
            say(console, f"{counted(len(found), severity)}:")
            _show_findings(found, console, _MOST_NOTES if severity == "info" else len(found))
            say(console)
    _show_difference(verdict, console)
    say(console, _conclusion(verdict))


def _show_findings(found: list[Finding], console: Console, most: int) -> None:
    lines = [(f"  {one.issue_id or '-'}", one.kind, one.message) for one in found[:most]]
    for line in aligned(lines):
        say(console, line)
    if len(found) > most:
        say(console, f"  … and {len(found) - most} more; --json has them all")


def _show_difference(verdict: Verdict, console: Console) -> None:
    differences = [
        *verdict.files,
        *(f"Found now, but not published: {one.message}" for one in verdict.outcome.new),
        *(f"Published, but not found now: {one.message}" for one in verdict.outcome.gone),
    ]
    if differences:
        say(console, "This dataset is not as it was published:")
        for line in differences:
            say(console, f"  - {line}")
        say(console)


def _conclusion(verdict: Verdict) -> str:
    name = f"{verdict.folder} (release {verdict.release})"
    if verdict.files or verdict.outcome.new or verdict.outcome.gone:
        return f"{name} was changed or damaged after it was published."
    if verdict.errors:
        return f"{name} is whole, with {counted(verdict.errors, 'finding')} of severity error."
    return f"{name} is valid: whole, and without an error."


def _worst_first(findings: list[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda one: SEVERITIES.index(one.severity))
