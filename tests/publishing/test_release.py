"""A release appears whole or not at all, whatever happens and whenever."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.errors import ExitCode, FolderError
from pipeline.files.summary import read_summary
from pipeline.publishing import Release, folders, publish
from pipeline.publishing.checksums import is_whole
from pipeline.publishing.errors import InconsistentDataset
from schemas.catalog import tables
from tests.publishing import handmade
from tests.publishing.published import leftovers, publish_visits, visits_in

ROOT = Path(__file__).parents[2]


def test_a_release_is_complete(tmp_path: Path) -> None:
    release = publish_visits(tmp_path)
    named = {f"{table}.parquet" for table in tables()}
    assert {name for name in release.files if not name.startswith("report/")} == named | {
        "bulletins.sqlite", "README.md", "DATA_DICTIONARY.md", "summary.json", "CHANGES.md",
        "CITATION.cff", "LICENSE.md", "datapackage.json",
    }  # fmt: skip
    assert "report/index.html" in release.files
    assert release.created
    assert release.rows["bookings_by_hospital"] == 3
    assert os.readlink(tmp_path / "dataset") == f"releases/{release.id}"
    assert visits_in(tmp_path) == 1
    assert not leftovers(tmp_path)


def test_the_outputs_can_be_moved(tmp_path: Path) -> None:
    publish_visits(tmp_path / "here")
    (tmp_path / "here").rename(tmp_path / "there")
    assert visits_in(tmp_path / "there") == 1


def test_checksums_are_those_of_sha256sum(tmp_path: Path) -> None:
    release = publish_visits(tmp_path)
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=release.path, check=True)


def test_the_summary_says_what_the_caller_said_and_the_rows(tmp_path: Path) -> None:
    release = publish_visits(tmp_path)
    reported = read_summary(tmp_path / "dataset")
    assert reported == {"received": 3, "release": release.id, "rows": dict(release.rows)}


@pytest.mark.parametrize("text", [None, "", "[1]", '{"half": '])
def test_a_summary_that_cannot_be_read_is_none(text: str | None, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / "summary.json").write_text(text)
    assert read_summary(tmp_path) is None


def test_reading_a_summary_imports_nothing_heavy() -> None:
    code = (
        "import sys, pipeline.files.summary\n"
        "print([m for m in ('pydantic', 'pyarrow', 'jinja2', 'sqlite3') if m in sys.modules])"
    )
    reported = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert reported.stdout.strip() == "[]"


def _state(path: Path) -> tuple[int, ...]:
    """Which file it is, and when it was changed last; that it is read counts for nothing."""
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mode, found.st_mtime_ns, found.st_ctime_ns


def test_publishing_again_changes_nothing(tmp_path: Path) -> None:
    first = publish_visits(tmp_path)
    before = {name: _state(first.path / name) for name in first.files}
    second = publish_visits(tmp_path)
    assert second == Release(first.id, first.path, first.rows, first.files, created=False)
    assert {name: _state(first.path / name) for name in first.files} == before
    assert len(list((tmp_path / "releases").iterdir())) == 1


def test_an_older_release_becomes_current_again(tmp_path: Path) -> None:
    for visits in (1, 2, 1):
        release = publish_visits(tmp_path, visits)
    assert not release.created
    assert visits_in(tmp_path) == 1


@pytest.mark.parametrize("damage", ["README.md", "SHA256SUMS", "issues.parquet"])
@pytest.mark.parametrize("how", ["removed", "cut"])
def test_a_damaged_release_is_rebuilt(damage: str, how: str, tmp_path: Path) -> None:
    path = publish_visits(tmp_path).path / damage
    if how == "removed":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-7])
    assert publish_visits(tmp_path).created
    assert visits_in(tmp_path) == 1
    assert not leftovers(tmp_path)


def test_the_newest_releases_are_kept(tmp_path: Path) -> None:
    made = [publish_visits(tmp_path, visits, keep=3).id for visits in range(5)]
    left = {path.name for path in (tmp_path / "releases").iterdir()}
    assert left == set(made[-3:])


@pytest.mark.parametrize("keep", [0, 1])
def test_the_current_release_is_never_removed(keep: int, tmp_path: Path) -> None:
    for visits in (1, 2, 1):
        publish_visits(tmp_path, visits, keep=keep)
    assert len(list((tmp_path / "releases").iterdir())) == 1
    assert visits_in(tmp_path) == 1


def test_what_is_no_release_is_never_removed(tmp_path: Path) -> None:
    (tmp_path / "releases" / "my notes").mkdir(parents=True)
    (tmp_path / ".env").write_text("mine")
    for visits in range(3):
        publish_visits(tmp_path, visits, keep=1)
    assert (tmp_path / "releases" / "my notes").is_dir()
    assert (tmp_path / ".env").read_text() == "mine"


def test_the_report_of_the_validation_is_part_of_the_release(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    (docs / "static").mkdir(parents=True)
    (docs / "index.html").write_text("<p>")
    (docs / "static" / "a b.css").write_text("p {}")
    release = publish_visits(tmp_path / "outputs", docs=docs)
    assert {"validation/index.html", "validation/static/a b.css"} <= set(release.files)
    assert is_whole(release.path)


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_a_dataset_of_somebody_else_is_left_alone(kind: str, tmp_path: Path) -> None:
    mine = tmp_path / "dataset"
    if kind == "folder":
        mine.mkdir()
    else:
        mine.write_text("mine")
    with pytest.raises(FolderError, match="not the link") as reported:
        publish_visits(tmp_path)
    assert reported.value.hint
    assert reported.value.exit_code == ExitCode.FOLDER
    assert [path.name for path in tmp_path.iterdir()] == ["dataset"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "outputs").write_text("a file where the folder should be")
    with pytest.raises(FolderError, match="outputs"):
        publish_visits(tmp_path / "outputs")


def test_a_dataset_that_breaks_its_declaration_is_not_published(tmp_path: Path) -> None:
    publish_visits(tmp_path, 1)
    twice = handmade.dataset().rows["issues"][0]
    with pytest.raises(InconsistentDataset):
        publish(handmade.dataset(twice), tmp_path, summary={})
    assert visits_in(tmp_path) == 1
    assert not leftovers(tmp_path)


def test_readers_of_the_old_dataset_keep_it(tmp_path: Path) -> None:
    publish_visits(tmp_path, 1)
    old = sqlite3.connect(f"file:{tmp_path / 'dataset' / 'bulletins.sqlite'}?mode=ro", uri=True)
    query = "SELECT outpatient_visits FROM platform_by_district"
    with (tmp_path / "dataset" / "platform_by_district.parquet").open("rb") as file:
        assert old.execute(query).fetchall() == [(1,)]
        publish_visits(tmp_path, 2, keep=1)
        assert old.execute(query).fetchall() == [(1,)]
        assert pq.read_table(file)["outpatient_visits"].to_pylist() == [1]
    old.close()
    assert visits_in(tmp_path) == 2


def test_of_two_that_publish_the_same_the_first_stays(tmp_path: Path) -> None:
    release = publish_visits(tmp_path)
    partial = folders.start_partial(release.path)
    (partial / "README.md").write_text("the other one")
    folders.install(partial, release.path)
    assert not partial.exists()
    assert is_whole(release.path)


def test_a_release_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    partial, target = tmp_path / "partial", tmp_path / "target"
    partial.mkdir()
    seen: list[tuple[Path, bool]] = []

    def flush(folder: Path) -> bool:
        seen.append((folder, target.exists()))
        return True

    monkeypatch.setattr(folders, "sync_drive", flush)
    folders.install(partial, target)
    assert seen == [(partial, False)] and target.exists()


def test_files_linked_from_the_release_before_are_not_waited_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, partial = tmp_path / "before", tmp_path / "partial"
    for folder in (before, partial):
        folder.mkdir()
        (folder / "changed").write_text(folder.name)
    (before / "kept").write_text("same")
    (partial / "kept").hardlink_to(before / "kept")
    (partial / "new").hardlink_to(before / "kept")
    waited: list[str] = []
    monkeypatch.setattr(folders, "sync_drive", lambda _: False)  # a drive that cannot
    monkeypatch.setattr(folders, "sync", lambda path: waited.append(path.name))
    folders.install(partial, tmp_path / "target", before)
    assert sorted(waited) == sorted(["changed", "new", "partial", tmp_path.name])
