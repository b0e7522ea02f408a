"""Labelled figures in running text: "其中咨询类 5019 个、医疗投诉 1242 个".

Every number of the text is either a figure with a label, part of a date, or part of a label
(市12345工单); none is passed over.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.interpreting.document.clause_labels import BOUNDARY, LONGEST, labels_of
from pipeline.interpreting.document.clause_scopes import Role
from pipeline.interpreting.text.characters import Stream
from pipeline.interpreting.text.numbers import Number, read_compound, read_number
from pipeline.interpreting.text.units import Unit, unit_of
from pipeline.model.message import Message
from pipeline.model.place import Place
from pipeline.model.vocabulary import (
    COUNT_WORDS,
    MISSING_SIGNS,
    MISSING_WORDS,
    MONEY_WORDS,
    MULTIPLE,
    NUMBERS_AS_NAMES,
    OTHER_COUNT_WORDS,
    UNREADABLE,
    any_of,
)
from pipeline.reading.model import Cell

_MEASURE = any_of((*COUNT_WORDS, *OTHER_COUNT_WORDS, *MONEY_WORDS, "%"))
_ONE = rf"[\d{UNREADABLE}](?:[\d,.{UNREADABLE}]*[\d{UNREADABLE}])?"
# 37，314，248 with the comma of a clause, and 3亿5千万 of several multiples
_NUMBER = rf"[+-]?(?:\d{{1,3}}(?:，\d{{3}})+(?![\d{UNREADABLE}])|{_ONE}(?:{MULTIPLE}零?{_ONE})*)"
_UNREADABLE_RUN = re.compile(f"{UNREADABLE}+")
_RAISED = "[\u00b2\u00b3\u00b9\u2070-\u2079\u2460-\u2473\u2776-\u277f]"
_CLAUSE_END = r"[，,、；;。：:（）()]|$"
_MARK = any_of((*MISSING_SIGNS, *MISSING_WORDS))
_TOKEN = re.compile(
    rf"(?P<number>{_NUMBER})(?P<raised>{_RAISED}*)(?P<more>[多余几]?)"
    rf"(?P<unit>(?:{MULTIPLE})?(?:{_MEASURE})?次?)(?P<after>[多余几]?)"
    rf"|(?<=[\u4e00-\u9fff])(?P<mark>{_MARK})(?P<mark_unit>{_MEASURE})?(?={_CLAUSE_END})",
    re.IGNORECASE,
)
_DATE_TAIL = re.compile(r"[年月日号]|[-—–~至]\d{1,2}月|季度|期")
_END = re.compile(
    r"[，,、；;。：:（）()！？!?“”\"]|$|占|同比|环比|较|比|和|及|与|其中|以及|共|含|为"
)
_APPROXIMATE = re.compile(r"左右|上下|以[上下内]|不[到足]")
_ABOUT = re.compile(r"(?<!预)约$|[近超逾]$|超过$|不[足到]$")
_CORRECTED = re.compile(r"[，,（(]?(?:应为|应该为|实为|(?:现|已)?(?:更正|修正|订正)为)")
# What is between two numbers that are one, or the two ends of a range.
_JOINTS = "·•∙'’‘-—–~"
BROKEN_OFF = Message("broken_off")
_WITH_UNITS = 2
"""Figures with a measure word that make one without stand out."""
_CLAUSE = re.compile(f"[^{BOUNDARY}]+")
_NUMERAL = r"\d零〇一二两三四五六七八九十百千万亿"
_NUMERALS = re.compile(rf"(?:若干|[{_NUMERAL}][{_NUMERAL}.]*)[^{_NUMERAL}]*$")
"""The last numeral of a clause, in digits or in words, and what is behind it."""
_DATE = re.compile(
    r"(?:(?:19|20)\d{2}年)?(?:\d{1,2}(?:[-—–~至]\d{1,2})?月(?:份|底|末)?)?(?:\d{1,2}日)?"
)
_FILLERS = re.compile(
    r"^(?:截[止至]|截止到|本月|当月|全月|今年|全市|全区|全年|目前|南京市?|卫生|健康|热线|12320|"
    r"共计|总共|一共|合计|累计(?=受理|接听)|其中|包括|分别为|分别是|分别|另有|另外|另|还|并|以及|及|和|与|"
    r"受理(?!咨询(?!类)|电话)|共(?=受理|接|处|办|转|收|有|提|完)|接到|收到|处理|办理|转办|完成|提供|实现|开展|的|有|由|则|各类|共|月份|份)+"
)
_MEANWHILE = re.compile(r"^(?:同期|同时|期间)(?=受理|办理|处理|接收|收到|接到|转办|完成)")
"""The same month, where a label begins with it; behind a date (2023年同期) it is another one."""
_NUMBERING = re.compile(r"^(?:\d{1,2}[.)）](?!\d)|[一二三四五六七八九十]{1,3}[、.])")
_POINT = re.compile(r"[、.)）][\u4e00-\u9fff]")
_LEADERS = re.compile(r"[.·…_—-]{2,}$")
_TAILS = re.compile(
    r"(?:共计|总计|合计|共有|达到|约为|达|为|是|有|共|(?<!预)约|近|超过|超|逾|不足|不到|数量|数)$"
)


@dataclass(frozen=True)
class LabelledFigure:
    """A figure in running text.

    Attributes:
        label: what is before it, folded, without date and filler words; '' where nothing.
        number: what it says.
        printed: its characters as printed.
        unit: printed unit behind it; None where none.
        place: its box.
        doubt: why the number is not certain; ''.
        bare_mark: a mark for missing without a measure word, which may be a word of the text.
        cell: the cell of a table that prints it; None in running text.
        role: `change` of a figure of another month or of the difference to it, `period` of one
            that counts several months, `other` of one of another time or place or of a plan.
        scope: the words that say of which time, place or plan it is; '' of the month's.
        nameless: without words of its own, so that its label is that of the figure before it.
    """

    label: str
    number: Number
    printed: str
    unit: Unit | None
    place: Place
    doubt: str
    bare_mark: bool = False
    cell: Cell | None = None
    role: Role = ""
    scope: str = ""
    nameless: bool = False


def labelled_figures(stream: Stream, month: dt.date | None = None) -> list[LabelledFigure]:
    """All figures of a text, in order; `month`: that of its heading, where one names it."""
    found: list[LabelledFigure] = []
    tokens = list(_tokens(stream))
    labels = labels_of(stream.text, [token.span() for token in tokens], month)
    for token, label in zip(tokens, labels, strict=True):
        figure = _figure(stream, token, label.text)
        figure = replace(figure, role=label.role, scope=label.scope)
        found.append(_in_context(figure, found[-1] if found else None))
    boundary = tokens[-1].end() if tokens else 0
    if boundary and boundary == len(stream.text.rstrip()) and _breaks_off(found):
        found[-1] = replace(found[-1], doubt=found[-1].doubt or BROKEN_OFF)
    return found


def _breaks_off(figures: Sequence[LabelledFigure]) -> bool:
    """Does the last figure of a text lack the measure word that the others have?"""
    *others, last = figures
    units = sum(figure.unit is not None for figure in others)
    return last.unit is None and units >= _WITH_UNITS and 2 * units > len(others)


def clauses_without_figure(stream: Stream) -> list[LabelledFigure]:
    """The clauses of a text, or their ends, without a figure, as figures that cannot be read.

    投诉类三千件, 投诉类3.5W件: what is behind the label is no number that is understood here.
    Most of such clauses are plain text; those with a known label are figures that would be lost.
    A clause with a numeral is given twice: labelled by what is before it, and as a whole, for
    the numeral may be part of a label (省12345工单).
    """
    figures = deque(token.span() for token in _tokens(stream))
    found: list[LabelledFigure] = []
    read = 0
    for clause in _CLAUSE.finditer(stream.text):
        while figures and figures[0][0] < clause.end():
            read = figures.popleft()[1]
        start = max(clause.start(), read)
        if start < clause.end():
            found += _unreadable(stream, start, stream.text[start : clause.end()])
    return found


def _unreadable(stream: Stream, start: int, clause: str) -> Iterator[LabelledFigure]:
    behind = _NUMERALS.search(clause[-LONGEST:])
    numeral = len(behind.group()) if behind else 0
    for size in dict.fromkeys((numeral, 0)):
        label, end = clause[: len(clause) - size], start + len(clause)
        first = end - size if size else start
        printed = stream.printed(first, end)
        yield LabelledFigure(
            label=core_label(label),
            number=Number("unreadable", doubt=Message("not_a_number", text=printed)),
            printed=printed,
            unit=None,
            place=stream.place(first, end),
            doubt="",
        )


def _tokens(stream: Stream) -> Iterator[re.Match[str]]:
    """The numbers and marks of a text that are figures, in order."""
    boundary = 0
    for token in _TOKEN.finditer(stream.text):
        if _is_figure(stream.text, token) and not _is_numbering(stream, token, boundary):
            yield token
            boundary = token.end()


def core_label(label: str) -> str:
    """A label without date, filler words, number and leaders.

    2025年2月共受理咨询电话 → 受理咨询电话; 3.电话预约…… → 电话预约.
    """
    label = label[:LONGEST]
    label = _MEANWHILE.sub("", _LEADERS.sub("", _NUMBERING.sub("", label)))
    previous = None
    while previous != label:
        previous = label
        label = _DATE.sub("", label, count=1) if _DATE.match(label) else label
        label = _FILLERS.sub("", label)
    previous = None
    while previous != label:
        previous = label
        label = _TAILS.sub("", label) or label
    return label


def _is_figure(text: str, token: re.Match[str]) -> bool:
    if token["mark"]:
        return True
    after = text[token.end() : token.end() + 6]
    if not token["unit"] and (_DATE_TAIL.match(after) or _is_name_in_brackets(text, token)):
        return False
    if token["unit"].endswith(OTHER_COUNT_WORDS) and not token["unit"].endswith(COUNT_WORDS):
        return bool(_END.match(after))
    if token["unit"] or token["more"]:
        # 12345工单: a measure word must end there, or the number is part of a name
        return bool(_END.match(after)) or unit_of(token["unit"]) is not None
    return bool(_END.match(after))


def _is_name_in_brackets(text: str, token: re.Match[str]) -> bool:
    """Is it the number of a hotline in brackets behind a label: 电话预约（12320）?"""
    start, end = token.span()
    around = text[max(0, start - 1) : start], text[end : end + 1]
    return token["number"] in NUMBERS_AS_NAMES and around in (("（", "）"), ("(", ")"))


def _is_numbering(stream: Stream, token: re.Match[str], boundary: int) -> bool:
    """Is it the number of a point (1、 2） （3）), not the figure of a label that waits for one?"""
    text, start = stream.text, token.start()
    if len(token["number"] or "") not in (1, 2) or token["unit"]:
        return False
    lead = start - (text[start - 1 : start] in ("（", "("))
    begins = lead == 0 or stream.origin[lead][0] != stream.origin[lead - 1][0]
    begins = begins or text[lead - 1] in "；;。：:"
    waiting = core_label(text[max(boundary, lead - LONGEST) : lead].strip(BOUNDARY))
    return begins and not waiting and bool(_POINT.match(text, token.end()))


def _in_context(figure: LabelledFigure, before: LabelledFigure | None) -> LabelledFigure:
    """A share or growth, or a figure without a label, belongs to the figure before it."""
    share = figure.unit is not None and figure.unit.dimension == "percent"
    if before is None or (figure.label and not share):
        return figure
    label = f"{before.label.split('·')[0]}·{figure.label}".strip("·")
    return replace(figure, label=label, nameless=not figure.label)


def _figure(stream: Stream, token: re.Match[str], full: str) -> LabelledFigure:
    name = "mark" if token["mark"] else "number"
    start, end = token.span(name)
    if token["mark"]:
        number, unit = Number("missing"), unit_of(token["mark_unit"] or "")
    else:
        number, unit = _number(stream.text, token)
    return LabelledFigure(
        label=core_label(full),
        number=number,
        printed=stream.printed(start, end),
        unit=unit,
        place=stream.place(start, end),
        doubt=_doubt(stream, token, start, end, number, full),
        bare_mark=bool(token["mark"]) and not token["mark_unit"],
    )


def _number(text: str, token: re.Match[str]) -> tuple[Number, Unit | None]:
    """The number of a token and the unit behind it; unreadable where it is part of another."""
    start, end = token.span("number")
    before, behind = text[max(start - 2, 0) : start], text[token.end() : token.end() + 2]
    joined = len(before) == 2 and before[1] in _JOINTS and _is_digit(before[0])
    goes_on = len(behind) == 2 and behind[0] in _JOINTS and _is_digit(behind[1])
    ranged = joined or (goes_on and not token["unit"])
    signed = token["number"][0] in "+-" and _is_digit(text[max(start - 1, 0) : start])
    unit = unit_of(token["unit"])
    if ranged or signed:
        whole = text[max(start - 12, 0) : end + 12]
        return Number("unreadable", doubt=Message("not_one_number", text=whole)), unit
    compound = read_compound(token["number"] + (_multiple(token["unit"]) or ""))
    if compound is not None:
        return compound, unit_of(token["unit"][len(_multiple(token["unit"])) :])
    return read_number(_UNREADABLE_RUN.sub(UNREADABLE, token["number"])), unit


def _is_digit(text: str) -> bool:
    return text.isdigit() or text == UNREADABLE


def _multiple(unit: str) -> str:
    found = re.match(MULTIPLE, unit)
    return found.group() if found else ""


def _doubt(
    stream: Stream, token: re.Match[str], start: int, end: int, number: Number, full: str
) -> str:
    printed = stream.printed(start, end)
    if doubt := number.doubt or stream.doubt(start, end):
        return doubt
    if token["number"] and (token["more"] or token["after"]):
        shown = f"{printed}{token['more']}{token['unit']}{token['after']}"
        return Message("approximate", text=shown)
    behind = _APPROXIMATE.match(stream.text, token.end())
    if token["number"] and behind:
        return Message("approximate", text=f"{printed}{token['unit']}{behind.group()}")
    if token["number"] and _ABOUT.search(full[-3:]):
        return Message("approximate", text=f"{full[-2:]}{printed}")
    corrected = _CORRECTED.match(stream.text, token.end())
    if token["number"] and corrected:
        return Message("corrected_behind", text=printed)
    if "，" in (token["number"] or ""):
        return Message("commas_inside", text=printed)
    torn = stream.broken(start, end)
    if torn == "gap":
        return Message("gap_inside", text=printed)
    if torn == "line":
        return Message("broken_over_lines", text=printed)
    return ""
