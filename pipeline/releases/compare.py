"""How two releases differ, row by row and figure by figure. Pure: both are in memory.

Facts are compared by their keys. Observations are listed only where no fact is: figures of
columns that no schema knows, and figures whose print or unit differs while their value does not.
Panels and events follow from the facts and are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pipeline.releases.evidence import Evidence, evidence_of
from pipeline.releases.model import (
    About,
    Change,
    Comparison,
    Kind,
    LoadedRelease,
    LoadedTable,
    Row,
    Value,
)
from pipeline.releases.subjects import Subjects, label

_ABOUT: dict[str, About] = {
    "findings": "finding",
    "source_files": "file",
    "files": "file",
    "corrections": "decision",
    "reviews": "decision",
}
_NO_COLUMN = ""


@dataclass(frozen=True)
class _Pair:
    """A row before and after; None where it was not or is not there."""

    table: LoadedTable
    before: Row | None
    after: Row | None

    @property
    def kind(self) -> Kind:
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"


def compare(a: LoadedRelease, b: LoadedRelease) -> Comparison:
    """What differs between release `a` and the later release `b`, and why."""
    evidence = evidence_of(a, b)
    subjects = Subjects(a, b)
    changes: list[Change] = []
    figures: set[tuple[str, str, str, str]] = set()
    for name in sorted({*a.tables, *b.tables}):
        for pair in _pairs(a.tables.get(name), b.tables.get(name)):
            found = list(_changes(pair, subjects, evidence))
            changes += found
            if pair.table.figures:
                figures |= {(name, c.month, c.entity_id, c.measure) for c in found}
    changes += _of_observations(a, b, subjects, evidence, figures)
    changes.sort(key=lambda c: (c.table, c.month, c.entity_id, c.issue_id, c.measure, c.change))
    return Comparison(a.id, b.id, evidence.reasons, tuple(changes), evidence.details)


def _pairs(a: LoadedTable | None, b: LoadedTable | None) -> Iterator[_Pair]:
    """The rows of one table that are not the same in both."""
    table = b or a
    assert table is not None
    alike = a is not None and b is not None and a.names == b.names
    before, after = (part.rows if part else {} for part in (a, b))
    for key in (*before, *(key for key in after if key not in before)):
        if alike and before.get(key) == after.get(key):
            continue
        pair = _Pair(table, a.row(key) if a else None, b.row(key) if b else None)
        if pair.before != pair.after:
            yield pair


def _changes(pair: _Pair, subjects: Subjects, evidence: Evidence) -> Iterator[Change]:
    for column in _columns(pair):
        subject = subjects.of(pair.table, pair.before, pair.after, column)
        yield Change(
            change=pair.kind,
            table=pair.table.name,
            month=subject.month,
            entity_id=subject.entity_id,
            entity=subject.entity,
            measure=subject.measure,
            before=_text_of(pair, pair.before, column),
            after=_text_of(pair, pair.after, column),
            reason=evidence.reason(subject, pair.table),
            issue_id=subject.issue_id,
            about=_about(pair.table),
        )


def _columns(pair: _Pair) -> list[str]:
    """The columns that a change is about; '' for the row as a whole.

    A monthly row that is new or gone is listed figure by figure.
    """
    rows = [row for row in (pair.before, pair.after) if row is not None]
    if len(rows) == 2 and "measure" not in rows[0]:
        names = dict.fromkeys((*rows[0], *rows[1]))
        return [n for n in names if rows[0].get(n) != rows[1].get(n)] or [_NO_COLUMN]
    if len(rows) == 1:
        return [n for n in pair.table.figures if rows[0].get(n) is not None] or [_NO_COLUMN]
    return [_NO_COLUMN]


def _text_of(pair: _Pair, row: Row | None, column: str) -> str:
    if row is None:
        return ""
    if column:
        return as_text(row.get(column))
    if pair.before is None or pair.after is None:
        return label(pair.table.name, row)
    other = pair.after if row is pair.before else pair.before
    differing = [name for name in row if row[name] != other.get(name)]
    if len(differing) == 1 and differing[0] in ("value", "corrected"):
        return as_text(row[differing[0]])
    return "; ".join(f"{name}: {as_text(row[name])}" for name in differing)


def _about(table: LoadedTable) -> About:
    if table.kind == "dimension":
        return "name"
    return _ABOUT.get(table.name, "figure" if table.figures else "text")


def _of_observations(
    a: LoadedRelease,
    b: LoadedRelease,
    subjects: Subjects,
    evidence: Evidence,
    figures: set[tuple[str, str, str, str]],
) -> Iterator[Change]:
    """Observed figures that differ and are in no fact table."""
    for pair in _pairs(a.observations, b.observations):
        row = pair.after or pair.before or {}
        subject = subjects.of_observation(row)
        key = (str(row["table_name"]), subject.month, subject.entity_id, subject.measure)
        if key in figures or (pair.kind != "changed" and _has_fact(a, b, pair)):
            continue
        column = _differing(pair)
        yield Change(
            change=pair.kind,
            table=str(row["table_name"]),
            month=subject.month,
            entity_id=subject.entity_id,
            entity=subject.entity,
            measure=subject.measure,
            before=as_text(pair.before[column]) if pair.before else "",
            after=as_text(pair.after[column]) if pair.after else "",
            reason=evidence.reason(subject, pair.table),
            issue_id=subject.issue_id,
            about="figure",
        )


def _differing(pair: _Pair) -> str:
    """The column in which an observed figure differs: its value, else its printed text, else its
    unit."""
    if pair.before and pair.after:
        names = [n for n in ("value", "printed", "unit") if pair.before[n] != pair.after[n]]
        return names[0]
    row = pair.before or pair.after or {}
    return "value" if row.get("value") is not None else "printed"


def _has_fact(a: LoadedRelease, b: LoadedRelease, pair: _Pair) -> bool:
    """Is this figure, printed or not reported, in a column of a fact table?"""
    release, row = (a, pair.before) if pair.after is None else (b, pair.after)
    table = release.tables.get(str((row or {}).get("table_name")))
    if table is None or row is None:
        return False
    if row["measure"] not in table.columns and "measure" not in table.key:
        return False
    fact = table.row(tuple(_place(row, name) for name in table.key))
    return fact is not None and fact.get("issue_id") == row["issue_id"]


def _place(observation: Row, key: str) -> Value:
    if key in ("month", "measure", "issue_id"):
        return observation[key]
    return observation["entity_id"]


def as_text(value: Value) -> str:
    """A value as text: figures with every digit and no exponent, '' for nothing."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value == value.to_integral_value() else f"{value:f}"
    return str(value)


def as_json(comparison: Comparison) -> str:
    """A comparison as JSON for machines."""
    from dataclasses import asdict

    return json.dumps(asdict(comparison), ensure_ascii=False, indent=2)
