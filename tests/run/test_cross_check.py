"""`bulletins run --cross-check`: done once, kept, and never in the way of anything else."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline import quality
from pipeline.files.sealed import sealed, unsealed
from pipeline.interpreting.second_engine.comparison import compare_readings
from pipeline.model.dataset import Dataset
from pipeline.model.reasons import of_file
from pipeline.reading import read_pdf
from pipeline.reading.isolation import pool as isolation
from pipeline.reading.isolation.orders import Answer
from pipeline.reading.second_engine.camelot_engine import read_second
from pipeline.reading.second_engine.store import SecondStore
from pipeline.releases.inputs import inputs_of
from pipeline.run.building import build_dataset
from pipeline.run.cross_check import cross_check_many, keep_failure, unchecked
from pipeline.run.cross_check_lines import cross_check_lines
from pipeline.run.driver import run
from pipeline.run.intake import receive_inbox
from pipeline.run.reading import Pdf, read_many, unread
from pipeline.run.report import CrossChecked, RunReport
from pipeline.run.workspace import Workspace
from pipeline.settings import Settings
from schemas.quality import Finding, Observation
from tests.lab.bulletins import bulletin


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Validation that finds nothing: Great Expectations takes longer than all else."""

    def validate(
        dataset: Dataset, docs: Path | None, limits: object, settle: Callable[[Dataset], Dataset],
        docs_before: Path,
    ) -> Dataset:  # fmt: skip
        return settle(dataset)

    monkeypatch.setattr(quality, "validate", validate)


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory, word_pdf: Path) -> Path:
    """Outputs in which issue 157 was received and read."""
    folder = tmp_path_factory.mktemp("read")
    (folder / "inbox").mkdir()
    shutil.copyfile(word_pdf, folder / "inbox" / "a.pdf")
    settings = Settings(inbox=folder / "inbox", outputs=folder / "outputs", workers=1)
    workspace = Workspace(settings)
    receive_inbox(workspace.archive)
    [(_, answer)] = read_many(workspace, unread(workspace))
    assert answer.status == "read"
    return settings.outputs


@pytest.fixture
def archive(settings: Settings, read_once: Path) -> Settings:
    """Settings whose outputs hold issue 157, read but not published."""
    shutil.copytree(read_once, settings.outputs)
    return settings


def cross_check_findings(settings: Settings) -> list[Finding]:
    dataset = build_dataset(Workspace(settings)).dataset
    return [f for f in dataset.of_type(Finding) if f.kind == "second_reading"]


def misread(settings: Settings, sha256: str, printed: str, as_if: str) -> None:
    """Alter a figure of the stored reading, as if the first engine had read it so."""
    path = settings.readings / f"{sha256}.json"
    reading = json.loads(unsealed(path.read_bytes()))
    cells = [c for b in reading["blocks"] if b["kind"] == "table" for c in b["cells"]]
    [cell] = [c for c in cells if c["text"] == printed]
    cell["text"] = as_if
    content = json.dumps(reading, ensure_ascii=False, separators=(",", ":"))
    path.write_bytes(sealed(content.encode()))


def test_every_table_is_compared_once_and_a_misread_figure_found(archive: Settings) -> None:
    settings = archive
    before = run(settings)
    assert before.cross_checked is None
    report = run(settings, cross_check=True)
    assert report.cross_checked is not None and not report.unchanged
    [checked] = report.cross_checked
    assert (checked.file_name, checked.failure) == ("a.pdf", "")
    assert checked.tables == checked.tables_read == 4
    assert checked.agreed > 500 and checked.differing == checked.apart == 0
    assert cross_check_findings(settings) == [] and report.release == before.release
    built = build_dataset(Workspace(settings))
    inputs = inputs_of(built.dataset, settings, built.second_readings)
    kept = SecondStore(settings).path(checked.sha256).read_bytes()
    assert inputs.cross_checks == {"2025-03": hashlib.sha256(kept).hexdigest()}

    again = run(settings, cross_check=True)
    assert (again.cross_checked, again.unchanged) == ([], True)
    assert run(settings).unchanged

    misread(settings, checked.sha256, "9314", "9814")
    [found] = cross_check_findings(settings)
    assert (found.severity, found.measure, found.entity) == ("warning", "total", "南京鼓楼医院")
    assert (found.expected, found.observed) == ("9314", "9814")
    [seen] = [
        o for o in build_dataset(Workspace(settings)).dataset.of_type(Observation)
        if o.printed == "9814"
    ]  # fmt: skip
    assert (seen.page, seen.x0, seen.top) == (found.page, found.x0, found.top)
    assert (seen.confidence, seen.value) == (0.5, 9814)

    SecondStore(settings).path(checked.sha256).write_text("{", "utf-8")
    assert cross_check_findings(settings) == [] and len(unchecked(Workspace(settings))) == 1


