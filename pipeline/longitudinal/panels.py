"""Facts → panels: every month of every entity, mergers as sums, gaps with their reason.

Rules of the sums:
- A member is needed in the months of its validity (registry; open = always). One that the table
  never names is no member of it. One that has a successor but no end of validity ends with its
  last row.
- Where a needed member has no row, all figures of the sum are null (`member_missing`); where it
  has a row without this figure, this figure is null and listed in `partial`; so is a sum that
  is beyond what the column can hold.
- A member that is printed outside its validity counts too: what is printed is a figure.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any

from pipeline.longitudinal.chains import Chain, Member, chains_of
from pipeline.longitudinal.months import covering_issues, months_between
from pipeline.model.dataset import Dataset
from schemas.base import FieldInfo, Row, entity_column, fields_of, measure_fields
from schemas.catalog import tables
from schemas.panels import PanelStatus

Values = dict[str, Any]
_INT64 = 2**63


def with_panels(dataset: Dataset) -> Dataset:
    """The dataset with all panel tables made anew from its facts and dimensions."""
    issues = covering_issues(dataset)
    made = []
    for name, model in tables().items():
        if model.table.kind == "panel":
            months = _Months(dataset.rows.get(model.table.panel_of, ()), issues)
            made.append((name, list(_rows(model, months, dataset))))
    return dataset.with_rows(*made)


@dataclass(frozen=True)
class _Months:
    """The rows of one fact table, and the months that its panel covers."""

    rows: Sequence[Row]
    issues: Mapping[dt.date, str]

    @cached_property
    def all(self) -> list[dt.date]:
        if not self.rows:
            return []
        first = min(row["month"] for row in self.rows)
        return list(months_between(first, max(self.issues)))


def _rows(model: type[Row], months: _Months, dataset: Dataset) -> Iterator[Row]:
    fact = tables()[model.table.panel_of]
    entity = entity_column(fact)
    if entity is None:
        return _month_rows(model, months)
    return _Panel(model, fact, entity, months, dataset).rows()


def _month_rows(model: type[Row], months: _Months) -> Iterator[Row]:
    """The panel of a table with one row a month."""
    measures = [field.name for field in measure_fields(model)]
    known = {row["month"]: row for row in months.rows}
    for month in months.all:
        row, issue = known.get(month), months.issues.get(month)
        status: PanelStatus = "reported" if row else "not_reported" if issue else "no_issue"
        values: Values = {"month": month, "status": status, "issue_id": issue}
        if row:
            values["issue_id"] = row["issue_id"]
        yield model(**values, **{name: row[name] if row else None for name in measures})


class _Panel:
    """The panel of a table with one row a month and entity."""

    def __init__(
        self, model: type[Row], fact: type[Row], entity: str, months: _Months, dataset: Dataset
    ) -> None:
        self.model, self.entity, self.months = model, entity, months
        self.measures = [(m.name, m.column.adds, _limit(m)) for m in measure_fields(model)]
        self.names = names = [name for name, _, _ in self.measures]
        of_fact = {m.name: _limit(m) for m in measure_fields(fact)}
        self.fits = all(of_fact[name] <= limit for name, _, limit in self.measures)
        self.printed = itemgetter(*names, names[0])  # a tuple also where there is but one name
        self.blank: Values = dict.fromkeys(field.name for field in fields_of(model))
        link = next(k for k in fact.table.foreign_keys if k.columns == (entity,))
        (key,) = link.target_columns
        self.dimension = {row[key]: row.__dict__ for row in dataset.rows[link.target]}
        self.figures: dict[str, dict[dt.date, Row]] = defaultdict(dict)
        for row in months.rows:
            self.figures[row[entity]][row["month"]] = row

    def rows(self) -> Iterator[Row]:
        successors = {i: known.get("successor_id") for i, known in self.dimension.items()}
        for chain in chains_of(map(self._member, self.figures), successors):
            first = min(min(self.figures[member.entity_id]) for member in chain.members)
            name = self.dimension.get(chain.entity_id, {}).get("name", chain.entity_id)
            same = {**self.blank, self.entity: chain.entity_id, "name": name}
            for month in self.months.all:
                yield self._row(chain, month, same, before_first=month < first)

    def _member(self, entity_id: str) -> Member:
        known = self.dimension.get(entity_id, {})
        last = known.get("valid_to")
        if last is None and known.get("successor_id"):
            last = max(self.figures[entity_id])
        return Member(entity_id, known.get("valid_from"), last)

    def _row(self, chain: Chain, month: dt.date, same: Values, before_first: bool) -> Row:
        """Args: same: the values of all rows of the chain; all others are None there."""
        here: list[Values] = []
        needed = 0
        for member in chain.members:
            row = self.figures[member.entity_id].get(month)
            if row is not None:
                here.append(row.__dict__)
            needed += row is not None or member.lives(month)
        whole = bool(here) and len(here) == needed
        issue = self.months.issues.get(month)
        values = {
            **same,
            "month": month,
            "status": "reported" if whole
            else _status(chain, month, issue, before_first, bool(here)),
            "issue_id": min([row["issue_id"] for row in here]) if here else issue,
            "members": needed,
            "members_reported": len(here),
        }  # fmt: skip
        if whole:
            values.update(self._sums(here))
        # What one row may hold, a row of the panel may; a sum is asked whether it is allowed.
        return self.model(**values) if len(here) > 1 else self.model.of_valid(values.items())

    def _sums(self, rows: Sequence[Values]) -> Values:
        """Figures of one row, or of several together."""
        if len(rows) == 1 and self.fits:
            return dict(zip(self.names, self.printed(rows[0]), strict=False))
        values: Values = {}
        partial = []
        for name, adds, limit in self.measures:
            present = [figure for row in rows if (figure := row[name]) is not None]
            if not present or (len(rows) > 1 and not adds):
                continue
            total = sum(present[1:], start=present[0])
            if len(present) == len(rows) and total < limit:
                values[name] = total
            else:
                partial.append(name)
        return {**values, "partial": ",".join(partial) or None}


def _status(
    chain: Chain, month: dt.date, issue: str | None, before_first: bool, some: bool
) -> PanelStatus:
    """Of a month in which not all members have a row."""
    if some:
        return "member_missing"
    if chain.begins_after(month):
        return "not_yet"
    if chain.ended_before(month):
        return "ended"
    if issue is None:
        return "no_issue"
    return "not_yet" if before_first else "not_reported"


def _limit(field: FieldInfo) -> int:
    """What a figure must be below for the column to hold it."""
    return _INT64 if field.digits is None else int(10 ** (field.digits - (field.places or 0)))
