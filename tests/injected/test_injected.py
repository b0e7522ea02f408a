"""What the checks find of faults put in on purpose, on years of invented issues."""

from __future__ import annotations

from functools import cache
from random import Random

import pytest

from pipeline.interpreting import build
from pipeline.quality import validate
from schemas.quality import Finding
from tests.injected.corpus import Corpus
from tests.injected.history import archive
from tests.injected.kinds import KINDS, draw
from tests.injected.measure import Measured, measure, noise_of

pytestmark = pytest.mark.long

ALWAYS = (
    "wrong total", "wrong part of a sum", "wrong channel", "cumulative figure falls",
    "order broken", "row removed", "row printed twice", "more days than the month",
    "more forms than due",
)  # fmt: skip
NEARLY_ALWAYS = ("times ten", "a tenth", "decimal point of an amount", "digit doubled",
                 "digit dropped", "swapped with the column beside")  # fmt: skip
OFTEN = {"swapped with the row beside": 0.75, "digits transposed": 0.4}


@cache
def corpus() -> Corpus:
    return archive(months=30, seed=5)


@cache
def measured() -> Measured:
    return measure(corpus(), rounds=7, seed=5)


def recall(kind: str) -> float:
    tally = measured().tallies[kind]
    assert tally.injected >= 6, kind
    return tally.found / tally.injected


@pytest.mark.parametrize("kind", ALWAYS)
def test_what_breaks_a_relation_is_always_found(kind: str) -> None:
    assert recall(kind) == 1, [(f.issue_id, f.cells) for f in measured().tallies[kind].missed]


@pytest.mark.parametrize("kind", NEARLY_ALWAYS)
def test_faults_of_a_digit_are_nearly_always_found(kind: str) -> None:
    assert recall(kind) >= 0.95, [(f.issue_id, f.cells) for f in measured().tallies[kind].missed]


@pytest.mark.parametrize("kind", OFTEN)
def test_faults_that_leave_a_plausible_figure_are_often_found(kind: str) -> None:
    assert recall(kind) >= OFTEN[kind]


def test_every_kind_is_held_to_something() -> None:
    assert {*ALWAYS, *NEARLY_ALWAYS, *OFTEN} == set(KINDS)


def test_findings_stand_where_the_faults_are() -> None:
    assert measured().precision >= 0.95


def test_an_issue_without_faults_is_quiet() -> None:
    noise = noise_of(corpus())
    assert noise.median <= 2 and noise.mean <= 0.5


def test_the_quick_checks_answer_as_great_expectations_does() -> None:
    page = corpus().pages[20]
    drawn = draw("times ten", corpus(), page, Random(1))
    assert drawn is not None
    altered = {page.reading.sha256: drawn.alter(page.reading)}
    quick = corpus().validated(altered)
    unchecked = build(corpus().sources(altered), [], corpus().registry)
    assert validate(unchecked).of_type(Finding) == quick.of_type(Finding)
