"""Publish the dataset: a complete release aside, one rename, one swap of a link.

    outputs/releases/<id>/    Parquet, SQLite, README, data dictionary, summary, report, checksums
    outputs/dataset           link to the newest of them

The id is derived from the content, so that publishing the same dataset again changes nothing.
Nothing heavy is imported until there is something to write.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.model.free_memory import give_back
from pipeline.model.garbage_collection import without_collector
from pipeline.model.layout import LINK, RELEASES

if TYPE_CHECKING:
    from pipeline.model.dataset import Dataset
    from pipeline.publishing.files import Draft
    from pipeline.releases.inputs import Inputs

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Release:
    """A published release.

    Attributes:
        id: 12 hexadecimal digits, derived from the content.
        path: its folder.
        rows: number of rows of each table.
        files: its files, relative to `path`, sorted.
        created: False where a release of the same content existed already.
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
    inputs: Inputs | None = None,
    originals: Path | None = None,
    keep: int = 10,
) -> Release:
    """Publish the dataset as `outputs/dataset`, and keep the newest `keep` releases.

    Args:
        dataset: all tables; its panels and events are made here.
        outputs: folder of the outputs; created where it does not exist.
        summary: what `summary.json` is to say beside the release's id and its rows.
        docs: folder with the report of the validation, copied into the release.
        inputs: what the dataset was made from, for `inputs.json`.
        originals: folder of the PDFs, for pictures of their pages; `outputs`/originals where
            not given.
        keep: releases to keep, the new one included; pinned ones are kept besides.

    Raises:
        InconsistentDataset: the dataset breaks its declaration; nothing was changed.
        FolderError: a folder cannot be read or written; the previous dataset stays as it is.
    """
    from pipeline.errors import FolderError

    try:
        kept = originals or outputs / "originals"
        with without_collector():
            return _publish(dataset, outputs, summary, docs, inputs, kept, keep)
    except OSError as error:
        raise FolderError(
            f"The release cannot be written below {outputs}: {error}.",
            "The previous dataset stays as it is. Check rights and free space, then run again.",
        ) from error


def _publish(
    dataset: Dataset,
    outputs: Path,
    summary: Mapping[str, Any],
    docs: Path | None,
    inputs: Inputs | None,
    originals: Path,
    keep: int,
) -> Release:
    from pipeline.longitudinal import with_derived_tables
    from pipeline.publishing import checksums, folders, row_tables
    from pipeline.publishing.content import contents_of, release_id
    from pipeline.publishing.files import Draft

    link, releases = outputs / LINK, outputs / RELEASES
    folders.require_link(link)
    dataset = with_derived_tables(dataset)
    contents = contents_of(dataset)
    row_tables.forget()
    give_back()
    target = releases / release_id(contents)
    releases.mkdir(parents=True, exist_ok=True)
    folders.clear_unfinished(releases)
    folders.clear_unfinished(outputs)
    before = _before(link, target)
    draft = Draft(
        target.name, target, originals, outputs / "pictures", contents, summary, docs,
        inputs, before,
    )  # fmt: skip
    created = not checksums.is_whole(target)
    if created:
        _build(draft)
    folders.point(link, target)
    _prune(outputs, keep, target)
    return Release(target.name, target, draft.rows, tuple(checksums.files_in(target)), created)


def _before(link: Path, target: Path) -> Path | None:
    """The release that is the dataset until now, where it is another one."""
    if not link.is_symlink():
        return None
    found = target.with_name(Path(os.readlink(link)).name)
    return found if found != target else None


def _build(draft: Draft) -> None:
    from pipeline.publishing import folders
    from pipeline.publishing.files import write_files

    partial = folders.start_partial(draft.folder)
    try:
        write_files(replace(draft, folder=partial))
        folders.install(partial, draft.folder, draft.before)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _prune(outputs: Path, keep: int, current: Path) -> None:
    """Remove old releases; none where the list of pinned ones cannot be read."""
    from pipeline.dataset.find import pins
    from pipeline.errors import FolderError
    from pipeline.publishing import folders

    try:
        pinned = pins(outputs)
    except FolderError as error:
        _log.warning("no old release was removed: %s", error)
        return
    folders.prune(outputs / RELEASES, keep, current, pinned)
