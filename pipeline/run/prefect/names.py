"""Names in Prefect: of flow runs (the date, and the files of the inbox), of the work pool, tags."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any

from pipeline.archive.receive import waiting_files
from pipeline.errors import BulletinsError
from pipeline.safe_text import label
from pipeline.settings import Settings, load_settings

POOL = "bulletins"
"""The work pool of the deployments."""

_MOST_NAMED = 3
_LONGEST = 120


def watch_tag(settings: Settings) -> str:
    """The tag of flow runs that the watch of an outputs folder carries out, not a worker."""
    return f"watch {settings.outputs.absolute()}"


def run_name() -> str:
    """The name of the flow run that begins."""
    from prefect.runtime import flow_run

    found: dict[str, Any] = flow_run.parameters or {}
    return name_of({name: found.get(name) for name in ("inbox", "outputs")}, dt.datetime.now())


def rebuild_name() -> str:
    """The name of a flow run that receives no file."""
    return f"{dt.datetime.now():%Y-%m-%d %H:%M} rebuild"


def name_of(folders: dict[str, Any], at: dt.datetime) -> str:
    """Date and time, and the files in the inbox."""
    files: list[str] = []
    with suppress(BulletinsError):  # The run itself reports what is wrong with a folder.
        files = sorted(label(path.name) for path in waiting_files(load_settings(**folders)))
    named = ", ".join(files[:_MOST_NAMED]) or "no new file"
    more = f" and {len(files) - _MOST_NAMED} more" if len(files) > _MOST_NAMED else ""
    return f"{at:%Y-%m-%d %H:%M} {named[:_LONGEST]}{more}"
