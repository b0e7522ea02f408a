"""Readings are interpreted: each in the process with limits in which it was read, and once.

A reading may hold anything that a PDF may hold, so a file that is slow to interpret must not stop
the run, now or at every later one.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from pipeline.errors import RejectedFile
from pipeline.model.reasons import of_file
from pipeline.run.workspace import Workspace


def interpret_many(workspace: Workspace, hashes: Iterable[str]) -> None:
    """Interpret the readings whose interpretation is missing, or was made from something else.

    Raises:
        BulletinsError: something other than a file prevents it, such as a full disk.
    """
    from pipeline.interpreting.store import interpretation_key, registry_digests

    settings, kept = workspace.settings, workspace.interpretations
    readable = [sha256 for sha256 in hashes if workspace.readings.state(sha256) == "read"]
    registry = registry_digests(settings.registry)
    keys = {sha256: interpretation_key(settings, sha256, registry) for sha256 in readable}
    missing = {sha256: key for sha256, key in keys.items() if not kept.is_current(sha256, key)}
    if not missing:
        return
    size = min(settings.workers, len(missing))
    with ThreadPoolExecutor(size) as threads:
        try:
            list(threads.map(lambda one: _interpret(workspace, *one), missing.items()))
        except BaseException:
            workspace.close()
            threads.shutdown(cancel_futures=True)
            raise


def _interpret(workspace: Workspace, sha256: str, key: str) -> None:
    """Interpret one reading; why it could not be done is kept as well."""
    answer = workspace.pool.interpret(sha256, key)
    kept = workspace.interpretations
    if answer.status in ("refused", "limit"):
        kept.save(sha256, key, RejectedFile(answer.reason))
    elif workspace.settings.is_remote:
        local = workspace.settings.readings / f"{sha256}.issue.json"
        kept.storage.write(f"readings/{local.name}", local.read_bytes())
        local.unlink()
    if not kept.is_current(sha256, key):  # the process was ended from outside
        kept.save(sha256, key, RejectedFile(of_file("interpretation_absent")))
