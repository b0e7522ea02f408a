"""A release appears whole or not at all, whatever happens and whenever."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline.errors import ExitCode, FolderError
from pipeline.publishing import Release, folders, publish
from pipeline.publishing.checksums import is_whole
from pipeline.publishing.errors import InconsistentDataset
from pipeline.publishing.summary import read_summary
from schemas.catalog import tables

from . import handmade

ROOT = Path(__file__).parents[2]


def _publish(outputs: Path, visits: int = 1, **options: Any) -> Release:
    return publish(handmade.dataset(visits=visits), outputs, summary={"received": 3}, **options)


def _visits(outputs: Path) -> int:
    """The figure that tells the versions apart, read the way a researcher does."""
    table = pq.read_table(outputs / "dataset" / "platform_by_district.parquet")
    with sqlite3.connect(outputs / "dataset" / "bulletins.sqlite") as connection:
        (found,) = connection.execute("SELECT outpatient_visits FROM platform_by_district")
    assert table["outpatient_visits"].to_pylist() == list(found)
    assert is_whole(outputs / "dataset")
    return int(found[0])


def _leftovers(outputs: Path) -> list[str]:
    places = [outputs, *([outputs / "releases"] if (outputs / "releases").exists() else [])]
    return [path.name for place in places for path in place.iterdir() if path.name[0] == "."]


def test_a_release_is_complete(tmp_path: Path) -> None:
    release = _publish(tmp_path)
    named = {f"{table}.parquet" for table in tables()}
    assert set(release.files) == named | {
        "bulletins.sqlite", "README.md", "DATA_DICTIONARY.md", "summary.json",
    }  # fmt: skip
    assert release.created
    assert release.rows["bookings_by_hospital"] == 3
    assert os.readlink(tmp_path / "dataset") == f"releases/{release.id}"
    assert _visits(tmp_path) == 1
    assert not _leftovers(tmp_path)


def test_the_outputs_can_be_moved(tmp_path: Path) -> None:
    _publish(tmp_path / "here")
    (tmp_path / "here").rename(tmp_path / "there")
    assert _visits(tmp_path / "there") == 1


def test_checksums_are_those_of_sha256sum(tmp_path: Path) -> None:
    release = _publish(tmp_path)
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=release.path, check=True)


def test_the_summary_says_what_the_caller_said_and_the_rows(tmp_path: Path) -> None:
    release = _publish(tmp_path)
    told = read_summary(tmp_path / "dataset")
    assert told == {"received": 3, "release": release.id, "rows": dict(release.rows)}


@pytest.mark.parametrize("text", [None, "", "[1]", '{"half": '])
def test_a_summary_that_cannot_be_read_is_none(text: str | None, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / "summary.json").write_text(text)
    assert read_summary(tmp_path) is None


def test_reading_a_summary_imports_nothing_heavy() -> None:
    code = (
        "import sys, pipeline.publishing.summary\n"
        "print([m for m in ('pydantic', 'pyarrow', 'jinja2', 'sqlite3') if m in sys.modules])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert told.stdout.strip() == "[]"


def test_publishing_again_changes_nothing(tmp_path: Path) -> None:
    first = _publish(tmp_path)
    before = {name: (first.path / name).stat() for name in first.files}
    second = _publish(tmp_path)
    assert second == Release(first.id, first.path, first.rows, first.files, created=False)
    assert {name: (first.path / name).stat() for name in first.files} == before
    assert len(list((tmp_path / "releases").iterdir())) == 1


def test_an_older_release_becomes_current_again(tmp_path: Path) -> None:
    for visits in (1, 2, 1):
        release = _publish(tmp_path, visits)
    assert not release.created
    assert _visits(tmp_path) == 1


@pytest.mark.parametrize("damage", ["README.md", "SHA256SUMS", "issues.parquet"])
@pytest.mark.parametrize("how", ["removed", "cut"])
def test_a_damaged_release_is_rebuilt(damage: str, how: str, tmp_path: Path) -> None:
    path = _publish(tmp_path).path / damage
    if how == "removed":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-7])
    assert _publish(tmp_path).created
    assert _visits(tmp_path) == 1
    assert not _leftovers(tmp_path)


def test_the_newest_releases_are_kept(tmp_path: Path) -> None:
    made = [_publish(tmp_path, visits, keep=3).id for visits in range(5)]
    left = {path.name for path in (tmp_path / "releases").iterdir()}
    assert left == set(made[-3:])


@pytest.mark.parametrize("keep", [0, 1])
def test_the_current_release_is_never_removed(keep: int, tmp_path: Path) -> None:
    for visits in (1, 2, 1):
        _publish(tmp_path, visits, keep=keep)
    assert len(list((tmp_path / "releases").iterdir())) == 1
    assert _visits(tmp_path) == 1


def test_what_is_no_release_is_never_removed(tmp_path: Path) -> None:
    (tmp_path / "releases" / "my notes").mkdir(parents=True)
    (tmp_path / ".env").write_text("mine")
    for visits in range(3):
        _publish(tmp_path, visits, keep=1)
    assert (tmp_path / "releases" / "my notes").is_dir()
    assert (tmp_path / ".env").read_text() == "mine"


def test_the_report_of_the_validation_is_part_of_the_release(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    (docs / "static").mkdir(parents=True)
    (docs / "index.html").write_text("<p>")
    (docs / "static" / "a b.css").write_text("p {}")
    release = _publish(tmp_path / "outputs", docs=docs)
    assert {"validation/index.html", "validation/static/a b.css"} <= set(release.files)
    assert is_whole(release.path)


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_a_dataset_of_somebody_else_is_left_alone(kind: str, tmp_path: Path) -> None:
    mine = tmp_path / "dataset"
    if kind == "folder":
        mine.mkdir()
    else:
        mine.write_text("mine")
    with pytest.raises(FolderError, match="not the link") as told:
        _publish(tmp_path)
    assert told.value.hint
    assert told.value.exit_code == ExitCode.FOLDER
    assert [path.name for path in tmp_path.iterdir()] == ["dataset"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "outputs").write_text("a file where the folder should be")
    with pytest.raises(FolderError, match="outputs"):
        _publish(tmp_path / "outputs")


def test_a_dataset_that_breaks_its_declaration_is_not_published(tmp_path: Path) -> None:
    _publish(tmp_path, 1)
    twice = handmade.dataset().rows["issues"][0]
    with pytest.raises(InconsistentDataset):
        publish(handmade.dataset(twice), tmp_path, summary={})
    assert _visits(tmp_path) == 1
    assert not _leftovers(tmp_path)


def test_readers_of_the_old_dataset_keep_it(tmp_path: Path) -> None:
    _publish(tmp_path, 1)
    old = sqlite3.connect(f"file:{tmp_path / 'dataset' / 'bulletins.sqlite'}?mode=ro", uri=True)
    query = "SELECT outpatient_visits FROM platform_by_district"
    with (tmp_path / "dataset" / "platform_by_district.parquet").open("rb") as file:
        assert old.execute(query).fetchall() == [(1,)]
        _publish(tmp_path, 2, keep=1)
        assert old.execute(query).fetchall() == [(1,)]
        assert pq.read_table(file)["outpatient_visits"].to_pylist() == [1]
    old.close()
    assert _visits(tmp_path) == 2


# --- what a crash leaves -------------------------------------------------------------------

_CALLS = ("mkdir", "rename", "replace", "symlink", "unlink", "rmdir", "fsync", "utime")


class Killed(BaseException):
    """Stands for the end of the process: nothing that follows happens, no cleaning up either."""


class Mortal:
    """Lets the process die at the n-th call that writes a file or changes a folder."""

    def __init__(self, patch: pytest.MonkeyPatch, dies_at: int | None) -> None:
        self.calls: list[str] = []
        self.dies_at = dies_at
        for name in _CALLS:
            self._wrap(patch, os, name)
        self._wrap(patch, Path, "write_text")
        self._wrap(patch, pq, "write_table")
        self._wrap(patch, sqlite3, "connect")

    def _wrap(self, patch: pytest.MonkeyPatch, owner: Any, name: str) -> None:
        call = getattr(owner, name)

        def mortal(*args: Any, **options: Any) -> Any:
            self.calls.append(name)
            if self.dies_at is not None and len(self.calls) >= self.dies_at:
                raise Killed
            return call(*args, **options)

        patch.setattr(owner, name, mortal)


def _moments_of_publishing(outputs: Path) -> list[int]:
    """The calls at which to die: of calls of one kind in a row the first and the last."""
    _publish(outputs, 1)
    with pytest.MonkeyPatch.context() as patch:
        mortal = Mortal(patch, None)
        _publish(outputs, 2, keep=1)
    calls = ["", *mortal.calls, ""]
    return [n for n in range(1, len(calls) - 1) if not calls[n - 1] == calls[n] == calls[n + 1]]


def test_killed_at_any_moment_the_dataset_is_whole(tmp_path: Path) -> None:
    """And the next run publishes and leaves nothing of the dead one behind."""
    moments = _moments_of_publishing(tmp_path / "measure")
    assert len(moments) > 15
    outputs = tmp_path / "outputs"
    _publish(outputs, 0)
    old, seen = 0, set()
    for dies_at in moments:
        with pytest.MonkeyPatch.context() as patch, pytest.raises(Killed):
            Mortal(patch, dies_at)
            _publish(outputs, dies_at, keep=1)
        seen.add("old" if _visits(outputs) == old else "new")
        assert _visits(outputs) in {old, dies_at}
        _publish(outputs, dies_at, keep=1)
        assert _visits(outputs) == dies_at
        assert not _leftovers(outputs)
        assert len(list((outputs / "releases").iterdir())) == 1
        old = dies_at
    assert seen == {"old", "new"}


_FOREVER = """
import sys, itertools
from pathlib import Path
from tests.publishing import handmade
from pipeline.publishing import publish
for visits in itertools.count(1):
    publish(handmade.dataset(visits=visits), Path(sys.argv[1]), summary={}, keep=3)
    print("published", flush=True)
