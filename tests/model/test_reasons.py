"""Reasons in Chinese: whatever the program says of a file is known."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.archive import file_type
from pipeline.archive.file_type import file_type_of
from pipeline.model.reasons import chinese_reason
from pipeline.settings import Settings
from tests.conftest import ROOT

_SUBJECTS = re.compile("^(The file|It|Its|There|“7”) ")
_ON_ARRIVAL = ("file_type", "receive", "receiver", "zips", "pictures", "bind")
"""Modules of the archive, which write reasons as texts that begin with the name or a verb."""


def test_names_and_values_stay_as_they_are() -> None:
    reason = "“旧 1.pdf” has 900 pages; more than 400 are not read. If it is a bulletin, raise X_Y."
    said = "“旧 1.pdf” 有 900 页；超过 400 页的文件不读取。如果是简报，请调高 X_Y。"
    assert chinese_reason(reason) == said
    assert chinese_reason("“a.pdf”: Its first page shows nothing that anybody knows.") is None


def test_a_member_of_a_zip_and_the_cause_of_a_scan_are_said() -> None:
    damaged = "In “a.zip”, “b.pdf” is damaged; copy the archive again from its source."
    assert chinese_reason(damaged) == "“a.zip” 中的“b.pdf” 已损坏；请从来源重新复制压缩包。"
    scan = "It is scanned (2 pages are pictures), and none of it could be read: {}."
    why = "the page is a picture, and recognition is switched off"
    assert "识别功能已关闭" in (chinese_reason(scan.format(why)) or "")


@pytest.mark.parametrize("magic", [*file_type._MAGIC, (b"<html", "", ""), (b"what?", "", "")])
def test_what_is_no_pdf_is_said(magic: tuple[bytes, str, str], settings: Settings) -> None:
    found = file_type_of(io.BytesIO(magic[0]), "x.bin", settings).reason
    assert found and chinese_reason(found), found


def test_every_refusal_has_its_chinese() -> None:
    reasons = {reason for path in (ROOT / "pipeline").rglob("*.py") for reason in _refusals(path)}
    assert len(reasons) > 20 and [r for r in reasons if not chinese_reason(r)] == []


def test_every_reason_on_arrival_has_its_chinese() -> None:
    folder = ROOT / "pipeline/archive"
    reasons = {r for name in _ON_ARRIVAL for r in _said(folder / f"{name}.py")}
    assert len(reasons) > 15 and [r for r in reasons if not chinese_reason(r)] == []


def _refusals(path: Path) -> Iterator[str]:
    """The texts of the exceptions that a module raises, with 7 for each value."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in (
            "RejectedFile", "LimitReached",
        ):  # fmt: skip
            texts = [text for argument in node.args if (text := _text(argument))]
            if texts and not texts[0][0].isupper():  # pictures that are bound
                texts[0] = f"“7” cannot be an issue: {texts[0]}"
            if texts:
                yield " ".join(texts if _SUBJECTS.search(texts[0]) else ["The file", *texts])


def _said(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        text = _text(node) or ""
        if text.endswith(".") and text.startswith(("is ", "needs ", "unpacks ")):
            yield f"“7” {text}"
        elif text.endswith(".") and text.startswith("7 "):
            yield f"“7”{text[1:]}"


def _text(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(map(_value, node.values))
    return None


def _value(node: ast.AST) -> str:
    """A piece of an f-string; of a choice the first, of any other value 7."""
    if isinstance(node, ast.FormattedValue):
        node = node.value.body if isinstance(node.value, ast.IfExp) else node.value
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else "7"
