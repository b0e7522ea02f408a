"""Issues that contradict each other: one number with two serials, one serial with two numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pipeline.interpreting.archive.editions import SetAside, SourceIssue
from pipeline.model.findings import finding
from pipeline.model.message import Message
from pipeline.model.reasons import of_file
from schemas.issues import Issue
from schemas.quality import Finding


@dataclass(frozen=True)
class Verdict:
    """What the contradictions among the sources come to.

    Attributes:
        kept: sources that are used.
        rejected: sources that do not, with the reason.
        findings: one for every contradiction.
    """

    kept: tuple[SourceIssue, ...]
    rejected: tuple[SetAside, ...]
    findings: tuple[Finding, ...]


def settle(sources: Sequence[SourceIssue]) -> Verdict:
    """Find sources whose serial numbers contradict each other; the neighbours decide.

    Numbers and serial numbers run on together. The source that fits the other issues better
    is kept, the other is rejected; where the others do not decide, a serial number that two
    issues share is kept, with a finding on both, and of two serial numbers of one issue the one
    nearest to the rest is kept.
    """
    kept = sorted(sources, key=lambda s: (s.issue.issue_id, s.sha256))
    rejected: list[SetAside] = []
    findings: list[Finding] = []
    for group in _groups(kept, lambda s: s.issue.issue_id, lambda s: _serial(s)):
        good, bad = _split_one_issue(group, kept)
        for source in bad:
            rejected.append(_reject(source, good[0], findings))
        kept = [s for s in kept if s not in bad]
    for group in _groups(kept, lambda s: _serial(s), lambda s: s.issue.issue_id):
        fits = {s.sha256: _misfit(s, [o for o in kept if o not in group]) for s in group}
        best = min(fits.values())
        bad = [s for s in group if fits[s.sha256] > best]
        good = [s for s in group if fits[s.sha256] == best]
        for source in bad:
            rejected.append(_reject(source, good[0], findings))
        if len({s.issue.issue_id for s in good}) > 1:
            findings += [_shared(s, good) for s in good]
        kept = [s for s in kept if s not in bad]
    findings += _out_of_sequence(kept)
    return Verdict(tuple(kept), tuple(rejected), tuple(findings))


def _groups(
    sources: Iterable[SourceIssue],
    key: Callable[[SourceIssue], str | int | None],
    other: Callable[[SourceIssue], str | int | None],
) -> list[list[SourceIssue]]:
    """Groups of sources with the same key but different others."""
    by_key: dict[str | int | None, list[SourceIssue]] = defaultdict(list)
    for source in sources:
        if key(source) is not None and other(source) is not None:
            by_key[key(source)].append(source)
    ordered = sorted(by_key.items(), key=lambda item: str(item[0]))
    return [g for _, g in ordered if len({other(s) for s in g}) > 1]


def _serial(source: SourceIssue) -> int | None:
    return source.issue.issue.serial_no


def _index(source: SourceIssue) -> int:
    return source.issue.issue.year * 12 + source.issue.issue.issue_no


def _misfit(source: SourceIssue, others: Iterable[SourceIssue]) -> tuple[int, int]:
    """(serials in wrong order with this one, distance from the nearest issues' numbering)."""
    serial = _serial(source)
    assert serial is not None
    others = [o for o in others if _serial(o) is not None]
    wrong = sum(
        (_index(o) < _index(source)) != ((_serial(o) or 0) < serial)
        for o in others
        if _index(o) != _index(source)
    )
    near = sorted(others, key=lambda o: abs(_index(o) - _index(source)))[:2]
    drift = sum(abs((_index(source) - serial) - (_index(o) - (_serial(o) or 0))) for o in near)
    return wrong, drift


def _split_one_issue(
    group: Sequence[SourceIssue], kept: Sequence[SourceIssue]
) -> tuple[list[SourceIssue], list[SourceIssue]]:
    others = [o for o in kept if o not in group]
    serials = sorted({s for x in group if (s := _serial(x)) is not None})
    votes = {s: [x for x in group if _serial(x) == s] for s in serials}
    best = min(
        serials, key=lambda s: (_misfit(votes[s][0], others), -len(votes[s]), votes[s][0].sha256)
    )
    return votes[best], [x for s in serials if s != best for x in votes[s]]


def _reject(source: SourceIssue, winner: SourceIssue, findings: list[Finding]) -> SetAside:
    own, other = source.issue.issue, winner.issue.issue
    reason = of_file(
        "serial_conflict", issue=own.issue_id, serial=own.serial_no, winner=winner.file_name,
        other=other.issue_id, other_serial=other.serial_no,
    )  # fmt: skip
    findings.append(
        finding(
            "conflict",
            "error",
            Message("not_loaded", file=source.file_name, why=reason),
            # No measure: it is about the file left out, not about a figure of the one that is kept.
            issue_id=own.issue_id,
            table_name=Issue.table.name,
            month=own.month,
            expected=str(other.serial_no),
            observed=str(own.serial_no),
        )
    )
    return SetAside(source, "rejected", reason)


def _shared(source: SourceIssue, group: Sequence[SourceIssue]) -> Finding:
    own = source.issue.issue
    others = ", ".join(s.issue.issue_id for s in group if s.issue.issue_id != own.issue_id)
    return finding(
        "conflict",
        "error",
        Message("serial_shared", serial=own.serial_no, others=others),
        issue_id=own.issue_id,
        table_name=Issue.table.name,
        month=own.month,
        measure="serial_no",
        observed=str(own.serial_no),
    )


def _out_of_sequence(sources: Sequence[SourceIssue]) -> list[Finding]:
    """Serial numbers that no other issue has, but that do not rise with the issues."""
    rows = sorted(
        {s.issue.issue_id: s for s in sources if _serial(s) is not None}.values(), key=_index
    )
    out = []
    for before, source, after in zip(rows, rows[1:], rows[2:], strict=False):
        low, here, high = (_serial(s) or 0 for s in (before, source, after))
        if low < high and not low < here < high and here not in (low, high):
            own = source.issue.issue
            out.append(
                finding(
                    "conflict",
                    "warning",
                    Message("serial_out_of_sequence", serial=here),
                    issue_id=own.issue_id,
                    table_name=Issue.table.name,
                    month=own.month,
                    measure="serial_no",
                    expected=f"{low + 1} to {high - 1}",
                    observed=str(here),
                )
            )
    return out
