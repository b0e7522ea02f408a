"""The columns of a printed table: their headers, and how they are laid out once understood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from math import prod

from pipeline.interpreting.tables.measures import Measure
from pipeline.interpreting.text.likeness import Match
from pipeline.interpreting.text.normalise import folded, tidy, without_marks
from pipeline.interpreting.text.units import Unit, unit_of, unit_of_header, without_unit
from pipeline.reading.model import Cell, Table

_OF_THE_MONTH = re.compile(r"^\(?(?:本|当)[月期]\)?|\((?:本|当)[月期]\)$")
"""What every figure is that no other word says otherwise of."""

_MOST_SPELLINGS = 256
"""A header in which more letters are unsure than make so many texts may say anything."""

POSITION = "position"
ENTITY = "entity"


@dataclass(frozen=True)
class Header:
    """The header of one column.

    Attributes:
        index: the column, from 0.
        path: folded texts without units, top row first, each once.
        printed: the texts as printed, joined by `/`.
        unit: unit that it states; None where it states none.
        others: paths that a recognised header may have as well, by the letters that are unsure.
    """

    index: int
    path: tuple[str, ...]
    printed: str
    unit: Unit | None
    others: tuple[tuple[str, ...], ...] = ()

    @property
    def leaf(self) -> str:
        return self.path[-1] if self.path else ""

    @property
    def above(self) -> str:
        return "".join(self.path[:-1])

    @property
    def joined(self) -> str:
        return "".join(self.path)


@dataclass(frozen=True)
class Field:
    """What a column is matched to: a position, the entity, or one or two measures."""

    role: str
    measures: tuple[Measure, ...] = ()

    @property
    def label(self) -> str:
        return "、".join(m.zh for m in self.measures) or self.role


@dataclass(frozen=True)
class Layout:
    """The columns of one group (a table may print several groups side by side), understood.

    Attributes:
        fields: column index to what it prints.
        likely: of those, the columns whose header is only like a known one, with the match.
        unknown: columns that no field claims.
        ambiguous: of those, the columns that two fields or two columns compete for.
        headers: all headers by column index.
        by_header: columns whose header is the known wording of their field.
    """

    fields: Mapping[int, Field]
    headers: Mapping[int, Header]
    likely: Mapping[int, Match[Field]] = field(default_factory=dict)
    unknown: tuple[int, ...] = ()
    ambiguous: tuple[int, ...] = ()
    by_header: frozenset[int] = frozenset()

    def column(self, role: str) -> int | None:
        """The column of a role (position, entity)."""
        return next((c for c, f in self.fields.items() if f.role == role), None)

    def title(self, column: int) -> str:
        """Printed header of a column; numbered where two print the same."""
        printed = self.headers[column].printed
        twins = [c for c, h in self.headers.items() if h.printed == printed and c <= column]
        if not printed:
            return f"#{column + 1}"
        return printed if len(twins) == 1 else f"{printed}#{len(twins)}"

    def measure_columns(self) -> dict[int, tuple[Measure, ...]]:
        return {c: f.measures for c, f in self.fields.items() if f.measures}


def headers_in(table: Table) -> list[Header]:
    """One header per column that holds anything."""
    grid = table.grid()
    out = []
    for index in range(table.cols):
        column = [grid[r][index] for r in range(table.rows)]
        if any(cell is not None and cell.text.strip() for cell in column):
            out.append(_header(index, column[: table.header_rows]))
    return out


def _header(index: int, cells: list[Cell | None]) -> Header:
    shown: list[Cell] = []
    last: Cell | None = None
    for cell in cells:
        if cell is not None and cell is not last and cell.text.strip():
            shown.append(cell)
        last = cell or last
    texts = [cell.text for cell in shown]
    path, unit = _path(texts)
    printed = "/".join(tidy(t) for t in dict.fromkeys(texts))
    others = {_path(other)[0] for other in _spellings(shown)} - {path}
    return Header(index, path, printed, unit, tuple(sorted(others)))


def _path(texts: Sequence[str]) -> tuple[tuple[str, ...], Unit | None]:
    """The folded texts of a header without units, and the unit that they state."""
    unit: Unit | None = None
    path: list[str] = []
    for text in texts:
        bare = without_marks(text)[0]
        own = unit_of(bare.strip("()（） "))
        stated = own if own and own.dimension != "count" else unit_of_header(bare)
        unit = stated or unit
        if own and path and own.printed not in _count_headers():
            unit = own
            continue
        path.append(_OF_THE_MONTH.sub("", without_unit(bare)))
    return tuple(text for text in path if text), unit


def _spellings(cells: Sequence[Cell]) -> Iterator[list[str]]:
    """What recognised cells may say by their unsure letters; nothing where all are sure."""
    if prod(len(may_be) for cell in cells for may_be in cell.letters) > _MOST_SPELLINGS:
        return
    texts = (
        ["".join(chosen) for chosen in product(*cell.letters)] if cell.letters else [cell.text]
        for cell in cells
    )
    yield from map(list, product(*texts))


def _count_headers() -> tuple[str, ...]:
    """Measure words that are headers of their own: 人次 under 门急诊信息."""
    return ("人次", "人数", "次", "件", "天", "天数")


@lru_cache(maxsize=4096)
def header_key(text: str) -> str:
    """A header text for comparing: folded, without unit and footnote marks."""
    return without_unit(folded(without_marks(text)[0]))
