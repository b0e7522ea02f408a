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
from functools import cache
from itertools import chain, groupby
from operator import attrgetter, itemgetter
from typing import Any

from pipeline.longitudinal.chains import Chain, Member, chains_of
from pipeline.longitudinal.months import covering_issues, months_between
from pipeline.model.dataset import Dataset
from pipeline.model.kept_results import as_before, taken
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
            rows = dataset.rows.get(model.table.panel_of, ())
            made.append((name, list(_rows(model, rows, _years(name, rows, issues), dataset))))
    return dataset.with_rows(*made)


_Months = tuple[tuple[dt.date, str | None], ...]
"""The months of a calendar year that a panel covers, each with the issue that covers it."""


def _years(name: str, rows: Sequence[Row], issues: Mapping[dt.date, str]) -> list[_Months]:
    """The months from the first that a fact table has to the last that an issue covers."""
    if not rows:
        return []
    first = min(row.__dict__["month"] for row in rows)
    months = months_between(first, max(issues))
    return [
        as_before(f"{year} in {name}", tuple((month, issues.get(month)) for month in them))
        for year, them in groupby(months, attrgetter("year"))
    ]


def _rows(
    model: type[Row], rows: Sequence[Row], years: Sequence[_Months], dataset: Dataset
) -> Iterator[Row]:
    fact = tables()[model.table.panel_of]
    if entity_column(fact) is None:
        return _month_rows(model, rows, years)
    return _entity_rows(model, fact, rows, years, dataset)


def _month_rows(
    model: type[Row], rows: Sequence[Row], years: Sequence[_Months]
) -> Iterator[Row]:  # fmt: skip
    """The panel of a table with one row a month."""
    measures = [field.name for field in measure_fields(model)]
    known = {row["month"]: row for row in rows}
    for month, issue in chain.from_iterable(years):
        row = known.get(month)
        status: PanelStatus = "reported" if row else "not_reported" if issue else "no_issue"
        values: Values = {"month": month, "status": status, "issue_id": issue}
        if row:
            values["issue_id"] = row["issue_id"]
        yield model(**values, **{name: row[name] if row else None for name in measures})


def _entity_rows(
    model: type[Row], fact: type[Row], rows: Sequence[Row], years: Sequence[_Months],
    dataset: Dataset,
) -> Iterator[Row]:  # fmt: skip
    """The panel of a table with one row a month and entity."""
    layout = _layout_of(model)
    link = next(k for k in fact.table.foreign_keys if k.columns == (layout.entity,))
    (key,) = link.target_columns
    dimension = {row[key]: row.__dict__ for row in dataset.rows[link.target]}
    printed: dict[str, dict[int, list[Row]]] = {}
    span: dict[str, tuple[dt.date, dt.date]] = {}
    for row in rows:
        cells = row.__dict__
        entity_id, month = cells[layout.entity], cells["month"]
        printed.setdefault(entity_id, defaultdict(list))[month.year].append(row)
        first, last = span.get(entity_id, (month, month))
        span[entity_id] = min(first, month), max(last, month)
    members = [_member(entity_id, dimension, span[entity_id][1]) for entity_id in printed]
    successors = {i: known.get("successor_id") for i, known in dimension.items()}
    for one in chains_of(members, successors):
        first = min(span[member.entity_id][0] for member in one.members)
        name = dimension.get(one.entity_id, {}).get("name", one.entity_id)
        for months in years:
            january, _ = months[0]
            here = [r for m in one.members for r in printed[m.entity_id].get(january.year, ())]
            yield from taken(_year_rows, (months, *here), model, one, name, max(first, january))


def _member(entity_id: str, dimension: Mapping[str, Values], last_row: dt.date) -> Member:
    known = dimension.get(entity_id, {})
    last = known.get("valid_to")
    if last is None and known.get("successor_id"):
        last = last_row
    return Member(entity_id, known.get("valid_from"), last)


def _year_rows(
    same: Sequence[Any], model: type[Row], of: Chain, name: str, first: dt.date
) -> list[Row]:  # fmt: skip
    """The rows of a chain in the months of a year.

    Args:
        same: the months, and the rows of its members in them.
        name: of the entity that is left of the chain.
        first: before it the chain has no row.
    """
    months, *rows = same
    layout = _layout_of(model)
    figures: dict[tuple[str, dt.date], Values] = {
        (row.__dict__[layout.entity], row.__dict__["month"]): row.__dict__ for row in rows
    }
    blank = {**layout.blank, layout.entity: of.entity_id, "name": name}
    found = []
    for month, issue in months:
        here = {m.entity_id: figures.get((m.entity_id, month)) for m in of.members}
        found.append(layout.row(of, month, issue, here, blank, month < first))
    return found


class _Layout:
    """The columns of a panel with one row a month and entity."""

    def __init__(self, model: type[Row]) -> None:
        fact = tables()[model.table.panel_of]
        self.model, self.entity = model, str(entity_column(fact))
        self.measures = [(m.name, m.column.adds, _limit(m)) for m in measure_fields(model)]
        self.names = names = [name for name, _, _ in self.measures]
        of_fact = {m.name: _limit(m) for m in measure_fields(fact)}
        self.fits = all(of_fact[name] <= limit for name, _, limit in self.measures)
        self.printed = itemgetter(*names, names[0])  # a tuple also where there is but one name
        self.blank: Values = dict.fromkeys(field.name for field in fields_of(model))

    def row(
        self, of: Chain, month: dt.date, issue: str | None, rows: Mapping[str, Values | None],
        blank: Values, before_first: bool,
    ) -> Row:  # fmt: skip
        """A row of a chain.

        Args:
            rows: what its members print of the month.
            blank: the values of all rows of the chain; all others are None there.
        """
        here = [row for row in rows.values() if row is not None]
        needed = sum(m.lives(month) or rows[m.entity_id] is not None for m in of.members)
        whole = bool(here) and len(here) == needed
        values = {
            **blank,
            "month": month,
            "status": "reported" if whole
            else _status(of, month, issue, before_first, bool(here)),
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


@cache
def _layout_of(model: type[Row]) -> _Layout:
    return _Layout(model)


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
