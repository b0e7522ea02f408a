"""The imprint: address, telephone, editor and print run, from labelled lines."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.interpreting.document.masthead import Printed
from pipeline.interpreting.text.characters import stream_of
from pipeline.interpreting.text.normalise import folded, tidy
from pipeline.interpreting.text.numbers import read_number
from pipeline.interpreting.text.traditional import simplified_in_place
from pipeline.model.place import Place
from pipeline.model.vocabulary import MULTIPLE, UNREADABLE
from pipeline.reading.model import Block, Paragraph, Table, TextLine

_LABELS = {
    "address": ("地址", "通讯地址", "联系地址", "社址", "单位地址"),
    "postcode": ("邮编", "邮政编码"),
    "phone": ("电话", "联系电话", "电话号码", "咨询电话", "TEL", "TEL."),
    "fax": ("传真", "传真号码", "FAX"),
    "email": (
        "E-MAIL",
        "EMAIL",
        "电子邮箱",
        "电子邮件",
        "邮箱",
        "电邮",
        "投稿邮箱",
        "电子信箱",
        "信箱",
    ),
    "website": ("网址", "网站", "主页", "官网", "官方网站"),
    "editor": ("责任编辑", "责编", "编辑", "本期编辑", "本期责任编辑", "执行编辑", "主编", "编审"),
    "": ("编印单位", "主办单位", "编制单位", "主编单位", "承办单位", "编辑单位"),
}
"""Who publishes is said by the masthead; in an imprint it is no text of the article above."""
_NAMES = {label: name for name, labels in _LABELS.items() for label in labels}
_ANY = "|".join(sorted((re.escape(x) for x in _NAMES), key=len, reverse=True))
# A label begins a line or follows a gap; an article's "联系电话：…" is inside a sentence.
_LABEL = re.compile(
    rf"(?:^|(?<=[\s;；|])|(?<=[0-9A-Za-z])|(?<=号)|(?<=中心)|(?<=委员会))\s*(?P<label>{_ANY})\s*[:：]",
    re.IGNORECASE,
)
_PRINT_RUN = re.compile(
    r"(?:共印|印数|印量|印发|印刷|印制)(?:数量?)?[:：]?"
    rf"(?P<count>[\d{UNREADABLE}][\d,.{UNREADABLE}]*(?:{MULTIPLE})?)(?P<more>[多余几{UNREADABLE}]?)(?:份|册|本)?"
)
_LONGEST_RUN = 40
"""Characters of a line with the number of copies."""
_LONGEST_REST = 6
"""Characters of a value that may stand in the next line: a longer text is one of its own."""
_NEAR = 6
"""Blocks between the labelled lines of an imprint and its number of copies."""
_SPACED = re.compile(r"(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff][\u3000\s]*[:：])")


@dataclass(frozen=True)
class Imprint:
    """What the imprint says.

    Attributes:
        values: column name to text.
        printed: numbers with their places (print_run).
        blocks: indices in `Reading.blocks` from its first paragraph to its last.
    """

    values: dict[str, str] = field(default_factory=dict)
    printed: dict[str, Printed] = field(default_factory=dict)
    blocks: tuple[int, ...] = ()


def read_imprint(blocks: Sequence[Block]) -> Imprint:
    """The labelled lines that are together, the last such place in the document."""
    found = {i: own for i, b in enumerate(blocks) if (own := _labelled(b))}
    cluster = next(reversed(_clusters(found)), [])
    values: dict[str, str] = {}
    rests = {i: rest for i in cluster if (rest := _rest_below(blocks, i))}
    for index in reversed(cluster):
        *_, last = found[index]
        for name, text in found[index].items():
            if name:
                whole = text + rests.get(index, "") if name == last else text
                values.setdefault(name, whole)
    cluster = sorted({*cluster, *(i + 1 for i in rests)})
    run = next(reversed(_print_runs(blocks)), None)
    used = {*cluster, *([run[0]] if run else [])}
    return Imprint(values, {"print_run": run[1]} if run else {}, tuple(sorted(used)))


def _rest_below(blocks: Sequence[Block], index: int) -> str:
    """The rest of the last value of a full line, with which the line below begins; '' if none."""
    above, below = blocks[index], blocks[index + 1] if index + 1 < len(blocks) else None
    if not isinstance(above, Paragraph) or not isinstance(below, Paragraph):
        return ""
    last, line = above.lines[-1], below.lines[0]
    one, other = last.place.box, line.place.box
    near = last.place.page == line.place.page and abs(other.top - one.bottom) < above.size
    if above.align != "full" or not near or abs(one.x0 - other.x0) > above.size:
        return ""
    text = tidy(line.text)
    label = _LABEL.search(simplified_in_place(text))
    rest = (text[: label.start()] if label else text).strip()
    return rest if len(rest) <= _LONGEST_REST and _run_in(line) is None else ""


def imprint_ends(blocks: Sequence[Block]) -> list[int]:
    """Indices of the last blocks of imprints: of labelled lines that are together, and the line
    with the number of copies where it stands near below them. A table ends an imprint."""
    found = {i: own for i, b in enumerate(blocks) if (own := _labelled(b))}
    runs = [i for i, _ in _print_runs(blocks)]
    tables = [i for i, b in enumerate(blocks) if isinstance(b, Table) and i not in found]
    out = []
    for start, end in itertools.pairwise([-1, *tables, len(blocks)]):
        for *_, last in _clusters({i: x for i, x in found.items() if start < i < end}):
            out.append(max([last, *(i for i in runs if last < i <= min(last + _NEAR, end))]))
    return out


def _labelled(block: Block) -> dict[str, str]:
    """Labels and their values in the lines of a paragraph (or of a table without figures)."""
    out: dict[str, str] = {}
    for line in _texts(block):
        for name, value in _values(line):
            out.setdefault(name, value)
    return out


def _texts(block: Block) -> list[str]:
    if isinstance(block, Paragraph):
        return _whole_values(block)
    return [part for c in block.cells for part in c.text.splitlines()] if block.cols <= 4 else []


def _whole_values(paragraph: Paragraph) -> list[str]:
    """The lines of a paragraph; a full one with labels has the few letters below it, if any."""
    out: list[str] = []
    right = max(line.place.box.x1 for line in paragraph.lines)
    full = False
    for line in paragraph.lines:
        few = len(line.text.strip()) <= _LONGEST_REST and _run_in(line) is None
        if full and few and not _values(line.text):
            out[-1] += line.text.strip()
            full = False
            continue
        out.append(line.text)
        full = right - line.place.box.x1 < paragraph.size and bool(_values(line.text))
    return out


def is_imprint_line(line: str) -> bool:
    """Does a line say what an imprint does, 邮编：210003?"""
    return bool(_values(line))


@lru_cache(maxsize=16384)
def _values(line: str) -> Sequence[tuple[str, str]]:
    text = tidy(_SPACED.sub("", line))
    if ":" not in text and "：" not in text:
        return []
    marks = list(_LABEL.finditer(simplified_in_place(text)))
    if not marks or marks[0].start() > 12:
        return []
    out = []
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        value = text[mark.end() : following.start() if following else None].strip(" ;；,，|")
        # a sentence is no imprint
        if value and not value.endswith("。"):
            out.append((_NAMES[mark["label"].upper()], value))
    return out


def _clusters(found: Mapping[int, dict[str, str]]) -> list[list[int]]:
    """The runs of labelled blocks, gaps of two allowed, that name at least two things."""
    runs: list[list[int]] = []
    for i in sorted(found):
        if runs and i - runs[-1][-1] <= 3:
            runs[-1].append(i)
        else:
            runs.append([i])
    return [r for r in runs if len({n for i in r for n in found[i]}) >= 2]


def _print_runs(blocks: Sequence[Block]) -> list[tuple[int, Printed]]:
    """The lines that say how many copies were printed, in cells of an imprint too."""
    return [
        (index, printed)
        for index, block in enumerate(blocks)
        for printed in (
            [_run_in(line) for line in block.lines]
            if isinstance(block, Paragraph)
            else _runs_in_cells(block)
        )
        if printed is not None
    ]


def _runs_in_cells(table: Table) -> list[Printed | None]:
    if not _labelled(table):
        return []
    cells = [c for c in table.cells if c.places and "印" in c.text]
    return [_run_in(_whole_line(cell.text, cell.places[0])) for cell in cells]


def _whole_line(text: str, place: Place) -> TextLine:
    """The text of a cell as a line: each of its characters is somewhere in the cell."""
    return TextLine(text=text, place=place, xs=(place.box.x0, place.box.x1) * len(text))


def _run_in(line: TextLine) -> Printed | None:
    key = folded(line.text)
    if len(key) > _LONGEST_RUN or "印" not in key:
        return None
    stream = stream_of([line])
    found = _PRINT_RUN.search(stream.text)
    if found is None:
        return None
    start, end = found.span("count")
    number = read_number(found["count"])
    value = number.value * number.unit.factor if number.value and number.unit else number.value
    if value is None or value % 1 or found["more"]:
        return None
    return Printed(int(value), stream.printed(start, end), stream.place(start, end))
