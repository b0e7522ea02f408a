"""A rehearsal: what a run will compute, computed before a file is dropped, and nothing written.

The results are kept (`model/kept_results.py`): the run after it computes what the new file changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

from pipeline.errors import RejectedFile
from pipeline.model.kept_results import keep_results
from pipeline.model.reasons import of_file
from pipeline.run.building import arrivals_by_content, sources_of
from pipeline.run.workspace import Workspace
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.interpreting import InterpretedIssue
    from pipeline.model.dataset import Dataset


def rehearse(settings: Settings, is_wanted: Callable[[], bool] = lambda: True) -> Dataset | None:
    """The dataset of all that is interpreted already, as it would be published.

    Nothing is read, interpreted or written.

    Args:
        is_wanted: is asked from time to time; if not, the rehearsal ends.

    Returns:
        None if it ended early, or nothing would be published.

    Raises:
        BulletinsError, OSError, ValueError: a run would fail as well.
    """
    from pipeline.decisions import load_decisions, validated
    from pipeline.interpreting import build, load_registry
    from pipeline.longitudinal import with_derived_tables
    from pipeline.quality import validate
    from pipeline.quality.passed_rows import pass_ahead

    keep_results()
    with closing(Workspace(settings)) as workspace:
        workspace.archive.storage.list_once()
        workspace.interpretations.load_ahead()
        gone = workspace.archive.gone()
        load = partial(_interpreted, workspace)
        arrived = arrivals_by_content(workspace)
        sources, rejected = sources_of(arrived, gone, load)
        _ask_for_keys(settings, [source.sha256 for source in sources])
    if not sources or not is_wanted():
        return None
    built = build(sources, rejected, load_registry(settings.registry))
    check = partial(validate, limits=settings.checks)
    dataset = validated(built, load_decisions(settings), check, None)
    if not is_wanted():
        return None
    to_be_checked = {**built.rows, "findings": dataset.rows["findings"]}
    pass_ahead(row for rows in to_be_checked.values() for row in rows)
    return with_derived_tables(dataset)


def _ask_for_keys(settings: Settings, hashes: Iterable[str]) -> None:
    """A run asks whether an interpretation is of today: the files behind it are hashed now."""
    from pipeline.interpreting.store import interpretation_key

    for sha256 in hashes:
        interpretation_key(settings, sha256, ())


def _interpreted(workspace: Workspace, sha256: str) -> InterpretedIssue | RejectedFile:
    """The interpretation of a PDF, whether or not it is the newest.

    Where it is not, the run makes it anew, and what was computed of this one is not found again.
    """
    try:
        return workspace.interpretations.load(sha256)
    except (OSError, ValueError):
        return RejectedFile(of_file("reading_absent"))
