"""A comparison in words, grouped by why something differs; for the terminal and as Markdown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pipeline.releases.model import REASONS, Change, Comparison, Kind, Reason

Mark = Callable[[str], str]
"""Makes text from a PDF harmless in the document that it goes into."""

MOST_LINES = 20
"""More figures or findings than this in one section are counted, not listed."""

_COLUMN = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_OF_ISSUE: tuple[Reason, ...] = ("new_issue", "issue_gone", "revision", "other_copy")
_SEVERITIES = ("error", "warning", "info")
_DONE: tuple[tuple[Kind, str], ...] = (
    ("added", "new"), ("changed", "changed"), ("removed", "gone"),
)  # fmt: skip


@dataclass(frozen=True)
class Section:
    """A sentence, and lines that say it in detail."""

    title: str
    lines: tuple[str, ...] = ()


def sections(
    comparison: Comparison, mark: Mark = str, most: int = MOST_LINES
) -> tuple[Section, ...]:
    """A comparison as sections, the most important first.

    Args:
        mark: applied to every text that comes from a PDF or a file name.
        most: how many lines a section may list.
    """
    changes = comparison.changes
    if not changes:
        return (Section("Nothing differs, except perhaps arrival times, boxes or documents."),)
    own, general = _by_issue(changes)
    found = [Section(_headline(changes))]
    for reason in _OF_ISSUE:
        issues = [(issue, part) for (why, issue), part in own.items() if why == reason]
        found += _of_issues(reason, issues, mark, most)
    found += [_of_reason(reason, part, comparison, mark, most) for reason, part in general.items()]
    silent = [r for r in comparison.reasons if r not in _OF_ISSUE and r in comparison.details]
    explained = {reason for reasons in general for reason in reasons.split(" or ")}
    found += [
        Section(f"Also different: {REASONS[r]} ({comparison.details[r]}). No change comes from it.")
        for r in silent
        if r not in explained
    ]
    return (*found, *_of_findings(changes, mark, most))


def _by_issue(
    changes: Sequence[Change],
) -> tuple[dict[tuple[str, str], list[Change]], dict[str, list[Change]]]:
    """Changes by issue where the issue is why; all others by reason.

    A finding about one issue may change because another one is new.
    """
    changed = {(change.reason, change.issue_id) for change in changes if change.about != "finding"}
    own: dict[tuple[str, str], list[Change]] = {}
    general: dict[str, list[Change]] = {}
    for change in changes:
        if change.reason in _OF_ISSUE and (change.reason, change.issue_id) in changed:
            own.setdefault((change.reason, change.issue_id), []).append(change)
        else:
            general.setdefault(change.reason, []).append(change)
    return dict(sorted(own.items())), dict(sorted(general.items()))


def _headline(changes: Sequence[Change]) -> str:
    parts = [_counted_changes([c for c in changes if c.about == "figure"], "figure")]
    parts += [_counted_changes([c for c in changes if c.about == "finding"], "finding")]
    rest = [c for c in changes if c.about not in ("figure", "finding")]
    parts.append(_counted_changes(rest, "other row"))
    return "; ".join(filter(None, parts)) + "."


def _counted_changes(changes: Sequence[Change], what: str) -> str:
    """12 figures new, 4 changed; '' where there is none."""
    counts = Counter(change.change for change in changes)
    parts = [f"{counts[kind]:,} {word}" for kind, word in _DONE if counts[kind]]
    if not parts:
        return ""
    number, _, word = parts[0].partition(" ")
    first = f"{number} {what}{'' if number == '1' else 's'} {word}"
    return ", ".join([first, *parts[1:]])


def _of_issues(
    reason: Reason, issues: Sequence[tuple[str, Sequence[Change]]], mark: Mark, most: int
) -> list[Section]:
    found = [_of_issue(reason, issue, part, mark, most) for issue, part in issues[:most]]
    if rest := issues[most:]:
        every = [change for _, part in rest for change in part]
        what = {"new_issue": "are new", "issue_gone": "are gone"}.get(reason, "differ")
        found.append(Section(f"{len(rest)} more issues {what}: {_figures_of(every)}."))
    return found


def _of_issue(
    reason: Reason, issue: str, changes: Sequence[Change], mark: Mark, most: int
) -> Section:
    figures = [change for change in changes if change.about == "figure"]
    match reason:
        case "new_issue":
            return Section(f"Issue {issue} is new: {_figures_of(changes)}.")
        case "issue_gone":
            return Section(f"Issue {issue} is gone: {_figures_of(changes)}.")
        case "other_copy":
            title = f"Issue {issue} is taken from another copy of the same edition"
        case _:
            title = f"Issue {issue} was revised"
    counts = _counted_changes(figures, "figure") or "no figure differs"
    return Section(f"{title}: {counts}{':' if figures else '.'}", _lines(figures, mark, most))


def _figures_of(changes: Sequence[Change]) -> str:
    """1 month, 312 figures, 4 findings."""
    figures = [c for c in changes if c.about == "figure" and c.measure]
    months = {change.month for change in figures if change.month}
    findings = [c for c in changes if c.about == "finding" and c.change != "changed"]
    findings = [c for c in findings if c.change == findings[0].change]
    counts = ((len(months), "month"), (len(figures), "figure"), (len(findings), "finding"))
    return ", ".join(f"{n:,} {what}{'' if n == 1 else 's'}" for n, what in counts)


def _of_reason(
    reason: str, changes: Sequence[Change], comparison: Comparison, mark: Mark, most: int
) -> Section:
    parts: list[Reason] = [name for name in REASONS if name in reason.split(" or ")]
    why = " or ".join(
        REASONS[part]
        + (f" ({mark(comparison.details[part])})" if part in comparison.details else "")
        for part in parts
    )
    listed = [change for change in changes if change.about != "finding"]
    counts = [
        _counted_changes([c for c in changes if c.about == about], what)
        for about, what in (
            ("figure", "figure"), ("finding", "finding"), ("name", "name"), ("file", "file"),
            ("decision", "decision"), ("text", "text"),
        )
    ]  # fmt: skip
    title = f"Because of {why}" if parts[:1] in _THINGS else f"{_begun_with(why)}"
    return Section(f"{title}: {'; '.join(filter(None, counts))}.", _lines(listed, mark, most))


_THINGS: tuple[list[Reason], ...] = (
    ["correction"], ["review"], ["registry"], ["settings"], ["reader"], ["program"],
    ["validation"], ["cross_check"], ["not_recorded"],
)  # fmt: skip


def _begun_with(text: str) -> str:
    return text[:1].upper() + text[1:]


def _of_findings(changes: Iterable[Change], mark: Mark, most: int) -> list[Section]:
    """New errors and warnings, and how many findings there are more or fewer."""
    findings = [change for change in changes if change.about == "finding"]
    new = [c for c in findings if c.change == "added"]
    worst = [c for s in _SEVERITIES[:2] for c in new if c.after.startswith(f"{s}:")]
    found = []
    if worst:
        lines = [f"{_place(c, mark)}{mark(c.after)}" for c in worst]
        counts = Counter(c.after.partition(":")[0] for c in worst)
        counted = ", ".join(f"{counts[s]:,} {s}{'' if counts[s] == 1 else 's'}" for s in counts)
        found.append(Section(f"New findings: {counted}:", _cut(lines, most)))
    other = [c for c in findings if c.change == "changed" and "severity: " in c.after]
    if other:
        lines = [f"{_place(c, mark)}{mark(c.before)} → {mark(c.after)}" for c in other]
        found.append(Section("Findings of another severity:", _cut(lines, most)))
    return found


def _lines(changes: Sequence[Change], mark: Mark, most: int) -> tuple[str, ...]:
    return _cut([_line(change, mark) for change in changes], most)


def _cut(lines: Sequence[str], most: int) -> tuple[str, ...]:
    if len(lines) <= most:
        return tuple(lines)
    return (*lines[:most], f"… and {len(lines) - most:,} more; the CSV has them all.")


def _line(change: Change, mark: Mark) -> str:
    before, after = (mark(_short(text)) for text in (change.before, change.after))
    match change.change:
        case "added":
            text = f"new: {after}" if after else "new"
        case "removed":
            text = f"gone: {before}" if before else "gone"
        case _:
            text = f"{before or 'nothing'} → {after or 'nothing'}"
    return f"{_place(change, mark)}{text}"


def _place(change: Change, mark: Mark) -> str:
    """2025-02 bookings_by_hospital 南京鼓楼医院 total: …"""
    when = change.month[:7] or change.issue_id
    table = "" if change.about == "finding" else change.table
    column = bool(_COLUMN.fullmatch(change.measure))
    measure = change.measure if column else mark(change.measure)
    parts = [when, table, mark(change.entity), measure]
    return " ".join(filter(None, parts)) + ": "


def _short(text: str, limit: int = 120) -> str:
    return text if len(text) <= limit else f"{text[:limit]}…"
