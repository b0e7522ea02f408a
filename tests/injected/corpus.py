"""The issues of an archive as readings, and the findings that follow when some are altered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pipeline.errors import RejectedFile
from pipeline.interpreting import Registry, SourceIssue, build, interpret, load_registry
from pipeline.model.arrival import Arrival
from pipeline.model.dataset import Dataset
from pipeline.quality import Thresholds
from pipeline.reading.model import Reading
from schemas.quality import Finding, Observation
from tests.injected.paper import Spot, Spots, spot_of, spots_of
from tests.injected.quick import quick_findings

SeriesKey = tuple[str, str, str]
"""(table, entity, measure)."""


@dataclass(frozen=True)
class Page:
    """An issue as it can be altered: its reading, and the figures read from it.

    Attributes:
        issue_id: as interpreted.
        figures: observations with a value.
    """

    issue_id: str
    reading: Reading
    figures: tuple[Observation, ...]

    @cached_property
    def spots(self) -> Spots:
        return spots_of(self.reading)

    def spot(self, seen: Observation) -> Spot | None:
        """The cell that one of its figures was read from; None where it is in a text."""
        return spot_of(self.spots, seen)


@dataclass
class Corpus:
    """Readings in the order of their arrival, and what the checks say of them unaltered."""

    readings: Sequence[tuple[Arrival, Reading]]
    registry: Registry
    limits: Thresholds = field(default_factory=Thresholds)

    @cached_property
    def baseline(self) -> Dataset:
        return self.validated({})

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The issues that feed the dataset, by number."""
        by_source: dict[str, list[Observation]] = {}
        for seen in self.baseline.of_type(Observation):
            if seen.value is not None and seen.month is not None:
                by_source.setdefault(seen.source_sha256, []).append(seen)
        readings = {reading.sha256: reading for _, reading in self.readings}
        return tuple(
            Page(issue["issue_id"], readings[sha], tuple(by_source.get(sha, ())))
            for issue in self.baseline.rows["issues"]
            if (sha := issue["source_sha256"]) in readings
        )

    @cached_property
    def reports(self) -> Counter[SeriesKey]:
        """In how many issues each series has a figure."""
        return Counter(
            (o.table_name, o.entity_id, o.measure) for page in self.pages for o in page.figures
        )

    def validated(self, altered: Mapping[str, Reading]) -> Dataset:
        """The dataset with its findings; `altered` readings, by hash, stand in for their own."""
        built = build(self.sources(altered), [], self.registry)
        return built.with_rows(("findings", quick_findings(built, self.limits)))

    def sources(self, altered: Mapping[str, Reading]) -> list[SourceIssue]:
        """Every issue as interpreted, those that are altered anew."""
        return [
            SourceIssue((arrival,), interpret(altered[reading.sha256], self.registry))
            if reading.sha256 in altered else self._unaltered[reading.sha256]
            for arrival, reading in self.readings
        ]  # fmt: skip

    @cached_property
    def _unaltered(self) -> dict[str, SourceIssue]:
        return {
            reading.sha256: SourceIssue((arrival,), interpret(reading, self.registry))
            for arrival, reading in self.readings
        }


def doubtful(dataset: Dataset) -> dict[str, Finding]:
    """Errors and warnings, by id."""
    found: Iterable[Finding] = dataset.of_type(Finding)
    return {one.finding_id: one for one in found if one.severity != "info"}


def load(outputs: Path) -> Corpus:
    """The readings of an outputs folder that was run."""
    from pipeline.archive.archive import Archive
    from pipeline.reading import READER_VERSION
    from pipeline.reading.store import ReadingStore
    from pipeline.settings import load_settings

    settings = load_settings(outputs=outputs)
    store = ReadingStore(settings, READER_VERSION)
    first = {a.sha256: a for a in reversed(list(Archive(settings).arrivals()))}
    registry = load_registry(settings.registry)
    readings = [
        (arrival, reading)
        for sha256, arrival in sorted(first.items(), key=lambda pair: pair[1].file_name)
        if store.state(sha256) == "read" and _is_usable(reading := store.load(sha256), registry)
    ]
    return Corpus(readings, registry, settings.checks)


def _is_usable(reading: Reading, registry: Registry) -> bool:
    try:
        interpret(reading, registry)
    except RejectedFile:
        return False
    return True
