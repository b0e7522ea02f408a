"""Which field of a schema each column of a printed table prints, by its header."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache

from pipeline.interpreting.tables.headers import ENTITY, POSITION, Field, Header, Layout
from pipeline.interpreting.tables.measures import Measure, headers_of, measures_of
from pipeline.interpreting.text.likeness import Match, best_match
from pipeline.interpreting.text.units import Dimension
from schemas.base import Row

# Headers that say that something is counted, and nothing else.
_PLAIN_COUNT = re.compile(r"(?:就诊|诊疗|病人|患者|总)?(?:人|例|次|数|量|总)+")
_PLAIN_MONEY = re.compile(r"(?:业务|医疗|总)?(?:收入|费用|金额|总额|额)+")
# Words that a header row above adds without meaning: 门急诊信息 over 人次.
EMPTY_WORDS = ("信息", "情况", "数据", "统计", "指标")

_MISREAD = 95
"""How like a known wording a header is that is one but for letters that were not read surely."""


def match_columns(headers: Sequence[Header], model: type[Row]) -> Layout:
    """Which column prints which field.

    Columns whose wording is known take their fields first; what is only like a known wording
    competes for the fields that are left. No field is given twice.
    """
    return _matched(tuple(headers), model)


@lru_cache(maxsize=1024)
def _matched(headers: tuple[Header, ...], model: type[Row]) -> Layout:
    """Issues of several years have the same headers."""
    certain = {h.index: m for h in headers if (m := _certain(h, model)) is not None}
    apart, whole = _parts_apart(headers, model)
    certain = _with_numbers_first(certain) | apart
    kept, ambiguous = _one_column_each(certain)
    taken = {m.target for m in certain.values()} | whole
    rest = [h for h in headers if h.index not in certain]
    likely = {h.index: m for h in rest if (m := _likeliest(h, model, taken)) is not None}
    more, rivals = _one_column_each(likely)
    kept = {**kept, **more}
    kept |= _left_under_parent([h for h in headers if h.index not in kept], kept, model)
    return Layout(
        fields={c: m.target for c, m in sorted(kept.items())},
        headers={h.index: h for h in headers},
        likely={c: m for c, m in kept.items() if not m.certain},
        unknown=tuple(h.index for h in headers if h.index not in kept),
        ambiguous=tuple(sorted((*ambiguous, *rivals))),
        by_header=frozenset(certain.keys() & kept.keys()),
    )


@cache
def _fields(model: type[Row]) -> tuple[Field, ...]:
    """Everything that a column of this table may print. Both parts of a pair are one field."""
    pairs: dict[tuple[str, ...], list[Measure]] = {}
    single: list[Field] = []
    for measure in measures_of(model):
        if measure.part:
            pairs.setdefault(measure.headers[:-1], []).append(measure)
        else:
            single.append(Field("measure", (measure,)))
    paired = [
        Field("measure", tuple(sorted(found, key=lambda m: m.part))) for found in pairs.values()
    ]
    return (Field(POSITION), Field(ENTITY), *single, *paired)


@cache
def fields_of_pairs(model: type[Row]) -> tuple[Field, ...]:
    """Fields whose cells print two numbers."""
    return tuple(f for f in _fields(model) if len(f.measures) > 1)


@cache
def figure_fields(model: type[Row]) -> tuple[Field, ...]:
    """Fields whose cells print figures."""
    return tuple(f for f in _fields(model) if f.measures)


@cache
def _wordings(model: type[Row]) -> dict[Field, tuple[str, ...]]:
    """Complete wordings of each field: 门急诊人次, not 人次 alone."""
    return {f: _complete(f, model) for f in _fields(model)}


def _complete(field_: Field, model: type[Row]) -> tuple[str, ...]:
    if not field_.measures:
        return headers_of(model, field_.role)
    first = field_.measures[0]
    complete = [h for h in first.headers if _names_parent(h, first)]
    complete += [p + h for p in first.parents for h in first.headers if not _names_parent(h, first)]
    return tuple(dict.fromkeys(complete))


def _names_parent(text: str, measure: Measure) -> bool:
    return not measure.parents or any(p in text for p in measure.parents)


@lru_cache(maxsize=4096)
def _certain(header: Header, model: type[Row]) -> Match[Field] | None:
    """The field whose wording the header is; None where it is that of two."""
    found = [
        f
        for f in _fields(model)
        if header.path and not _contradicts(header, f, model) and _is_certain(header, f, model)
    ]
    return Match(found[0], header.leaf, 100) if len(found) == 1 else None


def _parts_apart(
    headers: Sequence[Header], model: type[Row]
) -> tuple[dict[int, Match[Field]], set[Field]]:
    """Columns of the two numbers of a pair, each with its own (已上传, 应上传) below the header of
    both; and the fields of these pairs."""
    found: dict[int, Match[Field]] = {}
    whole = set()
    for pair in fields_of_pairs(model):
        columns = [[h for h in headers if _is_part(h, pair, m, model)] for m in pair.measures]
        if all(len(of) == 1 for of in columns):
            whole.add(pair)
            for measure, (header,) in zip(pair.measures, columns, strict=True):
                found[header.index] = Match(_part_field(measure), header.leaf, 100)
    return found, whole


@cache
def _part_field(measure: Measure) -> Field:
    return Field("measure", (measure,))


def _is_part(header: Header, pair: Field, measure: Measure, model: type[Row]) -> bool:
    text = header.joined
    return any(
        text[at + len(w) :].strip("()-:") in measure.apart
        for w in _wordings(model)[pair]
        if (at := text.rfind(w)) >= 0
    )


def _likeliest(header: Header, model: type[Row], taken: set[Field]) -> Match[Field] | None:
    """The field that a header is like, or may be by the letters that were not read surely."""
    found = [m] if (m := _likely(header, model, taken)) is not None else []
    for path in header.others:
        other = replace(header, path=path, others=())
        match = _certain(other, model) or _likely(other, model, taken)
        if match is not None and match.target not in taken:
            found.append(replace(match, score=min(match.score, _MISREAD)))
    best = max(found, key=lambda m: m.score, default=None)
    rivals = {m.target for m in found if best is not None and m.score == best.score}
    return best if len(rivals) == 1 else None


def _likely(header: Header, model: type[Row], taken: set[Field]) -> Match[Field] | None:
    """The field that a header is like, of those that are not taken."""
    if not header.path:
        return None
    candidates = {f: w for f, w in _candidates(header, model).items() if f not in taken}
    above = header.above
    for word in EMPTY_WORDS:
        above = above.removesuffix(word)
    found = [
        m
        for text in {header.leaf, above + header.leaf}
        if (m := best_match(text, candidates)) is not None
    ]
    if not found or len({m.target for m in found}) > 1:
        return None
    best = max(found, key=lambda m: m.score)
    return Match(best.target, best.label, min(best.score, 99))


@lru_cache(maxsize=4096)
def _candidates(header: Header, model: type[Row]) -> dict[Field, tuple[str, ...]]:
    """The wordings of the fields that a header does not contradict."""
    fields = _wordings(model).items()
    return {f: w for f, w in fields if not _contradicts(header, f, model)}


def _contradicts(header: Header, field_: Field, model: type[Row]) -> bool:
    """Is the header under the parent of other fields (出院 over 收入), not its own?"""
    own = field_.measures[0].parents if field_.measures else ()
    named = [p for p in _parents(model) if _holds(header.joined, p)]
    return bool(own and named) and not any(p in _kin(own, model) for p in named)


@cache
def _kin(own: tuple[str, ...], model: type[Row]) -> frozenset[str]:
    """All parents of the fields that share a parent with these."""
    return frozenset(
        p for f in _fields(model) for m in f.measures if {*own} & {*m.parents} for p in m.parents
    )


@lru_cache(maxsize=4096)
def _holds(text: str, parent: str) -> bool:
    """Does a header name a parent, perhaps with other characters in between (门诊急诊)?"""
    return re.search(_pattern(parent), text) is not None


@cache
def _pattern(parent: str) -> str:
    return re.escape(parent) if len(parent) < 3 else ".{0,2}?".join(map(re.escape, parent))


@cache
def _parents(model: type[Row]) -> tuple[str, ...]:
    """All texts that are above headers of this table."""
    return tuple(sorted({p for f in _fields(model) for m in f.measures for p in m.parents}))


def _left_under_parent(
    rest: list[Header], kept: dict[int, Match[Field]], model: type[Row]
) -> dict[int, Match[Field]]:
    """The only count, or the only amount, without a field under a parent (出院患者), and the only
    field left there for one.

    Of two that come to one field under its two parents (出院 over 收入 and 住院收入), it is the one
    that names its parent itself.
    """
    taken = {m.target for m in kept.values()}
    found: dict[Field, dict[Header, Match[Field]]] = {}
    for parent in _parents(model):
        for money in (False, True):
            fields = [f for f in _fields(model) if f not in taken and _is_of(f, parent, money)]
            columns = [h for h in rest if _is_plain(h, parent, money)]
            if len(columns) == len(fields) == 1:
                match = Match(fields[0], f"the only figure left under {parent}", 70)
                found.setdefault(fields[0], {}).setdefault(columns[0], match)
    return {h.index: match for of in found.values() for h, match in _own_parent(of).items()}


def _own_parent(columns: dict[Header, Match[Field]]) -> dict[Header, Match[Field]]:
    """Of several columns for one field the one whose own words name a parent of it."""
    if len(columns) < 2:
        return columns
    own = {
        h: match
        for h, match in columns.items()
        if any(_holds(h.leaf, p) for p in match.target.measures[0].parents)
    }
    return own if len(own) == 1 else {}


def _is_of(field_: Field, parent: str, money: bool) -> bool:
    first = field_.measures[0] if field_.measures else None
    return bool(first and parent in first.parents and (first.dimension == "money") == money)


def _is_plain(header: Header, parent: str, money: bool) -> bool:
    """Does a header say under the parent, or after its name, only that it counts, or is money?"""
    dimension: Dimension = "money" if money else "count"
    if header.unit is not None and not header.unit.fits(dimension):
        return False
    leaf = header.leaf
    if not _holds(header.above, parent):
        leaf, found = re.subn(_pattern(parent), "", leaf, count=1)
        if not found:
            return False
    return (_PLAIN_MONEY if money else _PLAIN_COUNT).fullmatch(leaf) is not None


def _is_certain(header: Header, field_: Field, model: type[Row]) -> bool:
    wordings = _wordings(model)[field_]
    if header.leaf in wordings or header.joined in wordings:
        return True
    if not field_.measures:
        return False
    first = field_.measures[0]
    return (
        header.leaf in first.headers
        and bool(first.parents)
        and any(_holds(header.above, p) for p in first.parents)
    )


def _with_numbers_first(certain: dict[int, Match[Field]]) -> dict[int, Match[Field]]:
    """Of several columns of positions the one in front of the names; a rank is behind them."""
    names = [c for c, m in certain.items() if m.target.role == ENTITY]
    numbers = [c for c, m in certain.items() if m.target.role == POSITION]
    first = [c for c in numbers if names and c < min(names)]
    if len(first) != 1 or len(names) != 1:
        return certain
    return {c: m for c, m in certain.items() if c not in numbers or c in first}


def _one_column_each(
    found: dict[int, Match[Field]],
) -> tuple[dict[int, Match[Field]], tuple[int, ...]]:
    """Where columns compete for a field the best wins; none does where two are equally good."""
    kept = dict(found)
    ambiguous: list[int] = []
    for target, count in Counter(m.target for m in found.values()).items():
        if count < 2:
            continue
        rivals = sorted(
            (c for c, m in found.items() if m.target == target), key=lambda c: -found[c].score
        )
        best, second = rivals[0], rivals[1]
        losers = rivals if found[best].score == found[second].score else rivals[1:]
        ambiguous += losers
        for column in losers:
            del kept[column]
    return kept, tuple(sorted(ambiguous))
