"""The files of a release, written one after the other; the checksums come last."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.files.drives import copy_folder
from pipeline.files.summary import write_summary
from pipeline.model.dataset import Dataset
from pipeline.model.layout import DATABASE, REPORT, VALIDATION, parquet_of
from pipeline.publishing.changes import write_changes
from pipeline.publishing.checksums import write_checksums
from pipeline.publishing.citation import write_citation
from pipeline.publishing.content import TableContent
from pipeline.publishing.datapackage import write_datapackage
from pipeline.publishing.dictionary import write_dictionary
from pipeline.publishing.differences import differences_from, extent_of
from pipeline.publishing.licence import write_licence
from pipeline.publishing.parquet import write_parquet
from pipeline.publishing.readme import write_readme
from pipeline.publishing.sqlite_apart import sqlite_beside
from pipeline.publishing.sqlite_copy import copy_or_write
from pipeline.releases.inputs import Inputs, write_inputs
from pipeline.releases.load import Extent
from pipeline.report.site import write_report


@dataclass(frozen=True)
class Draft:
    """A release that is being written.

    Attributes:
        id: the name that it will have.
        folder: where it is written, beside its place.
        originals: folder of the PDFs.
        pictures: folder in which pictures of their pages are kept.
        contents: its tables, in canonical form.
        summary: what `summary.json` says beside the id and the rows.
        docs: folder with the report of the validation, where there is one.
        inputs: what the dataset was made from, where it is known.
        before: the release that is the dataset until now, where there is one.
        extent: where it differs from that release, if that is known.
    """

    id: str
    folder: Path
    originals: Path
    pictures: Path
    contents: Mapping[str, TableContent]
    summary: Mapping[str, Any]
    docs: Path | None = None
    inputs: Inputs | None = None
    before: Path | None = None
    extent: Extent | None = None

    @property
    def rows(self) -> dict[str, int]:
        """Number of rows of each table."""
        return {name: content.count for name, content in self.contents.items()}


def write_files(draft: Draft) -> None:
    """Write every file of a release into its folder.

    What was hashed when it was written is not read again for the checksums.
    """
    digests: dict[str, str] = {}
    _parquet(draft)
    with _sqlite(draft) as extent:
        draft = replace(draft, extent=extent)
        for write in _BESIDE_SQLITE:
            digests |= write(draft) or {}
    for write in _LAST:
        digests |= write(draft) or {}
    write_checksums(draft.folder, draft.before, digests)


@contextmanager
def _sqlite(draft: Draft) -> Iterator[Extent | None]:
    """Write the SQLite file, which is whole where this is left.

    Yields:
        where the release differs from the one before, if that is known.
    """
    before = draft.before
    differences = differences_from(before, draft.contents) if before else None
    if before is None or differences is None:
        with sqlite_beside(draft.contents, draft.folder):
            yield None
        return
    copy_or_write(draft.contents, differences, before, draft.folder / DATABASE)
    yield extent_of(draft.contents, differences)


def _parquet(draft: Draft) -> None:
    for name, content in draft.contents.items():
        write_parquet(content, draft.folder / parquet_of(name))


def _descriptions(draft: Draft) -> dict[str, str]:
    """The digest of each file of data."""
    write_dictionary(draft.contents, draft.folder)
    write_readme(draft.contents, draft.folder, draft.id)
    write_citation(draft.contents, draft.folder, draft.id)
    write_licence(draft.contents, draft.folder)
    return write_datapackage(draft.contents, draft.folder, draft.id)


def _summary(draft: Draft) -> None:
    write_summary(draft.folder, draft.summary, release=draft.id, rows=draft.rows)


def _validation(draft: Draft) -> None:
    if draft.docs is not None:
        before = draft.before and draft.before / VALIDATION
        copy_folder(draft.docs, draft.folder / VALIDATION, before)


def _inputs(draft: Draft) -> None:
    if draft.inputs is not None:
        write_inputs(draft.folder, draft.inputs)


def _report(draft: Draft) -> dict[str, str]:
    """The digest of each page that was made."""
    report = write_report(
        Dataset({name: content.rows for name, content in draft.contents.items()}),
        draft.folder / REPORT,
        columns={name: content.table for name, content in draft.contents.items()},
        release=draft.id,
        originals=draft.originals,
        pictures=draft.pictures,
        before=draft.before and draft.before / REPORT,
    )
    return {f"{REPORT}/{path}": digest for path, digest in report.digests.items()}


def _changes(draft: Draft) -> None:
    """After the tables and the inputs, which it reads."""
    write_changes(draft.folder, draft.id, draft.before, draft.extent)


_Write = Callable[[Draft], dict[str, str] | None]
_BESIDE_SQLITE: tuple[_Write, ...] = (_summary, _validation, _report)
_LAST: tuple[_Write, ...] = (_descriptions, _inputs, _changes)
