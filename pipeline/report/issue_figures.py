"""The figures that an issue feeds the dataset with, as its page numbers them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from pipeline.model.kept_results import taken, taken_of_each
from pipeline.model.row_digest import digest_of
from pipeline.model.run_digests import RunDigests
from schemas.base import fields_of
from schemas.issues import Issue
from schemas.quality import Observation

Address = tuple[str, dt.date | None, str, str]
"""A `FigureKey`, or a tuple that is equal to one."""

Heading = tuple[str, dt.date | None]
"""A table and a month."""

Numbers = Mapping[tuple[str, dt.date | None, str], Mapping[str, int]]
"""The first number of each figure, by table, month and entity, then by measure."""

PLAIN = "reported"
"""The status of a figure that nothing more is said of."""

_PLACE = ("page", "top", "x0", "measure", "entity_id", "table_name", "month", "occurrence")
"""Columns that decide the number of a figure: the place on paper, then the key."""

_ISSUES = 64
"""Issues whose figures are put in order and hashed at a time, which takes a copy of them."""

_Numbers = np.ndarray[Any, np.dtype[np.int64]]


class Layout(NamedTuple):
    """Where the page of an issue shows its figures, by their numbers.

    Attributes:
        tables: the figures of each table and month, tables in the order in which they are printed.
        pages: those with a place on each page of the PDF.
        recognised: pages of the PDF on which figures were recognised in a picture.
        marked: figures of another status than `PLAIN`.
        again: the other numbers of figures that are printed more than once.
    """

    tables: Mapping[Heading, Sequence[int]]
    pages: Mapping[int | None, Sequence[int]]
    recognised: frozenset[int | None]
    marked: Sequence[int]
    again: Mapping[Address, Sequence[int]]


class IssueFigures:
    """The figures of an issue.

    What has to be known of every issue are hashes, so that figures are put into the order of their
    page only where something of it has changed.

    Args:
        seen: makes their observations, in reading order.
        printed: hash of all that these say, their status apart, and of their order.
        status: hash of the status of each.
        order: hash of all that decides the number of each figure.
        entities: what they are figures of.
        headings: tables and months that they are figures of, in some order.
        count: how many there are.
    """

    def __init__(
        self, seen: Callable[[], Sequence[Observation]] = tuple, *, printed: str = "",
        status: str = "", order: str = "", entities: Iterable[str] = (),
        headings: Sequence[Heading] = (), count: int = 0,
    ) -> None:  # fmt: skip
        self._make, self._count = seen, count
        self.printed, self.order, self.headings = printed, order, headings
        self.digest = digest_of((printed, status))
        self.entities = frozenset(entities)

    def __len__(self) -> int:
        return self._count

    @cached_property
    def seen(self) -> Sequence[Observation]:
        """Their observations, in reading order."""
        return self._make()

    @property
    def layout(self) -> Layout:
        """Where the page shows them."""
        return taken(_layout, self.seen)

    def number(self, address: Address) -> int | None:
        """The number of a figure on the page, from 1; of one printed twice, the first."""
        table, month, entity_id, measure = address
        return self._numbers.get((table, month, entity_id), {}).get(measure)

    @cached_property
    def _numbers(self) -> Numbers:
        """By row, for those of all issues stay in memory."""
        return taken(_first_numbers, self.seen)


NO_FIGURES = IssueFigures()


def _first_numbers(same: Sequence[Observation]) -> Numbers:
    found: dict[tuple[str, dt.date | None, str], dict[str, int]] = {}
    for number, (table, month, entity_id, measure) in enumerate(_addresses(same), start=1):
        found.setdefault((table, month, entity_id), {}).setdefault(measure, number)
    return found


def _layout(same: Sequence[Observation]) -> Layout:
    tables: dict[Heading, list[int]] = defaultdict(list)
    pages: dict[int | None, list[int]] = defaultdict(list)
    recognised, marked, again, first = set(), [], defaultdict(list), set()
    for n, (one, address) in enumerate(zip(same, _addresses(same), strict=True), start=1):
        cells = one.__dict__
        tables[address[:2]].append(n)
        if cells["x0"] is not None:
            pages[cells["page"]].append(n)
        if cells["method"] == "ocr":
            recognised.add(cells["page"])
        if cells["status"] != PLAIN:
            marked.append(n)
        if address in first:
            again[address].append(n)
        first.add(address)
    return Layout(tables, pages, frozenset(recognised), marked, again)


def _addresses(seen: Iterable[Observation]) -> list[Address]:
    """What each of some observations is a figure of."""
    cells = [one.__dict__ for one in seen]
    return [(one["table_name"], one["month"], one["entity_id"], one["measure"]) for one in cells]


def lay_out_ahead(
    observations: Sequence[Observation], table: pa.Table, issues: Iterable[Issue]
) -> None:
    """Compute what the pages of issues need, before a run makes them; see `issue_figures`."""
    for figures in issue_figures(observations, table, issues).values():
        taken(_layout, figures.seen)
        taken(_first_numbers, figures.seen)


def issue_figures(
    observations: Sequence[Observation], table: pa.Table, issues: Iterable[Issue]
) -> dict[str, IssueFigures]:
    """The figures of each issue, by its id.

    Args:
        observations: of the whole dataset, in the order of their key.
        table: the same as columns, in the same order.
    """
    feeding = {issue.issue_id: issue.source_sha256 for issue in issues}
    of = _ByIssue(observations, table, feeding)
    found = zip(of.ids, taken_of_each(of.figures, of.observations), strict=True)
    return dict.fromkeys(feeding, NO_FIGURES) | dict(found)


class _ByIssue:
    """The observations that feed issues, those of an issue next to each other.

    Args:
        observations: of the whole dataset, in the order of their key.
        table: the same as columns, in the same order.
        feeding: hash of the PDF that each issue comes from, by the id of the issue.
    """

    def __init__(
        self, observations: Sequence[Observation], table: pa.Table, feeding: Mapping[str, str]
    ) -> None:
        ids, issue = _coded(table, "issue_id")
        hashes, source = _coded(table, "source_sha256")
        numbers = {sha256: number for number, sha256 in enumerate(hashes)}
        wanted = np.array([numbers.get(feeding.get(id_, ""), -1) for id_ in ids], np.int64)
        chosen = np.flatnonzero(wanted[issue] == source) if len(issue) else issue
        chosen = chosen[np.argsort(issue[chosen], kind="stable")]
        bounds = np.searchsorted(issue[chosen], np.arange(len(ids) + 1)).tolist()
        runs = [
            (id_, run) for id_, run in zip(ids, pairwise(bounds), strict=False) if run[1] > run[0]
        ]
        self.ids = [id_ for id_, _ in runs]
        self._rows = [chosen[first:end] for _, (first, end) in runs]
        self._table = table
        self.observations = [[observations[at] for at in of.tolist()] for of in self._rows]

    def figures(self, numbers: Sequence[int]) -> list[IssueFigures]:
        """Those of some of the issues, by their place in `ids`."""
        found: list[IssueFigures] = []
        for start in range(0, len(numbers), _ISSUES):
            found += self._some(numbers[start : start + _ISSUES])
        return found

    def _some(self, numbers: Sequence[int]) -> Iterator[IssueFigures]:
        rows = [self._rows[number] for number in numbers]
        ends = np.cumsum([len(of) for of in rows])
        table = self._table.take(pa.array(np.concatenate(rows)))
        order = _in_reading_order(table, np.repeat(np.arange(len(rows)), [len(of) for of in rows]))
        figures = _figures_of_runs(table.take(pa.array(order)))
        for number, first, end in zip(numbers, [0, *ends.tolist()], ends.tolist(), strict=False):
            yield figures(
                first, end, self.observations[number], (order[first:end] - first).tolist()
            )


def _figures_of_runs(table: pa.Table) -> Callable[..., IssueFigures]:
    """What makes the figures of a run of rows of a table, of its observations and their order."""
    fields = fields_of(Observation)
    printed = RunDigests((f for f in fields if f.name != "status"), table)
    status = RunDigests((f for f in fields if f.name == "status"), table)
    place = RunDigests((f for f in fields if f.name in _PLACE), table)
    entities, entity = _coded(table, "entity_id")
    names, name = _coded(table, "table_name")
    months, month = _coded(table, "month")

    def figures(
        first: int, end: int, seen: Sequence[Observation], order: Sequence[int]
    ) -> IssueFigures:
        run = slice(first, end)
        pairs = {*zip(name[run].tolist(), month[run].tolist(), strict=True)}
        return IssueFigures(
            lambda: [seen[at] for at in order],
            printed=printed.of(first, end), status=status.of(first, end),
            order=place.of(first, end), count=end - first,
            entities=(entities[at] for at in sorted(set(entity[run].tolist()))),
            headings=[(names[table_], months[month_]) for table_, month_ in sorted(pairs)],
        )  # fmt: skip

    return figures


def _coded(table: pa.Table, name: str) -> tuple[list[Any], _Numbers]:
    """The values of a column, each once, None last; and the number of that of each row."""
    column = table[name].combine_chunks().dictionary_encode()
    values = [*column.dictionary.to_pylist(), None]
    return values, column.indices.fill_null(len(values) - 1).to_numpy().astype(np.int64)


def _in_reading_order(table: pa.Table, first: _Numbers) -> _Numbers:
    """The rows by `first`, then by the place on paper; those at one place by their key."""
    keys = [first, *(_ranks(table, name) for name in _PLACE)]
    return np.lexsort(keys[::-1])


def _ranks(table: pa.Table, name: str) -> np.ndarray[Any, Any]:
    """Numbers in the order of the values of a column; no value counts as 0, or comes first."""
    column = table[name].combine_chunks()
    if not pa.types.is_string(column.type):
        return np.asarray(column.cast(pa.int32()) if pa.types.is_date(column.type) else column)
    values, number = _coded(table, name)
    ranks = np.empty(len(values), np.int64)
    ranks[sorted(range(len(values) - 1), key=values.__getitem__)] = np.arange(1, len(values))
    ranks[-1] = 0
    return ranks[number]
