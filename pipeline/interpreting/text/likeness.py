"""How alike two short Chinese labels are, and which of several a label means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Generic, TypeVar

from rapidfuzz import fuzz

LIKELY = 70
"""From here on two labels may mean the same; below it nothing is assumed."""
MARGIN = 8
"""By so much the best must beat the second best, or the label is ambiguous."""

_LONGEST = 100
"""Characters of a label: what is longer is a text, and like none."""

K = TypeVar("K")


@dataclass(frozen=True)
class Match(Generic[K]):
    """What a label means.

    Attributes:
        target: the best candidate.
        label: its wording that is nearest to the printed one.
        score: 100 = the wording is known; less = it is only like a known one.
    """

    target: K
    label: str
    score: int

    @property
    def certain(self) -> bool:
        return self.score == 100


# What wordings are dressed in without meaning anything else by it.
_DRESS = re.compile(r"12320|\(.*?\)|[\"“”']|^(?:各|全市|本月|当月)")
_TAIL = re.compile(r"(?:总?数量|总量|量|数|情况|人次数|合计数)$")
BARE = 95
"""Likeness of labels that differ only in words that mean nothing: 12320快速预约, 快速预约."""
_OTHER = re.compile(
    r"累计|上月|上年|去年|同期|[日月次人年]均|平均|[同环]比|占比|比例|增[长幅减]|药品|入院|爽约|退[号约]|取消|"
    r"违约|(?<!门)急诊|应上传"
)
"""Words that make another figure of one: what has them is not like what has not."""


@lru_cache(maxsize=65536)
def likeness(a: str, b: str) -> int:
    """0–100; 100 only for equal texts.

    Characters in another order (定时上传数据 / 定时数据上传) and one text within the other count
    almost as much as they do in the same order: that is how headers get reworded. Two
    characters count only as a beginning (诊间 for 诊间预约): ends (人次) are what columns share.
    """
    if a == b:
        return 100
    if max(len(a), len(b)) > _LONGEST:
        return 0
    if set(_OTHER.findall(a)) != set(_OTHER.findall(b)):
        return 0
    bare_a, bare_b = bare(a), bare(b)
    if bare_a == bare_b:
        return BARE
    return max(_likeness(a, b), min(BARE - 1, _likeness(bare_a, bare_b)))


@lru_cache(maxsize=65536)
def bare(label: str) -> str:
    """A label without what does not distinguish it from others: 12320快速预约 → 快速预约."""
    if len(label) > _LONGEST:
        return label
    stripped = _DRESS.sub("", label)
    shorter = _TAIL.sub("", stripped)
    return shorter if len(shorter) >= 2 else stripped or label


def _likeness(a: str, b: str) -> int:
    if a == b:
        return 100
    same_order = fuzz.ratio(a, b)
    any_order = 0.95 * fuzz.ratio("".join(sorted(a)), "".join(sorted(b)))
    short, long = sorted((a, b), key=len)
    inside = short in long if len(short) >= 3 else len(short) == 2 and long.startswith(short)
    within = 60 + 40 * len(short) / len(long) if inside else 0
    return min(99, round(max(same_order, any_order, within)))


def best_match(label: str, candidates: Mapping[K, Iterable[str]]) -> Match[K] | None:
    """The candidate that a label means, or None where none is near or two are equally near."""
    ranked = [
        (likeness(label, wording), target, wording)
        for target, wordings in candidates.items()
        for wording in wordings
    ]
    score, best, wording = max(ranked, key=itemgetter(0), default=(0, None, ""))
    if best is None or score < LIKELY:
        return None
    rival = max((s for s, target, _ in ranked if target is not best), default=0)
    if rival == 100 or (score < 100 and score - rival < MARGIN):
        return None
    return Match(best, wording, score)
