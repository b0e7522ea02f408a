"""Commands and options. What they do is elsewhere; nothing slow is imported here."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from pipeline import __version__
from pipeline.cli.options import Inbox, Json, Outputs, Verbose, settings_of
from pipeline.errors import UsageError

EXIT_CODES = """Exit codes: 0 all well; 1 wrong usage; 2 some file was rejected, the rest is \
published; 3 a package is missing; 4 nothing could be published, the dataset from before stands; \
5 a folder cannot be read or written; 8 something needs attention; 130 interrupted."""

Workers = Annotated[int | None, typer.Option(help="How many PDFs to read at once.")]
app = typer.Typer(
    help="From a monthly bulletin in PDF to a dataset over time. " + EXIT_CODES,
    invoke_without_command=True,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"bulletins {__version__}")
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    show: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command()
def run(
    inbox: Inbox = None,
    outputs: Outputs = None,
    sample: Annotated[
        Path | None,
        typer.Option(help="A PDF to process where neither inbox nor archive holds a file."),
    ] = None,
    workers: Workers = None,
    again: Annotated[
        bool, typer.Option("--again", help="Also read anew what was refused before.")
    ] = False,
    prefect: Annotated[
        bool | None,
        typer.Option(
            "--prefect/--no-prefect",
            help="Run as a Prefect flow or not; as one where PREFECT_API_URL is set or Dask reads.",
            show_default=False,
        ),
    ] = None,
    as_json: Json = False,
    verbose: Verbose = 0,
) -> int:
    """Receive what lies in the inbox and bring the dataset up to date.

    Examples:

      bulletins run

      bulletins run --inbox ~/scans --outputs ~/dataset -v

      bulletins run --json | jq .release
    """
    from pipeline.cli.run_command import run_pipeline

    settings = settings_of(verbose, inbox=inbox, outputs=outputs, workers=workers)
    as_flow = prefect
    if as_flow is None:
        as_flow = bool(os.environ.get("PREFECT_API_URL")) or settings.task_runner != "threads"
    return run_pipeline(settings, sample, again=again, as_flow=as_flow, as_json=as_json)


@app.command()
def inspect(
    file: Annotated[Path, typer.Argument(help="The PDF to look into.")],
    as_json: Json = False,
    verbose: Verbose = 0,
) -> int:
    """Read one PDF and show what is found in it; nothing is kept.

    Examples:

      bulletins inspect bulletin.pdf

      bulletins inspect --json -- -name-with-a-dash.pdf
    """
    from pipeline.cli.inspect_command import inspect_file

    return inspect_file(file, settings_of(verbose), as_json=as_json)


@app.command()
def status(
    outputs: Outputs = None,
    inbox: Inbox = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Only tell what needs attention; exit code 8 if anything."),
    ] = False,
    as_json: Json = False,
    verbose: Verbose = 0,
) -> int:
    """Show what archive and dataset hold: issues, months, gaps, rejected files, findings.

    Examples:

      bulletins status

      bulletins status --json | jq '.rejected[].reason'

      bulletins status --check || mail -s "bulletins" office@example.org
    """
    settings = settings_of(verbose, inbox=inbox, outputs=outputs)
    if check:
        from pipeline.cli.check_command import check as check_health

        return check_health(settings, as_json=as_json)
    from pipeline.cli.status_command import show_status

    return show_status(settings, as_json=as_json)


@app.command()
def watch(
    inbox: Inbox = None,
    outputs: Outputs = None,
    workers: Workers = None,
    verbose: Verbose = 1,
) -> int:
    """Watch the inbox, and start a run soon after files stop changing in it; Ctrl-C ends it.

    Examples:

      bulletins watch

      BULLETINS_WATCH_POLL_S=60 bulletins watch --inbox /mnt/bulletins
    """
    from pipeline.cli.watch_command import watch_inbox

    return watch_inbox(settings_of(verbose, inbox=inbox, outputs=outputs, workers=workers))


@app.command()
def up(
    inbox: Inbox = None,
    outputs: Outputs = None,
    workers: Workers = None,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on; 0.0.0.0 lets others in.")
    ] = None,
    verbose: Verbose = 0,
) -> int:
    """Run everything on this machine: Prefect, the watch, the pages; Ctrl-C ends it all.

    Examples:

      bulletins up

      BULLETINS_SERVER_PORT=4300 bulletins up --inbox ~/bulletins
    """
    from pipeline.cli.up_command import bring_up

    settings = settings_of(verbose, inbox=inbox, outputs=outputs, workers=workers, host=host)
    return bring_up(settings)


ReleaseName = Annotated[
    str,
    typer.Argument(
        help="Id or its first digits, latest, previous, or a release's folder.", metavar="RELEASE"
    ),
]


@app.command()
def diff(
    a: Annotated[
        str,
        typer.Argument(
            help="Release to start from: an id or its first digits, latest, previous, or a folder.",
            metavar="A",
        ),
    ] = "previous",
    b: Annotated[
        str, typer.Argument(help="Release to compare with it, named likewise.", metavar="B")
    ] = "latest",
    csv: Annotated[
        str | None,
        typer.Option("--csv", help="File for all that differs; - prints it.", metavar="FILE"),
    ] = None,
    outputs: Outputs = None,
    as_json: Json = False,
) -> int:
    """Tell which rows and figures differ between two releases, and why.

    Examples:

      bulletins diff

      bulletins diff 3f90 latest --csv changes.csv

      bulletins diff previous latest --json | jq '.changes[].reason'
    """
    from pipeline.cli.diff_command import show_diff

    return show_diff(settings_of(0, outputs=outputs), a, b, csv=csv, as_json=as_json)


releases = typer.Typer(
    invoke_without_command=True,
    rich_markup_mode=None,
)
app.add_typer(releases, name="releases")


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
            raise UsageError(f"Put the options behind {context.invoked_subcommand}.")
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
    """Let a pinned release go once enough newer ones stand."""
    from pipeline.cli import releases_command

    return releases_command.pin_release(settings_of(0, outputs=outputs), release, pinned=False)


names = typer.Typer(
    invoke_without_command=True,
    rich_markup_mode=None,
)
app.add_typer(names, name="names")
Printed = Annotated[str, typer.Argument(help="The name as it is printed.", metavar="PRINTED")]
Kind = Annotated[
    str | None,
    typer.Option(help="hospital, district or channel; found in the dataset where not given."),
]


@names.callback()
def list_names(context: typer.Context, outputs: Outputs = None, as_json: Json = False) -> int:
    """List the names that no one has decided on, with the nearest known ones.

    Examples:

      bulletins names

      bulletins names accept 省人民医院 jiangsu-peoples --to 2016-12

      bulletins names new 南京江心洲医院 --id jiangxinzhou
    """
    if context.invoked_subcommand is not None:
        if outputs is not None or as_json:
            raise UsageError(f"Put the options behind {context.invoked_subcommand}.")
        return 0
    from pipeline.cli import names_command

    return names_command.list_names(settings_of(0, outputs=outputs), as_json=as_json)


@names.command()
def accept(
    printed: Printed,
    entity: Annotated[
        str, typer.Argument(help="Id or name of a known entity.", metavar="ENTITY_ID")
    ],
    kind: Kind = None,
    valid_from: Annotated[
        str | None, typer.Option("--from", help="First month in which it does (2016-03).")
    ] = None,
    valid_to: Annotated[
        str | None, typer.Option("--to", help="Last month in which it does.")
    ] = None,
    outputs: Outputs = None,
    as_json: Json = False,
) -> int:
    """Decide that a printed name stands for a known entity."""
    from pipeline.cli import names_command

    return names_command.accept(
        settings_of(0, outputs=outputs),
        printed,
        entity,
        kind=kind,
        valid_from=valid_from,
        valid_to=valid_to,
        as_json=as_json,
    )


@names.command()
def new(
    printed: Printed,
    entity_id: Annotated[
        str | None, typer.Option("--id", help="Its id; the provisional one where not given.")
    ] = None,
    kind: Kind = None,
    name: Annotated[
        str | None, typer.Option(help="Its canonical name, where it is not the printed one.")
    ] = None,
    feeds: Annotated[
        str | None, typer.Option(help="Of a channel: online, quick or third_party.")
    ] = None,
    outputs: Outputs = None,
    as_json: Json = False,
) -> int:
    """Decide that a printed name is an entity of its own."""
    from pipeline.cli import names_command

    return names_command.new(
        settings_of(0, outputs=outputs),
        printed,
        entity_id=entity_id,
        kind=kind,
        name=name,
        feeds=feeds,
        as_json=as_json,
    )
