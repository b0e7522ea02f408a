"""Deciding on a figure or a finding: a row in a file that people edit, and how it is taken back.

The commands and the review in the browser both come here, so that they write the same.
"""

from __future__ import annotations

import datetime as dt
import getpass
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pipeline.dataset.lookup import entity_id
from pipeline.decisions.figures import Figures, words_of
from pipeline.decisions.lines import (
    CORRECTION_COLUMNS,
    REVIEW_COLUMNS,
    ReviewLine,
    address_fault,
    number_in,
    read_corrections,
    read_reviews,
    review_of,
    value_fault,
)
from pipeline.decisions.open_findings import finding_by
from pipeline.decisions.published import published
from pipeline.decisions.reviewing import confirmable, covered, finding_text
from pipeline.errors import UsageError
from pipeline.files.ledger import Line, append_row, remove_row
from pipeline.model.dataset import Dataset
from pipeline.model.figure import FigureKey, PrintedFigure
from pipeline.model.message import Message
from pipeline.quality.cells import TOTALS
from pipeline.safe_text import quoted
from pipeline.settings import Settings
from schemas.base import entity_column
from schemas.catalog import tables
from schemas.quality import Finding, Observation, ReviewDecision

_NOT_REPORTED = ("", "/")
_PARTS = 4
_DATED = re.compile(r"\d{4}-\d{2}")
_GIT_PATIENCE_S = 5


@dataclass(frozen=True)
class Decided:
    """A decision that is written.

    Attributes:
        sentence: what it does.
        row: the cells of its line, by column, and for a correction the decision as well.
    """

    sentence: str
    row: Mapping[str, str]


def correct(
    settings: Settings, target: str, value: str, *, reason: str, author: str | None
) -> Decided:
    """Overrule a figure, named by a finding's id or by its cell.

    Raises:
        UsageError: there is no such figure, or it is decided on already.
    """
    figures, seen = _figure(settings, target, suspected=True)
    where = words_of(seen, figures.cells)
    at, corrected = PrintedFigure.of(seen), _value(value, seen)
    for line in read_corrections(settings.corrections):
        if line.at in (at, at.of_any_month):
            raise UsageError(
                Message(
                    "corrected_before", where=where, line=line.line.number, path=line.line.path
                ),
                Message("change_line"),
            )
    if figures.fact(seen) is None and seen.table_name != TOTALS:
        raise UsageError(Message("feeds_no_row", where=where, issue=seen.issue_id))
    if corrected == seen.value and (seen.value is not None or seen.status == "missing"):
        raise UsageError(
            Message("is_that_already", where=where, now=_said(seen.value, seen)),
            Message("confirm_instead"),
        )
    row = {**_cells(at), "printed": _one_line(seen.printed),
           "corrected": "" if corrected is None else f"{corrected:f}",
           **_signature(reason, author)}  # fmt: skip
    append_row(settings.corrections, CORRECTION_COLUMNS, row)
    sentence = Message(
        "made_correct", where=where, now=_said(corrected, seen), before=_said(seen.value, seen),
        printed=quoted(seen.printed),
    )  # fmt: skip
    return Decided(sentence, {"decision": "correct", **row})


def confirm(settings: Settings, target: str, *, reason: str, author: str | None) -> Decided:
    """Record that a figure agrees with the page; raises as `correct`."""
    figures, seen = _figure(settings, target, suspected=False)
    where = words_of(seen, figures.cells)
    at = PrintedFigure.of(seen)
    if confirmable(at, seen.printed, figures) is None:
        raise UsageError(Message("cannot_confirm", where=where), Message("correct_instead"))
    line, row = _review_line(settings, "confirm", "", at, seen.printed, reason, author)
    resolved = covered(line, figures.dataset.of_type(Finding), figures)
    append_row(settings.reviews, REVIEW_COLUMNS, row)
    sentence = Message(
        "made_confirm", where=where, printed=quoted(seen.printed), count=_counted(len(resolved))
    )
    return Decided(sentence, row)


def ignore(settings: Settings, target: str, *, reason: str, author: str | None) -> Decided:
    """Record that a finding does not matter; raises as `correct`."""
    found, dataset = _finding(settings, target)
    figures = Figures(dataset)
    if found.severity == "info":
        raise UsageError(Message("info_already", finding=found.finding_id))
    at, text = PrintedFigure.of(found), finding_text(found, figures)
    line, row = _review_line(settings, "ignore", found.kind, at, text, reason, author)
    resolved = covered(line, dataset.of_type(Finding), figures)
    append_row(settings.reviews, REVIEW_COLUMNS, row)
    messages = "".join(f"\n  - {one.message}" for one in resolved)
    return Decided(Message("made_ignore", count=_counted(len(resolved)), names=messages), row)


def take_back(settings: Settings, row: Mapping[str, str]) -> None:
    """Remove the line of a decision, so that the next run builds as if it had not been made.

    Args:
        row: as in `Decided`.

    Raises:
        UsageError: there is no such line any more.
    """
    if row.get("decision") == "correct":
        remove_row(settings.corrections, CORRECTION_COLUMNS, row)
    else:
        remove_row(settings.reviews, REVIEW_COLUMNS, row)


