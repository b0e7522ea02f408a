"""Publish the dataset: a complete release aside, one rename, one swap of a link.

    outputs/releases/<id>/    Parquet, SQLite, README, data dictionary, summary, checksums
    outputs/dataset           link to the newest of them

The id is derived from the content, so that publishing the same dataset again changes nothing.
Nothing heavy is imported until there is something to write.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.dataset_model import Dataset
    from pipeline.publishing.content import TableContent

DATABASE = "bulletins.sqlite"
VALIDATION = "validation"


@dataclass(frozen=True)
class Release:
    """A release that stands.

    Attributes:
        id: 12 hexadecimal digits, derived from the content.
        path: its folder.
        rows: number of rows of each table.
        files: its files, relative to `path`, sorted.
        created: False where a release of the same content stood already.
    """

    id: str
    path: Path
    rows: Mapping[str, int]
    files: tuple[str, ...]
    created: bool


def publish(
    dataset: Dataset,
    outputs: Path,
    *,
    summary: Mapping[str, Any],
    docs: Path | None = None,
    keep: int = 10,
) -> Release:
    """Publish the dataset as `outputs/dataset`, and keep the newest `keep` releases.

    Args:
        dataset: all tables; its panels are made here.
        outputs: folder of the outputs; made where it does not stand.
        summary: what `summary.json` is to say beside the release's id and its rows.
        docs: folder with the report of the validation, copied into the release.
        keep: releases to keep, the new one included.

    Raises:
        InconsistentDataset: the dataset breaks its declaration; nothing was changed.
        FolderError: a folder cannot be read or written; the dataset from before still stands.
    """
    from pipeline.errors import FolderError

    try:
        return _publish(dataset, outputs, summary, docs, keep)
    except OSError as error:
        raise FolderError(
            f"The release cannot be written below {outputs}: {error}.",
            "The dataset from before still stands. Check rights and free space, then run again.",
        ) from error


def _publish(
    dataset: Dataset, outputs: Path, summary: Mapping[str, Any], docs: Path | None, keep: int
) -> Release:
    from pipeline.longitudinal import with_panels
    from pipeline.publishing import checksums, folders
    from pipeline.publishing.content import contents_of, release_id

    link, releases = outputs / "dataset", outputs / "releases"
    folders.require_link(link)
    contents = contents_of(with_panels(dataset))
    target = releases / release_id(contents)
    releases.mkdir(parents=True, exist_ok=True)
    folders.clear_unfinished(releases)
    folders.clear_unfinished(outputs)
    created = not checksums.is_whole(target)
    if created:
        _build(contents, target, summary, docs)
    folders.point(link, target)
    folders.prune(releases, keep, target)
    rows = _row_counts(contents)
    return Release(target.name, target, rows, tuple(checksums.files_in(target)), created)


def _build(
    contents: Mapping[str, TableContent],
    target: Path,
    summary: Mapping[str, Any],
    docs: Path | None,
) -> None:
    from pipeline.publishing import folders

    partial = folders.start_partial(target)
    try:
        _write_files(contents, partial, target.name, summary, docs)
        folders.install(partial, target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _write_files(
    contents: Mapping[str, TableContent],
    folder: Path,
    release: str,
    summary: Mapping[str, Any],
    docs: Path | None,
) -> None:
    from pipeline.publishing.checksums import write_checksums
    from pipeline.publishing.dictionary import write_dictionary
    from pipeline.publishing.parquet import write_parquet
    from pipeline.publishing.readme import write_readme
    from pipeline.publishing.sqlite import write_sqlite
    from pipeline.publishing.summary import write_summary

    write_sqlite(contents, folder / DATABASE)
    for name, content in contents.items():
        write_parquet(content, folder / f"{name}.parquet")
    write_dictionary(contents, folder)
    write_readme(contents, folder, release)
    write_summary(folder, summary, release=release, rows=_row_counts(contents))
    if docs is not None:
        shutil.copytree(docs, folder / VALIDATION)
        (folder / VALIDATION).chmod(0o755)  # the docs come from a private temporary folder
    write_checksums(folder)


def _row_counts(contents: Mapping[str, TableContent]) -> dict[str, int]:
    return {name: content.count for name, content in contents.items()}
