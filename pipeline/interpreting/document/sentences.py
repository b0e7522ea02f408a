"""Paragraphs that print a month's figures in a sentence (the hotline), found and understood.

So are small tables of labels and figures that print the same.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from pipeline.interpreting.collect import Collector
from pipeline.interpreting.document.label_tables import labelled_in
from pipeline.interpreting.document.labelled_figures import (
    BROKEN_OFF,
    LabelledFigure,
    labelled_figures,
)
from pipeline.interpreting.document.matches import lost_figures, match_figures
from pipeline.interpreting.document.sentence_body import Texts, body_of, heading_of, paragraph_at
from pipeline.interpreting.document.text_figures import (
    labelled_figure,
    report_doubt,
    report_likely_label,
    report_other_values,
    report_unfound,
    report_unknown_figure,
)
from pipeline.interpreting.tables.measures import (
    Measure,
    extra_of,
    fact_value,
    measures_of,
    native,
)
from pipeline.interpreting.text.likeness import Match
from pipeline.interpreting.text.months import (
    MonthInText,
    before,
    month_in,
    months_in,
    names_a_period,
)
from pipeline.interpreting.text.normalise import folded
from pipeline.model.message import Message
from pipeline.reading.model import Block, Paragraph, Table
from schemas.base import PrintedSentence, Row, fields_of
from schemas.catalog import tables
from schemas.relations import RowSum

_ENOUGH = 3
"""Figures with known labels that make a paragraph one of statistics."""
_FEWEST = 2
"""So many do where as many labels as are enough are named, some of them without a figure."""
_OF_THE_MONTH_BEFORE = re.compile(r"[^\d，,。；]{0,4}上个?月(?:份|，|,|全市|南京)")
"""A sentence that begins so speaks of the month before the one in its heading."""
_TITLE_QUOTED = re.compile(r"《[^》]*》")
_MONTH_BEFORE = ("上月", "上个月")
_STOPS = ("。", "；", ";", ".", "！", "!", "）", ")")
"""Marks with which a text ends that is whole."""


_CUT = Message("ink_cut")


@dataclass(frozen=True)
class Sentence:
    """A paragraph, or a table of labels, claimed by a table of the dataset.

    Attributes:
        model: the table.
        blocks: indices of its heading and paragraphs, or of the table, in `Reading.blocks`.
        figures: all its figures.
        matches: index of a figure → what it is; figures without one are unknown.
        month: the month that it or its heading names; None where neither does.
        year_printed: is the year of that month printed?
        ended: does its text end with a full stop, as whole sentences do, and is no line of it cut?
    """

    model: type[Row]
    blocks: tuple[int, ...]
    figures: tuple[LabelledFigure, ...]
    matches: Mapping[int, Match[Measure]]
    month: dt.date | None
    year_printed: bool = True
    ended: bool = True


@cache
def sentence_models() -> tuple[type[Row], ...]:
    """All tables that the bulletin prints as a sentence."""
    return tuple(m for m in tables().values() if isinstance(m.table.source, PrintedSentence))


def find_sentences(
    blocks: Sequence[Block], model: type[Row], latest: dt.date, claimed: Collection[int] = ()
) -> list[Sentence]:
    """The paragraphs that print this table: one a month, the one with most known figures.

    An article may quote a few of the same figures. Only the monthly statistics have
    a month, in the sentence or in its heading. Where none with a month has enough figures, one
    that names its measures, and lacks figures of them, goes before an article.

    Args:
        latest: the last month that one printed without a year can be.
        claimed: indices of the tables that print something else.
    """
    texts = Texts(blocks)
    best = _best(texts, model, latest, claimed, _ENOUGH)
    if all(month is None for month in best):
        best = {**_best(texts, model, latest, claimed, _FEWEST), **best}
    dated = [s for month, s in best.items() if month is not None]
    return sorted(dated, key=lambda s: s.blocks) or list(best.values())


def _best(
    texts: Texts,
    model: type[Row],
    latest: dt.date,
    claimed: Collection[int],
    enough: int,
) -> dict[dt.date | None, Sentence]:
    """The paragraph or table of each month with most known figures; None stands for no month.

    Args:
        enough: figures that a paragraph needs.
    """
    source = model.table.source
    assert isinstance(source, PrintedSentence)
    best: dict[dt.date | None, Sentence] = {}
    for index, block in enumerate(texts.blocks):
        if isinstance(block, Paragraph):
            sentence = _sentence(texts, index, model, source, latest, enough)
        elif block.index in claimed:
            continue
        else:
            sentence = _of_table(block, index, model, source, latest)
        if sentence is None:
            continue
        rival = best.get(sentence.month)
        if rival is None or len(sentence.matches) > len(rival.matches):
            best[sentence.month] = sentence
    return best


def interpret_sentence(sentence: Sentence, month: dt.date, out: Collector) -> None:
    """Row, observations and findings of one paragraph, into `out`."""
    table = sentence.model.table.name
    values: dict[str, Any] = {}
    extra: dict[str, str] = {}
    for index, labelled in enumerate(sentence.figures):
        match = sentence.matches.get(index)
        if match is None:
            _unknown(labelled, table, month, out, extra)
            continue
        measure = match.target
        figure = labelled_figure(labelled, measure)
        out.observe(table, month, "", measure.name, figure)
        report_likely_label(match, labelled, table, month, out)
        report_doubt(figure, measure, table, month, out)
        values[measure.name] = native(fact_value(figure, measure), measure)
    report_other_values(sentence.figures, sentence.matches, table, month, out)
    report_unfound(sentence.figures, sentence.matches, sentence.model, month, out)
    _report_broken_off(sentence, month, out)
    common: dict[str, Any] = extra_of(sentence.model, extra)
    for f in fields_of(sentence.model):
        if f.column.role in ("key", "link", "measure"):
            role = f.column.role
            common[f.name] = (
                month if role == "key" else out.issue_id if role == "link" else values.get(f.name)
            )
    out.rows.append(sentence.model(**common))


def _report_broken_off(sentence: Sentence, month: dt.date, out: Collector) -> None:
    """A text that ends with a figure without its measure word, or lacks figures and a full stop.

    One that prints parts without their sum may lack its beginning.
    """
    figures = sentence.figures
    last = next((f for f in figures if f.doubt == BROKEN_OFF), figures[-1])
    found = {match.target.name for match in sentence.matches.values()}
    lacking = any(m.name not in found for m in measures_of(sentence.model))
    sums = {r.total for r in sentence.model.table.relations if isinstance(r, RowSum)}
    if last.doubt == BROKEN_OFF or (lacking and not sentence.ended) or not sums <= found:
        out.find(
            "low_confidence",
            "warning",
            Message("text_cut_off"),
            table=sentence.model.table.name,
            month=month,
            observed=last.printed,
            place=last.place,
        )


def _unknown(
    labelled: LabelledFigure, table: str, month: dt.date, out: Collector, extra: dict[str, str]
) -> None:
    report_unknown_figure(labelled, table, month, out)
    label = labelled.label or labelled.printed
    while label in extra:
        label += "·"
    extra[label] = labelled.printed


def _sentence(
    texts: Texts,
    index: int,
    model: type[Row],
    source: PrintedSentence,
    latest: dt.date,
    enough: int,
) -> Sentence | None:
    blocks, heading = texts.blocks, heading_of(texts.blocks, index)
    body = body_of(texts, index, measures_of(model))
    stream = texts.stream_of_body(body)
    if not any(c.isdigit() for c in stream.text):
        return None
    above = folded(paragraph_at(blocks, heading).text) if heading is not None else ""
    if not _names(above + stream.text, source):
        return None
    headed = month_in(above, latest)
    named = _month_named(stream.text, headed, _names(above, source), latest)
    alone = named is None and len(body) == 1
    read = (
        texts.figures(index) if alone else labelled_figures(stream, named.month if named else None)
    )
    early = _all_of_month_before(read)
    figures = [replace(f, role="", scope="") if early and f.scope else _named(f) for f in read]
    matches = match_figures(figures, measures_of(model))
    if len(matches) < enough:
        return None
    # a mark without a measure word may be a word of the text
    figures = [f for i, f in enumerate(figures) if i in matches or not f.bare_mark]
    figures += lost_figures(stream, matches, measures_of(model))
    matches = match_figures(figures, measures_of(model))
    if len(matches) < _ENOUGH:
        return None
    named = named or headed
    if named is not None and named.is_period:
        return None
    used = body if heading is None else (heading, *body)
    month, dated = (named.month, named.year_printed) if named else (None, True)
    if month is not None and early and _OF_THE_MONTH_BEFORE.match(stream.text):
        month = before(month)
    cut = any(doubt.reason == _CUT for line in stream.lines for doubt in line.doubts)
    ended = stream.text.endswith(_STOPS) and not cut
    return Sentence(model, tuple(used), tuple(figures), matches, month, dated, ended)


def _named(figure: LabelledFigure) -> LabelledFigure:
    """A figure of several months, or of another time or place, has another name."""
    if figure.role == "period":
        return replace(figure, label=f"累计·{figure.label}")
    if figure.role == "other" and figure.scope not in figure.label:
        return replace(figure, label=f"{figure.scope}·{figure.label}")
    return figure


def _all_of_month_before(figures: Sequence[LabelledFigure]) -> bool:
    """Are all figures of 上月, so that they are the sentence's own?"""
    own = [f.scope for f in figures if f.role != "change"]
    return bool(own) and all(scope.startswith(_MONTH_BEFORE) for scope in own)


