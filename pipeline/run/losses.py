"""A check before publishing: issues of the current release that the new dataset would lose."""

from __future__ import annotations

import logging

from pipeline.errors import NothingPublished
from pipeline.files.summary import read_summary
from pipeline.run.building import Built
from pipeline.settings import Settings

_MOST_NAMED = 10
_log = logging.getLogger(__name__)


class IssuesLost(NothingPublished):
    """The new dataset lacks issues of the current release, and `allow_loss` is not set."""


def require_no_loss(built: Built, settings: Settings) -> None:
    """Check before publishing that every issue of the current release is in the dataset.

    An issue counts as present if its PDF is: a better reading may give it another month. With
    `allow_loss` the current release is pinned, so that it is never removed automatically.

    Raises:
        IssuesLost: issues are missing, and `allow_loss` is not set.
    """
    lost = lost_issues(built, settings)
    if not lost:
        return
    release = (read_summary(settings.dataset) or {})["release"]
    sentence = _sentence(lost, release)
    if not settings.allow_loss:
        raise IssuesLost(
            sentence,
            "Nothing was published. Bring back what is missing in originals/ or the store, then "
            "run again; if the loss is intended, run with --allow-loss.",
        )
    from pipeline.releases.pins import pin

    pin(settings.outputs, release)
    _log.warning("%s The release %s is pinned.", sentence, release)


def lost_issues(built: Built, settings: Settings) -> dict[str, str]:
    """The issues of the current release that are not in the dataset, each with the reason."""
    from pipeline.releases.inputs import read_inputs
    from schemas.issues import Issue

    before = {issue["issue_id"]: "" for issue in _published(settings)}
    if before and (inputs := read_inputs(settings.dataset)) is not None:
        before |= {issue: sha256 for issue, sha256 in inputs.issues.items() if issue in before}
    issues = built.dataset.of_type(Issue)
    present = {issue.issue_id for issue in issues}
    sources = {issue.source_sha256 for issue in issues}
    return {
        issue: _reason(built, sha256)
        for issue, sha256 in sorted(before.items())
        if issue not in present and sha256 not in sources
    }


def _published(settings: Settings) -> list[dict[str, str]]:
    found: list[dict[str, str]] = (read_summary(settings.dataset) or {}).get("issues", [])
    return found


def _reason(built: Built, sha256: str) -> str:
    rejection = built.rejected.get(sha256)
    return rejection.reason if rejection else "Its file is not in the archive."


def _sentence(lost: dict[str, str], release: str) -> str:
    """Which issues are lost, and why; of many, the first ones."""
    named = [f"{issue} ({reason})" for issue, reason in list(lost.items())[:_MOST_NAMED]]
    more = f" and {len(lost) - _MOST_NAMED} more" if len(lost) > _MOST_NAMED else ""
    count = f"{len(lost)} issue{'' if len(lost) == 1 else 's'}"
    return f"The new dataset lacks {count} of release {release}: {', '.join(named)}{more}."
