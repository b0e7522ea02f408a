"""While a release is published, a sample of the files that the run read is audited.

What an audit finds counts in the next release: nobody waits for a release because of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from pipeline.run.reading import Pdf, accepted_pdfs
from pipeline.run.workspace import Workspace

if TYPE_CHECKING:
    from pipeline.reading.audits import Audit


class Audits:
    """The audits of a sample of the files that a run read, by its reading processes.

    Begun once the dataset is built, so that no release depends on how far they have come.

    Args:
        producers: as for `audit_sample`.
    """

    def __init__(self, workspace: Workspace, producers: Mapping[str, str]) -> None:
        self._pool = workspace.pool
        self._thread = ThreadPoolExecutor(1)
        self._done = self._thread.submit(lambda: list(audit_sample(workspace, producers)))

    def wait(self) -> list[tuple[Pdf, Audit]]:
        """Each audited file with what was found.

        Raises:
            BulletinsError: something other than the files is at fault, as a full disk is.
        """
        return self._done.result()

    def stop(self) -> None:
        """End what has not ended yet, and the reading processes with it."""
        if not self._done.done():
            self._pool.close()
        self._thread.shutdown()


def audit_sample(workspace: Workspace, producers: Mapping[str, str]) -> Iterator[tuple[Pdf, Audit]]:
    """Audit the sample of some files that was not audited before; yields each with its audit.

    Args:
        producers: of the files, by their hash.
    """
    from pipeline.reading.audits import AuditStore, sample
    from pipeline.reading.isolation.pool import read_with

    store = AuditStore(workspace.settings)
    pdfs = {pdf.sha256: pdf for pdf in accepted_pdfs(workspace.archive) if pdf.sha256 in producers}
    arrived = {sha256: producers[sha256] for sha256 in pdfs}
    waiting = [s for s in sample(arrived, store.producers()) if store.load(s) is None]
    paths = [(sha256, pdfs[sha256].path) for sha256 in waiting]
    for sha256, answer in read_with(workspace.pool, paths, "audit"):
        if answer.status in ("refused", "limit"):
            _keep_failure(workspace, sha256, producers[sha256], answer.reason)
        if (found := store.load(sha256)) is not None:
            yield pdfs[sha256], found


def _keep_failure(workspace: Workspace, sha256: str, producer: str, reason: str) -> None:
    """Keep why a file could not be audited, so that no later run tries again."""
    from pipeline.reading.audits import Audit, AuditStore
    from pipeline.reading.version import READER_VERSION

    failed = Audit(reader_version=READER_VERSION, sha256=sha256, producer=producer, failure=reason)
    AuditStore(workspace.settings).save(failed)
