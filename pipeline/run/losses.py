"""A check before publishing: what the current release holds, and the new dataset would lose.

A dataset grows. If it shrinks, an original is gone, a store was emptied, or a new version of the
program or of the registry refuses a file. All of these need a person, so nothing is published.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from pipeline.errors import NothingPublished
from pipeline.files.summary import read_summary
from pipeline.run.building import Built
from pipeline.settings import Settings

_MOST_NAMED = 10
_log = logging.getLogger(__name__)


class IssuesLost(NothingPublished):
    """The new dataset lacks issues or originals, and `allow_loss` is not set."""


def require_no_loss(built: Built, settings: Settings) -> None:
    """Check before publishing that every issue of the current release is in the dataset.

    An issue counts as present if its PDF is: a better reading may give it another month. A received
    PDF whose original is gone is a loss too, unless the current release was published without it.
    With `allow_loss` the current release is pinned, so that it is never removed automatically.

    Raises:
        IssuesLost: something is missing, and `allow_loss` is not set.
    """
    issues, originals = lost_issues(built, settings), lost_originals(built, settings)
    if not issues and not originals:
        return
    release = _published(settings).get("release")
    sentence = " ".join([*_of_issues(issues, release), *_of_originals(originals)])
    if not settings.allow_loss:
        raise IssuesLost(
            sentence,
            "Nothing was published. Bring back what is missing in originals/ or the store, then "
            "run again; if the loss is intended, run with --allow-loss.",
        )
    _log.warning("%s", sentence)
    if release and built.has_issues:
        from pipeline.releases.pins import pin

        pin(settings.outputs, release)
        _log.warning("The release %s is pinned.", release)


def lost_issues(built: Built, settings: Settings) -> dict[str, str]:
    """The issues of the current release that are not in the dataset, each with the reason."""
    from schemas.issues import Issue

    before = _issues_before(settings)
    issues = built.dataset.of_type(Issue)
    present = {issue.issue_id for issue in issues}
    renamed = {issue.source_sha256 for issue in issues if issue.issue_id not in before}
    return {
        issue: _reason(built, sha256)
        for issue, sha256 in sorted(before.items())
        if issue not in present and sha256 not in renamed
    }


def lost_originals(built: Built, settings: Settings) -> list[str]:
    """Names of the received PDFs that are gone, and that the current release had."""
    known = {entry["sha256"] for entry in _published(settings).get("rejected", [])}
    return sorted(name for sha256, name in built.gone.items() if sha256 not in known)


def _issues_before(settings: Settings) -> dict[str, str]:
    """The issues of the current release, each with the hash of its PDF; '' if it is unknown."""
    from pipeline.releases.inputs import read_inputs

    summary = _published(settings)
    before = {issue["issue_id"]: "" for issue in summary.get("issues", [])}
    if before and (inputs := read_inputs(settings.releases / summary["release"])) is not None:
        before |= {issue: sha256 for issue, sha256 in inputs.issues.items() if issue in before}
    return before


def _published(settings: Settings) -> dict[str, Any]:
    """The summary of the current release; of the newest one if the link to it is lost."""
    from pipeline.dataset.find import stored_releases

    if (found := read_summary(settings.dataset)) is not None:
        return found
    newest = next(iter(stored_releases(settings.outputs)), None)
    return (read_summary(newest.path) if newest else None) or {}


def _reason(built: Built, sha256: str) -> str:
    """Why the PDF of an issue no longer feeds it."""
    from schemas.quality import SourceFile

    if (rejection := built.rejected.get(sha256)) is not None:
        return rejection.reason
    files = (file for file in built.dataset.of_type(SourceFile) if file.sha256 == sha256)
    if (file := next(files, None)) is None:
        return "Its file is not in the archive."
    return file.reason or f"Its file now counts as issue {file.issue_id}."


def _of_issues(lost: dict[str, str], release: str | None) -> list[str]:
    """Which issues are lost, and why."""
    if not lost:
        return []
    named = _first([f"{issue} ({reason})" for issue, reason in lost.items()])
    return [f"The new dataset lacks {_counted(lost, 'issue')} of release {release}: {named}."]


def _of_originals(lost: list[str]) -> list[str]:
    if not lost:
        return []
    return [f"{_counted(lost, 'received PDF')} no longer in the archive: {_first(lost)}."]


def _counted(lost: Sequence[str] | dict[str, str], what: str) -> str:
    return f"{len(lost)} {what}{'' if len(lost) == 1 else 's'}"


def _first(named: list[str]) -> str:
    """Of many, the first ones."""
    more = f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
    return ", ".join(named[:_MOST_NAMED]) + more