"""


def _publish_forever(outputs: Path) -> subprocess.Popen[bytes]:
    """A process that publishes one release after the other, and has published the first."""
    process = subprocess.Popen(
        [sys.executable, "-c", _FOREVER, str(outputs)], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"published\n"
    return process


def _kill(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_killed_for_real_the_dataset_is_whole(tmp_path: Path) -> None:
    for pause in (0.003, 0.02, 0.05, 0.11):
        process = _publish_forever(tmp_path)
        time.sleep(pause)
        _kill(process)
        assert _visits(tmp_path) >= 1
    _publish(tmp_path, 0)
    assert _visits(tmp_path) == 0
    assert not _leftovers(tmp_path)


def test_readers_never_meet_a_torn_dataset(tmp_path: Path) -> None:
    process = _publish_forever(tmp_path)
    seen = []
    try:
        until = time.monotonic() + 1.5
        while time.monotonic() < until:
            folder = (tmp_path / "dataset").resolve(strict=True)
            table = pq.read_table(folder / "platform_by_district.parquet")
            seen.append((folder.name, table["outpatient_visits"].to_pylist()[0]))
            told = json.loads((tmp_path / "dataset" / "summary.json").read_text())
            assert told["rows"]["issues"] == 1
    finally:
        _kill(process)
    assert [visits for _, visits in seen] == sorted(visits for _, visits in seen)
    assert len(set(seen)) == len({name for name, _ in seen}) > 1


def test_of_two_that_publish_the_same_the_first_stays(tmp_path: Path) -> None:
    release = _publish(tmp_path)
    partial = folders.start_partial(release.path)
    (partial / "README.md").write_text("the other one")
    folders.install(partial, release.path)
    assert not partial.exists()
    assert is_whole(release.path)
