"""A dataset of real and drawn issues, read once, for the tests of the site."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp

import pyarrow as pa

from pipeline.interpreting import SourceIssue, build, interpret, load_registry
from pipeline.longitudinal import with_derived_tables
from pipeline.model.arrival import Arrival
from pipeline.model.dataset import Dataset
from pipeline.publishing.content import contents_of
from pipeline.reading import read_pdf
from pipeline.report.index import Index, index_of
from pipeline.report.site import Report, write_report
from pipeline.settings import load_settings
from tests.conftest import FIXTURES
from tests.lab.bulletins import bulletin

SCRIPT = "南京<script>alert(1)</script>医院"
"""A hospital that a PDF may well name."""


@dataclass(frozen=True)
class Originals:
    """PDFs as the archive holds them, and the issues read from them."""

    folder: Path
    sources: tuple[SourceIssue, ...]

    def dataset(self, count: int) -> Dataset:
        """The dataset of the first `count` issues."""
        registry = load_registry(load_settings().registry)
        return with_derived_tables(build(self.sources[:count], [], registry))


@cache
def originals() -> Originals:
    """Issue 157, one of the year before with a hospital of an unpleasant name, and an older one."""
    folder = Path(mkdtemp(prefix="originals-"))
    registry = load_registry(load_settings().registry)
    contents = [
        (FIXTURES / "issue157" / "word.pdf").read_bytes(),
        bulletin(7, year=2024, issue=3, new_hospital=SCRIPT)[0],
        bulletin(8, year=2023, issue=6)[0],
        bulletin(9, year=2022, issue=6)[0],
    ]
    sources = []
    for content in contents:
        digest = sha256(content).hexdigest()
        path = folder / f"{digest}.pdf"
        path.write_bytes(content)
        arrival = Arrival(digest, f"{digest[:6]}.pdf", dt.datetime(2025, 4, 1, tzinfo=dt.UTC))
        sources.append(SourceIssue((arrival,), interpret(read_pdf(path, digest), registry)))
    return Originals(folder, tuple(sources))


def in_order(dataset: Dataset) -> tuple[Dataset, dict[str, pa.Table]]:
    """A dataset as the pages take it: as rows and as columns."""
    contents = contents_of(dataset)
    rows = Dataset({name: content.rows for name, content in contents.items()})
    return rows, {name: content.table for name, content in contents.items()}


def index(dataset: Dataset) -> Index:
    """A dataset arranged for the pages."""
    return index_of(*in_order(dataset))


def write(dataset: Dataset, folder: Path, before: Path | None = None) -> Report:
    """Write the site of a dataset into `folder`/site; the pictures are kept beside."""
    rows, columns = in_order(dataset)
    return write_report(
        rows,
        folder / "site",
        columns=columns,
        release="0123456789ab",
        originals=originals().folder,
        pictures=originals().folder / "pictures",
        before=before,
    )
