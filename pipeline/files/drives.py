"""What drives lack that are not POSIX: USB sticks (exFAT), network folders (SMB, NFS).

Times, permissions and the flush of a folder are not needed, so a run goes on without them. Locks
and links are needed, so their absence is one sentence.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import shutil
from contextlib import suppress
from pathlib import Path

from pipeline.errors import FolderError
from pipeline.model.kept_pages import link_or_copy

_NOT_SUPPORTED = (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EPERM, errno.EBADF)
_FLUSHED_WHOLE = ("ext4", "xfs", "f2fs", "overlay")
"""File systems that have everything on the disk once they are flushed as a whole. One that a
program provides (FUSE) or another machine (NFS) may not."""

_HINT = "Name an outputs folder on a disk of this machine with --outputs or BULLETINS_OUTPUTS."


def try_lock(handle: int, path: Path, mode: int = fcntl.LOCK_EX) -> bool:
    """Lock an open file; False if another process holds the lock. Does not wait.

    Raises:
        FolderError: the drive has no locks.
    """
    try:
        fcntl.flock(handle, mode | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        what = f"The drive of {path.parent} has no locks: {error.strerror}."
        raise FolderError(what, _HINT) from error
    return True


def make_link(link: Path, target: str) -> None:
    """Make a symbolic link to a folder.

    Raises:
        FolderError: the drive has no links.
    """
    try:
        link.symlink_to(target, target_is_directory=True)
    except PermissionError as error:
        if os.access(link.parent, os.W_OK):
            what = f"The drive of {link.parent} has no symbolic links: {error.strerror}."
            raise FolderError(what, _HINT) from error
        raise
    except NotImplementedError as error:
        raise FolderError(f"The drive of {link.parent} has no symbolic links.", _HINT) from error


def touch(file: Path | int) -> None:
    """Set the time of a file or folder to now, where the drive allows it."""
    with suppress(OSError):
        os.utime(file)


def sync_folder(path: Path) -> None:
    """Wait until the names in a folder are on disk, where the drive can tell."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NOT_SUPPORTED:
            raise
    finally:
        os.close(handle)


def sync_drive(folder: Path) -> bool:
    """Wait until everything that was written to the drive of a folder is on it.

    One flush of a drive takes as long as that of a few files, each of which is a commit of its own
    in the journal of the drive.

    Returns:
        False where the system or the drive has no such flush, or it failed.
    """
    flush = getattr(ctypes.CDLL(None), "syncfs", None)
    if flush is None or _kind_of_drive(folder) not in _FLUSHED_WHOLE:
        return False
    handle = os.open(folder, os.O_RDONLY)
    try:
        return bool(flush(handle) == 0)
    finally:
        os.close(handle)


def _kind_of_drive(folder: Path) -> str:
    """Its file system, as Linux names it; '' where that is not known."""
    device = os.stat(folder).st_dev
    number = f"{os.major(device)}:{os.minor(device)}"
    try:
        lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    for about, _, kind in (line.partition(" - ") for line in lines.splitlines()):
        if number in about.split(" ")[2:3]:
            return kind.partition(" ")[0]
    return ""


def copy_folder(source: Path, target: Path, shared: Path | None = None) -> None:
    """Copy a folder with all below it, without times and permissions.

    Args:
        shared: a folder that is never written to; a file that `source` has in common with it, which
            is one file with two names, gets a third name instead of a copy.
    """
    for folder, _, names in os.walk(source):
        below = os.path.relpath(folder, source)
        copy = target / below
        copy.mkdir()
        for name in names:
            path = os.path.join(folder, name)
            if shared is not None and _is_same(path, os.path.join(shared, below, name)):
                link_or_copy(path, copy / name)
            else:
                shutil.copyfile(path, copy / name)


def _is_same(path: str, other: str) -> bool:
    try:
        return os.path.samefile(path, other)
    except OSError:
        return False
