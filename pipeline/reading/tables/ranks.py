"""Ranks in brackets behind the figures of a column, 24645(1) and 10024(2), set apart from them.

A figure in brackets behind another may be a second measure. It is a rank only where, down the
column, it agrees with the order of the figures.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from pipeline.reading.model import Cell
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.cell_texts
_RANKED = re.compile(r"\s*(?P<figure>\d[\d,]*(?:\.\d+)?)\s*(?P<rank>[(（]\s*\d{1,3}\s*[)）])\s*")


def without_ranks(cells: Sequence[Cell], header_rows: int) -> tuple[Cell, ...]:
    """The cells of a table; a rank becomes the superscript of its figure."""
    ranked: dict[int, dict[int, re.Match[str]]] = defaultdict(dict)
    for place, cell in enumerate(cells):
        if cell.row >= header_rows and (found := _RANKED.fullmatch(cell.text)):
            ranked[cell.col][place] = found
    out = list(cells)
    for column in ranked.values():
        if not _in_order(list(column.values())):
            continue
        for place, found in column.items():
            marks = out[place].superscript + found["rank"]
            out[place] = out[place].model_copy(
                update={"text": found["figure"], "superscript": marks}
            )
    return tuple(out)


def _in_order(column: Sequence[re.Match[str]]) -> bool:
    """Do the figures in brackets rise as the figures fall, or as they rise?"""
    if len(column) < _T.ranked_rows:
        return False
    pairs = sorted((int(_digits(m["rank"])), Decimal(_digits(m["figure"]))) for m in column)
    if pairs[0][0] == pairs[-1][0]:
        return False
    steps = [after - before for (_, before), (_, after) in itertools.pairwise(pairs)]
    return all(s <= 0 for s in steps) or all(s >= 0 for s in steps)


def _digits(text: str) -> str:
    flat = unicodedata.normalize("NFKC", text)
    return "".join(c for c in flat if c.isdigit() or c == ".")
