"""Old releases can be named, cited and opened; a pinned one never vanishes."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from pipeline.dataset.find import find_release, pins, stored_releases
from pipeline.errors import FolderError, UsageError
from pipeline.model.layout import PINS
from pipeline.releases.pins import pin, unpin
from tests.conftest import Command
from tests.publishing.published import publish_visits


@pytest.fixture
def three(tmp_path: Path) -> list[str]:
    """Ids of three releases in `tmp_path`, the oldest first."""
    found = []
    for visits in (1, 2, 3):
        release = publish_visits(tmp_path, visits)
        os.utime(release.path, (visits, visits))
        found.append(release.id)
    return found


def test_the_newest_comes_first(tmp_path: Path, three: list[str]) -> None:
    found = stored_releases(tmp_path)
    assert [release.id for release in found] == three[::-1]
    assert [release.current for release in found] == [True, False, False]
    assert found[-1].published.timestamp() == 1


def test_every_name_of_a_release(tmp_path: Path, three: list[str]) -> None:
    names = {
        "latest": three[2], "previous": three[1], three[0]: three[0], three[0][:6]: three[0],
        str(tmp_path / "releases" / three[1]): three[1], str(tmp_path / "dataset"): three[2],
    }  # fmt: skip
    for name, release in names.items():
        assert find_release(tmp_path, name).resolve().name == release


@pytest.mark.parametrize("name", ["", "abc", "0123456789ab", "zzzz", "LATEST", "../x"])
def test_what_names_no_release(name: str, tmp_path: Path, three: list[str]) -> None:
    if name == "../x":
        assert find_release(tmp_path, name) == Path(name)
        return
    with pytest.raises(UsageError, match="no release"):
        find_release(tmp_path, name)


def test_a_beginning_that_two_releases_share(tmp_path: Path) -> None:
    for name in ("abcdef000000", "abcdef111111"):
        (tmp_path / "releases" / name).mkdir(parents=True)
    with pytest.raises(UsageError, match=r"abcdef.*abcdef"):
        find_release(tmp_path, "abcdef")


@pytest.mark.parametrize("name", ["latest", "previous"])
def test_without_a_dataset(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        find_release(tmp_path, name)


def test_a_pinned_release_stays_and_does_not_count(tmp_path: Path, three: list[str]) -> None:
    assert pin(tmp_path, three[0]).pinned
    pin(tmp_path, three[0])
    for visits in (4, 5):
        newest = publish_visits(tmp_path, visits, keep=2)
    assert [release.id for release in stored_releases(tmp_path) if not release.pinned] == [
        newest.id, stored_releases(tmp_path)[1].id,
    ]  # fmt: skip
    assert three[0] in {release.id for release in stored_releases(tmp_path)}
    assert not unpin(tmp_path, three[0]).pinned
    publish_visits(tmp_path, 6, keep=2)
    assert three[0] not in {release.id for release in stored_releases(tmp_path)}


def test_a_list_of_pins_that_cannot_be_read_removes_nothing(
    tmp_path: Path, three: list[str]
) -> None:
    (tmp_path / PINS).write_text("{")
    with pytest.raises(FolderError):
        pins(tmp_path)
    publish_visits(tmp_path, 9, keep=1)
    (tmp_path / PINS).unlink()
    assert set(three) < {release.id for release in stored_releases(tmp_path)}


def test_what_is_not_pinned_cannot_be_unpinned(tmp_path: Path, three: list[str]) -> None:
    with pytest.raises(UsageError, match="not pinned"):
        unpin(tmp_path, three[0])


def test_a_release_from_elsewhere_cannot_be_pinned(tmp_path: Path, three: list[str]) -> None:
    other = publish_visits(tmp_path / "other", 7)
    with pytest.raises(UsageError, match="not a release below"):
        pin(tmp_path, str(other.path))


def test_the_commands(bulletins: Command, tmp_path: Path, three: list[str]) -> None:
    reported = bulletins("releases", "pin", three[0][:5], "--outputs", tmp_path)
    assert (reported.returncode, three[0] in reported.stdout) == (0, True), reported.stderr
    listed = json.loads(bulletins("releases", "--json", "--outputs", tmp_path).stdout)
    assert [(r["release"], r["current"], r["pinned"]) for r in listed] == [
        (three[2], True, False), (three[1], False, False), (three[0], False, True),
    ]  # fmt: skip
    shown = bulletins("releases", "--outputs", tmp_path).stdout.splitlines()
    assert [line.split()[0] for line in shown[1:4]] == three[::-1]
    assert bulletins("releases", "unpin", "nothing", "--outputs", tmp_path).returncode == 1


def test_the_diff_command(bulletins: Command, tmp_path: Path, three: list[str]) -> None:
    path = tmp_path / "changes.csv"
    words = bulletins("diff", "--outputs", tmp_path, "--csv", path)
    assert words.returncode == 0, words.stderr
    assert f"Release {three[2]} against {three[1]}" in words.stdout
    assert "江宁区 outpatient_visits: 2 → 3" in words.stdout
    printed = bulletins("diff", three[1], "latest", "--csv", "-", "--outputs", tmp_path)
    assert path.read_text(encoding="utf-8-sig") == printed.stdout
    reported = bulletins("diff", three[0], three[0], "--json", "--outputs", tmp_path)
    assert json.loads(reported.stdout)["changes"] == []
    both = bulletins("diff", "--json", "--csv", "-", "--outputs", tmp_path)
    missing = bulletins("diff", "0000", "latest", "--outputs", tmp_path)
    assert (both.returncode, missing.returncode) == (1, 1)
    assert "bulletins releases" in missing.stderr
