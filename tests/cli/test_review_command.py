"""A person's decisions through the command: look, decide, run again, query."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from pipeline.archive.archive import Archive
from pipeline.archive.fingerprint import fingerprint
from pipeline.archive.receive import receive
from pipeline.cli import decide_command
from pipeline.cli.review_command import list_open
from pipeline.errors import ExitCode, UsageError
from pipeline.settings import Settings
from tests.conftest import Command
from tests.explore import releases
from tests.lab import figures
from tests.lab.bulletins import bulletin

NOBODY = "南京江心洲医院"
SIGNED = ("--reason", "=looked at the page", "--author", "李")


@dataclass(frozen=True)
class Place:
    """Somebody's folder: inbox, outputs and the two files of decisions."""

    folder: Path
    bulletins: Command

    @property
    def env(self) -> dict[str, str]:
        names = ("inbox", "outputs", "corrections.csv", "reviews.csv")
        return {
            f"BULLETINS_{name.partition('.')[0].upper()}": str(self.folder / name)
            for name in names
        }  # fmt: skip

    def call(self, *arguments: str) -> Any:
        return self.bulletins(*arguments, env=self.env)

    def good(self, *arguments: str) -> str:
        done = self.call(*arguments)
        assert done.returncode == 0, done.stderr
        return str(done.stdout)

    def open(self, *arguments: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.good("review", "--json", *arguments))[
            "findings"
        ]
        return found

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        path = self.folder / "outputs" / "dataset" / "bulletins.sqlite"
        with sqlite3.connect(path) as database:
            return database.execute(sql).fetchall()


@pytest.fixture(scope="module")
def faulty() -> bytes:
    """An issue whose publisher made two errors and named a hospital that nobody knows."""
    right = figures.month

    def wrong(*arguments: Any) -> figures.Month:
        month = right(*arguments)
        hotline = month.hotline | {"calls_total": month.hotline["calls_total"] + 10}
        first, *rest = month.hospitals
        return replace(
            month, hotline=hotline, hospitals=[replace(first, realtime_days=40), *rest]
        )  # fmt: skip

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figures, "month", wrong)
        return bulletin(5, new_hospital=NOBODY, rows=6)[0]


@pytest.fixture(scope="module")
def once(
    tmp_path_factory: pytest.TempPathFactory, bulletins: Command, faulty: bytes
) -> Place:  # fmt: skip
    """The issue, run once; nothing decided."""
    place = Place(tmp_path_factory.mktemp("somebody"), bulletins)
    (place.folder / "inbox").mkdir()
    (place.folder / "inbox" / "issue.pdf").write_bytes(faulty)
    place.good("run")
    return place


@pytest.fixture
def place(once: Place, tmp_path: Path) -> Place:
    """A copy of it, to decide in."""
    shutil.copytree(once.folder, tmp_path / "copy", symlinks=True)
    return replace(once, folder=tmp_path / "copy")


