"""The dataset depends on the PDFs alone: not on the order, clock, zone or locale of a run.

Nor does a PDF that comes or goes change a row of another issue.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline.archive.archive import Archive
from pipeline.errors import ExitCode
from pipeline.interpreting import InterpretedIssue, SourceIssue, build, interpret, load_registry
from pipeline.model.arrival import Arrival
from pipeline.model.dataset import Dataset
from pipeline.publishing.content import contents_of, release_id
from pipeline.reading import READER_VERSION, read_pdf
from pipeline.releases.inputs import read_inputs
from pipeline.run.intake import receive_inbox
from pipeline.settings import load_settings
from schemas.base import Row
from schemas.catalog import tables
from tests.conftest import FIXTURES, environment
from tests.lab import bulletin

EPOCH = "1750000000"
NOON = dt.datetime(2025, 6, 15, 12, tzinfo=dt.UTC)
REGISTRY = load_registry(load_settings().registry)
DRAWN: tuple[dict[str, Any], ...] = (
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


@pytest.mark.long
def test_two_archives_of_the_same_files_publish_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Received in another order, at other times, in another zone, locale and folder.

    With SOURCE_DATE_EPOCH every file is the same, timestamps and validation included; without it
    the release has the same name, and what contains no time is the same.
    """
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    files = _files(tmp_path)
    east = _published(tmp_path / "east", files, {"TZ": "Pacific/Kiritimati", "LC_ALL": "C"})
    west = _published(
        tmp_path / "a folder of the west" / "here",
        files[::-1],
        {"TZ": "Etc/GMT+11", "LC_ALL": "C.UTF-8", "BULLETINS_WORKERS": "1"},
    )
    assert east.name == west.name
    assert _sums(east) == _sums(west)
    inputs = read_inputs(east)
    assert inputs is not None and inputs.reader == READER_VERSION
    assert set(inputs.issues) == {"2025-03", "2025-09"} and "names.csv" in inputs.registry

    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    shutil.rmtree(west.parent.parent / "readings")  # everything is read anew, at another time
    (west.parent.parent / ".published.json").unlink()
    for receipt in (west.parent.parent / "arrivals").iterdir():
        receipt_fields = json.loads(receipt.read_bytes())
        later = f"20{20 + len(receipt_fields['file_name']) % 9}-02-03T04:05:06+00:00"
        receipt.write_text(json.dumps({**receipt_fields, "received_at": later}), encoding="utf-8")
    shutil.rmtree(west)
    again = _run(west.parent.parent, {"TZ": "Pacific/Auckland", "LC_ALL": "C"})
    assert again.name == east.name
    assert {name for name, digest in _sums(again).items() if _sums(east)[name] != digest} <= {
        "bulletins.sqlite", "datapackage.json", "files.parquet", "source_files.parquet",
    } | {name for name in _sums(east) if name.startswith("validation/")}  # fmt: skip


def _files(folder: Path) -> list[tuple[str, Path]]:
    """Three renderings of an issue, one of them twice, a drawn one twice, a rejected file."""
    issue157 = FIXTURES / "issue157"
    drawn = _drawn(folder, 9, issue=9)
    broken = folder / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 and no more\n%%EOF\n")
    return [
        ("word.pdf", issue157 / "word.pdf"),
        ("chrome.pdf", issue157 / "chrome.pdf"),
        ("word (1).pdf", issue157 / "word.pdf"),
        ("z/drawn.pdf", drawn),
        ("broken.pdf", broken),
        ("also broken.pdf", broken),
        ("reportlab.pdf", issue157 / "reportlab.pdf"),
        ("drawn as well.pdf", drawn),
    ]


def _published(
    folder: Path, files: Sequence[tuple[str, Path]], environment_of_run: dict[str, str]
) -> Path:
    """Receive the files one after the other, run, and give the release."""
    inbox, outputs = folder / "inbox", folder / "outputs"
    for name, path in files:
        (inbox / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, inbox / name)
        settings = load_settings(inbox=inbox, outputs=outputs, quiet_seconds=0)
        receive_inbox(Archive(settings))
    return _run(outputs, {**environment_of_run, "SOURCE_DATE_EPOCH": EPOCH})


def _run(outputs: Path, more: dict[str, str]) -> Path:
    """Run in a process of its own, in the folder of the outputs."""
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "run", "--inbox", "../inbox", "--outputs", "."],
        env=environment({**more, "PYTHONHASHSEED": str(len(more["TZ"]))}),
        cwd=outputs,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode in (ExitCode.OK, ExitCode.SOME_REJECTED), done.stderr
    return (outputs / "dataset").resolve()


def _sums(release: Path) -> dict[str, str]:
    """Checksum by file of a release."""
    lines = (release / "SHA256SUMS").read_text().splitlines()
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}


def _drawn(folder: Path, seed: int, **knobs: Any) -> Path:
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
