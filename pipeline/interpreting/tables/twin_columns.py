"""Columns that print two measures in each cell (人次/收入 over 594483/113178.13), parted in two.

The two are apart by a stroke or a semicolon, the second is in brackets, or below the first.

Only a header that names two measures parts its column: a pair under one name (表单上传情况, 8/10)
is one field of two numbers and stays.
"""

from __future__ import annotations

import re

from pipeline.interpreting.tables.columns_by_header import EMPTY_WORDS
from pipeline.interpreting.tables.made_cell import MadeCell
from pipeline.interpreting.text.normalise import folded
from pipeline.interpreting.text.numbers import read_number
from pipeline.model.message import Message
from pipeline.model.place import Box, Place
from pipeline.model.vocabulary import missing_mark
from pipeline.reading.model import Block, Cell, Reading, Table

_OUTSIDE_BRACKETS = r"[^/／()（）]+(?:[(（][^()（）]*[)）])?"
_TWO_NAMES = re.compile(rf"({_OUTSIDE_BRACKETS})[/／]({_OUTSIDE_BRACKETS})")
_TWO_UNITS = re.compile(
    r"([^/／()（）]+)[/／]([^/／()（）]+)[(（](?:单位[:：])?([^/／()（）]+)[/／]([^/／()（）]+)[)）]"
)
_IN_BRACKETS = re.compile(
    rf"([^/／()（）]+)[(（]({_OUTSIDE_BRACKETS})[/／]({_OUTSIDE_BRACKETS})[)）]"
)
_ONE_BRACKETED = re.compile(r"([^()（）]+)[(（]([^()（）]+(?:[(（][^()（）]*[)）])?)[)）]")
_STACKED = re.compile(
    r"(.*(?:人次数?|人数|例数|就诊量|次数)(?:[(（][^()（）]*[)）])?)"
    r"(\D{0,4}(?:收入额?|收入金额|费用|金额)(?:[(（].*[)）])?)"
)
"""Two names below each other, as the lines of a cell are joined."""
_STACKED_DOUBT = Message("two_figures_stacked")
_SECOND_IN_BRACKETS = re.compile(r"(.*\S)\s*[(（]([^()（）]+)[)）]")
_MEASURE = re.compile(
    r".*(?:人次数?|人数|次数|例数|就诊量|收入额?|费用|金额|总额)(?:[(（].*[)）]|[千万亿]?元)?"
)
"""What a name in brackets must end with: 表单（已传/应传） is one field of two numbers."""
_COUNT = re.compile(r"(?:人次数?|人数|次数|例数|件数|数量|总数|人)(?:[(（].*)?$")
_BARE = re.compile(
    r"(?:就诊|诊疗|医疗|业务|总)?(?:收入额?|费用|金额|人次数?|人数|次数|例数|就诊量)(?:[(（].*[)）])?"
)
"""A measure that does not say whose it is: 收入 after 门急诊人次."""
_FIGURES = 0.5
"""Share of the cells that must print two figures: in a column of names a stroke is no parting."""


def with_parted_columns(reading: Reading) -> Reading:
    """The reading, every column of two measures as two columns."""
    blocks = tuple(_parted(b) if isinstance(b, Table) else b for b in reading.blocks)
    same = all(a is b for a, b in zip(blocks, reading.blocks, strict=True))
    return reading if same else reading.model_copy(update={"blocks": blocks})


def _parted(table: Table) -> Block:
    for col in reversed(range(table.cols)):
        head = _head(table, col)
        names = _names(head.text) if head else None
        if head and names and _holds_pairs(table, col):
            table = _with_two(table, col, head, names)
    return _undoubted(table)


def _undoubted(table: Table) -> Table:
    """Without the doubt that cells hold two figures, where they are parted."""
    if _STACKED_DOUBT not in table.doubts or any(c.doubt == _STACKED_DOUBT for c in table.cells):
        return table
    kept = tuple(doubt for doubt in table.doubts if doubt != _STACKED_DOUBT)
    return table.model_copy(update={"doubts": kept})


def _head(table: Table, col: int) -> Cell | None:
    """The lowest header cell of a column, if it is that column's alone."""
    cells = [c for c in table.cells if c.col == col and c.row < table.header_rows and c.text]
    lowest = max(cells, key=lambda c: c.row, default=None)
    return lowest if lowest is not None and lowest.col_span == 1 else None


def _names(text: str) -> tuple[str, str] | None:
    """The two measures that a header names; None where it names one."""
    text = re.sub(r"(?<!\s)\s+(?=[/(（])|(?<=/)\s+", "", _stroked(text).strip())
    if found := _TWO_UNITS.fullmatch(text):
        first, second = f"{found[1]}（{found[3]}）", f"{found[2]}（{found[4]}）"
    elif found := _TWO_NAMES.fullmatch(text):
        first, second = found[1], found[2]
    elif found := _of_measures(_IN_BRACKETS, text, 1):
        return _owned(found[1], found[2]), _owned(found[1], found[3])
    elif found := _of_measures(_ONE_BRACKETED, text) or _of_measures(_STACKED, text):
        first, second = found[1], found[2]
    else:
        return None
    owner = _COUNT.sub("", folded(first))
    return first, _owned(owner, second)


