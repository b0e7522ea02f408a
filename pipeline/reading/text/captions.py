"""Which paragraphs name a table (captions) and which speak of it (notes)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.reading.model import Paragraph, Table
from pipeline.reading.tables.stray_rows import is_stray_row
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.captions


_NOTE_START = re.compile(
    r"\s*(注|备注|说明|附注|注释|数据来源|资料来源|[\u4e00-\u9fff]{0,4}单位)\s*[:：\d①*]|\s*[*※①②③④⑤#†]"
    r"|\s*[\[［(（【〔]?(?:注\s*)?\d{1,2}[\]］)）】〕]?\s*[:：](?!\s*\d)"
)
_BRACKETED = re.compile(r"\s*[（(\[【〔].*[）)\]】〕]?\s*")
_UNIT = re.compile(r"\s*[（(]?\s*(计量|计数|金额|货币|统计|数量)?单位\s*[:：]")
_TOTAL = re.compile(r"[\u4e00-\u9fff]{1,6}[:：][\d０-９.,，．]+[\u4e00-\u9fff]{0,3}")
_COPIES = re.compile(r"[\u4e00-\u9fff]{0,4}印[\u4e00-\u9fff]{0,2}[:：]?[\d０-９,，]+[份册本]")
_CONTINUED = re.compile(r"[（(]?(续表|续上表|接上表|上接第?\d*页)\s*\d*[）)]?[:：]?")


@dataclass
class Attached:
    """Captions and notes found for a table."""

    caption: list[Paragraph] = field(default_factory=list)
    above: list[Paragraph] = field(default_factory=list)
    below: list[Paragraph] = field(default_factory=list)


def attach(blocks: Sequence[Paragraph | Table]) -> list[Paragraph | Table]:
    """The blocks with captions and notes moved into their tables."""
    taken: set[int] = set()
    found: dict[int, Attached] = {}
    for i, block in enumerate(blocks):
        if isinstance(block, Table):
            found[i] = Attached()
            _above(blocks, i, found[i], taken)
            _below(blocks, i, found[i], taken)
    out: list[Paragraph | Table] = []
    for i, block in enumerate(blocks):
        if isinstance(block, Table):
            out.append(_with(block, found[i]))
        elif i not in taken:
            out.append(block)
    return out


def without_continuation_mark(text: str) -> str:
    """A text without white space and "续表" and its like, which say that a table goes on."""
    return _CONTINUED.sub("", "".join(text.split()), count=1)


def _above(blocks: Sequence[Paragraph | Table], i: int, found: Attached, taken: set[int]) -> None:
    for k in range(i - 1, max(-1, i - 1 - _T.blocks), -1):
        block = blocks[k]
        if isinstance(block, Table) or k in taken:
            return
        if _is_note(block):
            found.above.insert(0, block)
            taken.add(k)
        elif _is_caption(block):
            found.caption.insert(0, block)
            taken.add(k)
            k -= _begin_above(blocks, k - 1, found, taken)
            _unit_above(blocks, k - 1, found, taken)
            return
        else:
            return


def _begin_above(
    blocks: Sequence[Paragraph | Table], k: int, found: Attached, taken: set[int]
) -> bool:
    """Is the line above the beginning of the caption? It opens the bracket that the rest closes."""
    block = blocks[k] if k >= 0 else None
    if not isinstance(block, Paragraph) or k in taken or not _is_caption(block):
        return False
    if _open_brackets(found.caption[0].text) >= 0 or _open_brackets(block.text) != 1:
        return False
    found.caption.insert(0, block)
    taken.add(k)
    return True


def _open_brackets(text: str) -> int:
    """Brackets that the text opens, without those that it closes."""
    return sum((char in "（(") - (char in "）)") for char in text)


def _unit_above(
    blocks: Sequence[Paragraph | Table], k: int, found: Attached, taken: set[int]
) -> None:
    """A unit that is above the caption is that of the table below it as well."""
    block = blocks[k] if k >= 0 else None
    if isinstance(block, Paragraph) and k not in taken and _UNIT.match(block.text):
        found.above.insert(0, block)
        taken.add(k)


def _below(blocks: Sequence[Paragraph | Table], i: int, found: Attached, taken: set[int]) -> None:
    for k in range(i + 1, min(len(blocks), i + 1 + _T.blocks)):
        block = blocks[k]
        if isinstance(block, Table) or not _is_note(block) or _UNIT.match(block.text):
            return
        found.below.append(block)
        taken.add(k)


def _is_note(paragraph: Paragraph) -> bool:
    text = paragraph.text.strip()
    bracketed = _BRACKETED.fullmatch(text) is not None and text[-1:] in "）)】]〕"
    return bracketed or _NOTE_START.match(text) is not None


def _is_caption(paragraph: Paragraph) -> bool:
    text = paragraph.text.strip()
    if not text or len(text) > _T.longest or text.endswith(("。", "；", "，", "！", "？")):
        return False
    bare = "".join(text.split())
    if _TOTAL.fullmatch(bare) or _COPIES.fullmatch(bare):
        return False  # of the table above; of an imprint
    return not is_stray_row(paragraph) and (paragraph.role == "title" or len(paragraph.lines) == 1)


def _with(table: Table, found: Attached) -> Table:
    def played(paragraphs: Sequence[Paragraph], role: str) -> tuple[Paragraph, ...]:
        return tuple(p.model_copy(update={"role": role, "table": table.index}) for p in paragraphs)

    return table.model_copy(
        update={
            "caption": played(found.caption, "caption"),
            "notes": played([*found.above, *found.below], "note"),
        }
    )
