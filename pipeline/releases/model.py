"""Two releases and what differs between them, as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pipeline.releases.inputs import Inputs

Value = str | int | Decimal | None
"""A value of a release; dates are ISO texts."""

Row = Mapping[str, Value]
Stored = Value | float
Key = tuple[Stored, ...]

Kind = Literal["added", "removed", "changed"]
About = Literal["figure", "finding", "name", "file", "decision", "text"]

Reason = Literal[
    "new_issue",
    "issue_gone",
    "revision",
    "other_copy",
    "correction",
    "review",
    "registry",
    "settings",
    "reader",
    "program",
    "validation",
    "cross_check",
    "new_file",
    "file_gone",
    "not_recorded",
]
"""Why something differs, as a word for machines; `REASONS` has the words for people."""

REASONS: dict[Reason, str] = {
    "new_issue": "an issue is new",
    "issue_gone": "an issue is gone",
    "revision": "the dataset uses another edition of the issue",
    "other_copy": "the dataset uses another copy of the same edition",
    "correction": "a person's correction",
    "review": "a person's review",
    "registry": "the registry of names",
    "settings": "the settings",
    "reader": "the version of the reader",
    "program": "the program",
    "validation": "the packages that validate",
    "cross_check": "a cross-check by the second engine",
    "new_file": "a file was received",
    "file_gone": "a file is gone from the archive",
    "not_recorded": "an input that one of the releases does not record",
}


@dataclass(frozen=True)
class LoadedTable:
    """The part of a table that is compared.

    Attributes:
        kind: fact, dimension or quality.
        key: columns of the primary key.
        columns: its other columns that are compared, in order.
        figures: those of them that hold figures, where its rows are monthly.
        rows: the values of key and columns, by those of the key; as SQLite holds them, so that a
            figure that is not whole is the double nearest to it.
    """

    name: str
    kind: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    figures: tuple[str, ...]
    rows: Mapping[Key, tuple[Stored, ...]]

    @property
    def names(self) -> tuple[str, ...]:
        """Of key and columns."""
        return (*self.key, *self.columns)

    def row(self, key: Key) -> Row | None:
        """A row with its exact values; None where there is none of this key."""
        found = self.rows.get(key)
        return None if found is None else self._exact(found)

    def records(self) -> Iterator[Row]:
        """All rows with their exact values."""
        return map(self._exact, self.rows.values())

    def _exact(self, values: tuple[Stored, ...]) -> Row:
        """A double is read as the shortest decimal that is nearest to it."""
        return {
            name: Decimal(repr(value)) if isinstance(value, float) else value
            for name, value in zip(self.names, values, strict=True)
        }


@dataclass(frozen=True)
class Edition:
    """The PDF that feeds an issue, and how many editions of it there are."""

    sha256: str
    revision: int


@dataclass(frozen=True)
class LoadedRelease:
    """A release, opened to be compared.

    Attributes:
        id: its name.
        inputs: what it was made from; None where it does not say.
        tables: all tables but panels and events, which follow from the others.
        observations: those of the editions that feed the dataset.
        editions: which file feeds each issue.
    """

    id: str
    path: Path
    inputs: Inputs | None
    tables: Mapping[str, LoadedTable]
    observations: LoadedTable
    editions: Mapping[str, Edition]


@dataclass(frozen=True)
class Change:
    """One row or figure that differs.

    Attributes:
        change: added, removed or changed.
        table: table of the dataset.
        month, entity_id, entity, measure, issue_id: where; '' where it does not apply. The
            `measure` of a text or a dimension is the column.
        before, after: as text; '' where there was or is nothing.
        reason: one of `Reason`; several joined by ' or ' where the inputs do not show which.
        about: what kind of thing differs.
    """

    change: Kind
    table: str
    month: str
    entity_id: str
    entity: str
    measure: str
    before: str
    after: str
    reason: str
    issue_id: str
    about: About


@dataclass(frozen=True)
class Comparison:
    """What differs between two releases.

    Attributes:
        release_a, release_b: their ids.
        reasons: what differs in the inputs, in the order of `REASONS`.
        details: a reason in particular, where there is more to say ("max_pages 300 → 200").
        changes: by table, month, entity and measure.
    """

    release_a: str
    release_b: str
    reasons: tuple[Reason, ...]
    changes: tuple[Change, ...]
    details: Mapping[Reason, str] = field(default_factory=dict)
