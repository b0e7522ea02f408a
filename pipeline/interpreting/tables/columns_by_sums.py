"""What a column means, found from its figures: which is the total, and which belong to its sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.interpreting.collect import exact_sum
from pipeline.interpreting.tables.columns_by_content import like_first
from pipeline.interpreting.tables.headers import Field, Layout
from pipeline.interpreting.tables.measures import Measure, measures_of
from pipeline.interpreting.tables.recognise import Claim
from pipeline.interpreting.text.likeness import Match, best_match, likeness
from pipeline.interpreting.text.numbers import read_number
from pipeline.interpreting.text.total_labels import is_total_label
from pipeline.model.message import Message
from schemas.base import Row
from schemas.relations import RowSum

_ENOUGH_ROWS = 5
_DOUBTFUL = 0.2
# So many rows in which the sum does not hold, but a figure is doubtful, for each in which it holds.
# A column that the row sums prove to be one of the parts needs less likeness to say which.
_LIKE_ENOUGH = 45
_MARGIN = 10


def settle_sums(claim: Claim, fed: Mapping[str, Decimal]) -> Claim:
    """The claim with columns found by arithmetic, where no header named them.

    A column that adds up to what the month's channels feed into a field is that field.
    A column is the total where it is the sum of the others in every row that can be checked,
    and more than a few can. A column without which the sums do not hold is one of the parts;
    which one, its header must resemble more than for any other part that is left. Last, a header
    that could mean a field and others is taken for it where no column prints the field.

    Args:
        fed: sums of the month's channels by the field of this table that they feed.
    """
    relation = next((r for r in claim.model.table.relations if isinstance(r, RowSum)), None)
    first, *others = claim.layouts
    if not first.unknown:
        return claim
    if relation is not None:
        columns = _Columns(claim)
        first = _with_total(columns, first, relation)
        first = _with_parts(columns, _with_fed(columns, first, fed), relation)
    first = _with_near(first, claim.model)
    return replace(claim, layouts=(first, *(like_first(x, first) for x in others)))


class _Columns:
    """The figures of a table by column, total rows left out.

    Of columns that are printed again side by side, each group's rows are rows of the first.
    """

    def __init__(self, claim: Claim) -> None:
        self.model: type[Row] = claim.model
        grid = claim.table.grid()[claim.table.header_rows :]
        groups = [sorted(layout.headers) for layout in claim.layouts]
        rows = [
            {home: row[c] for home, c in zip(groups[0], group, strict=True)}
            for group in groups
            for row in grid
        ]
        self.rows = [
            row
            for row in rows
            if not any(c is not None and is_total_label(c.text) for c in row.values())
        ]

    def adds_up(self, total: int, parts: Sequence[int]) -> bool:
        """Is `total` the sum of `parts` in every row, and are there enough rows to decide?

        A row with a doubtful or unreadable figure decides nothing: it may be misread.
        """
        checked = doubtful = 0
        for number in range(len(self.rows)):
            whole = self._value(number, total)
            values = [self._value(number, c) for c in parts]
            if whole is None or not any(values):
                continue
            if exact_sum(values) == whole:
                checked += 1
            elif self._is_doubtful(number, [total, *parts]):
                doubtful += 1
            else:
                return False
        return checked >= _ENOUGH_ROWS and doubtful <= _DOUBTFUL * checked

    def _is_doubtful(self, row: int, columns: Sequence[int]) -> bool:
        cells = (self.rows[row][c] for c in columns)
        return any(cell is not None and (cell.doubt or _unsure(cell.text)) for cell in cells)

    def sum_of(self, column: int) -> Decimal:
        """Sum of a column."""
        return exact_sum(self._value(number, column) for number in range(len(self.rows)))

    def _value(self, row: int, column: int) -> Decimal | None:
        cell = self.rows[row][column]
        return read_number(cell.text).value if cell is not None else None


def _unsure(text: str) -> bool:
    number = read_number(text)
    return number.kind == "unreadable" or bool(number.doubt)


def _with_total(columns: _Columns, layout: Layout, relation: RowSum) -> Layout:
    if _column(layout, relation.total) is not None:
        return layout
    parts = _parts(layout, relation)
    fits = []
    for column in layout.unknown:
        others = [c for c in layout.unknown if c != column]
        sets = [parts, [*parts, *others], *([*parts, other] for other in others)]
        if parts and any(len(s) >= 2 and columns.adds_up(column, s) for s in sets):
            fits.append(column)
    if len(fits) != 1:
        return layout
    return _given(columns.model, layout, fits[0], relation.total, Message("sum_of_columns"))


def _with_fed(columns: _Columns, layout: Layout, fed: Mapping[str, Decimal]) -> Layout:
    for name, value in fed.items():
        fits = [c for c in layout.unknown if columns.sum_of(c) == value and value]
        if len(fits) == 1 and _column(layout, name) is None:
            layout = _given(columns.model, layout, fits[0], name, Message("sum_of_its_channels"))
    return layout


def _with_parts(columns: _Columns, layout: Layout, relation: RowSum) -> Layout:
    total = _column(layout, relation.total)
    known = _parts(layout, relation)
    if total is None or not layout.unknown or columns.adds_up(total, known):
        return layout
    if not columns.adds_up(total, [*known, *layout.unknown]):
        return layout
    for column in layout.unknown:
        name = _nearest(columns.model, layout, column, relation)
        if name is not None:
            layout = _given(columns.model, layout, column, name, Message("part_of_sum"))
    return layout


def _with_near(layout: Layout, model: type[Row]) -> Layout:
    """With the columns whose header could mean a field that no other column prints."""
    for column in layout.unknown:
        left = {m.name: m.near for m in measures_of(model) if _column(layout, m.name) is None}
        match = best_match(layout.headers[column].leaf, left)
        if match is not None and column not in layout.ambiguous:
            layout = _given(model, layout, column, match.target, match.label, match.score)
    return layout


def _nearest(model: type[Row], layout: Layout, column: int, relation: RowSum) -> str | None:
    """The part that is left and that the header names best."""
    left = [m for m in measures_of(model) if m.name in relation.parts]
    left = [m for m in left if _column(layout, m.name) is None]
    leaf = layout.headers[column].leaf
    ranked = sorted((max(likeness(leaf, h) for h in m.headers), m.name) for m in left)[::-1]
    if not ranked or ranked[0][0] < _LIKE_ENOUGH:
        return None
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _MARGIN:
        return None
    return ranked[0][1]


def _parts(layout: Layout, relation: RowSum) -> list[int]:
    return [c for c, found in layout.measure_columns().items() if found[0].name in relation.parts]


def _column(layout: Layout, measure: str) -> int | None:
    found = layout.measure_columns().items()
    return next((c for c, measures in found if measures[0].name == measure), None)


def _given(
    model: type[Row], layout: Layout, column: int, name: str, why: str, score: int = 90
) -> Layout:
    measure: Measure = next(m for m in measures_of(model) if m.name == name)
    target = Field("measure", (measure,))
    return replace(
        layout,
        fields=dict(sorted({**layout.fields, column: target}.items())),
        likely={**layout.likely, column: Match(target, why, min(score, 90))},
        unknown=tuple(c for c in layout.unknown if c != column),
    )
