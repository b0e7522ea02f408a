"""Every part that opens a release opens the right file, whatever the folder is called."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.dataset import open_dataset
from pipeline.dataset.connect import connected
from pipeline.dataset.find import find_release
from pipeline.dataset.load import load_dataset
from pipeline.dataset.sql import query
from pipeline.decisions.published import published
from pipeline.decisions.unknown_names import unknown_names
from pipeline.errors import InvalidDataset, UsageError
from pipeline.explore.datasette_site import open_site
from pipeline.interpreting import load_registry
from pipeline.releases import load_release
from pipeline.run.outcome import findings
from pipeline.settings import Settings
from tests.explore import releases

ODD = ("h#sh", "q?s", "100%41", "two words", "a&immutable=0", "名 字", "semi;colon", "plus+")


def _served(folder: Path) -> int:
    site = open_site(folder, folder.parent.parent / "originals")
    answer = asyncio.run(site.client.get("/bulletins/hospitals.json"))
    assert answer.status_code == 200, answer.text
    return len(answer.json()["rows"])


def _names(folder: Path) -> int:
    registry = load_registry(Settings().registry)
    assert unknown_names(folder, registry) == []
    return HOSPITALS


HOSPITALS = 3
OPENERS: dict[str, Callable[[Path], int]] = {
    "sql": lambda folder: query(folder, "SELECT count(*) FROM hospitals", 10).rows[0][0],
    "decisions": lambda folder: len(published(folder).rows["hospitals"]),
    "names": _names,
    "releases": lambda folder: len(load_release(folder).tables["hospitals"].rows),
    "frames": lambda folder: len(open_dataset(folder).table("hospitals")),
    "rows": lambda folder: len(load_dataset(folder).rows["hospitals"]),
    "pages": _served,
    "outcome": lambda folder: HOSPITALS if findings(folder) is not None else 0,
    "found": lambda folder: len(
        load_dataset(find_release(folder.parent, "latest")).rows["hospitals"]
    ),
}


@pytest.fixture(scope="module")
def odd_folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("odd")
    for name in ODD:
        releases.publish_small(root / name)
    return root


@pytest.mark.parametrize("opener", OPENERS)
@pytest.mark.parametrize("name", ODD)
def test_any_folder_name(name: str, opener: str, odd_folders: Path) -> None:
    before = sorted(path.name for path in odd_folders.iterdir())
    assert OPENERS[opener](odd_folders / name / "dataset") == HOSPITALS
    assert sorted(path.name for path in odd_folders.iterdir()) == before, "a file was made"
    assert not list((odd_folders / name / "dataset").glob("*-journal"))


@pytest.mark.parametrize("opener", ["sql", "decisions", "releases", "frames", "rows", "pages"])
def test_no_dataset_is_said_in_words(opener: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no dataset|not a dataset"):
        OPENERS[opener](tmp_path)


@pytest.mark.parametrize("content", [b"", b"no database", b"x" * 5000])
@pytest.mark.parametrize("opener", ["sql", "decisions", "names", "releases"])
def test_a_damaged_database_is_said_in_words(
    opener: str, content: bytes, tmp_path: Path
) -> None:  # fmt: skip
    (tmp_path / "bulletins.sqlite").write_bytes(content)
    with pytest.raises(InvalidDataset, match="cannot be read"):
        OPENERS[opener](tmp_path)


def test_nothing_can_be_written(tmp_path: Path) -> None:
    folder = releases.publish_small(tmp_path).path
    with (
        pytest.raises(InvalidDataset, match=r"readonly|read-only"),
        connected(folder) as connection,
    ):
        connection.execute("DELETE FROM hospitals")
