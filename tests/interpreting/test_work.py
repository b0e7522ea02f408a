"""The work that a line or a cell takes grows with its length and no faster."""

import contextlib
import datetime as dt
import time
from collections.abc import Callable

import pytest

from pipeline.errors import RejectedFile
from pipeline.interpreting import interpret
from pipeline.interpreting.document.imprint import read_imprint
from pipeline.interpreting.document.labelled_figures import (
    clauses_without_figure,
    core_label,
    labelled_figures,
)
from pipeline.interpreting.document.masthead import read_masthead
from pipeline.interpreting.names.entities import resolve
from pipeline.interpreting.tables.headers import header_key
from pipeline.interpreting.tables.recognise import caption_score, names_a_table
from pipeline.interpreting.text.characters import stream_of
from pipeline.interpreting.text.likeness import bare, likeness
from pipeline.interpreting.text.months import days_in, months_in, names_a_period
from pipeline.interpreting.text.normalise import (
    bracketed,
    folded,
    name_key,
    numeral,
    tidy,
    without_bracketed_suffix,
    without_brackets,
    without_marks,
)
from pipeline.interpreting.text.numbers import looks_numeric, read_number, read_pair
from pipeline.interpreting.text.total_labels import (
    is_general_total,
    is_total_label,
    total_with_figure,
)
from pipeline.interpreting.text.units import unit_of, unit_of_header, units_stated, without_unit
from schemas.bookings import HospitalBookings
from tests.interpreting.paper import REGISTRY, line, masthead, paragraph, reading, table

SHORT, LONG = 1_500, 6_000
"""Characters of two texts. Work in proportion to the length is 4 times as much for the second; in
proportion to its square, 16 times."""
MOST_RATIO = 9.0
LEAST_SECONDS = 0.25
"""Processor time below which a ratio says nothing."""

PIECES = {
    "digits": "1", "digits and commas": "1,", "digits and spaces": "1 ", "spaces": " ",
    "wide spaces": "\u3000", "brackets open": "(", "brackets closed": ")", "brackets": "()",
    "units": "（千元）", "numbered brackets": "（单位1）", "marks": "*", "notes": "[1]",
    "notes of words": "注", "circled": "①", "years": "2025年", "months": "2月", "days": "2月2日",
    "issue": "第1期", "serial": "总第1期", "up to": "截至", "dots": ".", "dashes": "—",
    "multiples": "2千亿", "shares": "1(1%)", "units stated": "单位", "publisher": "中心",
    "published": "中心编印", "publisher label": "编印:", "words": "数", "fillers": "的2月",
    "labels": "电话:", "points": "1、中", "totals": "合计", "unreadable": "\ufffd",
    "numbers in glyphs": "(cid:1)", "wide commas": "1，234", "ranges": "1-2月", "radicals": "⼾",
}  # fmt: skip


def _labelled(text: str) -> object:
    return labelled_figures(stream_of([line(text)]))


def _clauses(text: str) -> object:
    return clauses_without_figure(stream_of([line(text)]))


def _masthead(text: str) -> object:
    return read_masthead(reading(paragraph(text, role="title"), *masthead()))


def _imprint(text: str) -> object:
    return read_imprint([paragraph(text)])


def _paragraphs(text: str) -> object:
    blocks = [paragraph(text, role=role) for role in ("body", "title", "note")]
    return interpret(reading(*masthead(), *blocks), REGISTRY)


def _cells(text: str) -> object:
    header = [["序号", "单位", text, "小计"]]
    rows = [["1", "南京鼓楼医院", "3", "3"], ["2", text, text, "3"], [text, "儿童医院", "3", text]]
    caption = f"2025年2月12320预约挂号服务统计{text}"
    body = table(caption, header, rows, notes=[text])
    return interpret(reading(*masthead(), body), REGISTRY)


FUNCTIONS: tuple[Callable[[str], object], ...] = (
    folded, tidy, without_marks, name_key, without_bracketed_suffix, bracketed, without_brackets,
    numeral, read_number, read_pair, looks_numeric, unit_of, unit_of_header, units_stated,
    without_unit, days_in, bare, is_total_label, is_general_total, total_with_figure, core_label,
    header_key, names_a_table, _labelled, _clauses, _masthead, _imprint, _paragraphs, _cells,
    lambda text: months_in(text, dt.date(2025, 3, 1)),
    lambda text: names_a_period(text, dt.date(2025, 3, 1)),
    lambda text: likeness(text, "门急诊人次"),
    lambda text: resolve(text, "hospital", REGISTRY),
    lambda text: caption_score(text, HospitalBookings.table.source),  # type: ignore[arg-type]
)  # fmt: skip


def _seconds(function: Callable[[str], object], piece: str, length: int) -> float:
    """Processor time for a text of this piece, again and again."""
    text = f"1{piece * (length // len(piece))}。"
    start = time.process_time()
    with contextlib.suppress(RejectedFile):
        function(text)
    return time.process_time() - start


@pytest.mark.slow
@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES)
def test_work_grows_with_the_length_and_no_faster(piece: str) -> None:
    for function in FUNCTIONS:
        long = _seconds(function, piece, LONG)
        if long > LEAST_SECONDS:
            short = min(_seconds(function, piece, SHORT) for _ in range(3))
            long = min(long, _seconds(function, piece, LONG))
            assert long < MOST_RATIO * short, (function.__name__, short, long)


@pytest.mark.parametrize("piece", ["1", "1 ", "(", "中心", "月", "第1期", "截至"])
def test_a_line_of_100_000_characters_takes_seconds(piece: str) -> None:
    for function in (_masthead, _imprint, header_key, read_number, names_a_table, units_stated):
        assert _seconds(function, piece, 100_000) < 10.0, function.__name__
