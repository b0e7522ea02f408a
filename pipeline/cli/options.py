"""The options that several commands share, and the settings that they make."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.errors import UsageError
from pipeline.settings import Settings, load_settings

# Text, not a path: the empty text would become the path of the current folder.
Inbox = Annotated[
    str | None, typer.Option("--inbox", help="Folder into which PDFs are dropped.", metavar="DIR")
]
Outputs = Annotated[
    str | None,
    typer.Option("--outputs", help="Folder of the archive and the dataset.", metavar="DIR"),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
Verbose = Annotated[
    int,
    typer.Option(
        "--verbose", "-v", count=True, help="Say more; twice for debugging.", show_default=False
    ),
]


def settings_of(verbose: int, **given: str | int | None) -> Settings:
    """Set up the logs, and the settings: what was given on the command line comes first."""
    from pipeline.cli.logs import set_up_logs

    workers = given.get("workers")
    if isinstance(workers, int) and workers < 1:
        raise UsageError(f"--workers is {workers}; it must be 1 or more.")
    set_up_logs(verbose)
    settings = load_settings(**given)
    if settings.store.startswith("memory:"):
        raise UsageError(
            f"The store {settings.store} would be gone with the command, and the originals in it.",
            "Set BULLETINS_STORE to a folder or an object store.",
        )
    return settings
