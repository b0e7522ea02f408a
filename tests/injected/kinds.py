"""Faults of every kind, drawn from an issue: what is altered, and which cell is then wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from pipeline.quality.checks.days_of_month import days_in
from schemas.base import entity_column
from schemas.catalog import tables
from schemas.quality import Observation
from schemas.relations import AtMost, DaysOfMonth, NeverFalls, PrintedOrder, RowSum
from tests.injected import figures, paper
from tests.injected.corpus import Corpus, Page
from tests.injected.paper import Alter, Spot

TOTALS = "reported_totals"
LONG = 12
"""Reports of a series from which its history is held to tell a fault."""
_TRIES = 40


@dataclass(frozen=True)
class Cell:
    """A figure of the dataset; a row where `measure` is None."""

    table: str
    entity: str
    measure: str | None


@dataclass(frozen=True)
class Fault:
    """One fault in one issue.

    Attributes:
        kind: name of the kind.
        issue_id, month: where.
        cells: the figures that are wrong.
        alter: puts it into the issue's reading.
    """

    kind: str
    issue_id: str
    month: dt.date
    cells: tuple[Cell, ...]
    alter: Alter


Draw = Callable[[Corpus, Page, Random], Fault | None]


def draw(kind: str, corpus: Corpus, page: Page, chance: Random) -> Fault | None:
    """A fault of this kind in this issue; None where the issue has no place for one."""
    for _ in range(_TRIES):
        fault = KINDS[kind](corpus, page, chance)
        if fault is not None and fault.alter(page.reading) is not page.reading:
            return Fault(kind, fault.issue_id, fault.month, fault.cells, fault.alter)
    return None


def _slip(slip: figures.Slip, wanted: Callable[[Observation], bool]) -> Draw:
    """One figure of a long series, slipped."""

    def drawn(corpus: Corpus, page: Page, chance: Random) -> Fault | None:
        seen = _some(corpus, page, chance, wanted)
        return None if seen is None else _rewritten(page, seen, slip, chance)

    return drawn


def _some(
    corpus: Corpus, page: Page, chance: Random, wanted: Callable[[Observation], bool]
) -> Observation | None:
    """A figure; every column of every table is as likely as the others."""
    columns: dict[tuple[str, str], list[Observation]] = {}
    for seen in page.figures:
        key = (seen.table_name, seen.entity_id, seen.measure)
        if wanted(seen) and corpus.reports[key] >= LONG:
            columns.setdefault((seen.table_name, seen.measure), []).append(seen)
    return chance.choice(columns[chance.choice(sorted(columns))]) if columns else None


def _rewritten(
    page: Page, seen: Observation, slip: figures.Slip, chance: Random
) -> Fault | None:  # fmt: skip
    wrong = figures.slipped(seen.printed, slip, chance)
    alter = None if wrong is None else _writing(page, seen, wrong)
    return None if alter is None else _fault(page, [seen], alter)


def _writing(page: Page, seen: Observation, text: str) -> Alter | None:
    spot = page.spot(seen)
    if spot is None:
        return lambda reading: paper.write_in_text(reading, seen, text) or reading
    if paper.text_at(page.reading, spot) is None:
        return None
    return lambda reading: paper.write(reading, spot, text)


def _fault(page: Page, wrong: Sequence[Observation], alter: Alter) -> Fault:
    month = wrong[0].month
    assert month is not None
    return Fault("", page.issue_id, month, tuple(cell_of(seen) for seen in wrong), alter)


def cell_of(seen: Observation) -> Cell:
    """Of a printed total: the column that it sums."""
    if seen.table_name == TOTALS:
        return Cell(seen.entity_id, "", seen.measure)
    return Cell(seen.table_name, seen.entity_id, seen.measure)


def _in_series(seen: Observation) -> bool:
    model = tables().get(seen.table_name)
    return model is not None and model.table.kind == "fact" and (
        seen.table_name not in (TOTALS, "issues", "articles")
        and seen.measure not in _bounded(seen.table_name)
        and any(f == seen.measure for f in model.model_fields)
    )  # fmt: skip


def _bounded(table: str) -> set[str]:
    out: set[str] = set()
    for relation in tables()[table].table.relations:
        if isinstance(relation, DaysOfMonth):
            out.add(relation.measure)
        elif isinstance(relation, AtMost):
            out |= {relation.measure, relation.bound}
    return out


def _in_relation(kind: type, *, part: bool = False) -> Callable[[Observation], bool]:
    def wanted(seen: Observation) -> bool:
        model = tables().get(seen.table_name)
        for relation in model.table.relations if model else ():
            measured: Any = relation
            if isinstance(relation, kind):
                named = measured.parts if part else (measured.measure,)
                if seen.measure in named:
                    return True
        return False

    return wanted


def _money(seen: Observation) -> bool:
    return _in_series(seen) and seen.measure.endswith("_cny")


def _total(_: Corpus, page: Page, chance: Random) -> Fault | None:
    totals = [seen for seen in page.figures if seen.table_name == TOTALS]
    if not totals:
        return None
    return _rewritten(page, chance.choice(totals), figures.other_digit, chance)


def _swapped(along: str) -> Draw:
    """The texts of two neighbouring cells exchanged."""

    def drawn(corpus: Corpus, page: Page, chance: Random) -> Fault | None:
        seen = _some(corpus, page, chance, _in_series)
        spot = None if seen is None else page.spot(seen)
        if seen is None or spot is None:
            return None
        step = chance.choice((-1, 1))
        there = (
            Spot(spot.table, spot.row + step, spot.col) if along == "column"
            else Spot(spot.table, spot.row, spot.col + step)
        )  # fmt: skip
        other = next((o for o in page.figures if _in_series(o)
                      and page.spot(o) == there), None)  # fmt: skip
        if other is None or other.value == seen.value:
            return None
        mine, theirs = paper.text_at(page.reading, spot), paper.text_at(page.reading, there)
        if mine is None or theirs is None or mine == theirs:
            return None
        return _fault(page, [seen, other], lambda reading: paper.write(
            paper.write(reading, spot, theirs), there, mine))  # fmt: skip

    return drawn


def _falls(corpus: Corpus, page: Page, chance: Random) -> Fault | None:
    """A cumulative figure, less than that of the issue before."""
    seen = _some(corpus, page, chance, _in_relation(NeverFalls))
    before = corpus.pages[max(corpus.pages.index(page) - 1, 0)]
    if seen is None or before is page:
        return None
    earlier = [o for o in before.figures
               if (o.table_name, o.measure) == (seen.table_name, seen.measure)]  # fmt: skip
    if not earlier or earlier[0].unit_printed != seen.unit_printed:
        return None
    last = Decimal(earlier[0].printed.replace(",", ""))
    less = (last * chance.randrange(90, 100) / 100).quantize(last)
    alter = _writing(page, seen, str(less))
    return None if alter is None or less == last else _fault(page, [seen], alter)


def _row(corpus: Corpus, page: Page, chance: Random,
         wanted: Callable[[Observation], bool]) -> tuple[Observation, Spot] | None:  # fmt: skip
    seen = _some(corpus, page, chance, wanted)
    spot = None if seen is None else page.spot(seen)
    if seen is None or spot is None:
        return None
    plain = paper.plain_row(page.reading.tables[spot.table], spot.row)
    return (seen, spot) if plain else None


def _has_entity(seen: Observation) -> bool:
    return _in_series(seen) and bool(seen.entity_id)


def _row_fault(page: Page, seen: Observation, alter: Alter) -> Fault:
    assert seen.month is not None
    return Fault("", page.issue_id, seen.month,
                 (Cell(seen.table_name, seen.entity_id, None),), alter)  # fmt: skip


def _removed(corpus: Corpus, page: Page, chance: Random) -> Fault | None:
    found = _row(corpus, page, chance, _has_entity)
    if found is None or page is corpus.pages[0]:
        return None
    seen, spot = found
    return _row_fault(page, seen, lambda r: paper.drop_row(r, spot.table, spot.row))


def _repeated(corpus: Corpus, page: Page, chance: Random) -> Fault | None:
    found = _row(corpus, page, chance, _has_entity)
    if found is None:
        return None
    seen, spot = found
    return _row_fault(page, seen, lambda r: paper.repeat_row(r, spot.table, spot.row))


def _moved(corpus: Corpus, page: Page, chance: Random) -> Fault | None:
    """A row that stands some places off; its serial number is that of its new place."""
    found = _row(corpus, page, chance, _in_relation(PrintedOrder))
    if found is None:
        return None
    seen, spot = found
    table = page.reading.tables[spot.table]
    to = spot.row + chance.choice((-4, -3, -2, 2, 3, 4))
    rows = range(min(spot.row, to), max(spot.row, to) + 1)
    if not all(table.header_rows <= r < table.rows and paper.plain_row(table, r) for r in rows):
        return None
    figures_between = [
        o for o in page.figures if o.measure == seen.measure
        and (at := page.spot(o)) and at.table == spot.table and at.row in rows
    ]  # fmt: skip
    if len({o.value for o in figures_between}) < len(rows):
        return None
    stay = (
        [0] if (paper.text_at(page.reading, Spot(spot.table, spot.row, 0)) or "").isdigit() else []
    )
    return _fault(page, [seen], lambda r: paper.move_row(r, spot.table, spot.row, to, stay))


def _too_many_days(corpus: Corpus, page: Page, chance: Random) -> Fault | None:
    seen = _some(corpus, page, chance, _in_relation(DaysOfMonth))
    if seen is None or seen.month is None:
        return None
    alter = _writing(page, seen, str(days_in(seen.month) + chance.randrange(1, 20)))
    return None if alter is None else _fault(page, [seen], alter)


def _too_many_forms(corpus: Corpus, page: Page, chance: Random) -> Fault | None:
    seen = _some(corpus, page, chance, _in_relation(AtMost))
    if seen is None or "/" not in seen.printed:
        return None
    _, _, due = seen.printed.partition("/")
    if not due.strip().isdigit():
        return None
    alter = _writing(page, seen, f"{int(due) + chance.randrange(1, 9)}/{due}")
    return None if alter is None else _fault(page, [seen], alter)


def _channel(seen: Observation) -> bool:
    model = tables().get(seen.table_name)
    return model is not None and entity_column(model) == "channel_id" and _in_series(seen)


KINDS: dict[str, Draw] = {
    "times ten": _slip(figures.ten_times, _in_series),
    "a tenth": _slip(figures.tenth, _in_series),
    "decimal point of an amount": _slip(figures.point_moved, _money),
    "digit doubled": _slip(figures.doubled, _in_series),
    "digit dropped": _slip(figures.dropped, _in_series),
    "digits transposed": _slip(figures.transposed, _in_series),
    "swapped with the row beside": _swapped("column"),
    "swapped with the column beside": _swapped("row"),
    "wrong total": _total,
    "wrong part of a sum": _slip(figures.other_digit, _in_relation(RowSum, part=True)),
    "wrong channel": _slip(figures.other_digit, _channel),
    "cumulative figure falls": _falls,
    "order broken": _moved,
    "row removed": _removed,
    "row printed twice": _repeated,
    "more days than the month": _too_many_days,
    "more forms than due": _too_many_forms,
}
