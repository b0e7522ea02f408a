"""Faults put in, findings counted: recall and precision by kind, and the noise without faults."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from statistics import mean, median

from pipeline.reading.model import Reading
from schemas.catalog import tables
from schemas.issues import Issue
from schemas.quality import Finding
from schemas.relations import ChannelSum
from tests.injected.corpus import Corpus, doubtful
from tests.injected.kinds import KINDS, TOTALS, Fault, draw


@dataclass
class Tally:
    """Of one kind.

    Attributes:
        injected: faults put in.
        at_cell: found, with a finding at the very figure or row.
        found: found, with a finding at its table (or one summed with it) and month.
        caused: errors and warnings that the faults of this kind raised.
        aside: of these, those at another month or table.
        missed: faults that raised nothing, for looking at.
    """

    injected: int = 0
    at_cell: int = 0
    found: int = 0
    caused: int = 0
    aside: int = 0
    missed: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class Noise:
    """Errors and warnings (and infos) in an issue without faults."""

    median: float
    mean: float
    most: int
    infos_mean: float


@dataclass(frozen=True)
class Measured:
    tallies: dict[str, Tally]
    noise: Noise

    @property
    def precision(self) -> float:
        """Share of all errors and warnings that stand where a fault was put in."""
        caused = sum(t.caused for t in self.tallies.values())
        aside = sum(t.aside for t in self.tallies.values())
        return (caused - aside) / caused if caused else 1.0


def measure(
    corpus: Corpus, kinds: Iterable[str] = KINDS, rounds: int = 10, seed: int = 1
) -> Measured:
    """Put one fault into every issue, `rounds` times, each time of other kinds.

    One fault an issue keeps them apart: a finding of a month belongs to the month's fault.
    """
    tallies = {kind: Tally() for kind in kinds}
    for number in range(rounds):
        chance = Random(f"{seed}-{number}")
        _count(corpus, _drawn(corpus, list(tallies), number, chance), tallies)
    return Measured(tallies, noise_of(corpus))


def noise_of(corpus: Corpus) -> Noise:
    """Findings of the corpus as it is, by issue."""
    known = corpus.baseline.of_type(Finding)
    loud = Counter(f.issue_id for f in known if f.severity != "info")
    quiet = Counter(f.issue_id for f in known if f.severity == "info")
    issues = [issue.issue_id for issue in corpus.baseline.of_type(Issue)]
    counts = [loud[issue] for issue in issues] or [0]
    infos = [quiet[issue] for issue in issues] or [0]
    return Noise(median(counts), mean(counts), max(counts), mean(infos))


def _drawn(corpus: Corpus, kinds: Sequence[str], number: int, chance: Random) -> list[Fault]:
    found = []
    for at, page in enumerate(corpus.pages):
        for turn in range(len(kinds)):
            kind = kinds[(at + number * 5 + turn) % len(kinds)]
            fault = draw(kind, corpus, page, chance)
            if fault is not None:
                found.append(fault)
                break
    return found


def _count(corpus: Corpus, faults: Sequence[Fault], tallies: dict[str, Tally]) -> None:
    readings = {page.issue_id: page.reading for page in corpus.pages}
    altered: dict[str, Reading] = {
        (reading := readings[fault.issue_id]).sha256: fault.alter(reading) for fault in faults
    }
    before = doubtful(corpus.baseline)
    after = doubtful(corpus.validated(altered))
    new = [one for ident, one in after.items() if ident not in before]
    for fault in faults:
        tally = tallies[fault.kind]
        tally.injected += 1
        mine = [one for one in new if _near(one, fault)]
        tally.found += bool(mine)
        tally.at_cell += any(_at(one, fault) for one in mine)
        tally.caused += len(mine)
        if not mine:
            tally.missed.append(fault)
    for one in new:
        if not any(_near(one, fault) for fault in faults):
            tally = tallies[_blamed(one, faults).kind]
            tally.caused += 1
            tally.aside += 1


def _near(one: Finding, fault: Fault) -> bool:
    """Is it about the fault's month, and its table or one that is summed with it?"""
    about = {cell.table for cell in fault.cells}
    return one.month == fault.month and any(one.table_name in related(table) for table in about)


def _at(one: Finding, fault: Fault) -> bool:
    """Does it name the wrong figure itself, as its subject or as what the sums point at?"""
    named = {(one.table_name, one.entity_id or "", one.measure)}
    if getattr(one, "suspect_measure", None):
        table = getattr(one, "suspect_table", None) or one.table_name
        named.add((table, one["suspect_entity_id"] or "", one["suspect_measure"]))
    return any(
        (cell.table, cell.entity) == (table, entity) and cell.measure in (measure, None)
        for cell in fault.cells
        for table, entity, measure in named
    )


def _blamed(one: Finding, faults: Sequence[Fault]) -> Fault:
    """The fault that most likely raised a finding of another month: one of the same series."""

    def likeness(fault: Fault) -> int:
        return max(
            (one.table_name == c.table) + (one.entity_id == c.entity) + (one.measure == c.measure)
            for c in fault.cells
        ) + (one.month == fault.month)  # fmt: skip

    return max(faults, key=likeness)


def related(table: str) -> set[str]:
    """A table, the totals, and the tables that its channels feed or that feed it."""
    pairs = [
        (name, relation.target)
        for name, model in tables().items()
        for relation in model.table.relations
        if isinstance(relation, ChannelSum)
    ]
    return {table, TOTALS, *(name for pair in pairs if table in pair for name in pair)}