def _of_measures(form: re.Pattern[str], text: str, first: int = 0) -> re.Match[str] | None:
    """How the text is of that form, if its parts from `first` on name measures."""
    found = form.fullmatch(text)
    return found if found and all(map(_MEASURE.fullmatch, found.groups()[first:])) else None


def _owned(owner: str, name: str) -> str:
    """A bare name with its owner in front: 门急诊信息 and 收入 are 门急诊收入."""
    if not _BARE.fullmatch(folded(name)):
        return name
    return next((owner.removesuffix(w) for w in EMPTY_WORDS if owner.endswith(w)), owner) + name


def _body(table: Table, col: int) -> list[Cell]:
    return [c for c in table.cells if c.col == col and c.row >= table.header_rows and c.text]


def _holds_pairs(table: Table, col: int) -> bool:
    cells = [c for c in _body(table, col) if c.col_span == 1]
    pairs = sum(_halves(c.text) is not None and not missing_mark(folded(c.text)) for c in cells)
    return pairs > _FIGURES * len(cells)


def _halves(text: str) -> tuple[str, str] | None:
    """The two figures, or marks for missing, of a cell; a mark alone is meant for both."""
    flat = _stroked(text).strip()
    if missing_mark(folded(flat)):
        return flat, flat
    if (found := _SECOND_IN_BRACKETS.fullmatch(flat)) and all(map(_is_figure, found.groups())):
        return found[1], found[2]
    for found in re.finditer("/", flat):
        first, second = flat[: found.start()].strip(), flat[found.end() :].strip()
        if first and second and all(_is_figure(half) for half in (first, second)):
            return first, second
    return None


def _stroked(text: str) -> str:
    """The text with a stroke between its two parts, whatever is printed there."""
    return re.sub(r"(?:(?<!\s)\s+)?[／;；|｜\n]\s*", "/", text.strip())


def _is_figure(text: str) -> bool:
    return read_number(text).kind != "unreadable"


def _with_two(table: Table, col: int, head: Cell, names: tuple[str, str]) -> Table:
    cells: list[Cell] = []
    for cell in table.cells:
        if cell.col > col:
            cells.append(cell.model_copy(update={"col": cell.col + 1}))
        elif cell.col + cell.col_span <= col:
            cells.append(cell)
        elif cell is head:
            cells += _two(cell, names)
        elif cell.col < col or cell.col_span > 1 or cell.row < table.header_rows:
            cells.append(cell.model_copy(update={"col_span": cell.col_span + 1}))
        else:
            cells += _two_figures(cell)
    return table.model_copy(update={"cols": table.cols + 1, "cells": tuple(cells)})


def _two_figures(cell: Cell) -> list[Cell]:
    halves = _halves(cell.text)
    if halves or not cell.text.strip():
        sure = cell.doubt == _STACKED_DOUBT
        whole = cell.model_copy(update={"doubt": ""}) if sure else cell
        return _two(whole, halves or ("", ""))
    doubt = cell.doubt or Message("not_two_figures")
    second = "" if _is_figure(cell.text) else cell.text
    return _two(cell.model_copy(update={"doubt": doubt}), (cell.text, second))


def _two(cell: Cell, texts: tuple[str, str]) -> list[Cell]:
    """The cell parted between its two figures."""
    whole = len(cell.places) == 1 and len(cell.figures) == len(texts)
    parted = [
        _between(place.box, *cell.figures) if whole else _in_proportion(place.box, cell.text, texts)
        for place in cell.places
    ]
    out: list[Cell] = []
    for col, text in enumerate(texts):
        places = tuple(
            Place(page=place.page, box=boxes[col])
            for place, boxes in zip(cell.places, parted, strict=True)
        )
        half = cell.model_copy(update={"col": cell.col + col, "text": text, "places": places})
        out.append(MadeCell.of(cell, half))
    return out


def _between(box: Box, first: Box, second: Box) -> tuple[Box, Box]:
    """A box cut halfway between two figures, beside or below each other on any turned page."""
    left, right = sorted((first, second))
    if left.x1 <= right.x0:
        cut = (left.x1 + right.x0) / 2
        halves = box._replace(x1=cut), box._replace(x0=cut)
        return halves if first is left else halves[::-1]
    upper, lower = sorted((first, second), key=lambda figure: figure.top)
    cut = (upper.bottom + lower.top) / 2
    halves = box._replace(bottom=cut), box._replace(top=cut)
    return halves if first is upper else halves[::-1]


def _in_proportion(box: Box, whole: str, texts: tuple[str, str]) -> tuple[Box, Box]:
    """A box cut in the proportion of two texts beside each other, or halfway between two lines."""
    if "\n" in whole:
        cut = (box.top + box.bottom) / 2
        return box._replace(bottom=cut), box._replace(top=cut)
    first, second = map(len, texts)
    cut = box.x0 + box.width * (first + 0.5) / (first + second + 1)
    return box._replace(x1=cut), box._replace(x0=cut)
