"""Messages: both languages have the same, the code uses all of it, and nothing else."""

from __future__ import annotations

import ast
import json
import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from pydantic import BaseModel

import pipeline
from pipeline.model.catalogue import en, zh
from pipeline.model.findings import finding, reworded
from pipeline.model.message import Message, Said, listed, restored, together

ROOT = Path(pipeline.__file__).parent
NAMES = {
    "measure", "table", "target", "name", "names", "why", "parts", "label", "labels", "title",
}  # fmt: skip
"""Names of columns and tables: English says those of the dataset, Chinese the printed ones."""


def test_both_languages_have_the_same_messages_in_the_same_order() -> None:
    assert list(en.TEXTS) == list(zh.TEXTS)


@pytest.mark.parametrize("code", en.TEXTS)
def test_both_languages_name_the_same_values(code: str) -> None:
    assert placeholders(en.TEXTS[code]) ^ placeholders(zh.TEXTS[code]) <= NAMES


def test_chinese_sentences_are_chinese() -> None:
    for code, text in zh.TEXTS.items():
        assert not re.search(r"[\u4e00-\u9fff][,.;:!?]|[a-z]{2,} [a-z]{2,}", text), code
        assert text.endswith("。") == en.TEXTS[code].endswith("."), code


def test_every_message_of_the_code_has_its_values_and_every_text_is_used() -> None:
    strings: set[str] = set()
    for path in ROOT.rglob("*.py"):
        if path.parent.name == "catalogue":
            continue
        tree = ast.parse(path.read_text())
        strings |= {str(n.value) for n in ast.walk(tree) if isinstance(n, ast.Constant)}
        for code, given in made(tree):
            named = placeholders(en.TEXTS[code]) | placeholders(zh.TEXTS[code])
            assert given is None or given == named, (path, code)
    assert set(en.TEXTS) <= strings


def test_no_finding_is_worded_outside_of_the_catalogue() -> None:
    """A sentence with a full stop, put together with names, is a message to be."""
    for folder in ("interpreting", "quality", "longitudinal", "decisions"):
        for path in (ROOT / folder).rglob("*.py"):
            for call in ast.walk(ast.parse(path.read_text())):
                if isinstance(call, ast.Call) and _name(call) in ("finding", "find", "reworded"):
                    parts = call.args[2:3]
                    assert not any(isinstance(p, ast.Constant | ast.JoinedStr) for p in parts), path


def test_a_message_is_its_english_text_and_knows_its_chinese() -> None:
    near = Message("none")
    found = Message("unknown_entity", printed="{甲} 医院", near=near)
    assert found == "“{甲} 医院” is in no registry; nearest known names: none."
    assert found.zh == "名录中没有“{甲} 医院”；最接近的已知名称：无。"


def test_lists_and_several_messages_are_joined_in_each_language() -> None:
    one, other = Message("caption_absent"), Message("text_over_rule")
    absent = Message("imprint_absent", names=["fax", "phone"], labels=["传真", "电话"])
    assert absent.endswith("fax, phone.") and absent.zh.endswith("传真、电话。")
    both = together([one, other])
    assert isinstance(both, Message) and both.zh == f"{one.zh}；{other.zh}"
    assert listed(["a", "b", "c"]) == "a, b and c" and listed(["a"]) == "a"


class Kept(BaseModel):
    """A model that keeps a text."""

    text: Said = ""


@pytest.mark.parametrize("text", [
    Message("reader_unsure", page=Message("on_page", page=3), doubt=Message("ink_cut")),
    Message("imprint_absent", names=["fax"], labels=["传真"]),
    "kept before there were messages",
])  # fmt: skip
def test_a_message_survives_json_and_pickle(text: str) -> None:
    model = Kept(text=text)
    for again in (
        Kept.model_validate_json(model.model_dump_json()).text,
        Kept.model_validate(model.model_dump()).text,
        pickle.loads(pickle.dumps(text)),
    ):
        assert again == text and type(again) is type(text)
        assert getattr(again, "zh", "") == getattr(text, "zh", "")


def test_a_finding_carries_its_message_in_both_languages_and_as_data() -> None:
    message = Message("column_gap", label="小计")
    made = finding("low_confidence", "warning", message)
    assert (made.message, made.message_zh) == (message, message.zh)
    data = {"code": made.message_code, "values": json.loads(made.message_values or "")}
    assert restored(data) == message


def test_the_id_of_a_finding_is_that_of_its_english_text() -> None:
    """Reviews and comparisons of releases name findings that were made before messages."""
    made = finding("low_confidence", "info", Message("text_left_over"), issue_id="2025-03")
    assert made.finding_id == "f9189b309eadff2d"


def test_sentences_are_added_in_both_languages() -> None:
    made = finding("low_confidence", "info", Message("text_left_over"))
    added = reworded(made, "info", Message("figure_corrected", printed="12"))
    assert added.message.endswith("note. The figure is a correction; the page prints “12”.")
    assert added.message_zh and added.message_zh.endswith("表注。此数字已更正，原页印为“12”。")
    assert added.finding_id != made.finding_id


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def made(tree: ast.Module) -> Iterator[tuple[str, set[str] | None]]:
    """Every message of a module whose code it says, with the names of its values if known."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _name(call) == "Message":
            first = call.args[0]
            codes = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
            given = {key.arg for key in call.keywords}
            names = None if None in given else {str(name) for name in given}
            for code in codes:
                if isinstance(code, ast.Constant):
                    yield str(code.value), names


def _name(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))