def _names(text: str, source: PrintedSentence) -> bool:
    """Does a folded text name the statistics?"""
    return any(folded(title) in text for title in source.titles)


def _month_named(
    text: str, headed: MonthInText | None, of_heading: bool, latest: dt.date
) -> MonthInText | None:
    """The month that a sentence names; of several that of its heading or the one due, if there.

    Args:
        of_heading: is the title above it the heading of the statistics?
    """
    months = months_in(_TITLE_QUOTED.sub("", text))
    due = headed.month if headed is not None and of_heading else before(latest)
    same = [m for m in months if m.month == due]
    return next(iter((*same, *months)), headed if of_heading else None)


def _of_table(
    table: Table, index: int, model: type[Row], source: PrintedSentence, latest: dt.date
) -> Sentence | None:
    """A table whose caption names the statistics and whose labels are known."""
    caption = table.caption_text
    if not any(folded(t) in folded(caption) for t in source.titles):
        return None
    named = month_in(caption) or month_in(caption, latest)
    if names_a_period(caption, latest):
        return None
    month, dated = (named.month, named.year_printed) if named else (None, True)
    found = [
        Sentence(model, (index,), figures, matches, month, dated)
        for figures in labelled_in(table)
        if len(matches := match_figures(figures, measures_of(model))) >= _ENOUGH
    ]
    return max(found, key=lambda s: sum(m.score for m in s.matches.values()), default=None)
