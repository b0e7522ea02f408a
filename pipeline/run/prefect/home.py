"""Prefect's home where the user's own cannot be written, as that of a service account."""

from __future__ import annotations

import os
from pathlib import Path

from pipeline.errors import unwritable_outputs
from pipeline.settings import Settings


def choose_home(settings: Settings) -> None:
    """Set PREFECT_HOME to a folder in outputs if it is not set, and HOME cannot be written.

    To be called before Prefect is imported, which makes no folder above its home.

    Raises:
        FolderError: the outputs folder cannot be written either.
    """
    if not os.environ.get("PREFECT_HOME") and not _can_write(Path("~/.prefect").expanduser()):
        home = settings.prefect_home or settings.outputs / "prefect"
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable_outputs(home, error) from error
        os.environ["PREFECT_HOME"] = str(home.absolute())


def _can_write(folder: Path) -> bool:
    """Can files be written in a folder, or can it be made?"""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)
