"""Which figure of a sentence is which measure, and what the sentence names without a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.interpreting.document.labelled_figures import (
    LabelledFigure,
    clauses_without_figure,
)
from pipeline.interpreting.tables.measures import Measure
from pipeline.interpreting.text.characters import Stream
from pipeline.interpreting.text.likeness import LIKELY, Match, likeness
from pipeline.interpreting.text.numbers import Number
from pipeline.model.message import Message


def match_figures(
    figures: Sequence[LabelledFigure], measures: Sequence[Measure]
) -> dict[int, Match[Measure]]:
    """Which figure is which measure. A label that is known wins over one that is only like it.

    A label that is like those of two measures (12345工单) is the one of which no figure is printed.
    """
    own = [i for i, figure in enumerate(figures) if not _is_another(figure)]
    found = _matches(figures, own, measures)
    certain = {match.target.name for match in found.values() if match.certain}
    rest = [m for m in measures if m.name not in certain]
    found |= _matches(figures, [i for i in own if i not in found], rest)
    taken: dict[str, int] = {}
    for index in sorted(found, key=lambda i: (-found[i].score, i)):
        taken.setdefault(found[index].target.name, index)
    return {i: m for i, m in found.items() if taken[m.target.name] == i}


def _is_another(figure: LabelledFigure) -> bool:
    """Is it a share, or of another time or place?"""
    percent = figure.unit is not None and figure.unit.dimension == "percent"
    return percent or bool(figure.role)


def _matches(
    figures: Sequence[LabelledFigure], places: Sequence[int], measures: Sequence[Measure]
) -> dict[int, Match[Measure]]:
    found = ((i, match_label(figures[i].label, measures)) for i in places)
    return {i: match for i, match in found if match is not None}


def match_label(label: str, measures: Sequence[Measure]) -> Match[Measure] | None:
    """The measure that a label names; None where none does or two do."""
    found = [(likeness(label, h), h, m) for m in measures for h in m.headers]
    likely = [one for one in found if one[0] >= LIKELY]
    if not likely:
        return None
    score, wording, best = max(likely, key=lambda one: (one[0], len(one[1])))
    if score < 100 and any(score - other < 5 and m != best for other, _, m in found):
        return None
    return Match(best, wording, score)


def lost_figures(
    stream: Stream, matches: Mapping[int, Match[Measure]], measures: Sequence[Measure]
) -> list[LabelledFigure]:
    """What the text names of the measures without a figure, as figures that cannot be read.

    First clauses that print the very label of one, then any place that names one.

    Args:
        matches: the figures that were understood.
    """
    known = {match.target.name for match in matches.values()}
    absent = [m for m in measures if m.name not in known]
    found: dict[str, LabelledFigure] = {}
    for clause in clauses_without_figure(stream) if absent else ():
        match = match_label(clause.label, absent)
        if match is not None and match.certain:
            found.setdefault(match.target.name, clause)
    named = [match.label for match in matches.values()]
    for measure in absent:
        if measure.name not in found and (mention := _mention(stream, measure, named)):
            found[measure.name] = mention
    return list(found.values())


def _mention(stream: Stream, measure: Measure, others: Sequence[str]) -> LabelledFigure | None:
    """Where the text names a measure beside the `others`, of which figures were found."""
    text = stream.text
    for label in sorted(others, key=len, reverse=True):
        text = text.replace(label, " " * len(label))
    for wording in sorted(measure.headers, key=len, reverse=True):
        start = text.find(wording)
        if start >= 0:
            end = start + len(wording)
            return LabelledFigure(
                label=wording,
                number=Number("unreadable", doubt=Message("named_without_figure", text=wording)),
                printed=stream.printed(start, end),
                unit=None,
                place=stream.place(start, end),
                doubt="",
            )
    return None
