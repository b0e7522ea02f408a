"""A table to vary, and the way there and back: drawn, read, and held against what was drawn."""

from __future__ import annotations

from pathlib import Path

from pipeline.reading.model import Reading, Table
from tests.lab import names
from tests.lab.compare import drawn_body, drawn_paths, misplaced, read, read_body, read_paths
from tests.lab.drawing import Spots
from tests.lab.look import PageLook, Rules, TableLook
from tests.lab.sheets import Align, Cell, Sheet, header
from tests.lab.single import table

ONE = (("单位",), ("电话预约",), ("快速预约",), ("诊间预约",), ("小计",))
TWO = (
    ("接入单位",), ("数据上传量",), ("门急诊信息", "人次"), ("门急诊信息", "收入（千元）"),
    ("出院信息", "人次"), ("出院信息", "住院收入（千元）"),
)  # fmt: skip
THREE = (
    ("接入单位",), ("数据上传", "定时数据上传量"), ("数据上传", "天数"),
    ("业务情况", "门急诊信息", "人次"), ("业务情况", "门急诊信息", "收入（千元）"),
    ("业务情况", "出院信息", "人次"), ("业务情况", "出院信息", "住院收入（千元）"),
)  # fmt: skip
FEW_RULES: tuple[Rules, ...] = ("stroke", "hlines", "booktabs", "none")


def sample(
    paths: tuple[tuple[str, ...], ...] = ONE, rows: int = 8, number: Align = "right"
) -> Sheet:
    """A table with figures of all lengths, in a caption of its own."""
    head = header(paths)
    width = len(paths) - 1
    body: list[list[Cell | None]] = [
        [Cell(names.HOSPITALS[r % 45]), *(Cell(_figure(r, c)) for c in range(width))]
        for r in range(rows)
    ]
    return Sheet(
        rows=tuple(tuple(row) for row in (*head, *body)),
        header_rows=len(head),
        weights=(2.6, *[1.0] * width),
        aligns=("left", *[number] * width),
        caption=("2024年5月各单位数据统计",),
    )


def _figure(row: int, col: int) -> str:
    value = (row * 7919 + col * 104_729) % 10 ** (1 + (row + 2 * col) % 7)
    return f"{value}.{(row * 37 + col) % 90 + 10}" if col % 3 == 2 else str(value)


def with_last_row(sheet: Sheet, *cells: Cell) -> Sheet:
    """With other cells in the first columns of the last row."""
    return sheet.with_rows([*sheet.rows[:-1], (*cells, *sheet.rows[-1][len(cells) :])])


def only(reading: Reading) -> Table:
    assert len(reading.tables) == 1, [t.caption_text for t in reading.tables]
    return reading.tables[0]


def check(found: Table, sheet: Sheet, spots: Spots | None = None) -> None:
    assert read_paths(found) == drawn_paths(sheet)
    assert read_body(found, sheet) == drawn_body(sheet)
    assert found.header_rows == sheet.header_rows
    if spots is not None:
        assert not misplaced(found, spots)


def round_trip(
    sheet: Sheet, folder: Path, look: TableLook | None = None, page: PageLook | None = None,
    top: float = 0,
) -> Reading:  # fmt: skip
    """Draw, read, and hold the one table against what was drawn."""
    drawing = table(sheet, look, page, top)
    reading = read(drawing.pdf, folder)
    check(only(reading), sheet, drawing.spots)
    return reading
