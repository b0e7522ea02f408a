"""The dataset depends on the PDFs alone: not on the order, clock, zone or locale of a run.

Nor does a PDF that comes or goes change a row of another issue.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from pipeline import steps
from pipeline.dataset_model import Arrival, Dataset
from pipeline.interpreting import InterpretedIssue, SourceIssue, build, interpret, load_registry
from pipeline.publishing.content import contents_of, release_id
from pipeline.reading import read_pdf
from pipeline.settings import load_settings
from schemas.base import Row
from schemas.catalog import tables
from tests.conftest import FIXTURES, Command
from tests.lab import bulletin

EPOCH = "1750000000"
NOON = dt.datetime(2025, 6, 15, 12, tzinfo=dt.UTC)
REGISTRY = load_registry(load_settings().registry)
DRAWN = (
    {"issue": 3, "new_hospital": "南京市明日医院"},
    {"issue": 4, "new_hospital": "南京市明日医院", "unknown_table": True},
    {"issue": 5, "combined": True},
    {"issue": 8, "unknown_column": "微信预约"},
)  # fmt: skip


@pytest.fixture(scope="module")
def issues(tmp_path_factory: pytest.TempPathFactory) -> list[InterpretedIssue]:
    """Four drawn issues, with a gap and with names, columns and tables that nobody knows."""
    folder = tmp_path_factory.mktemp("drawn")
    return [
        interpret(read_pdf(_drawn(folder, seed, **knobs), f"{seed:064}"), REGISTRY)
        for seed, knobs in enumerate(DRAWN, start=1)
    ]


def test_order_and_time_of_arrival_change_nothing_but_timestamps(
    issues: list[InterpretedIssue],
) -> None:
    one = contents_of(_built(issues, NOON))
    two = contents_of(_built(issues[::-1], NOON + dt.timedelta(days=400)))
    assert release_id(one) == release_id(two)
    for name, content in one.items():
        for field, before, after in zip(
            content.fields, content.columns, two[name].columns, strict=True
        ):
            assert (before == after) is (field.name != "received_at"), f"{name}.{field.name}"


@pytest.mark.parametrize("gone", range(len(DRAWN)))
def test_an_issue_comes_and_goes_without_touching_the_others(
    issues: list[InterpretedIssue], gone: int
) -> None:
    without = _built([one for i, one in enumerate(issues) if i != gone], NOON)
    issue_id = issues[gone].issue_id
    left = set(_rows_of_issues(_built(issues, NOON))) - set(_rows_of_issues(without))
    assert {row["issue_id"] for row in left} == {issue_id}
    assert {row.table.name for row in left} >= {"issues", "observations", "raw_tables"}
    assert set(_rows_of_issues(without)) <= set(_rows_of_issues(_built(issues, NOON)))


def test_two_runs_in_another_order_zone_and_locale_publish_the_same_bytes(
    bulletins: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With SOURCE_DATE_EPOCH every file is the same, timestamps and validation included."""
    pdfs = [
        *(FIXTURES / "issue157" / f"{name}.pdf" for name in ("word", "chrome")),
        _drawn(tmp_path, 9, issue=9),
    ]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    sums = [
        _published(bulletins, tmp_path / "east", pdfs, TZ="Pacific/Kiritimati", LC_ALL="C"),
        _published(bulletins, tmp_path / "west", pdfs[::-1], TZ="Etc/GMT+11", LC_ALL="C.UTF-8"),
    ]
    assert sums[0] == sums[1]


def _published(
    bulletins: Command, folder: Path, pdfs: Sequence[Path], **environment: str
) -> tuple[str, str]:
    """Receive the files one after the other, run, and give the release's name and checksums."""
    inbox, outputs = folder / "inbox", folder / "outputs"
    inbox.mkdir(parents=True)
    for pdf in pdfs:
        shutil.copy(pdf, inbox)
        steps.take_in(load_settings(inbox=inbox, outputs=outputs))
    seed = str(len(environment["TZ"]))
    run = bulletins(
        "run", "--inbox", inbox, "--outputs", outputs,
        env={**environment, "PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": EPOCH},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    release = (outputs / "dataset").resolve()
    return release.name, (release / "SHA256SUMS").read_text()


def _drawn(folder: Path, seed: int, **knobs: object) -> Path:
    path = folder / f"drawn-{seed}.pdf"
    path.write_bytes(bulletin(seed, year=2025, rows=6, articles=1, **knobs)[0])
    return path


def _built(issues: Sequence[InterpretedIssue], first: dt.datetime) -> Dataset:
    sources = [
        SourceIssue((Arrival(one.sha256, f"{one.sha256}.pdf", first + i * dt.timedelta(1)),), one)
        for i, one in enumerate(issues)
    ]
    return build(sources, [], REGISTRY)


def _rows_of_issues(dataset: Dataset) -> Iterator[Row]:
    """Every row of every table that says which issue printed it."""
    for name, model in tables().items():
        if model.table.kind == "fact" or name in ("observations", "raw_tables"):
            yield from dataset.rows[name]
