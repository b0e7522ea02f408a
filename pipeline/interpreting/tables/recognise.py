"""Which table of the dataset a printed table is, judged by caption, columns and names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz import fuzz

from pipeline.interpreting.names.entities import is_known, looks_like
from pipeline.interpreting.names.registry import Registry
from pipeline.interpreting.tables.column_groups import column_groups
from pipeline.interpreting.tables.columns_by_content import PrintedColumns, like_first, understood
from pipeline.interpreting.tables.columns_by_header import match_columns
from pipeline.interpreting.tables.headers import ENTITY, Layout, header_key, headers_in
from pipeline.interpreting.tables.transpose import transposed
from pipeline.interpreting.text.months import month_in, names_a_period
from pipeline.interpreting.text.normalise import folded
from pipeline.model.message import Message
from pipeline.reading.model import Table
from schemas.base import ENTITY_KINDS, EntityKind, PrintedSentence, PrintedTable, Row
from schemas.catalog import tables

CAPTION_SURE = 90
CAPTION_LIKELY = 75
CAPTION_CORE = 85
CAPTION_NEAR = 60
NAMES_SURE = 0.8
COLUMN_SURE = 85
"""A column as like as this to a known one counts as much when a table is to be recognised."""
_STATISTICS = ("统计", "数据", "统计表", "情况表")
_CAPTION_DRESS = re.compile(r"(?:服务|情况|统计|数据|采集|上传|报表|一览|表)+$")


@dataclass(frozen=True)
class Claim:
    """A printed table, claimed by a table of the dataset.

    Attributes:
        model: the table of the dataset.
        table: the printed table, turned round where it was printed lying down.
        layouts: one per column group, left to right.
        caption_score: 0–100, how well the caption fits; -1 where there is no caption.
        names: share of its names that are of the right kind, 0–1.
        likely: why the claim is not certain; '' where it is.
        distinct: share of its names that are printed once, 0–1. A column of regions beside the
            hospitals that lie in them (所在区) repeats them.
    """

    model: type[Row]
    table: Table
    layouts: tuple[Layout, ...]
    caption_score: int
    names: float
    likely: str = ""
    distinct: float = 1.0

    @property
    def source(self) -> PrintedTable:
        source = self.model.table.source
        assert isinstance(source, PrintedTable)
        return source

    @property
    def strength(self) -> tuple[int, float, bool, float, int]:
        matched = sum(len(x.measure_columns()) for x in self.layouts)
        first = self.layouts[0]
        named = first.column(ENTITY) in first.by_header
        return (max(self.caption_score, 0), self.distinct, named, self.names, matched)


def claim_tables(printed: Sequence[Table], registry: Registry) -> dict[int, Claim]:
    """Claims by index of the printed table; a table that nothing claims is not there."""
    claims: dict[int, Claim] = {}
    for table in printed:
        if names_a_period(table.caption_text):
            continue  # Its figures are those of no month.
        claim = _best_claim(table, registry)
        above = claims.get(table.index - 1)
        if claim is None and (not table.caption or _repeats_header(table, above)):
            claim = _continuation(table, above, registry)
        elif claim is not None:
            claim = _in_other_units(_beside_unknown(claim, printed, claims), above)
        if claim is not None:
            claims[table.index] = claim
    return _without_pretenders(claims)


@cache
def printed_models() -> tuple[type[Row], ...]:
    """All tables that the bulletin prints as tables."""
    return tuple(m for m in tables().values() if isinstance(m.table.source, PrintedTable))


def _best_claim(table: Table, registry: Registry) -> Claim | None:
    scores = {m: caption_score(table.caption_text, _source(m)) for m in printed_models()}
    for turn in (_as_printed, transposed):
        turned = turn(table)
        printed = PrintedColumns(turned, headers_in(turned), turned.grid())
        # Of two claims that of the better caption wins: where there is one, others are not asked.
        for score in sorted({max(score, 0) for score in scores.values()}, reverse=True):
            models = [m for m in scores if max(scores[m], 0) == score]
            claims = (_claim(printed, m, scores[m], registry) for m in models)
            if found := [claim for claim in claims if claim is not None]:
                return max(found, key=lambda c: c.strength)
    return None


def _source(model: type[Row]) -> PrintedTable:
    source = model.table.source
    assert isinstance(source, PrintedTable)
    return source


def _as_printed(table: Table) -> Table:
    return table


def _claim(
    printed: PrintedColumns, model: type[Row], score: int, registry: Registry
) -> Claim | None:
    kind = _source(model).entity
    layouts = tuple(
        understood(match_columns(group, model), printed, model, registry)
        for group in column_groups(printed.headers)
    )
    layouts = tuple(like_first(layout, layouts[0]) for layout in layouts)
    names = _printed_names(printed, layouts)
    share = _names_share(names, kind, registry)
    distinct = len(set(names)) / len(names) if names else 1.0
    return _judged(Claim(model, printed.table, layouts, score, share, distinct=distinct))


def names_a_table(text: str) -> bool:
    """Is a text the heading of figures that the bulletin prints month by month?"""
    return bool(tables_named(text))


def tables_named(text: str) -> list[type[Row]]:
    """The tables of the dataset whose figures of a month a text heads."""
    if month_in(text) is None:
        return []
    return [model for model in tables().values() if _heads(text, model)]


def _heads(text: str, model: type[Row]) -> bool:
    source = model.table.source
    if isinstance(source, PrintedTable):
        return caption_score(text, source) >= CAPTION_SURE
    key = folded(text)
    return (
        isinstance(source, PrintedSentence)
        and key.endswith(_STATISTICS)
        and any(folded(title) in key for title in source.titles)
    )


def caption_score(caption: str, source: PrintedTable) -> int:
    """How well a caption names a table: 100 where it holds one of its phrases; -1 if empty."""
    key = folded(caption)
    if not key:
        return -1
    phrases = [folded(p) for p in source.captions]
    if any(p in key for p in phrases):
        return 100
    if any((core := _core(p)) and core in key for p in phrases):
        return CAPTION_CORE
    return round(max((fuzz.partial_ratio(p, key) for p in phrases), default=0))


def _core(phrase: str) -> str:
    """A caption without the words that any caption has: 预约挂号服务统计 → 预约挂号."""
    core = _CAPTION_DRESS.sub("", phrase)
    return core if len(core) >= 4 else ""


def _judged(claim: Claim) -> Claim | None:
    """The claim if it is kept, with the doubt that it carries."""
    first = claim.layouts[0]
    matched = len(first.measure_columns())
    certain = matched - sum(
        c in first.likely and first.likely[c].score < COLUMN_SURE for c in first.measure_columns()
    )
    values = matched + len(first.unknown)
    if not matched or first.column(ENTITY) is None or claim.names < 0.5:
        return None
    if claim.caption_score >= CAPTION_SURE and matched * 3 >= values:
        return claim
    if claim.caption_score >= CAPTION_LIKELY and matched * 2 >= values:
        return replace(claim, likely=Message("caption_like"))
    if claim.caption_score < 0 and (matched >= 2 or values == 1) and matched * 2 >= values:
        return claim if certain * 2 >= values else replace(claim, likely=Message("caption_absent"))
    if claim.caption_score >= CAPTION_NEAR and matched == values and claim.names >= NAMES_SURE:
        return replace(claim, likely=Message("caption_near"))
    if certain >= 2 and certain == values:
        return replace(claim, likely=Message("caption_unknown"))
    if (
        claim.caption_score >= 0
        and matched >= 3
        and matched * 3 >= values * 2
        and certain * 2 >= matched
    ):
        return replace(claim, likely=Message("caption_unknown_most"))
    return None


def _printed_names(printed: PrintedColumns, layouts: tuple[Layout, ...]) -> list[str]:
    """Texts of the columns of names, row by row."""
    columns = [layout.column(ENTITY) for layout in layouts]
    return [text for c in columns if c is not None for text in printed.stubs(c)]


def _names_share(texts: Sequence[str], kind: EntityKind, registry: Registry) -> float:
    """Share of the names that are known as of this kind, or at least look it."""
    if not texts:
        return 0.0
    unknown = [t for t in texts if not is_known(t, kind, registry)]
    good = len(texts) - len(unknown) + sum(looks_like(t, kind) for t in unknown)
    others = [k for k in ENTITY_KINDS if k != kind]
    other = sum(any(is_known(t, k, registry) for k in others) for t in unknown)
    return max(0.0, (good - other) / len(texts))


def _continuation(table: Table, before: Claim | None, registry: Registry) -> Claim | None:
    """A piece without caption and header below a claimed table of as many columns."""
    if before is None or before.table.cols != table.cols or table.header_rows:
        return None
    printed = PrintedColumns(table, headers_in(table), table.grid())
    texts = _printed_names(printed, before.layouts)
    names = _names_share(texts, before.source.entity, registry)
    if names < 0.5:
        return None
    return replace(
        before,
        table=table,
        names=names,
        caption_score=-1,
        likely=Message("end_of_table_before"),
    )


def _repeats_header(table: Table, before: Claim | None) -> bool:
    """Is the line above a piece of a table the header of the table that it continues?"""
    if before is None:
        return False
    words = {header_key(word) for word in table.caption_text.split()}
    texts = {header.leaf for header in before.layouts[0].headers.values()}
    return len(words) >= 3 and words <= texts


def _beside_unknown(claim: Claim, printed: Sequence[Table], claims: Mapping[int, Claim]) -> Claim:
    """The claim; in doubt where it may be the rest of a table that nothing claims."""
    table = claim.table
    above = next((t for t in printed if t.index == table.index - 1), None)
    if table.caption or claim.likely or above is None or above.index in claims:
        return claim
    if above.cols not in (table.cols, table.rows):
        return claim
    return replace(claim, likely=Message("rest_of_unknown"))


def _in_other_units(claim: Claim, above: Claim | None) -> Claim:
    """The claim; in doubt where the table above, of which it may be the rest, has other units."""
    if above is None or claim.likely or above.model is not claim.model:
        return claim
    if _subject(claim)[1] not in ("", _subject(above)[1]):
        return claim  # It is of another month.
    own, others = _units(claim), _units(above)
    differing = [(own[m], others[m]) for m in own if own[m] != others.get(m, own[m])]
    if not differing:
        return claim
    here, before = differing[0]
    return replace(claim, likely=Message("units_of_pages", here=here, before=before))


def _units(claim: Claim) -> dict[str, str]:
    """The units that the headers of a table state, by the names of the measures."""
    return {
        measure.name: unit.printed
        for layout in claim.layouts
        for column, measures in layout.measure_columns().items()
        for measure in measures
        if (unit := layout.headers[column].unit) is not None
    }


def _without_pretenders(claims: dict[int, Claim]) -> dict[int, Claim]:
    """Of several tables with captions that claim one month of one table the best named are kept."""
    best: dict[tuple[type[Row], str], int] = {}
    for claim in claims.values():
        key = _subject(claim)
        best[key] = max(best.get(key, -1), claim.caption_score)
    return {
        index: claim
        for index, claim in claims.items()
        if claim.caption_score < 0 or claim.caption_score == best[_subject(claim)]
    }


def _subject(claim: Claim) -> tuple[type[Row], str]:
    named = month_in(claim.table.caption_text)
    return claim.model, named.month.isoformat() if named else ""
