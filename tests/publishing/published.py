"""A small dataset published, and what a researcher finds of it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipeline.publishing import Release, publish
from pipeline.publishing.checksums import is_whole
from tests.publishing import handmade


def publish_visits(outputs: Path, visits: int = 1, **options: Any) -> Release:
    """Publish a version of the small dataset that this number of visits tells from others."""
    return publish(handmade.dataset(visits=visits), outputs, summary={"received": 3}, **options)


def visits_in(outputs: Path) -> int:
    """The figure that tells the versions apart, read the way a researcher does."""
    table = pq.read_table(outputs / "dataset" / "platform_by_district.parquet")
    with sqlite3.connect(outputs / "dataset" / "bulletins.sqlite") as connection:
        (found,) = connection.execute("SELECT outpatient_visits FROM platform_by_district")
    assert table["outpatient_visits"].to_pylist() == list(found)
    assert is_whole(outputs / "dataset")
    return int(found[0])


def leftovers(outputs: Path) -> list[str]:
    """Names of unfinished files and folders."""
    places = [outputs, *([outputs / "releases"] if (outputs / "releases").exists() else [])]
    return [path.name for place in places for path in place.iterdir() if path.name[0] == "."]
