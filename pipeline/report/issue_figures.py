"""The figures that an issue feeds the dataset with, as its page numbers them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.model.dataset import Dataset
from pipeline.model.row_digest import digest_of, plain_columns
from schemas.base import fields_of
from schemas.issues import Issue
from schemas.quality import Observation

Address = tuple[str, dt.date | None, str, str]
"""A `FigureKey`, or a tuple that is equal to one."""

_NAMES = tuple(field.name for field in fields_of(Observation))
_ADDRESS = ("table_name", "month", "entity_id", "measure")


@dataclass(frozen=True)
class IssueFigures:
    """The figures of an issue.

    Attributes:
        seen: their observations, in reading order.
        addresses: what each of them is a figure of.
        places: the number of each on the page of the issue, from 1; of a figure that is printed
            twice, that of the first.
        digest: hash of all that the observations say, and of their order.
        order: hash of what they are figures of, in their order; it decides their numbers.
    """

    seen: Sequence[Observation]
    addresses: Sequence[Address]
    places: Mapping[Address, int]
    digest: str
    order: str


NO_FIGURES = IssueFigures((), (), {}, "", "")


def issue_figures(dataset: Dataset, issues: Iterable[Issue]) -> dict[str, IssueFigures]:
    """The figures of each issue, by its id; the order of the observations decides nothing."""
    feeding = {issue.issue_id: issue.source_sha256 for issue in issues}
    found: dict[str, list[Observation]] = {issue_id: [] for issue_id in feeding}
    for seen in dataset.of_type(Observation):
        cells = seen.__dict__
        if feeding.get(cells["issue_id"]) == cells["source_sha256"]:
            found[cells["issue_id"]].append(seen)
    return {issue_id: _arranged(them) for issue_id, them in found.items()}


def _arranged(them: Sequence[Observation]) -> IssueFigures:
    plain = plain_columns(them)
    of = dict(zip(_NAMES, plain, strict=False))  # without any figure there is no column
    order = _reading_order(of) if them else []
    cells = [them[at].__dict__ for at in order]
    addresses: list[Address] = [
        (one["table_name"], one["month"], one["entity_id"], one["measure"]) for one in cells
    ]
    last_to_first = zip(reversed(addresses), range(len(them), 0, -1), strict=True)
    return IssueFigures(
        [them[at] for at in order], addresses, dict(last_to_first),
        digest=digest_of([plain, order]),
        order=digest_of([[of.get(name) for name in _ADDRESS], order]),
    )  # fmt: skip


def _reading_order(of: Mapping[str, list[Any]]) -> list[int]:
    """Rows by the place on paper; what is printed at one place, by its key."""
    page, top, x0, month = (
        [value or 0 for value in of[name]] for name in ("page", "top", "x0", "month")
    )
    keys = list(zip(
        page, top, x0, of["measure"], of["entity_id"], of["table_name"], month, of["occurrence"],
        strict=True,
    ))  # fmt: skip
    return sorted(range(len(keys)), key=keys.__getitem__)
