"""Folders that appear whole or not at all, and the one link that researchers follow.

Killed at any moment, the link leads to a whole release: the one from before or the new one. A
release is never changed once it is published; open files of it stay readable.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
from collections.abc import Collection
from pathlib import Path

from pipeline.errors import FolderError
from pipeline.files.atomic import sync
from pipeline.files.drives import make_link, sync_drive, touch
from pipeline.model.layout import RELEASE_ID
from pipeline.publishing.checksums import below, is_linked, is_whole

_UNFINISHED = re.compile(r"\.(?:[0-9a-f]{12}|dataset)\.(?:partial|trash)-(\d+)")
_log = logging.getLogger(__name__)


def require_link(link: Path) -> None:
    """Refuse to publish where `dataset` is a folder or file of somebody's own.

    Raises:
        FolderError: it is; nothing was touched.
    """
    if link.exists() and not link.is_symlink():
        raise FolderError(
            f"{link} is a folder or file of its own, not the link to the newest release.",
            "Move it away or choose another outputs folder, then run again.",
        )


def start_partial(target: Path) -> Path:
    """An empty folder beside the target, to be filled and then handed to `install`."""
    partial = _aside(target, "partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    return partial


def install(partial: Path, target: Path, before: Path | None = None) -> None:
    """Make sure that the files are on the disk, then give the folder its name in one step.

    A damaged folder of that name is moved away first. Where another process was faster, its
    folder stays: the name is a hash of the content.

    Args:
        before: a release whose files are on the disk; those that are linked from it are not
            waited for again.
    """
    _sync_tree(partial, before)
    if target.exists() and not is_whole(target):
        discard(target)
    try:
        partial.rename(target)
    except OSError:
        if not is_whole(target):
            raise
        shutil.rmtree(partial)
    sync(target.parent)


def point(link: Path, target: Path) -> None:
    """Let the link lead to the target, by a relative path, in one step."""
    touch(target)  # the newest release is the one published last
    path = os.path.relpath(target, link.parent)
    if link.is_symlink() and os.readlink(link) == path:
        return
    aside = _aside(link, "partial")
    aside.unlink(missing_ok=True)
    make_link(aside, path)
    os.replace(aside, link)
    sync(link.parent)


def prune(releases: Path, keep: int, current: Path, pinned: Collection[str] = ()) -> list[Path]:
    """Remove all but the newest `keep` releases, never the current one nor those that are pinned
    by their ids, which do not count; returns the removed.

    What cannot be removed stays, with a warning: the dataset is published anyway.
    """
    found = [path for path in releases.iterdir() if RELEASE_ID.fullmatch(path.name)]
    by_age = sorted(found, key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    others = [path for path in by_age if path.name not in (current.name, *pinned)]
    removed = others[max(keep - 1, 0) :]
    for path in removed:
        try:
            discard(path)
        except OSError as error:
            _log.warning("the old release %s could not be removed: %s", path, error)
    return removed


def discard(path: Path) -> None:
    """Remove a folder such that it is never seen half removed under its own name."""
    trash = _aside(path, "trash")
    shutil.rmtree(trash, ignore_errors=True)
    path.rename(trash)
    shutil.rmtree(trash)


def clear_unfinished(folder: Path) -> None:
    """Remove what processes that are no longer alive left unfinished."""
    for path in folder.iterdir():
        owner = _UNFINISHED.fullmatch(path.name)
        if owner and not _alive(int(owner[1])):
            if path.is_symlink() or path.is_file():
                path.unlink(missing_ok=True)
            else:
                shutil.rmtree(path, ignore_errors=True)


def _aside(path: Path, state: str) -> Path:
    return path.with_name(f".{path.name}.{state}-{os.getpid()}")


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return process != os.getpid()


def _sync_tree(folder: Path, before: Path | None) -> None:
    """Wait until all that is below a folder is on the disk."""
    if sync_drive(folder):
        return
    for name, found in below(folder):
        if before is None or not is_linked(found, f"{before}/{name}"):
            sync(folder / name)
    sync(folder)
