"""`bulletins review`: the open findings, worst first, each with a picture of its place."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from rich.console import Console

from pipeline.archive.archive import Archive
from pipeline.cli import terminal
from pipeline.cli.terminal import say
from pipeline.decisions import load_decisions
from pipeline.decisions.open_findings import OpenFinding, Spot, chosen, opened
from pipeline.decisions.published import published
from pipeline.errors import ExitCode, FolderError, UsageError
from pipeline.files.atomic import replacing
from pipeline.model.english_names import EnglishNames
from pipeline.model.figure import PrintedFigure
from pipeline.safe_text import quoted
from pipeline.settings import Settings
from schemas.quality import Finding, FindingKind, Review, Severity

_WHOLE_WIDTH = 2000.0
"""Points: a row is shown from its name to its last figure."""

_log = logging.getLogger(__name__)
_PICTURE = re.compile(r"[0-9a-f]{16}\.png")


def list_open(
    settings: Settings,
    *,
    issue: str | None,
    kind: str | None,
    severity: str | None,
    limit: int,
    pictures: bool,
    as_json: bool,
) -> int:
    """Print the open findings and save their pictures; returns the exit code."""
    _check("kind", kind, get_args(FindingKind))
    _check("severity", severity, get_args(Severity))
    decisions = load_decisions(settings)
    dataset = published(settings.dataset)
    found = chosen(dataset.of_type(Finding), issue=issue, kind=kind, severity=severity)
    shown = found[:limit]
    some = published(settings.dataset, {one.issue_id for one in shown if one.issue_id})
    listed = opened(shown, some, decisions.corrections, decisions.reviews)
    saved = _pictures(listed, settings) if pictures else {}
    stale = [review for review in dataset.of_type(Review) if not review.applies]
    if as_json:
        _print_json(listed, saved, stale, len(found))
    else:
        names = EnglishNames.of(dataset)
        worded = [replace(one, finding=names.worded(one.finding)) for one in listed]
        _show(worded, saved, stale, len(found), terminal.out())
    return int(ExitCode.OK)


def _check(option: str, given: str | None, known: Sequence[str]) -> None:
    if given is not None and given not in known:
        raise UsageError(f"“{given}” is no {option} of finding.", f"Known: {', '.join(known)}.")


def _pictures(listed: Iterable[OpenFinding], settings: Settings) -> dict[str, Path]:
    """Save a picture for every finding that has a place on a page; delete older pictures.

    Where they cannot be written, the findings are listed without them.
    """
    saved: dict[str, Path] = {}
    try:
        for one in listed:
            ident, spot = one.finding.finding_id, one.spot
            original = Archive(settings).original(spot.sha256) if spot else None
            if spot is not None and original is not None and original.exists():
                path = settings.pictures / f"{ident}.png"
                _save(spot, original, path)
                saved[ident] = path
        _remove_others(settings.pictures, set(saved.values()))
    except (FolderError, OSError) as error:
        _log.warning("The findings are listed without pictures. %s", error)
    return saved


def _remove_others(folder: Path, kept: Collection[Path]) -> None:
    for path in folder.iterdir() if folder.is_dir() else ():
        if _PICTURE.fullmatch(path.name) and path not in kept:
            path.unlink(missing_ok=True)


def _save(spot: Spot, original: Path, path: Path) -> None:
    from pipeline.reading.page.pictures import crop, page_picture

    if spot.box is None:
        picture = page_picture(original, spot.page)
    else:
        picture = crop(original, spot.page, spot.box, across=_WHOLE_WIDTH)
    with replacing(path) as out:
        picture.save(out, format="PNG")


def _print_json(
    listed: Iterable[OpenFinding], saved: dict[str, Path], stale: Iterable[Review], total: int
) -> None:
    document = {
        "open": total,
        "findings": [_as_json(one, saved) for one in listed],
        "no_longer_apply": [review.model_dump() for review in stale],
    }
    print(json.dumps(document, ensure_ascii=False, indent=2, default=str))


def _as_json(one: OpenFinding, saved: dict[str, Path]) -> dict[str, Any]:
    picture = saved.get(one.finding.finding_id)
    return {
        **one.finding.model_dump(),
        "short_id": one.short,
        "cell": str(PrintedFigure.of(one.figure)) if one.figure else None,
        "printed": one.figure.printed if one.figure else None,
        "value": one.figure.value if one.figure else None,
        "unit": one.figure.unit if one.figure else None,
        "source_file": one.spot.file_name if one.spot else None,
        "source_sha256": one.spot.sha256 if one.spot else None,
        "picture": str(picture) if picture else None,
        "decided": one.decided or None,
    }


def _show(
    listed: Sequence[OpenFinding],
    saved: dict[str, Path],
    stale: Sequence[Review],
    total: int,
    console: Console,
) -> None:
    for one in listed:
        _show_one(one, saved.get(one.finding.finding_id), console)
    if not listed:
        say(console, "No finding needs a decision.")
    if total > len(listed):
        say(console, f"{total - len(listed)} more; --limit shows more of them.\n")
    if stale:
        say(console, "Decisions that no longer apply: the text or the finding is gone")
        for review in stale:
            say(console, f"  - {_described(review)}")
        say(console)
    waiting = next((one for one in listed if not one.decided), None)
    if waiting is not None:
        value = waiting.finding.mended or "VALUE"
        say(console, f"Decide:  bulletins review correct {waiting.short} {value} --reason WHY")
        say(console, f"    or:  bulletins review confirm {waiting.short} --reason WHY")
        if waiting.finding.severity != "info":
            say(console, f"    or:  bulletins review ignore {waiting.short} --reason WHY")
    if any(one.decided for one in listed):
        say(console, "`bulletins run` applies the decisions.")


def _show_one(one: OpenFinding, picture: Path | None, console: Console) -> None:
    found = one.finding
    state = f"  ({one.decided}; the next run applies it)" if one.decided else ""
    say(console, f"{one.short}  {found.severity}  {found.kind}{state}")
    say(console, f"  {found.message}")
    if one.figure is not None:
        printed = quoted(one.figure.printed) if one.figure.printed else "an empty cell"
        say(console, f"  cell: {PrintedFigure.of(one.figure)}, prints {printed}")
    if one.spot is not None:
        shown = f": {picture}" if picture else ""
        say(console, f"  page {one.spot.page} of {quoted(one.spot.file_name)}{shown}")
    elif found.issue_id:
        say(console, f"  issue {found.issue_id}")
    say(console)


def _described(review: Review) -> str:
    month = f"{review.month:%Y-%m}" if review.month else ""
    about = (review.kind, review.issue_id, review.table_name, month, review.entity_id,
             review.measure)  # fmt: skip
    where = " ".join(part for part in about if part)
    return f"{review.decision} {where} {quoted(review.printed)} ({review.author}: {review.reason})"
