"""The rows of `corrections.csv` and `reviews.csv`, checked against the schemas and typed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Literal, get_args

from pipeline.decisions.figures import text_key
from pipeline.files.ledger import Line, read_sheet
from pipeline.interpreting.text.numbers import read_number
from pipeline.model.figure import FigureKey, PrintedFigure
from pipeline.model.message import Message
from schemas.base import FieldInfo, Row, entity_column, measure_fields
from schemas.catalog import tables
from schemas.quality import FindingKind, ReviewDecision
from schemas.totals import ReportedTotal

CORRECTION_COLUMNS = (
    "issue_id", "table_name", "month", "entity_id", "measure", "printed", "corrected", "reason",
    "author", "decided_on",
)  # fmt: skip
REVIEW_COLUMNS = (
    "decision", "kind", "issue_id", "table_name", "month", "entity_id", "measure", "printed",
    "reason", "author", "decided_on",
)  # fmt: skip
_TOTALS = ReportedTotal.table.name
_INTEGER_DIGITS = 18
_ISSUE = re.compile(r"\d{4}-\d{2,3}")
_DATE = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})(?:[-/]0?1)?")


@dataclass(frozen=True)
class CorrectionLine:
    """A figure that a person overrules.

    Attributes:
        printed: the text that the cell is expected to print.
        corrected: in the unit of the measure; None = not reported.
    """

    line: Line
    at: PrintedFigure
    printed: str
    corrected: Decimal | None
    reason: str
    author: str
    decided_on: dt.date


@dataclass(frozen=True)
class ReviewLine:
    """A finding, or all that is found about a figure, on which a person has decided.

    Attributes:
        kind: of the findings; '' = any, in a confirmation.
        printed: text of the figure's cell; of a finding without a figure, what was observed.
    """

    line: Line
    decision: ReviewDecision
    kind: FindingKind | Literal[""]
    at: PrintedFigure
    printed: str
    reason: str
    author: str
    decided_on: dt.date

    @property
    def key(self) -> tuple[str, ...]:
        """What it decides on: no two lines may decide on the same."""
        return self.kind, *self.at.sort_key, text_key(self.printed)


def read_corrections(path: Path) -> tuple[CorrectionLine, ...]:
    """The corrections in a file, in the order of what they are about.

    Raises:
        CorrectionError: a row that cannot be understood; the message names file and line.
    """
    required = [name for name in CORRECTION_COLUMNS if name != "month"]
    found = [_correction(line) for line in read_sheet(path, required).lines]
    _refuse_twins((one.line, one.at.sort_key) for one in found)
    return tuple(sorted(found, key=lambda one: one.at.sort_key))


def read_reviews(path: Path) -> tuple[ReviewLine, ...]:
    """The reviews in a file, in the order of what they are about.

    Raises:
        CorrectionError: a row that cannot be understood; the message names file and line.
    """
    found = [review_of(line) for line in read_sheet(path, REVIEW_COLUMNS).lines]
    _refuse_twins((one.line, one.key) for one in found)
    return tuple(sorted(found, key=lambda one: (one.key, one.decision)))


def review_of(line: Line) -> ReviewLine:
    """One review from its cells.

    Raises:
        CorrectionError: it cannot be understood.
    """
    decision = next((d for d in get_args(ReviewDecision) if d == line["decision"]), None)
    if decision is None:
        raise line.fault(f"the decision “{line['decision']}” is neither confirm nor ignore.")
    kind = next((k for k in ("", *get_args(FindingKind)) if k == line["kind"]), None)
    if kind is None or (decision == "ignore" and not kind):
        raise line.fault(f"“{line['kind']}” is no kind of finding.")
    at = _address(line, issue_needed=decision == "confirm")
    if decision == "confirm" and (why := address_fault(at.figure)):
        raise line.fault(f"{why}.")
    reason, author = _signed(line)
    return ReviewLine(line, decision, kind, at, line["printed"], reason, author, _decided_on(line))


def value_fault(value: Decimal | None, at: FigureKey) -> str:
    """Why a value is not allowed in the column of a figure; '' where it is."""
    field = field_of(at)
    if value is None:
        return ""
    places = field.places or 0
    if abs(value) >= Decimal(10) ** ((field.digits or _INTEGER_DIGITS) - places):
        return Message("value_too_large", value=value, measure=at.measure)
    if value != value.quantize(Decimal(1).scaleb(-places)):
        is_whole = field.places in (None, 0)
        held = Message("whole_numbers") if is_whole else Message("decimal_places", count=places)
        return Message("value_unfit", value=value, measure=at.measure, held=held)
    if field.minimum is not None and value < field.minimum:
        return Message("value_too_low", value=value, bound=field.minimum, measure=at.measure)
    if field.maximum is not None and value > field.maximum:
        return Message("value_too_high", value=value, bound=field.maximum, measure=at.measure)
    return ""


def address_fault(at: FigureKey) -> str:
    """Why no figure of the dataset can have this address; '' where one can."""
    model = tables().get(at.table)
    if model is None or model.table.kind != "fact" or not measure_fields(model):
        return f"“{at.table}” is no table with figures"
    if at.table == _TOTALS:
        model = tables().get(at.entity_id)
        if model is None or model.table.kind != "fact":
            return "of a printed total, entity_id is the table that it sums"
    elif entity_column(model) and not at.entity_id:
        return f"{at.table} has many rows a month: entity_id must say which one"
    elif at.entity_id and not entity_column(model):
        return f"{at.table} has one row a month: entity_id must be empty"
    names = [field.name for field in measure_fields(model)]
    if at.measure not in names:
        return f"“{at.measure}” is no figure of {model.table.name}; it has {', '.join(names)}"
    return ""


def field_of(at: FigureKey) -> FieldInfo:
    """The column of a figure; of a printed total, the column that it sums."""
    name = at.entity_id if at.table == _TOTALS else at.table
    model: type[Row] = tables()[name]
    return next(field for field in measure_fields(model) if field.name == at.measure)


def number_in(text: str) -> Decimal | None:
    """An exact number without a unit, as a person writes it; None where it is none."""
    number = read_number(text)
    exact = number.kind == "number" and not number.doubt and not number.marks
    return number.value if exact and number.unit is None else None


def _correction(line: Line) -> CorrectionLine:
    at = _address(line)
    if why := address_fault(at.figure):
        raise line.fault(f"{why}.")
    value = number_in(line["corrected"]) if line["corrected"] else None
    if line["corrected"] and value is None:
        raise line.fault(
            f"the corrected value “{line['corrected']}” is no number.",
            "Write it out in the unit of the measure (yuan, pieces), or leave it empty for "
            "“not reported”, then run again.",
        )
    if why := value_fault(value, at.figure):
        raise line.fault(f"{why}.")
    reason, author = _signed(line)
    return CorrectionLine(line, at, line["printed"], value, reason, author, _decided_on(line))


def _address(line: Line, issue_needed: bool = True) -> PrintedFigure:
    issue, month = line["issue_id"], line["month"]
    if (issue or issue_needed) and not _ISSUE.fullmatch(issue):
        raise line.fault(
            f"“{issue}” is no issue such as 2025-03.",
            "A spreadsheet may have made a date of it: set the column to text, then run again.",
        )
    found = _MONTH.fullmatch(month)
    if month and not (found and 1 <= int(found[2]) <= 12):
        raise line.fault(f"“{month}” is no month such as 2025-02.")
    first = dt.date(int(found[1]), int(found[2]), 1) if found else None
    figure = FigureKey(line["table_name"], first, line["entity_id"], line["measure"])
    return PrintedFigure(issue, figure)


def _signed(line: Line) -> tuple[str, str]:
    for column in ("reason", "author"):
        if not line[column]:
            raise line.fault(f"the {column} is missing.")
    return line["reason"], line["author"]


def _decided_on(line: Line) -> dt.date:
    found = _DATE.fullmatch(line["decided_on"])
    try:
        return dt.date(*map(int, found.groups())) if found else dt.date.fromisoformat("")
    except ValueError:
        raise line.fault(f"“{line['decided_on']}” is no date such as 2025-03-14.") from None


def _refuse_twins(found: Iterable[tuple[Line, tuple[str, ...]]]) -> None:
    seen: dict[tuple[str, ...], Line] = {}
    for line, key in found:
        if key in seen:
            raise line.fault(
                f"line {seen[key].number} decides on the same already.",
                "Keep one of the two, then run again.",
            )
        seen[key] = line
