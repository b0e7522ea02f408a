"""The person's files: what spreadsheets do to them, what is refused, what is added."""

from __future__ import annotations

import csv
import io
import os
import re
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.decisions.lines import CORRECTION_COLUMNS, read_corrections, read_reviews
from pipeline.errors import CorrectionError, ExitCode
from pipeline.files.ledger import append_row, as_cell, read_sheet, text_of
from tests.conftest import ROOT
from tests.decisions.files import corrections, csv_of, reviews, total_of

GOOD = total_of("jia", "200", "201")


def test_no_file_is_no_decision(tmp_path: Path) -> None:
    assert read_corrections(tmp_path / "none.csv") == read_reviews(tmp_path / "none.csv") == ()


def test_the_examples_of_the_documents_are_understood(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "corrections.md").read_text(encoding="utf-8")
    first, second = re.findall(r"^```csv\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    (tmp_path / "a.csv").write_text(first)
    (tmp_path / "b.csv").write_text(second)
    assert len(read_corrections(tmp_path / "a.csv")) == 3
    assert len(read_reviews(tmp_path / "b.csv")) == 2


@pytest.mark.parametrize("prefix", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_a_spreadsheet_saves_is_understood(prefix: str, end: str, tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    text = csv_of(CORRECTION_COLUMNS, GOOD | {"decided_on": "2030/6/1", "month": "2030/4/1"})
    text = f"# mine\n\n{text}" + "," * (len(CORRECTION_COLUMNS) - 1) + "\n"
    path.write_bytes((prefix + text).replace("\n", end).encode())
    [line] = read_corrections(path)
    assert (line.corrected, line.line.number) == (Decimal(201), 4)
    assert (str(line.at.figure.month), str(line.decided_on)) == ("2030-04-01", "2030-06-01")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_another_encoding_gets_one_sentence(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    path.write_bytes(csv_of(CORRECTION_COLUMNS, GOOD).encode(encoding))
    with pytest.raises(CorrectionError, match=r"not in UTF-8.*CSV UTF-8") as reported:
        read_corrections(path)
    assert reported.value.exit_code == ExitCode.CORRECTION == 6


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"table_name": "bookings"}, "no table with figures"),
        ({"table_name": "articles"}, "no table with figures"),
        ({"measure": "position"}, "no figure of bookings_by_hospital"),
        ({"entity_id": ""}, "many rows a month"),
        ({"table_name": "hotline_monthly", "measure": "calls_total"}, "one row a month"),
        ({"table_name": "reported_totals"}, "the table that it sums"),
        ({"issue_id": "Mar-25"}, "no issue such as"),
        ({"month": "April"}, "no month such as"),
        ({"month": "2030-13"}, "no month such as"),
        ({"corrected": "many"}, "no number"),
        ({"corrected": "2万"}, "no number"),
        ({"corrected": "1.2E+05"}, "no number"),
        ({"corrected": "1.5"}, "whole numbers"),
        ({"corrected": "-1"}, "below 0"),
        ({"corrected": "9" * 30}, "too large"),
        ({"reason": " "}, "reason is missing"),
        ({"author": ""}, "author is missing"),
        ({"decided_on": "14.3.2025"}, "no date"),
        ({"decided_on": "2025-02-30"}, "no date"),
    ],
)
def test_a_row_that_makes_no_sense_names_file_and_line(
    change: dict[str, str], said: str, tmp_path: Path
) -> None:
    with pytest.raises(CorrectionError, match=rf"corrections\.csv, line 3: .*{said}"):
        corrections(tmp_path, total_of("yi", "80", "81"), GOOD | change)


def test_a_figure_is_corrected_once(tmp_path: Path) -> None:
    with pytest.raises(CorrectionError, match="line 3: line 2 decides on the same"):
        corrections(tmp_path, GOOD, GOOD | {"corrected": "202"})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"decision": "agree"}, "neither confirm nor ignore"),
        ({"decision": "ignore"}, "no kind of finding"),
        ({"decision": "confirm", "kind": "strange"}, "no kind of finding"),
        ({"decision": "confirm", "measure": "position"}, "no figure"),
        ({"decision": "confirm", "reason": ""}, "reason is missing"),
    ],
)
def test_a_review_that_makes_no_sense_names_file_and_line(
    change: dict[str, str], said: str, tmp_path: Path
) -> None:
    row = {k: v for k, v in GOOD.items() if k != "corrected"}
    with pytest.raises(CorrectionError, match=rf"reviews\.csv, line 2: .*{said}"):
        reviews(tmp_path, row | change)


@pytest.mark.parametrize(
    ("text", "said"),
    [("a;b\n1;2\n", "has no column issue_id"), ('issue_id\n"2030', "line 2: this is not CSV"),
     ("issue_id\n2030-05,x\n", "more cells")],
)  # fmt: skip
def test_what_is_no_such_file_is_refused(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(text)
    with pytest.raises(CorrectionError, match=said):
        read_sheet(path, ["issue_id"])


def test_a_row_is_added_and_all_else_keeps_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    before = b"\xef\xbb\xbfnote, measure ,issue_id\r\n# why\r\n\r\nmine,total,2030-05"
    path.write_bytes(before)
    path.chmod(0o600)
    append_row(path, ("issue_id", "measure"), {"issue_id": "2030-06", "measure": '=a,"b"'})
    assert path.read_bytes() == before + b'\r\n"","\'=a,""b""","2030-06"\r\n'
    assert path.stat().st_mode & 0o777 == 0o600
    added = read_sheet(path, ["issue_id"]).lines[-1]
    assert (added["measure"], added["issue_id"]) == ('=a,"b"', "2030-06")


def test_a_new_file_shows_its_chinese_in_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "made" / "mine.csv"
    append_row(path, ("author", "reason"), {"author": "李", "reason": "x"})
    assert path.read_bytes() == '\ufeffauthor,reason\n"李","x"\n'.encode()


def test_a_file_behind_a_link_is_written_where_it_lies(tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("author\n李\n")
    link.symlink_to(real)
    append_row(link, ("author",), {"author": "王"})
    assert link.is_symlink() and real.read_text() == 'author\n李\n"王"\n'


def test_decisions_at_the_same_time_are_all_kept(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: append_row(path, ("n",), {"n": str(n)}), range(24)))
    assert sorted(int(line["n"]) for line in read_sheet(path, ["n"]).lines) == list(range(24))
    assert os.listdir(tmp_path) == ["mine.csv"]


@given(st.text("=+-@'＝ a1,\"\n", max_size=6))
def test_no_text_becomes_a_formula_and_every_text_comes_back(text: str) -> None:
    cell = as_cell(text)
    assert not cell.startswith(("=", "@", "＝"))
    assert text_of(cell) == text
    out = io.StringIO()
    csv.writer(out).writerow([cell])
    assert next(csv.reader(io.StringIO(out.getvalue(), newline=""))) == [cell]
