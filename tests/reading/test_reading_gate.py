"""PDFs that are turned away before they are read."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from pipeline.errors import RejectedFile
from pipeline.reading import read_pdf
from pipeline.reading.isolation.gate import check_complete, check_pdf
from tests import bad_pdfs


def test_a_good_file_passes(word_pdf: Path) -> None:
    assert check_pdf(word_pdf, max_pages=300) == 5


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (bad_pdfs.with_password(), "needs a password"),
        (bad_pdfs.damaged(), "is damaged"),
        (bad_pdfs.page_of("x", pages=11), "has 11 pages; more than 10"),
        (bad_pdfs.page_of("x")[:-200], "is cut off"),
        (bad_pdfs.page_of("x") + b"9 0 obj <</Type", "is cut off"),
        (
            bad_pdfs.with_files("1月.pdf", "2月.pdf", portfolio=True),
            r"is a PDF portfolio, .* 2 file\(s\) in it: “1月.pdf”, “2月.pdf”",
        ),
    ],
)
def test_the_reason_is_said(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "bad.pdf"
    path.write_bytes(content)
    with pytest.raises(RejectedFile, match=said) as caught:
        check_pdf(path, max_pages=10)
    assert caught.value.reason.startswith("The file ")


def test_a_transfer_in_text_mode_is_named(tmp_path: Path, word_pdf: Path) -> None:
    path = tmp_path / "sent.pdf"
    path.write_bytes(bad_pdfs.sent_as_text(word_pdf.read_bytes()))
    with pytest.raises(RejectedFile, match="text mode") as caught:
        check_pdf(path, max_pages=10)
    assert "binary mode" in caught.value.reason


def test_a_pdf_of_text_may_have_lines_of_windows(tmp_path: Path) -> None:
    lines = bad_pdfs.sent_as_text(bad_pdfs.page_of("x"))
    (tmp_path / "lines.pdf").write_bytes(lines)
    assert check_pdf(tmp_path / "lines.pdf", max_pages=10) == 1


def test_an_attachment_makes_no_portfolio_and_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(bad_pdfs.with_files("附表.xlsx", "x\x07.pdf", portfolio=False))
    assert check_pdf(path, max_pages=10) == 1
    assert read_pdf(path, "0" * 64).attachments == ("x\\x07.pdf", "附表.xlsx")


def test_a_file_may_go_on_behind_its_end(tmp_path: Path, word_pdf: Path) -> None:
    path = tmp_path / "mailed.pdf"
    path.write_bytes(word_pdf.read_bytes() + b"\r\n-- \r\nsent by mail\r\n")
    assert check_pdf(path, max_pages=10) == 5


def test_a_missing_end_mark_is_no_missing_end(tmp_path: Path, word_pdf: Path) -> None:
    path = tmp_path / "unmarked.pdf"
    path.write_bytes(word_pdf.read_bytes().rstrip().removesuffix(b"%%EOF"))
    assert check_pdf(path, max_pages=10) == 5


def test_what_another_parser_opens_is_not_damaged(
    word_pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> object:
        raise pypdfium2.PdfiumError("no structure")

    monkeypatch.setattr(pypdfium2, "PdfDocument", fail)
    assert check_pdf(word_pdf, max_pages=10) == 5


def test_lost_pages_are_noticed() -> None:
    check_complete(5, 5)
    check_complete(18, 17)  # another reader found one that pdfium does not count
    with pytest.raises(RejectedFile, match="4 of its 5"):
        check_complete(4, 5)