@pytest.fixture
def settings(place: Place, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """For calls within this process."""
    for name, value in place.env.items():
        monkeypatch.setenv(name, value)
    return Settings()


def test_findings_are_listed_without_pictures_where_none_can_be_written(
    settings: Settings, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    shutil.rmtree(settings.pictures, ignore_errors=True)
    settings.pictures.write_text("a file in its place")
    code = list_open(
        settings, issue=None, kind=None, severity=None, limit=3, pictures=True, as_json=True
    )
    found = json.loads(capsys.readouterr().out)["findings"]
    assert code == 0 and len(found) == 3 and {one["picture"] for one in found} == {None}
    assert "without pictures. Cannot write" in caplog.text


def test_look_decide_run_and_query(place: Place) -> None:
    calls, days, name = place.open()
    assert [f["kind"] for f in (calls, days, name)] == ["row_sum", "out_of_range", "unknown_entity"]
    for one in (calls, days, name):
        assert Path(one["picture"]).name == f"{one['finding_id']}.png"
        with Image.open(one["picture"]) as picture:
            assert picture.width > 1000 and len(picture.getcolors(1 << 20) or []) > 2
    total, parts = int(calls["observed"]), calls["expected"]

    place.good("review", "correct", calls["short_id"], parts, *SIGNED)
    place.good("review", "confirm", days["short_id"], *SIGNED)
    place.good("review", "ignore", name["short_id"], *SIGNED)
    assert [f["decided"] for f in place.open("--no-pictures")] == [
        "corrected", "confirmed", "set aside",
    ]  # fmt: skip
    first = place.good("run", "--json")

    for table in ("hotline_monthly", "panel_hotline"):
        assert place.query(f"SELECT calls_total FROM {table}") == [(int(parts),)]
    assert place.query(
        "SELECT value, value_printed, CAST(printed AS INTEGER), measure FROM observations"
        " WHERE status = 'corrected'"
    ) == [(int(parts), total, total, "calls_total")]
    assert place.query("SELECT corrected, reason, author FROM corrections") == [
        (int(parts), "=looked at the page", "李")
    ]
    reported = dict(place.query("SELECT kind, severity FROM findings"))
    assert (
        reported["row_sum"] == reported["unknown_entity"] == "info"
        and "out_of_range" not in reported
    )
    assert place.query("SELECT status FROM observations WHERE printed = '40'") == [("reported",)]
    assert place.query("SELECT decision, applies, settled <> '' FROM reviews ORDER BY 1") == [
        ("confirm", 1, 1), ("ignore", 1, 1),
    ]  # fmt: skip
    assert place.open() == [] and not list((place.folder / "outputs" / "review").iterdir())

    place.good("validate")

    again = place.good("run", "--json")
    assert json.loads(again)["unchanged"]
    release = json.loads(first)["release"]

    stale = place.folder / "corrections.csv"
    kept = stale.read_text(encoding="utf-8-sig")
    stale.write_text(kept.replace(str(total), "77"), encoding="gb18030")
    done = place.call("run")
    assert done.returncode == ExitCode.CORRECTION and "not in UTF-8" in done.stderr
    stale.write_text(kept.replace(str(total), "77"))
    done = place.call("run")
    assert done.returncode == ExitCode.CORRECTION == 6
    said = "corrections.csv, line 2: 受理咨询电话 (hotline_monthly.calls_total), 2023-05 of issue"
    assert said in done.stderr
    assert f"prints “{total}” now, not “77”" in done.stderr and "of “issue.pdf”" in done.stderr
    assert done.stderr.count("\n") == 1
    summary = json.loads((place.folder / "outputs" / "dataset" / "summary.json").read_text())
    assert summary["release"] == release, "the previous dataset stays as it is"


def test_a_person_reads_where_to_look(once: Place) -> None:
    shown = once.good("review", "--limit", "1")
    assert "  error  " in shown and "page 1 of “issue.pdf”: " in shown
    assert "2 more; --limit" in shown and "bulletins review correct " in shown


def test_what_makes_no_sense_is_refused_and_writes_nothing(settings: Settings) -> None:
    cell = "2023-06/hotline_monthly/calls_total"
    for target, value, said in (
        ("ffffffffffffffff", "1", "No finding"),
        (cell, "many", "no number"),
        (cell, "1.5", "whole numbers"),
        ("2023-06/hotline_monthly", "1", "is no cell"),
        ("2023-06/hotline_monthly/position", "1", "is no figure"),
        ("2019-06/hotline_monthly/calls_total", "1", "prints no such figure"),
        (f"2023-06/hotline_monthly//calls_total/{2023}", "1", "no month"),
    ):
        with pytest.raises(UsageError, match=said):
            decide_command.correct(
                settings, target, value, reason="x", author="y", as_json=False
            )  # fmt: skip
    with pytest.raises(UsageError, match="reason is empty"):
        decide_command.correct(settings, cell, "1", reason=" ", author="y", as_json=False)
    with pytest.raises(UsageError, match="no kind of finding"):
        _list(settings, kind="strange")
    assert not settings.corrections.exists() and not settings.reviews.exists()


def test_a_figure_without_a_finding_is_corrected_by_its_cell(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    cell = "2023-06/hotline_monthly/complaints"
    dated = f"{cell}/2023-05"
    decide_command.correct(settings, dated, "1,005", reason="x", author=None, as_json=True)
    reported = json.loads(capsys.readouterr().out)["decided"]
    [row] = _rows(settings.corrections)
    assert row == {k: v for k, v in reported.items() if k != "decision"}
    assert (row["corrected"], row["month"], row["entity_id"]) == ("1005", "2023-05", "")
    assert row["author"], "git or the account knows who it is"
    with pytest.raises(UsageError, match="corrected already, by line 2"):
        decide_command.correct(settings, cell, "1", reason="x", author="y", as_json=False)


def test_an_entity_of_a_cell_has_any_of_its_names(tmp_path: Path) -> None:
    releases.publish_small(tmp_path)
    settings = Settings(
        outputs=tmp_path, corrections=tmp_path / "c.csv", reviews=tmp_path / "r.csv"
    )  # fmt: skip
    said = {}
    for name in ("gulou", "南京鼓楼医院", "鼓楼医院"):
        with pytest.raises(UsageError) as caught:
            cell = f"2025-03/bookings_by_hospital/{name}/phone/1999-01"
            decide_command.correct(settings, cell, "1", reason="x", author="y", as_json=False)
        said[name] = caught.value.message
    assert set(said.values()) == {
        "Issue 2025-03 prints no such figure (2025-03/bookings_by_hospital/gulou/phone)."
    }
    with pytest.raises(UsageError, match="no hospital"):
        decide_command.correct(
            settings, cell.replace("鼓楼", "某"), "1", reason="x", author="y", as_json=False
        )


def test_the_same_is_decided_once(settings: Settings) -> None:
    cell = "2023-06/hotline_monthly/calls_total"
    decide_command.confirm(settings, cell, reason="x", author="y", as_json=False)
    with pytest.raises(UsageError, match="decided already, by line 2"):
        decide_command.confirm(settings, cell, reason="z", author="y", as_json=False)
    assert len(_rows(settings.reviews)) == 1


def test_what_stands_as_printed_is_no_correction(settings: Settings, once: Place) -> None:
    [(total,)] = once.query("SELECT calls_total FROM hotline_monthly")
    with pytest.raises(UsageError, match=r"already.*confirm"):
        decide_command.correct(
            settings, "2023-06/hotline_monthly/calls_total", str(total), reason="x", author="y",
            as_json=False,
        )  # fmt: skip


def test_decisions_are_part_of_what_the_dataset_is_made_from(settings: Settings) -> None:
    seen = {fingerprint([], Archive(settings))}
    settings.corrections.write_text("a")
    seen.add(fingerprint([], Archive(settings)))
    settings.reviews.write_text("a")
    seen.add(fingerprint([], Archive(settings)))
    assert len(seen) == 3


def test_an_inbox_leaves_the_files_of_decisions_where_they_are(
    tmp_path: Path, drop: Callable[..., Path]
) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    paths: dict[str, Any] = {name: folder / f"{name}.csv" for name in ("corrections", "reviews")}
    for path in paths.values():
        path.write_text("x")
    (folder / "other.csv").write_text("x")
    mixed = Settings(inbox=folder, outputs=tmp_path / "elsewhere", quiet_seconds=0, **paths)
    assert [file.file_name for file in receive(Archive(mixed))] == ["other.csv"]
    assert all(path.exists() for path in paths.values())


def _list(settings: Settings, kind: str | None = None) -> None:
    list_open(settings, issue=None, kind=kind, severity=None, limit=1, pictures=False,
              as_json=True)  # fmt: skip


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
