"""`bulletins names` and its commands, declared. Nothing slow is imported here."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.options import Json, Outputs, settings_of
from pipeline.errors import UsageError

names = typer.Typer(
    invoke_without_command=True,
    rich_markup_mode=None,
)
Printed = Annotated[str, typer.Argument(help="The name as it is printed.", metavar="PRINTED")]
Kind = Annotated[
    str | None,
    typer.Option(help="hospital, district or channel; found in the dataset where not given."),
]


@names.callback()
def list_names(context: typer.Context, outputs: Outputs = None, as_json: Json = False) -> int:
    """List the names that no one has decided on, with the most similar known ones.

    Examples:

      bulletins names

      bulletins names accept 省人民医院 jiangsu-peoples --to 2016-12

      bulletins names new 南京江心洲医院 --id jiangxinzhou
    """
    if context.invoked_subcommand is not None:
        if outputs is not None or as_json:
            raise UsageError(f"Put the options after {context.invoked_subcommand}.")
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
        str | None, typer.Option("--from", help="First month of this meaning (2016-03).")
    ] = None,
    valid_to: Annotated[
        str | None, typer.Option("--to", help="Last month of this meaning.")
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
