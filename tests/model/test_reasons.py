"""Why a file is rejected: messages that get the name of the file, and texts of older archives."""

from __future__ import annotations

import ast
import hashlib
import io
import json
from dataclasses import asdict

import pytest

from pipeline.archive import file_type
from pipeline.archive.archive import Archive
from pipeline.archive.file_type import file_type_of
from pipeline.archive.receipt import Receipt
from pipeline.errors import RejectedFile
from pipeline.model.message import Message, bilingual, translated
from pipeline.model.reasons import named, of_file
from pipeline.reading.isolation.orders import Answer
from pipeline.reading.store import ReadingStore
from pipeline.settings import Settings
from tests.conftest import ROOT

SHA = hashlib.sha256(b"").hexdigest()
BROKEN = of_file("reader_broken", how="SIGSEGV")
OLD = "The file is cut off: the end of the PDF is missing. Copy or download it again."


def test_a_reason_gets_the_name_of_its_file_in_both_languages() -> None:
    reason = of_file("too_many_pages", pages=900, limit=400)
    assert reason.startswith("The file has 900 pages") and reason.zh.startswith("此文件有 900 页")
    found = named(reason, "旧 1.pdf")
    assert isinstance(found, Message)
    assert found.startswith("“旧 1.pdf” has 900 pages; more than 400 are not read. If it is")
    assert found.zh.startswith("“旧 1.pdf”有 900 页；超过 400 页的文件不读取。如果是简报")


def test_a_reason_that_names_its_file_is_not_named_again() -> None:
    once = of_file("empty", name="a.pdf")
    assert named(once, "a.pdf") is once
    damaged = Message("in_zip", zip="“a.zip”", problem=of_file("member_damaged", name="b.pdf"))
    assert named(damaged, "a.zip") is damaged
    assert damaged == "In “a.zip”, “b.pdf” is damaged; copy the archive again from its source."
    assert damaged.zh == "“a.zip”中的“b.pdf”已损坏；请从来源重新复制压缩包。"


def test_a_reason_of_an_older_archive_keeps_its_wording() -> None:
    found = named(OLD, "a.pdf")
    assert found == f"“a.pdf”: {OLD}" and translated(found) == f"“a.pdf”：{OLD}"
    assert named("“a.pdf” is empty.", "a.pdf") == "“a.pdf” is empty."
    assert translated(OLD) is None and bilingual(OLD, translated(OLD)) == OLD


def test_the_names_of_a_portfolio_are_listed_in_each_language() -> None:
    found = of_file("portfolio", count=2, names=["“a.pdf”", "“b.pdf”"], more=" …")
    assert "in it: “a.pdf”, “b.pdf” …. Open it" in found and "“a.pdf”、“b.pdf” …。" in found.zh


def test_a_reason_goes_through_the_reading_process() -> None:
    found = Answer.of_line(Answer("refused", BROKEN, seconds=1.5).as_line())
    assert found == Answer("refused", BROKEN, seconds=1.5) and translated(found.reason)


def test_a_refusal_keeps_its_message_and_an_older_one_its_text(settings: Settings) -> None:
    settings.outputs.mkdir(parents=True, exist_ok=True)
    store = ReadingStore(settings, "1")
    store.refuse(SHA, BROKEN)
    assert (found := store.refusal(SHA)) and translated(found.reason) == BROKEN.zh
    path = settings.readings / f"{SHA}.refused.json"
    path.write_text(json.dumps({"sha256": SHA, "reason": OLD, "key": store.key}), "utf-8")
    assert (older := store.refusal(SHA)) and older.reason == OLD


def test_a_receipt_keeps_its_message_and_an_older_one_its_text(settings: Settings) -> None:
    archive = Archive(settings)
    archive.open()
    reason = of_file("empty", name="a.pdf")
    receipt = Receipt(SHA, "a.pdf", "2025-01-01T00:00:00+00:00", 0, "other", reason)
    archive.store(io.BytesIO(), receipt, ".bin")
    [found] = archive.receipts()
    assert found == receipt and translated(found.rejected) == reason.zh
    [path] = settings.arrivals.iterdir()
    older = {**asdict(receipt), "rejected": OLD, "what_a_later_version_adds": 1}
    path.write_text(json.dumps(older), "utf-8")
    [found] = archive.receipts()
    assert found.rejected == OLD and translated(found.rejected) is None


@pytest.mark.parametrize("magic", [*file_type._MAGIC, (b"<html", "", ""), (b"what?", "", "")])
def test_what_is_no_pdf_is_said(magic: tuple[bytes, str, str], settings: Settings) -> None:
    found = file_type_of(io.BytesIO(magic[0]), "x.bin", settings).reason
    assert found and found.startswith("“x.bin” is ") and (translated(found) or "").endswith("。")


def test_no_reason_is_worded_outside_of_the_catalogue() -> None:
    for path in (ROOT / "pipeline").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and _name(call) in ("RejectedFile", "LimitReached"):
                assert not isinstance(call.args[0], ast.Constant | ast.JoinedStr | ast.BinOp), path


def test_a_rejection_carries_its_message() -> None:
    assert RejectedFile(BROKEN).reason is BROKEN and str(RejectedFile(BROKEN)) == str(BROKEN)


def _name(call: ast.Call) -> str:
    return getattr(call.func, "id", "")