@pytest.mark.slow
def test_one_that_takes_too_long_is_reported_and_tried_again(archive: Settings) -> None:
    settings = archive
    run(settings)
    hasty = Workspace(settings.model_copy(update={"read_timeout_s": 0.05}))
    [failed] = cross_check_many(hasty, unchecked(hasty))
    assert "longer than 0.05 s" in failed.failure and failed.tables == 0
    [info] = cross_check_findings(settings)
    assert info.severity == "info" and "longer than 0.05 s" in info.message
    assert info.issue_id == "2025-03"
    [waiting] = unchecked(Workspace(settings))
    assert waiting.sha256 == failed.sha256
    assert not run(settings).unchanged  # The failure is new; the dataset reports it.
    assert run(settings).unchanged


def test_a_failure_leaves_the_others_alone(
    archive: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = archive
    [pdf] = unchecked(Workspace(settings))
    other = Pdf("0" * 64, pdf.path, "b.pdf")
    answers = {pdf.sha256: Answer("broken", "It was stopped."), "0" * 64: Answer("limit", "Boom.")}

    def read_all(*_: object) -> Iterator[tuple[str, Answer]]:
        yield from answers.items()

    monkeypatch.setattr(isolation, "read_all", read_all)
    found = {c.file_name: c.failure for c in cross_check_many(Workspace(settings), [pdf, other])}
    assert found == {"a.pdf": "It was stopped.", "b.pdf": "Boom."}
    kept = SecondStore(settings)
    assert kept.load(pdf.sha256) is None, "what was stopped from outside says nothing of the file"
    assert (second := kept.load("0" * 64)) is not None and second.failure == "Boom."


def test_an_older_success_outlasts_a_failure(settings: Settings, word_pdf: Path) -> None:
    settings.outputs.mkdir()
    store = SecondStore(settings)
    store.save(read_second(word_pdf, "0" * 64, [2], "older"))
    pdf = Pdf("0" * 64, word_pdf, "a.pdf")
    keep_failure(pdf, "Boom.", store)
    kept = store.load("0" * 64)
    assert kept is not None and not kept.failure and kept.tables
    assert store.state("0" * 64, kept.key) == "done"
    assert store.state("0" * 64, "1/another") == "missing"


@pytest.mark.slow
@pytest.mark.parametrize(
    "knobs",
    [
        {"platform_on": "rotate90", "bleed": 30.0, "watermark": "内部资料"},
        {"platform_on": "sideways_cw", "rules": "none", "thousands": ","},
    ],
    ids=["rotated", "sideways"],
)
def test_hard_layouts_give_no_false_alarm(tmp_path: Path, knobs: dict[str, object]) -> None:
    path = tmp_path / "a.pdf"
    data, _ = bulletin(5, year=2023, issue=6, **knobs)
    path.write_bytes(data)
    first = read_pdf(path, "0" * 64)
    pages = sorted({place.page for table in first.tables for place in table.places})
    tables = compare_readings(first, read_second(path, "0" * 64, pages, "x"))
    agreed = sum(table.count("agreed") for table in tables)
    assert not sum(table.count("differs") for table in tables)
    assert agreed > 400 and all(table.is_compared for table in tables)


def test_the_summary_says_what_was_compared() -> None:
    slow = of_file("too_much_time", seconds=9)
    report = RunReport()
    assert cross_check_lines(report) == []
    report.cross_checked = []
    assert "nothing to do" in cross_check_lines(report)[0][1]
    report.cross_checked = [
        CrossChecked("0", "a.pdf", tables=4, tables_read=3, agreed=1500, differing=2, apart=7),
        CrossChecked("1", "b.pdf", slow),
    ]
    text = "\n".join(words for _, words in cross_check_lines(report))
    assert "1 file compared" in text and "3 of 4 tables" in text
    assert "1,500 figures agree, 2 differ, 7 could not be compared" in text
    assert "“b.pdf” takes longer than 9 s to read." in text
    assert json.loads(report.as_json())["cross_checked"][1]["failure"] == slow
