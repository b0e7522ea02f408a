"""Why something differs: the inputs of two releases compared.

A reason is named where the inputs show it: the figure's issue is new, comes from another edition,
or its cell has been corrected. Else the reason is whatever other input differs; where several do,
all are named rather than one guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pipeline.releases.inputs import Inputs
from pipeline.releases.model import REASONS, LoadedRelease, LoadedTable, Reason, Row, Value
from pipeline.releases.subjects import Subject

_GENERAL: tuple[Reason, ...] = (
    "registry", "settings", "reader", "program", "validation", "cross_check", "not_recorded",
)  # fmt: skip
_DECISIONS: tuple[tuple[str, Reason], ...] = (("corrections", "correction"), ("reviews", "review"))
_FILES: tuple[Reason, ...] = ("new_file", "file_gone")
_SHOWN = 12

Cell = tuple[str, str, str, str]
"""Issue, table, entity, measure."""


@dataclass(frozen=True)
class Evidence:
    """What differs in the inputs of two releases.

    Attributes:
        issues: the reason for everything about an issue.
        cells: the reason for everything about a cell, as people have decided on it.
        entities: ids whose row or names differ.
        files: the reason for everything about a file, by hash.
        reasons: all that differs, in the order of `REASONS`.
        details: a reason in particular.
        cross_checked: the issues of which the second engine read something else, or at last.
    """

    issues: Mapping[str, Reason]
    cells: Mapping[Cell, Reason]
    entities: frozenset[str]
    files: Mapping[str, Reason]
    reasons: tuple[Reason, ...]
    details: Mapping[Reason, str] = field(default_factory=dict)
    cross_checked: frozenset[str] = frozenset()

    def reason(self, subject: Subject, table: LoadedTable) -> str:
        """Why something about this subject differs, in a row of this table."""
        if table.name in dict(_DECISIONS):
            return dict(_DECISIONS)[table.name]
        for issue in subject.issues:
            cell = self.cells.get((issue, subject.table, subject.entity_id, subject.measure))
            if cell:
                return cell
        for issue in subject.issues:
            if issue in self.issues:
                return self.issues[issue]
        if subject.sha256 in self.files:
            return self.files[subject.sha256]
        if "registry" in self.reasons and subject.entity_id in self.entities:
            return "registry"
        possible = [
            reason for reason in self.reasons
            if (reason != "cross_check" or self._is_cross_checked(subject, table))
            and (reason != "validation" or table.kind != "fact")  # It changes no figure.
        ]  # fmt: skip
        general = [reason for reason in possible if reason in _GENERAL]
        others = [reason for reason in possible if reason not in _FILES]
        stands_alone = table.kind == "fact" or table.name == "observations"
        return " or ".join((stands_alone and general) or others or possible) or "not_recorded"

    def _is_cross_checked(self, subject: Subject, table: LoadedTable) -> bool:
        """A cross-check raises findings and doubts about its issue; it changes no figure."""
        return table.kind != "fact" and not self.cross_checked.isdisjoint(subject.issues)


def evidence_of(a: LoadedRelease, b: LoadedRelease) -> Evidence:
    """What differs between the inputs of two releases."""
    issues = _issues(a, b)
    cells = _cells(a, b)
    files = _files(a, b, issues)
    general = _general(a.inputs, b.inputs)
    cross_checked = _cross_checked(a.inputs, b.inputs)
    if cross_checked:
        general["cross_check"] = _counted(len(cross_checked))
    found = {*issues.values(), *cells.values(), *files.values(), *general}
    return Evidence(
        issues=issues,
        cells=cells,
        entities=frozenset(_entities(a, b)),
        files=files,
        reasons=tuple(reason for reason in REASONS if reason in found),
        details={reason: text for reason, text in general.items() if text},
        cross_checked=cross_checked,
    )


def _issues(a: LoadedRelease, b: LoadedRelease) -> dict[str, Reason]:
    before, after = a.editions, b.editions
    found: dict[str, Reason] = {issue: "new_issue" for issue in after if issue not in before}
    found |= {issue: "issue_gone" for issue in before if issue not in after}
    for issue in before.keys() & after.keys():
        if before[issue].sha256 != after[issue].sha256:
            same = before[issue].revision == after[issue].revision
            found[issue] = "other_copy" if same else "revision"
    return found


def _cells(a: LoadedRelease, b: LoadedRelease) -> dict[Cell, Reason]:
    found: dict[Cell, Reason] = {}
    for table, reason in reversed(_DECISIONS):
        for row in _differing(a, b, table):
            names = ("issue_id", "table_name", "entity_id", "measure")
            issue, of_table, entity, measure = (str(row.get(name) or "") for name in names)
            found[issue, of_table, entity, measure] = reason
    return found


def _entities(a: LoadedRelease, b: LoadedRelease) -> Iterable[str]:
    for name, table in {**a.tables, **b.tables}.items():
        if table.kind == "dimension":
            for row in _differing(a, b, name):
                column = "entity_id" if "entity_id" in row else table.key[0]
                yield str(row[column])


def _files(a: LoadedRelease, b: LoadedRelease, issues: Mapping[str, Reason]) -> dict[str, Reason]:
    """Files that are new or gone, under any of their names, except those of a listed issue."""
    listed: set[Value] = set()
    for release in (a, b):
        rows = release.tables["source_files"].records()
        listed |= {row["sha256"] for row in rows if row["issue_id"] in issues}
    before, after = (set(release.tables["files"].rows) for release in (a, b))
    gone, new = before - after, after - before
    found: dict[str, Reason] = {str(sha): "file_gone" for sha, *_ in gone if sha not in listed}
    found |= {str(sha): "new_file" for sha, *_ in new if sha not in listed}
    return found


def _differing(a: LoadedRelease, b: LoadedRelease, name: str) -> Iterator[Row]:
    """Rows of a table that are in one release only, or not the same in both."""
    for release, other in ((a, b), (b, a)):
        table, against = release.tables.get(name), other.tables.get(name)
        for key in table.rows if table else ():
            row = table.row(key) if table else None
            if row is not None and row != (against.row(key) if against else None):
                yield row


def _general(a: Inputs | None, b: Inputs | None) -> dict[Reason, str]:
    """What differs that concerns every issue, each with particulars."""
    if a is None or b is None:
        return {"not_recorded": ""}
    found: dict[Reason, str] = {}
    if a.registry != b.registry:
        found["registry"] = ", ".join(sorted(_names_that_differ(a.registry, b.registry))[:_SHOWN])
    if a.settings != b.settings:
        names = sorted(_names_that_differ(a.settings, b.settings))
        changed = (f"{n} {a.settings.get(n, 'none')} → {b.settings.get(n, 'none')}" for n in names)
        found["settings"] = ", ".join(list(changed)[:_SHOWN])
    if a.reader != b.reader:
        found["reader"] = f"{a.reader} → {b.reader}"
    if a.program != b.program:
        found["program"] = f"{a.program[:_SHOWN]} → {b.program[:_SHOWN]}"
    if a.validation != b.validation and a.validation and b.validation:
        found["validation"] = f"{a.validation} → {b.validation}"
    return found


def _cross_checked(a: Inputs | None, b: Inputs | None) -> frozenset[str]:
    """The issues fed by the same PDF of which the second readings differ."""
    if a is None or b is None:
        return frozenset()
    same = {issue for issue, sha256 in a.issues.items() if b.issues.get(issue) == sha256}
    return frozenset(same & _names_that_differ(a.cross_checks, b.cross_checks))


def _counted(issues: int) -> str:
    return "1 issue" if issues == 1 else f"{issues:,} issues"


def _names_that_differ(a: Mapping[str, object], b: Mapping[str, object]) -> set[str]:
    return {name for name in a.keys() | b.keys() if a.get(name) != b.get(name)}
