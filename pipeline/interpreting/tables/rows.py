"""The rows of a claimed table: which cell is the name, which are figures, which row is a total."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.interpreting.collect import Figure
from pipeline.interpreting.tables.headers import ENTITY, POSITION, Layout, header_key
from pipeline.interpreting.tables.made_cell import MadeCell
from pipeline.interpreting.tables.recognise import Claim
from pipeline.interpreting.tables.sections import is_numbered
from pipeline.interpreting.text.numbers import read_number
from pipeline.interpreting.text.total_labels import (
    is_comparison_label,
    is_total_label,
    total_with_figure,
)
from pipeline.model.message import Message
from pipeline.model.place import Box, Place
from pipeline.model.vocabulary import COUNT_WORDS, MONEY_WORDS, NUMBERS_AS_NAMES, any_of
from pipeline.reading.model import Cell

_IN_BRACKETS = re.compile(r"[(\[【〔][^)\]】〕]*[)\]】〕]")
_FIGURES_IN_ROW = re.compile(
    rf"(?<=[^\d,.第])(\d[\d,.]*\d|\d)(?=\s|$|%|{any_of((*MONEY_WORDS, *COUNT_WORDS))})"
)

RecordKind = Literal["data", "total_row", "inline_total", "nameless", "heading"]

_WITHIN_LABEL = re.compile(r"[计数] ?[:：]? ?\d")
"""The end of the label of a total with its figure (合 | 计: 19342)."""


@dataclass(frozen=True)
class Record:
    """One row of one column group.

    Attributes:
        kind: a row of data; a total row; a merged cell that holds total and figure; figures
            without a name; a line across that only divides the table.
        layout: the columns of its group.
        name: cell of the name (or of the total's label).
        position: cell of the printed number of the row.
        cells: all other cells by column.
        order: printed order over all groups, from 1; data rows only.
    """

    kind: RecordKind
    layout: Layout
    name: Cell | None
    position: Cell | None
    cells: dict[int, Cell]
    order: int = 0


def records_of(claim: Claim) -> Iterator[Record]:
    """All rows of a table: the first column group from top to bottom, then the next."""
    groups = len(claim.layouts)
    rows = [_with_whole_total(row, groups) for row in claim.table.grid()[claim.table.header_rows :]]
    order = 0
    inline: set[tuple[int, int]] = set()
    for layout in claim.layouts:
        for row in rows:
            record = _record(row, layout)
            if record is None or _is_repeated_header(record, layout):
                continue
            if record.kind == "inline_total" and record.name is not None:
                place = (record.name.row, record.name.col)
                if place in inline:
                    continue
                inline.add(place)
            if record.kind == "data":
                order += 1
                record = Record(
                    record.kind, layout, record.name, record.position, record.cells, order
                )
            yield record


def torn_columns(records: Sequence[Record]) -> set[int]:
    """Columns in which many figures have a gap inside: two printed columns read as one."""
    filled: Counter[int] = Counter()
    torn: Counter[int] = Counter()
    for record in records:
        for column, cell in record.cells.items():
            if text := cell.text.strip():
                filled[column] += 1
                if " " in text:
                    torn[column] += is_torn(cell.text)
    return {c for c, count in torn.items() if count >= 3 and count * 3 > filled[c]}


def is_torn(text: str) -> bool:
    """Has a number a gap inside that does not separate thousands?"""
    if " " not in text.strip():
        return False
    number = read_number(text)
    return number.kind == "number" and bool(number.doubt)


def holds_figure(text: str) -> bool:
    """Does a text over a whole row end with figures or hold them one after the other?

    Not those in brackets, numbers that are names (12320), or those within words (第1组).
    """
    bare = _IN_BRACKETS.sub("", unicodedata.normalize("NFKC", text)).strip()
    return any(figure not in NUMBERS_AS_NAMES for figure in _FIGURES_IN_ROW.findall(bare))


def unshared(cell: Cell, figure: Figure, torn: Set[int]) -> Figure:
    """A figure in a cell over several rows or columns belongs to none of them alone.

    Neither is one a figure that a whole column prints with gaps: there, two columns are one.

    Args:
        torn: columns in which many figures have a gap inside, as `torn_columns` gives them.
    """
    gaps = cell.col in torn and is_torn(cell.text)
    if figure.value is None or (cell.row_span == 1 and cell.col_span == 1 and not gaps):
        return figure
    why = Message("cell_of_several", text=figure.printed)
    return replace(figure, value=None, status="flagged", doubt=why)


def _with_whole_total(row: Sequence[Cell | None], groups: int) -> list[Cell | None]:
    """The row; where it holds a label with a colon and one figure, both in one cell.

    A total across the columns (合计: 19342) may be parted at the blank behind its colon, a
    spread one (合　计　：19342) at each, and one in the middle of columns without rules within its
    label (合 | 计: 19342). Without a colon the figure is in a cell over all other columns, or is
    the only one below column groups side by side.
    """
    filled = list({(c.row, c.col): c for c in row if c is not None and c.text.strip()}.values())
    if len(filled) < 2:
        return list(row)
    *words, figure = filled
    label = "".join(c.text.strip() for c in words)
    if not label.endswith((":", "：")) and _is_total_across(row, filled, groups):
        label += ":"
    within = _WITHIN_LABEL.match(figure.text.strip()) and not is_total_label(label)
    if not (within or label.endswith((":", "："))) or any(c.isdigit() for c in label):
        return list(row)
    whole = label + figure.text.strip()
    if total_with_figure(whole) is None or not all(c.places for c in filled):
        return list(row)
    boxes = [c.places[0].box for c in filled]
    page = figure.places[0].page
    if any(c.places[0].page != page for c in filled):
        return list(row)
    box = Box(
        min(b.x0 for b in boxes), min(b.top for b in boxes),
        max(b.x1 for b in boxes), max(b.bottom for b in boxes),
    )  # fmt: skip
    merged = MadeCell.of(
        figure,
        words[0].model_copy(
            update={
                "text": whole,
                "places": (Place(page=page, box=box),),
                "doubt": next((c.doubt for c in filled if c.doubt), ""),
                "superscript": "".join(c.superscript for c in filled),
            }
        ),
    )
    return [merged if c in filled else c for c in row]


def _is_total_across(row: Sequence[Cell | None], filled: Sequence[Cell], groups: int) -> bool:
    """Is the row a label and one figure, over several columns or below several column groups?"""
    label, figure = filled[0], filled[-1]
    if len(filled) != 2 or not is_total_label(label.text):
        return False
    if figure.col_span == 1:
        return groups > 1 and figure.row_span == 1
    return all(c is label or c is figure for c in row)


def _record(row: Sequence[Cell | None], layout: Layout) -> Record | None:
    columns = [c for c in layout.headers if c < len(row)]
    cells = {c: cell for c in columns if (cell := row[c]) is not None}
    if not any(cell.text.strip() for cell in cells.values()):
        return None
    entity, position = layout.column(ENTITY), layout.column(POSITION)
    name = cells.get(entity) if entity is not None else None
    number = cells.get(position) if position is not None else None
    rest = {c: cell for c, cell in cells.items() if c not in (entity, position)}
    inline = next((c for c in cells.values() if total_with_figure(c.text)), None)
    if inline is not None:
        others = {c: x for c, x in rest.items() if x is not inline}
        if any(read_number(x.text).kind == "number" for x in others.values()):
            return _total_beside(layout, inline, others)
        return Record("inline_total", layout, inline, None, others)
    label = next((c for c in (name, number) if c is not None and is_total_label(c.text)), None)
    label = label or _spread_label(number, name) or _label_aside(name, number, cells)
    if label is not None:
        return Record(
            "total_row", layout, label, None, {c: x for c, x in rest.items() if x is not label}
        )
    if name is not None and name.col_span > 1 and _is_alone(name, number, rest):
        return Record("heading", layout, name, None, {})
    if heading := _heading(cells) or _unnumbered(number, name, rest):
        return Record("heading", layout, heading, None, {})
    if name is not None and is_comparison_label(name.text):
        return Record("nameless", layout, None, None, rest)
    if name is None or not name.text.strip():
        filled = any(x.text.strip() for x in rest.values())
        return Record("nameless", layout, None, number, rest) if filled else None
    return Record("data", layout, name, number, rest)


def _spread_label(number: Cell | None, name: Cell | None) -> Cell | None:
    """The label of a total that is spread over both columns (合　　　计); None for any other."""
    if number is None or name is None or number is name:
        return None
    parts = number.text.strip(), name.text.strip()
    if not all(parts) or any(c.isdigit() for part in parts for c in part):
        return None
    text = "".join(parts)
    if not is_total_label(text):
        return None
    return MadeCell.of(name, number.model_copy(update={"text": text}))


def _label_aside(name: Cell | None, number: Cell | None, cells: Mapping[int, Cell]) -> Cell | None:
    """The label of a total in another column of words, where the row has no name; None if none."""
    if any(c is not None and c.text.strip() for c in (name, number)):
        return None
    return next((c for c in cells.values() if is_total_label(c.text)), None)


def _is_alone(name: Cell, number: Cell | None, rest: Mapping[int, Cell]) -> bool:
    """Does a text over several columns fill its row, or that of number and name beside nothing?"""
    if all(x is name for x in rest.values()):
        return True
    return number is name and not any(x.text.strip() for x in rest.values() if x is not name)


def _heading(cells: Mapping[int, Cell]) -> Cell | None:
    """A numbered heading alone in its row, where no rule shows how far its cell reaches."""
    filled = {(c.row, c.col): c for c in cells.values() if c.text.strip()}
    if len(filled) != 1:
        return None
    (cell,) = filled.values()
    return cell if is_numbered(cell.text) else None


def _unnumbered(number: Cell | None, name: Cell | None, rest: Mapping[int, Cell]) -> Cell | None:
    """A text without number and figures, in a table of numbered rows: it heads the next ones."""
    if number is None or name is None or number.text.strip() or number is name:
        return None
    return None if any(c.text.strip() for c in rest.values()) else name


def _total_beside(layout: Layout, inline: Cell, others: dict[int, Cell]) -> Record:
    """A row of totals of which the first is in one cell with the label (合计 12948 | 1993).

    It is that of its own column, or of the first one beside it that is left empty.
    """
    start = next(i for i, c in enumerate(inline.text) if c.isdigit())
    label = inline.model_copy(update={"text": inline.text[:start].rstrip(" :：\u3000")})
    figure = inline.model_copy(
        update={
            "text": inline.text[start:],
            "doubt": inline.doubt or Message("figure_with_label"),
        }
    )
    free = (
        c for c in layout.measure_columns()
        if c >= inline.col and (c not in others or not others[c].text.strip())
    )  # fmt: skip
    column = next(free, None)
    cells = others if column is None else {**others, column: figure}
    return Record("total_row", layout, label, None, cells)


def _is_repeated_header(record: Record, layout: Layout) -> bool:
    """A header row that the reader took for data: its cells say what the columns' headers say."""
    if record.kind not in ("data", "nameless"):
        return False
    if any(x.text.isdigit() for x in record.cells.values()):
        return False
    texts = {c: header_key(x.text) for c, x in record.cells.items() if x.text.strip()}
    if not texts:
        return False
    same = sum(key in layout.headers[c].path for c, key in texts.items())
    return same * 2 > len(texts) and not any(k.isdigit() for k in texts.values())
