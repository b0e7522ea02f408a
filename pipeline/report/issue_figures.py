"""The figures that an issue feeds the dataset with, as its page numbers them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from pipeline.model.dataset import Dataset
from pipeline.model.row_digest import digest_of, plain_columns
from schemas.base import fields_of
from schemas.issues import Issue
from schemas.quality import Observation

Address = tuple[str, dt.date | None, str, str]
"""A `FigureKey`, or a tuple that is equal to one."""
PlainAddress = tuple[str, int | None, str, str]
"""The same with the month as `digest_of` takes it."""

_NAMES = tuple(field.name for field in fields_of(Observation))
_ADDRESS = ("table_name", "month", "entity_id", "measure")
_PLACE = ("page", "top", "x0", "occurrence", *_ADDRESS)
_STATUS = "status"


class IssueFigures:
    """The figures of an issue.

    What has to be known of every issue are hashes, so that figures are put into the order of their
    page only where something of it has changed.

    Args:
        rows: their observations.
        columns: the values of these by column, as types that `digest_of` takes.
    """

    def __init__(self, rows: Sequence[Observation], columns: Mapping[str, list[Any]]) -> None:
        self._rows, self._columns = rows, columns

    def __len__(self) -> int:
        return len(self._rows)

    @cached_property
    def printed(self) -> str:
        """Hash of all that the observations say, their status apart, and of their order."""
        return digest_of([them for name, them in self._columns.items() if name != _STATUS])

    @cached_property
    def digest(self) -> str:
        """Hash of all that the observations say, and of their order."""
        return digest_of([self.printed, self._columns.get(_STATUS)])

    @cached_property
    def order(self) -> str:
        """Hash of all that decides the number of each figure."""
        return digest_of([self._columns.get(name) for name in _PLACE])

    @property
    def entities(self) -> set[str]:
        """What they are figures of."""
        return {*self._columns.get("entity_id", ())}

    def among(self, addresses: Mapping[PlainAddress, Address]) -> list[Address]:
        """Those of some addresses of which one of them is a figure."""
        of = self._columns
        mine = zip(*(of.get(name, ()) for name in _ADDRESS), strict=True)
        return [addresses[one] for one in addresses.keys() & {*mine}]

    @cached_property
    def seen(self) -> list[Observation]:
        """Their observations, in reading order."""
        return [self._rows[at] for at in self._reading_order()]

    @cached_property
    def addresses(self) -> list[Address]:
        """What each of them is a figure of."""
        cells = [one.__dict__ for one in self.seen]
        return [
            (one["table_name"], one["month"], one["entity_id"], one["measure"]) for one in cells
        ]

    @cached_property
    def places(self) -> Mapping[Address, int]:
        """The number of each on the page of the issue, from 1; of one printed twice, the first."""
        numbers = range(len(self), 0, -1)
        return dict(zip(reversed(self.addresses), numbers, strict=True))

    def _reading_order(self) -> list[int]:
        """Rows by the place on paper; what is printed at one place, by its key."""
        if not self._rows:
            return []
        of = self._columns
        page, top, x0, month = (
            [value or 0 for value in of[name]] for name in ("page", "top", "x0", "month")
        )
        keys = list(zip(
            page, top, x0, of["measure"], of["entity_id"], of["table_name"], month,
            of["occurrence"], strict=True,
        ))  # fmt: skip
        return sorted(range(len(keys)), key=keys.__getitem__)


NO_FIGURES = IssueFigures((), {})


def issue_figures(dataset: Dataset, issues: Iterable[Issue]) -> dict[str, IssueFigures]:
    """The figures of each issue, by its id; the order of the observations decides nothing."""
    feeding = {issue.issue_id: issue.source_sha256 for issue in issues}
    found: dict[str, list[Observation]] = {issue_id: [] for issue_id in feeding}
    for seen in dataset.of_type(Observation):
        cells = seen.__dict__
        if feeding.get(cells["issue_id"]) == cells["source_sha256"]:
            found[cells["issue_id"]].append(seen)
    return {issue_id: _figures_of(them) for issue_id, them in found.items()}


def _figures_of(them: Sequence[Observation]) -> IssueFigures:
    if not them:  # without any figure there is no column
        return NO_FIGURES
    return IssueFigures(them, dict(zip(_NAMES, plain_columns(them), strict=True)))
