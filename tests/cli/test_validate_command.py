"""`bulletins validate`: a published dataset is judged alone, and a changed one is reported."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.cli.validate_command import validate_dataset
from pipeline.errors import ExitCode
from pipeline.model.dataset import Dataset
from pipeline.publishing import publish
from pipeline.publishing.checksums import damaged
from pipeline.quality import Thresholds
from pipeline.quality.revalidate import revalidate
from schemas.quality import Finding
from tests.conftest import Command
from tests.injected.quick import quick_findings
from tests.quality.handmade import ISSUE, MONTH, dataset, row


def published(made: Dataset, outputs: Path) -> Path:
    return publish(quickly(made), outputs, summary={}).path


def quickly(made: Dataset) -> Dataset:
    """Validated, without Great Expectations."""
    return made.with_rows(("findings", quick_findings(made, Thresholds())))


def verdict(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    code = validate_dataset(folder, Thresholds(), as_json=True)
    reported: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert reported["exit_code"] == code
    return reported


def test_a_dataset_without_errors_is_valid(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = published(dataset(), tmp_path)
    assert validate_dataset(folder, Thresholds(), as_json=False) == ExitCode.OK
    reported = capsys.readouterr().out
    assert reported.endswith(f"(release {folder.name}) is valid: whole, and without an error.\n")


def test_the_publishers_own_errors_are_reported_worst_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = published(dataset({"yi": {"phone": 55}, "platform": {"outpatient_visits": 10}}),
                       tmp_path)  # fmt: skip
    assert validate_dataset(folder, Thresholds(), as_json=False) == ExitCode.INVALID
    reported = capsys.readouterr().out
    assert reported.index("3 errors:") < reported.index("1 info:")
    assert "One cell is probably wrong" in reported and "not as it was published" not in reported
    assert "is whole, with 3 findings of severity error." in reported
    found = verdict(folder, capsys)
    assert found["counts"] == {"error": 3, "warning": 0, "info": 1}
    assert [one["severity"] for one in found["findings"]] == ["error"] * 3 + ["info"]
    assert found["files"] == found["not_published"] == found["not_found_again"] == []


def test_a_changed_figure_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = published(dataset({"total": {"value": Decimal(286)}}), tmp_path)
    path = folder / "bookings_by_hospital.parquet"
    table = pq.read_table(path)
    at = table.column_names.index("phone")
    phones = pa.array([5, 100, 51], pa.int64())
    pq.write_table(table.set_column(at, table.schema.field(at), phones), path)
    (folder / "articles.parquet.bak").write_bytes(b"")
    found = verdict(folder, capsys)
    assert found["exit_code"] == ExitCode.INVALID
    assert found["files"] == [
        "articles.parquet.bak was added.", "bookings_by_hospital.parquet was changed.",
    ]  # fmt: skip
    assert found["not_published"]


def test_a_difference_is_reported_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = publish(dataset({"yi": {"phone": 51}}), tmp_path, summary={}).path
    validate_dataset(folder, Thresholds(), as_json=False)
    reported = capsys.readouterr().out
    assert "This dataset is not as it was published:" in reported
    assert "Found now, but not published: total of 乙医院" in reported
    assert reported.endswith("was changed or damaged after it was published.\n")


def test_a_finding_that_somebody_took_away_or_made_up_is_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = published(dataset({"hotline": {"calls_total": 31}}), tmp_path)
    path = folder / "findings.parquet"
    table = pq.read_table(path)
    pq.write_table(table.slice(0, 0), path)
    assert len(verdict(folder, capsys)["not_published"]) == 1
    at = table.column_names.index("finding_id")
    made_up = table.set_column(at, table.schema.field(at), pa.array(["0" * 16]))
    at = table.column_names.index("message")
    made_up = made_up.set_column(at, table.schema.field(at), pa.array(["Something else."]))
    pq.write_table(pa.concat_tables([table, made_up]), path)
    assert verdict(folder, capsys)["not_found_again"] == ["0" * 16]


def test_what_a_person_settled_stays_settled() -> None:
    printed = quickly(dataset({"hotline": {"calls_total": 31}}))
    (found,) = printed.of_type(Finding)
    settled = found.model_copy(update={"severity": "info", "message": f"{found.message} So be it."})
    ours = revalidate(printed.with_rows(("findings", [settled])), quickly)
    assert (ours.findings, ours.new, ours.gone) == ([settled], [], [])
    taken_out = printed.with_rows(("findings", ()))
    assert [one.message for one in revalidate(taken_out, quickly).new] == [found.message]
    review = row("reviews", decision="confirm", kind="", table_name="hotline_monthly", month=MONTH,
                 issue_id=ISSUE, entity_id="", measure="calls_total", printed="31",
                 reason="So it is printed.", author="Li", decided_on=MONTH, applies=True,
                 settled=found.message)  # fmt: skip
    assert revalidate(taken_out.with_rows(("reviews", [review])), quickly).new == []


def test_a_release_names_every_file_that_is_not_as_it_was(tmp_path: Path) -> None:
    folder = publish(dataset(), tmp_path, summary={}).path
    assert damaged(folder) == []
    (folder / "README.md").unlink()
    assert damaged(folder) == ["README.md is missing."]
    (folder / "SHA256SUMS").unlink()
    with pytest.raises(FileNotFoundError):
        damaged(folder)


def test_no_dataset_and_two_places(tmp_path: Path, bulletins: Command) -> None:
    none = bulletins("validate", "--outputs", tmp_path)
    assert none.returncode == ExitCode.USAGE and none.stdout == ""
    assert none.stderr.startswith("bulletins: There is no dataset at")
    both = bulletins("validate", tmp_path, "--outputs", tmp_path)
    assert both.returncode == ExitCode.USAGE and "not both" in both.stderr
