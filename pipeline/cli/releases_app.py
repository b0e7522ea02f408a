"""`bulletins releases` and its commands, declared. Nothing slow is imported here."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.options import Json, Outputs, settings_of
from pipeline.errors import UsageError

ReleaseName = Annotated[
    str,
    typer.Argument(
        help="Id or its first digits, latest, previous, or a release's folder.", metavar="RELEASE"
    ),
]

releases = typer.Typer(
    invoke_without_command=True,
    rich_markup_mode=None,
)


@releases.callback()
def list_releases(context: typer.Context, outputs: Outputs = None, as_json: Json = False) -> int:
    """List the kept releases, the one published last first.

    Examples:

      bulletins releases

      bulletins releases --json | jq '.[].path'

      bulletins releases pin 3f90cce972f9
    """
    if context.invoked_subcommand is not None:
        if outputs is not None or as_json:
            raise UsageError(f"Put the options after {context.invoked_subcommand}.")
        return 0
    from pipeline.cli import releases_command

    return releases_command.list_releases(settings_of(0, outputs=outputs), as_json=as_json)


@releases.command()
def pin(release: ReleaseName, outputs: Outputs = None) -> int:
    """Keep a release, because it is cited, however many come after it."""
    from pipeline.cli import releases_command

    return releases_command.pin_release(settings_of(0, outputs=outputs), release, pinned=True)


@releases.command()
def unpin(release: ReleaseName, outputs: Outputs = None) -> int:
    """Unpin a release: it is deleted once there are enough newer ones."""
    from pipeline.cli import releases_command

    return releases_command.pin_release(settings_of(0, outputs=outputs), release, pinned=False)
