"""The last step of a run: publish the dataset, and update the folder of rejected files."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.archive.archive import Archive
from pipeline.archive.fingerprint import remember
from pipeline.files.log import event
from pipeline.run.building import Built
from pipeline.run.intake import Intake
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.publishing import Release

_log = logging.getLogger(__name__)


def publish_dataset(built: Built, intake: Intake, archive: Archive, docs: Path) -> Release:
    """Publish the dataset, and record the fingerprint of its inputs."""
    from pipeline.model.summary import summary_of
    from pipeline.publishing import publish
    from pipeline.releases.inputs import inputs_of

    settings = archive.settings
    with _local_originals(built, archive) as originals:
        release = publish(
            built.dataset,
            settings.outputs,
            summary=summary_of(built.dataset),
            docs=docs if docs.is_dir() and any(docs.iterdir()) else None,
            inputs=inputs_of(built.dataset, settings, built.second_readings),
            originals=originals,
            keep=settings.keep_releases,
        )
    _log.info("published release %s", release.id, extra=event("publish"))
    if built.complete:
        remember(intake.fingerprint, settings)
    return release


@contextmanager
def pictures_ahead(built: Built, settings: Settings) -> Iterator[None]:
    """Draw the pictures of pages for the release in the background.

    Only of originals that lie here: those in an object store are fetched when it is published.
    """
    from pipeline.report.pictures import drawn_ahead
    from schemas.issues import Issue

    if settings.is_remote:
        yield
        return
    hashes = [issue.source_sha256 for issue in built.dataset.of_type(Issue)]
    originals = {sha256: settings.originals / f"{sha256}.pdf" for sha256 in hashes}
    with drawn_ahead(originals, settings.outputs / "pictures", settings.workers):
        yield


@contextmanager
def _local_originals(built: Built, archive: Archive) -> Iterator[Path]:
    """A folder with the originals; from an object store, only those without page pictures."""
    settings = archive.settings
    if not settings.is_remote:
        yield settings.originals
        return
    from schemas.issues import Issue

    with tempfile.TemporaryDirectory(prefix="bulletins-") as name:
        for sha256 in {issue.source_sha256 for issue in built.dataset.of_type(Issue)}:
            if not (settings.outputs / "pictures" / sha256).is_dir():
                with archive.local_original(sha256) as path:
                    shutil.copyfile(path, Path(name, f"{sha256}.pdf"))
        yield Path(name)


def show_rejected(built: Built, archive: Archive) -> None:
    """Make the folder `rejected` hold the files that are rejected now, with the reasons."""
    archive.keep_rejected_pdfs(
        {
            sha256: (rejection.file_name, rejection.reason, rejection.reason_zh)
            for sha256, rejection in built.rejected.items()
            if archive.has_original(sha256)
        }
    )
