"""`bulletins review` and its commands, declared. Nothing slow is imported here."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.options import Json, Outputs, settings_of
from pipeline.errors import UsageError

review = typer.Typer(
    invoke_without_command=True,
    rich_markup_mode=None,
)
FindingId = Annotated[
    str, typer.Argument(help="Beginning of the finding's id.", metavar="ID", show_default=False)
]
IdOrCell = Annotated[
    str,
    typer.Argument(
        help="Beginning of a finding's id, or a cell: ISSUE/TABLE/ENTITY/MEASURE.",
        metavar="ID_OR_CELL",
    ),
]
OfIssue = Annotated[str | None, typer.Option(help="Of one issue only (2025-03).")]
OfKind = Annotated[str | None, typer.Option(help="Of one kind only (row_sum).")]
OfSeverity = Annotated[
    str | None, typer.Option(help="error, warning or info; errors and warnings where not given.")
]
Limit = Annotated[int, typer.Option(min=1, help="How many to show.")]
Pictures = Annotated[
    bool, typer.Option("--pictures/--no-pictures", help="Save pictures of the pages.")
]
InBrowser = Annotated[
    bool, typer.Option("--open", help="Decide in the browser instead: pages, keys, names.")
]
Port = Annotated[int, typer.Option(help="Port for --open; 0 = any that is free.")]
Reason = Annotated[str, typer.Option(help="Why, in a few words.")]
Author = Annotated[
    str | None, typer.Option(help="Who decides; the name in git or of the account by default.")
]


@review.callback()
def list_open(
    context: typer.Context,
    issue: OfIssue = None,
    kind: OfKind = None,
    severity: OfSeverity = None,
    limit: Limit = 20,
    pictures: Pictures = True,
    in_browser: InBrowser = False,
    port: Port = 8002,
    outputs: Outputs = None,
    as_json: Json = False,
) -> int:
    """List the findings that need a decision, worst first, with pictures of their places.

    Examples:

      bulletins review --issue 2025-03

      bulletins review --open

      bulletins review correct 3f2a91 9314 --reason "misprint, see the column total"

      bulletins review confirm 3f2a91 --reason "checked the page"

      bulletins review ignore 3f2a91 --reason "the hospital moved that month"
    """
    if context.invoked_subcommand is not None:
        if outputs is not None or as_json:
            raise UsageError(f"Put the options after {context.invoked_subcommand}.")
        return 0
    if in_browser:
        from pipeline.cli.serve_command import serve_dataset

        settings = settings_of(0, outputs=outputs)
        return serve_dataset(settings, host="127.0.0.1", port=port, open_browser=True, review=True)
    from pipeline.cli.review_command import list_open

    return list_open(
        settings_of(0, outputs=outputs),
        issue=issue,
        kind=kind,
        severity=severity,
        limit=limit,
        pictures=pictures,
        as_json=as_json,
    )


@review.command()
def correct(
    target: IdOrCell,
    value: Annotated[
        str,
        typer.Argument(
            help="The right figure in the unit of the measure (yuan, pieces); / = not reported.",
            metavar="VALUE",
        ),
    ],
    reason: Reason,
    author: Author = None,
    outputs: Outputs = None,
    as_json: Json = False,
) -> int:
    """Correct a figure: adds a line to corrections.csv."""
    from pipeline.cli import decide_command

    settings = settings_of(0, outputs=outputs)
    return decide_command.correct(
        settings, target, value, reason=reason, author=author, as_json=as_json
    )


@review.command()
def confirm(
    target: IdOrCell,
    reason: Reason,
    author: Author = None,
    outputs: Outputs = None,
    as_json: Json = False,
) -> int:
    """Confirm that a figure agrees with the page: adds a line to reviews.csv."""
    from pipeline.cli import decide_command

    settings = settings_of(0, outputs=outputs)
    return decide_command.confirm(settings, target, reason=reason, author=author, as_json=as_json)


@review.command()
def ignore(
    target: FindingId,
    reason: Reason,
    author: Author = None,
    outputs: Outputs = None,
    as_json: Json = False,
) -> int:
    """Set a finding to info: adds a line to reviews.csv."""
    from pipeline.cli import decide_command

    settings = settings_of(0, outputs=outputs)
    return decide_command.ignore(settings, target, reason=reason, author=author, as_json=as_json)
