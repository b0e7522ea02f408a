"""Commands and options. What they do is elsewhere; nothing slow is imported here."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from pipeline import __version__
from pipeline.cli.names_app import names
from pipeline.cli.options import Inbox, Json, Outputs, Verbose, settings_of
from pipeline.cli.releases_app import releases
from pipeline.cli.review_app import review
from pipeline.errors import UsageError

EXIT_CODES = """Exit codes: 0 all well; 1 wrong usage; 2 some file was rejected, the rest is \
published; 3 a package is missing; 4 nothing could be published, the previous dataset stays; \
5 a folder cannot be read or written; 6 a person's correction or review cannot be applied; \
7 the dataset has errors or is damaged; 8 something needs attention; 130 interrupted."""

Workers = Annotated[int | None, typer.Option(help="How many PDFs to read at once.")]
Sample = Annotated[
    Path | None,
    typer.Option(help="A PDF to process where neither inbox nor archive holds a file."),
]
Again = Annotated[bool, typer.Option("--again", help="Read rejected files again as well.")]
CrossCheck = Annotated[
    bool,
    typer.Option("--cross-check", help="Have a second engine read every table, and compare."),
]
AllowLoss = Annotated[
    bool, typer.Option("--allow-loss", help="Publish even if issues of the last release are lost.")
]
AsFlow = Annotated[
    bool | None,
    typer.Option(
        "--prefect/--no-prefect",
        help="Run as a Prefect flow or not; as one where PREFECT_API_URL is set or Dask reads.",
        show_default=False,
    ),
]
FlowRun = Annotated[
    str, typer.Option(help="Carry out this pending flow run of Prefect, as the watch does.")
]
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
    sample: Sample = None,
    workers: Workers = None,
    again: Again = False,
    cross_check: CrossCheck = False,
    allow_loss: AllowLoss = False,
    prefect: AsFlow = None,
    flow_run: FlowRun = "",
    as_json: Json = False,
    verbose: Verbose = 0,
) -> int:
    """Receive the files in the inbox and bring the dataset up to date.

    Examples:

      bulletins run

      bulletins run --inbox ~/scans --outputs ~/dataset -v

      bulletins run --cross-check

      bulletins run --json | jq .release
    """
    from pipeline.cli.run_command import run_pipeline

    settings = settings_of(
        verbose, inbox=inbox, outputs=outputs, workers=workers, allow_loss=allow_loss or None
    )
    as_flow = prefect
    if as_flow is None:
        as_flow = bool(os.environ.get("PREFECT_API_URL")) or settings.task_runner != "threads"
    return run_pipeline(
        settings, sample, again=again, cross_check=cross_check, as_flow=as_flow, as_json=as_json,
        flow_run=flow_run,
    )  # fmt: skip


@app.command()
def inspect(
    file: Annotated[Path, typer.Argument(help="The PDF to read.")],
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
        typer.Option("--check", help="Show only what needs attention; exit code 8 if any."),
    ] = False,
    as_json: Json = False,
    verbose: Verbose = 0,
) -> int:
    """Show what is in the archive and the dataset: issues, months, gaps, rejected files, findings.

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


@app.command()
def validate(
    dataset: Annotated[
        Path | None,
        typer.Argument(help="Folder of a release; the newest one where not given."),
    ] = None,
    outputs: Outputs = None,
    as_json: Json = False,
) -> int:
    """Check the published dataset again, alone, and list what is wrong, worst first.

    Examples:

      bulletins validate

      bulletins validate outputs/releases/0123456789ab

      bulletins validate --json | jq .counts
    """
    if dataset is not None and outputs is not None:
        raise UsageError("Give the folder of a dataset or --outputs, not both.")
    from pipeline.cli.validate_command import validate_dataset

    settings = settings_of(0, outputs=outputs)
    return validate_dataset(dataset or settings.dataset, settings.checks, as_json=as_json)


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
    """Show which rows and figures differ between two releases, and why.

    Examples:

      bulletins diff

      bulletins diff 3f90 latest --csv changes.csv

      bulletins diff previous latest --json | jq '.changes[].reason'
    """
    from pipeline.cli.diff_command import show_diff

    return show_diff(settings_of(0, outputs=outputs), a, b, csv=csv, as_json=as_json)


@app.command()
def serve(
    outputs: Outputs = None,
    host: Annotated[str, typer.Option(help="Address to serve on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port; 0 = any that is free.")] = 8001,
    open_browser: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    verbose: Verbose = 0,
) -> int:
    """Show the dataset in a browser: tables, questions, search, CSV and JSON. Ctrl-C ends it.

    Examples:

      bulletins serve --open

      bulletins serve --outputs ~/dataset --port 9000
    """
    from pipeline.cli.serve_command import serve_dataset

    settings = settings_of(verbose, outputs=outputs)
    return serve_dataset(settings, host=host, port=port, open_browser=open_browser)


@app.command()
def notebook(
    file: Annotated[
        Path, typer.Argument(help="Where to write it; one that is there is opened as it is.")
    ] = Path("first-hour.ipynb"),
    outputs: Outputs = None,
    verbose: Verbose = 0,
) -> int:
    """Write the example notebook for this dataset, and open it in Jupyter.

    Examples:

      bulletins notebook

      bulletins notebook study/bookings.ipynb --outputs ~/dataset
    """
    from pipeline.cli.notebook_command import open_notebook

    return open_notebook(settings_of(verbose, outputs=outputs), file)


@app.command()
def query(
    sql: Annotated[str, typer.Argument(help="One SELECT; - reads it from stdin.", metavar="SQL")],
    form: Annotated[str, typer.Option("--format", help="table, csv or json.")] = "table",
    output: Annotated[
        Path | None, typer.Option(help="File to write instead of stdout.", metavar="FILE")
    ] = None,
    timeout: Annotated[float, typer.Option(help="Seconds after which the query is stopped.")] = 60,
    outputs: Outputs = None,
    verbose: Verbose = 0,
) -> int:
    """Query the published SQLite database in SQL, read-only.

    Examples:

      bulletins query "SELECT month, hospital, total FROM v_bookings_by_hospital LIMIT 5"

      bulletins query "SELECT * FROM findings" --format csv --output findings.csv

      bulletins query - --format json < question.sql
    """
    from pipeline.cli.query_command import ask

    settings = settings_of(verbose, outputs=outputs)
    return ask(settings, sql, form=form, output=output, timeout_s=timeout)


@app.command()
def export(
    form: Annotated[str, typer.Option("--format", help="csv, xlsx, dta (Stata) or jsonl.")],
    tables: Annotated[
        list[str] | None,
        typer.Option(help="Tables, separated by commas; all where not given.", metavar="TABLES"),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(help="Folder; bulletins-RELEASE-FORMAT where not given.", metavar="DIR"),
    ] = None,
    bom: Annotated[
        bool, typer.Option("--bom", help="Begin CSV with the mark by which Excel detects UTF-8.")
    ] = False,
    outputs: Outputs = None,
    verbose: Verbose = 0,
) -> int:
    """Write the tables for other programs, with a codebook.

    Examples:

      bulletins export --format xlsx --to ~/excel

      bulletins export --format dta --tables panel_hospital_bookings,hospitals

      bulletins export --format csv --bom
    """
    from pipeline.cli.export_command import export_dataset

    settings = settings_of(verbose, outputs=outputs)
    return export_dataset(settings, form=form, tables=tables or [], folder=to, bom=bom)


app.add_typer(releases, name="releases")
app.add_typer(names, name="names")
app.add_typer(review, name="review")
