"""The suspect cells, in words and as findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from pipeline.model.dataset import Dataset
from pipeline.model.figure import FigureKey
from pipeline.model.findings import Mend, finding
from pipeline.model.kept_results import as_before, taken
from pipeline.model.message import Message, listed, together
from pipeline.quality import words
from pipeline.quality.arithmetic import Number
from pipeline.quality.cells import TOTALS, Cells, place
from pipeline.quality.locate.digits import slip_to
from pipeline.quality.locate.equations import (
    Equation,
    MakeEquations,
    Sum,
    equations_of,
    rows_by_month,
)
from pipeline.quality.locate.evidence import Reports, is_nearer, usual_around
from pipeline.quality.locate.wrong_cell import Suspect, locate
from schemas.base import fields_of
from schemas.catalog import tables
from schemas.dimensions import Channel
from schemas.quality import Finding


@dataclass(frozen=True)
class Suspects:
    """Every cell of a dataset that is probably wrong, because several sums imply another figure.

    Attributes:
        by_sum: the suspects among the cells of each sum.
        hints: other reasons for the implied figure of a cell, in words.
    """

    by_sum: Mapping[Sum, list[Suspect]] = field(default_factory=dict)
    hints: Mapping[FigureKey, str] = field(default_factory=dict)

    def of(self, broken: Sum) -> Suspect | None:
        """The one cell by which a broken sum, with others, is explained."""
        return next((one for one in self.by_sum.get(broken, ()) if one.readable), None)

    def unread(self, open_: Sum) -> Suspect | None:
        """The one cell that could not be read and whose figure follows from a sum."""
        found = [one for one in self.by_sum.get(open_, ()) if not one.readable]
        return found[0] if len(found) == 1 else None

    def __iter__(self) -> Iterator[Suspect]:
        """Each suspect once."""
        found = {one.cell: one for ones in self.by_sum.values() for one in ones}
        yield from found.values()


class Hint(NamedTuple):
    """What to add to the message of a sum, and the same as data."""

    text: str = ""
    mend: Mend | None = None


def suspects_of(dataset: Dataset, cells: Cells, make: MakeEquations) -> Suspects:
    """Compare the sums of every month."""
    unread: dict[dt.date | None, list[FigureKey]] = {}
    for key in cells.unread:
        unread.setdefault(key.month, []).append(key)
    feeds = {channel.channel_id: channel.feeds for channel in dataset.of_type(Channel)}
    known = cells.naming, as_before("feeds", feeds), make
    by_sum: dict[Sum, list[Suspect]] = {}
    hints: dict[FigureKey, str] = {}
    reports = Reports(dataset)
    for date, rows in rows_by_month(dataset).items():
        for one in taken(_suspects_in, (*known, *rows), date, tuple(unread.get(date, ()))):
            for equation in one.equations:
                by_sum.setdefault(equation.sum, []).append(one)
            hints[one.cell] = taken(_hint, (one, *reports.of(one.cell)))
    return Suspects(by_sum, hints)


def _suspects_in(
    same: Sequence[Any], date: dt.date, unread: tuple[FigureKey, ...]
) -> list[Suspect]:  # fmt: skip
    """Args: same: naming, feeds and what makes equations; then the rows of the month."""
    naming, feeds, make, *rows = same
    return locate(equations_of(rows, date, naming, feeds, make), unread, _plausible)


def suspect_hint(suspects: Suspects, broken: Sum, cells: Cells) -> Hint:
    """Of a broken sum: the one cell that is wrong, where other sums imply it too."""
    one = suspects.of(broken)
    if one is None:
        return Hint()
    others = [e for e in one.equations if e.sum != broken]
    text = Message(
        "suspect_cell", cell=named(one.cell, cells), printed=_printed(one),
        value=words.number(one.mended), others=titles(others), hint=suspects.hints[one.cell],
    )  # fmt: skip
    return Hint(text, mend_of(one))


def implied_value_hint(suspects: Suspects, open_: Sum, cells: Cells) -> Hint:
    """Of a sum that cannot be checked: the value with which it would hold."""
    one = suspects.unread(open_)
    if one is None:
        return Hint()
    count = len(one.equations)
    text = Message(
        "implied_value", cell=named(one.cell, cells), value=words.number(one.mended),
        hold=Message("it_holds") if count == 1 else Message("all_hold", count=count),
    )  # fmt: skip
    return Hint(text, mend_of(one))


def located_findings(
    suspects: Suspects, findings: Iterable[Finding], cells: Cells
) -> list[Finding]:
    """A finding at the box of every suspect cell that no broken sum of its own names already."""
    named_already = {FigureKey.of(one) for one in findings if one.mended is not None}
    return [
        _located(one, suspects, cells)
        for one in suspects
        if one.readable and _shown_as(one.cell) not in named_already
    ]


def mend_of(one: Suspect) -> Mend:
    """The cell and its mended figure as a finding carries them."""
    table, _, entity_id, measure = one.cell
    return Mend(table, entity_id, measure, words.digits(one.mended) or "")


def named(cell: FigureKey, cells: Cells, *, first: bool = False) -> Message:
    """电话预约 (phone) of 甲医院, or the printed total of 电话预约 (phone).

    Args:
        first: does a sentence begin with it?
    """
    table, _, of, measure = cell
    if table == TOTALS:
        code = "total_named_first" if first else "total_named"
        return Message(code, label=cells.label(of, measure), measure=f"{of}.{measure}")
    label = Message("named", label=cells.label(table, measure), measure=measure)
    return Message("cell_of", column=label, name=cells.name(of)) if of else label


def _printed(one: Suspect) -> Message:
    if one.printed is None:
        return Message("no_figure")
    return Message("printed_as", value=words.number(one.printed))


def _located(one: Suspect, suspects: Suspects, cells: Cells) -> Finding:
    table, month, entity_id, measure = _shown_as(one.cell)
    seen = cells.of(one.cell)
    return finding(
        one.equations[0].sum.kind, "error",
        Message("suspect_alone", cell=named(one.cell, cells, first=True),
                month=words.month(month), printed=_printed(one), value=words.number(one.mended),
                sums=titles(one.equations), hint=suspects.hints[one.cell]),
        table_name=table, issue_id=seen[0].issue_id if seen else None, month=month,
        entity_id=entity_id or None, entity=cells.name(entity_id), measure=measure,
        expected=words.digits(one.mended), observed=words.digits(one.printed),
        place=place(seen), mend=mend_of(one),
    )  # fmt: skip


def _shown_as(cell: FigureKey) -> FigureKey:
    """The cell as findings name it: a printed total by the table and column that it sums."""
    table, month, entity_id, measure = cell
    return FigureKey(entity_id, month, "", measure) if table == TOTALS else cell


def titles(equations: Iterable[Equation]) -> str:
    """'the row of 甲医院 and the total of 电话预约'."""
    return listed([equation.title for equation in equations])


def _hint(same: Sequence[Any]) -> str:
    """Other reasons for the implied figure; '' where there are none.

    Args:
        same: the suspect, and the rows of its table and entity; none for a printed total.
    """
    one, *rows = same
    if one.printed is None:
        return ""
    reasons = [found] if (found := slip_to(one.printed, one.mended)) else []
    usual = usual_around(rows, one.cell)
    if usual is not None and is_nearer(one.mended, one.printed, usual):
        reasons.append(Message(
            "nearer_to_usual", value=words.number(one.mended), usual=words.number(round(usual)),
        ))  # fmt: skip
    return Message("reasons", reasons=together(reasons)) if reasons else ""


def _plausible(cell: FigureKey, value: Number) -> Number | None:
    """The figure in the type of its column, where it keeps the column's bounds."""
    table, _, of, measure = cell
    shown = of if table == TOTALS else table
    column = next(f for f in fields_of(tables()[shown]) if f.name == measure)
    low, high = column.minimum, column.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        return None
    if column.type is int:
        return int(value) if value == int(value) else None
    exact = Decimal(value)
    return exact if exact == round(exact, column.places or 0) else None
