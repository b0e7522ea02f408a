"""All issues together → the dataset. A pure function: the order of arrival decides nothing
that the documents themselves print."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain

from pipeline.interpreting.archive.conflicts import settle
from pipeline.interpreting.archive.editions import SetAside, SourceIssue, choose_edition
from pipeline.interpreting.archive.gaps import compare
from pipeline.interpreting.archive.month_owners import settle_table_months
from pipeline.interpreting.interpreted import InterpretedIssue
from pipeline.interpreting.names.dimensions import dimension_rows, names_of
from pipeline.interpreting.names.registry import Registry
from pipeline.longitudinal import findings_of_breaks
from pipeline.model.arrival import Arrival, by_name
from pipeline.model.dataset import Dataset
from pipeline.model.findings import merged
from pipeline.model.kept_results import taken
from pipeline.model.message import translated
from pipeline.model.reasons import named, of_file
from schemas.base import Row
from schemas.quality import FileStatus, Finding, Observation, ReceivedFile, SourceFile


def build(
    sources: Sequence[SourceIssue], rejected: Sequence[Arrival], registry: Registry
) -> Dataset:
    """The dataset of all issues.

    Args:
        sources: every PDF that was understood, one entry per distinct content.
        rejected: arrivals of files that could not be used; `Arrival.rejected` says why.
        registry: names, for the dimensions.
    """
    sources = sorted(sources, key=lambda s: s.sha256)
    printed = {(r.kind, r.key): r for s in sources for r in s.issue.names}
    names = names_of(registry, printed.values())
    verdict = settle(sources)
    editions = [choose_edition(group, names) for group in _by_issue(verdict.kept)]
    aside = [*verdict.rejected, *(a for e in editions for a in e.aside)]
    feeding = [e.source for e in editions]
    issues = settle_table_months([s.issue for s in feeding])
    findings = merged(
        [f for i in issues for f in i.findings],
        [f for e in editions for f in e.findings],
        list(verdict.findings),
        compare(issues, names),
    )
    used = {(r.kind, r.key): r for i in issues for r in i.names}
    rows: list[Row] = [i.issue for i in issues]
    rows += [r for i in issues for r in (*i.rows, *i.raw_tables)]
    rows += _observations(issues, aside)
    rows += findings
    rows += dimension_rows(registry, used.values())
    rows += file_rows(feeding, aside, rejected)
    return _with_breaks(Dataset.of(rows))


def _with_breaks(dataset: Dataset) -> Dataset:
    """With findings about columns and entities that come and go."""
    found = merged(dataset.of_type(Finding), findings_of_breaks(dataset))
    return dataset.with_rows((Finding.table.name, found))


def file_rows(
    feeding: Iterable[SourceIssue], aside: Iterable[SetAside], rejected: Iterable[Arrival]
) -> list[Row]:
    """Rows of source_files (one per content) and files (one per arrival)."""
    rows: list[Row] = []
    for source in feeding:
        rows += _arrival_rows(source.arrivals, "loaded", None, source.issue.issue_id)
    for put in aside:
        rows += _arrival_rows(
            put.source.arrivals, put.status, put.reason, put.source.issue.issue_id
        )
    by_content: dict[str, list[Arrival]] = defaultdict(list)
    for arrival in rejected:
        by_content[arrival.sha256].append(arrival)
    for arrivals in by_content.values():
        reason = next((a.rejected for a in by_name(arrivals) if a.rejected), None)
        rows += _arrival_rows(tuple(arrivals), "rejected", reason, None)
    return rows


def _by_issue(sources: Iterable[SourceIssue]) -> list[list[SourceIssue]]:
    groups: dict[tuple[int, int], list[SourceIssue]] = defaultdict(list)
    for source in sources:
        groups[source.issue.issue.year, source.issue.issue.issue_no].append(source)
    return [groups[key] for key in sorted(groups)]


def _arrival_rows(
    arrivals: Sequence[Arrival], status: FileStatus, reason: str | None, issue_id: str | None
) -> list[Row]:
    ordered = by_name(arrivals)
    first = ordered[0]
    reason = named(reason, first.file_name) if reason else None
    rows: list[Row] = [
        SourceFile(
            sha256=first.sha256,
            file_name=first.file_name,
            received_at=min(a.received_at for a in arrivals),
            status=status,
            issue_id=issue_id,
            reason=reason,
            reason_zh=translated(reason),
        )
    ]
    seen: set[str] = set()
    for arrival in ordered:
        if arrival.file_name in seen:
            continue
        seen.add(arrival.file_name)
        again = arrival is not first and status != "rejected"
        why = of_file("same_bytes", other=first.file_name) if again else reason
        why = named(why, arrival.file_name) if why else None
        rows.append(
            ReceivedFile(
                sha256=arrival.sha256,
                file_name=arrival.file_name,
                received_at=arrival.received_at,
                status="duplicate" if again else status,
                reason=why,
                reason_zh=translated(why),
            )
        )
    return rows


def _observations(
    issues: Sequence[InterpretedIssue], aside: Iterable[SetAside]
) -> list[Observation]:
    """Observations of the editions that feed the dataset, then of the older ones.

    Where one place is observed again, its occurrence counts up.
    """
    older = sorted(aside, key=lambda a: a.source.sha256)
    groups: dict[str, list[tuple[Observation, ...]]] = defaultdict(list)
    for issue_id, group in (
        *((i.issue_id, i.observations) for i in issues),
        *((a.source.issue.issue_id, a.observations) for a in older),
    ):
        groups[issue_id].append(group)
    return [seen for same in groups.values() for seen in taken(_counted, same)]


def _counted(same: Sequence[tuple[Observation, ...]]) -> list[Observation]:
    """Args: same: what one edition of an issue prints after the other."""
    seen: Counter[tuple[object, ...]] = Counter()
    out = []
    for o in chain.from_iterable(same):
        key = (o.table_name, o.month, o.entity_id, o.measure, o.issue_id)
        seen[key] += 1
        same_place = seen[key] == o.occurrence
        out.append(o if same_place else o.model_copy(update={"occurrence": seen[key]}))
    return out