def whoever() -> str:
    """The name that git knows, else that of the account; '' where there is none."""
    return _one_line(_whoever())


def _figure(settings: Settings, target: str, *, suspected: bool) -> tuple[Figures, Observation]:
    """The figure that a finding's id or a cell names, among the figures of its issue."""
    if "/" in target:
        at = _address(target)
        figures = Figures(published(settings.dataset, {at.issue_id}))
        at = _with_id(at, figures.dataset)
        found = figures.at(at)
        if len(found) != 1:
            many = "prints no such figure" if not found else "prints it for several months"
            hint = "" if not found else "Add the month: ISSUE/TABLE/ENTITY/MEASURE/2025-02."
            raise UsageError(f"Issue {at.issue_id} {many} ({at}).", hint)
        return figures, found[0]
    one, dataset = _finding(settings, target)
    figures = Figures(dataset)
    seen = figures.suspected_by(one) if suspected else figures.named_by(one)
    if seen is None:
        raise UsageError(
            Message("no_single_figure", finding=one.finding_id), Message("name_its_cell")
        )
    return figures, seen


def _finding(settings: Settings, prefix: str) -> tuple[Finding, Dataset]:
    found = finding_by(prefix, published(settings.dataset).of_type(Finding))
    return found, published(settings.dataset, {found.issue_id} if found.issue_id else ())


def _address(target: str) -> PrintedFigure:
    parts = [part.strip() for part in target.split("/")]
    month = None
    if len(parts) == _PARTS + 1 or (len(parts) == _PARTS and _DATED.fullmatch(parts[-1])):
        month = _month(parts.pop())
    if len(parts) == _PARTS - 1:
        parts.insert(2, "")
    if len(parts) != _PARTS:
        raise UsageError(f"“{target}” is no cell.", "Write ISSUE/TABLE/ENTITY/MEASURE.")
    issue, table, entity, measure = parts
    at = PrintedFigure(issue, FigureKey(table, month, entity, measure))
    if why := address_fault(at.figure):
        raise UsageError(f"{why[:1].upper()}{why[1:]}.")
    return at


def _with_id(at: PrintedFigure, dataset: Dataset) -> PrintedFigure:
    """The same, its entity given by its id, where it was given by one of its names."""
    column = entity_column(tables()[at.figure.table])
    if column is None:
        return at
    known = entity_id(lambda table: dataset.rows[table], column, at.figure.entity_id)
    return at._replace(figure=at.figure._replace(entity_id=known))


def _month(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        raise UsageError(f"“{text}” is no month such as 2025-02.") from None


def _value(text: str, seen: Observation) -> Decimal | None:
    if text.strip() in _NOT_REPORTED:
        return None
    value = number_in(text)
    if value is None:
        raise UsageError(Message("no_number", text=text), Message("write_number_out"))
    if why := value_fault(value, FigureKey.of(seen)):
        raise UsageError(Message("sentence", said=why))
    return value


def _review_line(
    settings: Settings,
    decision: ReviewDecision,
    kind: str,
    at: PrintedFigure,
    printed: str,
    reason: str,
    author: str | None,
) -> tuple[ReviewLine, dict[str, str]]:
    """A review as it will be read back, and as it is written; refused where it is there."""
    row = {"decision": decision, "kind": kind, **_cells(at), "printed": _one_line(printed),
           **_signature(reason, author)}  # fmt: skip
    line = review_of(Line(settings.reviews, 0, row))
    for known in read_reviews(settings.reviews):
        if known.key == line.key:
            raise UsageError(
                Message("decided_before", line=known.line.number, path=known.line.path),
                Message("run_applies_it"),
            )
    return line, row


def _cells(at: PrintedFigure) -> dict[str, str]:
    table, month, entity_id, measure = at.figure
    return {"issue_id": at.issue_id, "table_name": table,
            "month": f"{month:%Y-%m}" if month else "", "entity_id": entity_id,
            "measure": measure}  # fmt: skip


def _signature(reason: str, author: str | None) -> dict[str, str]:
    given = _one_line(reason)
    if not given:
        raise UsageError(Message("reason_empty"), Message("say_why"))
    signed = _one_line(author or _whoever())
    if not signed:
        raise UsageError(Message("author_unknown"), Message("give_author"))
    return {"reason": given, "author": signed, "decided_on": dt.date.today().isoformat()}


def _whoever() -> str:
    """The name that git knows, else that of the account."""
    try:
        done = subprocess.run(
            ["git", "config", "user.name"], capture_output=True, text=True, timeout=_GIT_PATIENCE_S
        )
        if done.returncode == 0 and done.stdout.strip():
            return done.stdout
    except (OSError, subprocess.TimeoutExpired):
        pass
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def _said(value: Decimal | None, seen: Observation) -> str:
    if value is None:
        return Message("none_reported")
    shown = f"{value.normalize():,f}"
    return Message("amount", value=shown, name=seen.unit) if seen.unit else shown


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _counted(number: int) -> str:
    return Message("one_finding") if number == 1 else Message("more_findings", count=number)
