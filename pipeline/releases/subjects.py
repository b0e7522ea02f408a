"""What a row is about, in the same words for every table: month, entity, measure, issue."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.releases.model import LoadedRelease, LoadedTable, Row
from schemas.catalog import dimensions

_DIMENSIONS = {model.table.key[0]: model.table.name for model in dimensions().values()}
"""By the column that names such an entity."""

_NAMES = ("entity", "name_printed", "name", "title", "caption", "file_name")


@dataclass(frozen=True)
class Subject:
    """Where a change is; '' where something does not apply.

    Attributes:
        table: the table whose figure it is, of a finding the table that it speaks of.
        issues: the issues that print it, before and after.
        sha256: of the file, where it is about one.
    """

    table: str
    month: str
    entity_id: str
    entity: str
    measure: str
    issues: tuple[str, ...]
    sha256: str = ""

    @property
    def issue_id(self) -> str:
        return self.issues[-1] if self.issues else ""


class Subjects:
    """Knows the names of the entities of two releases; those of the later one come first."""

    def __init__(self, a: LoadedRelease, b: LoadedRelease) -> None:
        self._names: dict[tuple[str, str], str] = {}
        self._files: dict[str, str] = {}
        self._entity_columns: dict[str, str] = {}
        for release in (a, b):
            for column, table in _DIMENSIONS.items():
                for row in _rows(release, table):
                    self._names[column, str(row[column])] = str(row["name"])
            for row in _rows(release, "source_files"):
                if row.get("issue_id"):
                    self._files[str(row["sha256"])] = str(row["issue_id"])
            for name, loaded in release.tables.items():
                found = next((column for column in loaded.key if column in _DIMENSIONS), "")
                self._entity_columns[name] = found

    def of(self, table: LoadedTable, before: Row | None, after: Row | None, column: str) -> Subject:
        """What a row of a table is about, or one of its columns."""
        row = after or before or {}
        entity_id = self._entity_id(table, row)
        issues = (_text(r, "issue_id") or self._issue_of_file(r) for r in (before, after) if r)
        return Subject(
            table=_text(row, "table_name") if table.kind == "quality" else table.name,
            month=_text(row, "month"),
            entity_id=entity_id,
            entity=self._name(table.name, row, entity_id),
            measure=_text(row, "measure") or column,
            issues=tuple(dict.fromkeys(filter(None, issues))),
            sha256=_text(row, "sha256"),
        )

    def of_observation(self, row: Row) -> Subject:
        """What an observed figure is about."""
        table, entity_id = _text(row, "table_name"), _text(row, "entity_id")
        return Subject(
            table=table,
            month=_text(row, "month"),
            entity_id=entity_id,
            entity=self._names.get((self._entity_columns.get(table, ""), entity_id), entity_id),
            measure=_text(row, "measure"),
            issues=tuple(filter(None, [_text(row, "issue_id")])),
        )

    def _entity_id(self, table: LoadedTable, row: Row) -> str:
        column = self._entity_columns.get(table.name, "")
        if "measure" in table.key and "entity_id" not in table.key:
            return _text(row, "table_name")
        if not column and "position" in table.key:
            return _text(row, "position")
        return _text(row, column) or _text(row, "entity_id") or _text(row, "sha256")

    def _name(self, table: str, row: Row, entity_id: str) -> str:
        column = self._entity_columns.get(table, "")
        if named := self._names.get((column, entity_id)):
            return named
        of_table = self._entity_columns.get(_text(row, "table_name"), "")
        if named := self._names.get((of_table, entity_id)):
            return named
        return next((text for name in _NAMES if (text := _text(row, name))), "")

    def _issue_of_file(self, row: Row) -> str:
        return self._files.get(_text(row, "sha256"), "")


def label(table: str, row: Row) -> str:
    """A row as a whole in a few words."""
    text = {name: str(value) for name, value in row.items() if value is not None}
    if table == "findings":
        return f"{text['severity']}: {text['kind']}: {text['message']}"
    if table == "entity_names":
        return f"{text['name']} = {text['entity_id']}"
    if table in ("source_files", "files"):
        return f"{text['file_name']} ({text['status']})"
    if table == "corrections":
        after = text.get("corrected", "not reported")
        return f"{text['printed']} → {after} ({text['author']}: {text['reason']})"
    if table == "reviews":
        return f"{text['decision']} ({text['author']}: {text['reason']})"
    if table == "issues":
        return text["issue_id"]
    return next((text[name] for name in _NAMES if name in text), "")


def _rows(release: LoadedRelease, table: str) -> list[Row]:
    found = release.tables.get(table)
    return list(found.records()) if found else []


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value)
