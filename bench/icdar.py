"""Tables of documents that nobody here drew: the ICDAR-2013 table competition.

    python -m bench.icdar FOLDER [--each]

FOLDER holds `<name>.pdf` beside `<name>-str.xml` (the 67 documents lie in the test resources of
tabula-java). Measured is the competition's own relation: for every cell with text, its nearest
neighbour with text to the right and below, as (text, text, direction, blank cells between).
Precision, recall and F1 are over all relations of all documents, and as the mean over documents;
a table counts as found where a table of ours shares half of its relations.
"""

from __future__ import annotations

import argparse
import re
import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.reading import read_pdf
from pipeline.reading.model import Table

Relation = tuple[str, str, str, int]
Grid = dict[tuple[int, int], tuple[int, str]]
"""Text by every row and column that its cell covers, with a number for the cell."""


@dataclass(frozen=True)
class Score:
    """Relations of one document: true, found, and found rightly; tables likewise."""

    truth: int
    found: int
    right: int
    tables: int
    tables_found: int

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 where there is nothing to find or say."""
        both = self.truth + self.found
        return 2 * self.right / both if both else 1.0


def score(pdf: Path) -> tuple[Score, list[tuple[float, int, int]]]:
    """The score of a document, and (confidence, right, found) of each of our tables."""
    truths = [Counter(relations(grid)) for grid in _truth(pdf.with_name(f"{pdf.stem}-str.xml"))]
    read = read_pdf(pdf, "0" * 64).tables
    ours = [Counter(relations(_grid(table))) for table in read]
    every: Counter[Relation] = sum(truths, Counter())
    found: Counter[Relation] = sum(ours, Counter())
    hits = sum(
        any((truth & one).total() * 2 >= truth.total() > 0 for one in ours) for truth in truths
    )
    total = Score(every.total(), found.total(), (every & found).total(), len(truths), hits)
    sure = [
        (table.confidence, (one & every).total(), one.total())
        for table, one in zip(read, ours, strict=True)
    ]
    return total, sure


def relations(grid: Grid) -> Iterator[Relation]:
    """The adjacency relations of a table: each cell's next cell with text, right and below."""
    rows = max((row for row, _ in grid), default=-1) + 1
    cols = max((col for _, col in grid), default=-1) + 1
    seen: set[tuple[int, int, str]] = set()
    for direction, (down, across) in {"right": (0, 1), "below": (1, 0)}.items():
        for (row, col), (cell, text) in sorted(grid.items()):
            if not text:
                continue
            blanks, at = 0, (row + down, col + across)
            while at[0] < rows and at[1] < cols:
                other = grid.get(at, (-1, ""))
                if other[0] == cell:
                    blanks = -1
                    break
                if other[1]:
                    if (cell, other[0], direction) not in seen:
                        seen.add((cell, other[0], direction))
                        yield text, other[1], direction, blanks
                    break
                blanks += 1
                at = (at[0] + down, at[1] + across)


def _truth(path: Path) -> Iterator[Grid]:
    for table in ET.parse(path).getroot().iter("table"):
        grids: list[Grid] = []
        for region in table.iter("region"):
            grid: Grid = {}
            for number, cell in enumerate(region.iter("cell")):
                start = int(cell.get("start-row", 0)), int(cell.get("start-col", 0))
                end = (
                    int(cell.get("end-row", start[0])),
                    int(cell.get("end-col", start[1])),
                )
                _fill(grid, number, start, end, cell.findtext("content") or "")
            grids.append(grid)
        yield from grids


def _grid(table: Table) -> Grid:
    grid: Grid = {}
    for number, cell in enumerate(table.cells):
        end = (cell.row + cell.row_span - 1, cell.col + cell.col_span - 1)
        _fill(grid, number, (cell.row, cell.col), end, cell.text + cell.superscript)
    return grid


def _fill(grid: Grid, number: int, start: tuple[int, int], end: tuple[int, int], text: str) -> None:
    for row in range(start[0], end[0] + 1):
        for col in range(start[1], end[1] + 1):
            grid[row, col] = (number, _plain(text))


def _plain(text: str) -> str:
    """Letters and digits only, as the competition compares."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", "", folded) or ("-" if folded.strip() else "")


def _calibration(sure: Iterable[tuple[float, int, int]]) -> str:
    rows = list(sure)
    out = []
    for floor in (0.95, 0.9, 0.8, 0.6, 0.0):
        chosen = [r for r in rows if r[0] >= floor]
        below = [r for r in rows if r[0] < floor]
        out.append(f"≥ {floor}: {_share(chosen)}, below: {_share(below)}")
    return "\n".join(out)


def _share(rows: list[tuple[float, int, int]]) -> str:
    found = sum(r[2] for r in rows)
    return f"{sum(r[1] for r in rows) / found:.3f} of {found}" if found else "none"


def main() -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--each", action="store_true", help="a line for every document")
    args = parser.parse_args()
    scores: dict[str, Score] = {}
    sure: list[tuple[float, int, int]] = []
    for pdf in sorted(args.folder.rglob("*.pdf")):
        if not pdf.with_name(f"{pdf.stem}-str.xml").exists():
            continue
        scores[pdf.stem], tables = score(pdf)
        sure += tables
        if args.each:
            one = scores[pdf.stem]
            print(f"{pdf.stem:12} F1 {one.f1:.3f}  {one.right}/{one.truth} of {one.found}"
                  f"  tables {one.tables_found}/{one.tables}", flush=True)  # fmt: skip
    truth, found, right = (sum(getattr(s, n) for s in scores.values()) for n in
                           ("truth", "found", "right"))  # fmt: skip
    precision, recall = right / max(found, 1), right / max(truth, 1)
    print(f"{len(scores)} documents: precision {precision:.3f}, recall {recall:.3f}, "
          f"F1 {2 * right / max(truth + found, 1):.3f}; mean F1 of documents "
          f"{sum(s.f1 for s in scores.values()) / max(len(scores), 1):.3f}; tables found "
          f"{sum(s.tables_found for s in scores.values())} of "
          f"{sum(s.tables for s in scores.values())}")  # fmt: skip
    print(_calibration(sure))


if __name__ == "__main__":
    main()
