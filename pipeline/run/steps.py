"""The steps of a run that the driver calls: plain functions, or Prefect tasks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.archive.archive import Archive
from pipeline.run.building import Built, build_dataset, validate_dataset
from pipeline.run.cross_check import cross_check_many
from pipeline.run.intake import Intake, receive_inbox
from pipeline.run.load_ahead import load_ahead
from pipeline.run.publishing import publish_dataset
from pipeline.run.reading import Pdf, read_many
from pipeline.run.report import CrossChecked
from pipeline.run.workspace import Workspace
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.reading.isolation.orders import Answer


@dataclass(frozen=True)
class Steps:
    """The functions that the driver calls, in this order.

    Attributes:
        receive: moves the files of the inbox, or copies the sample, into the archive.
        read: reads PDFs; yields hash and answer of each. The intake lists the received files.
        cross_check: reads PDFs with the second engine.
        build: builds the dataset from all readings.
        validate: applies decisions and adds findings; writes its report to a folder.
        publish: publishes the dataset; its result is not used.
    """

    receive: Callable[[Archive, Path | None], Intake]
    read: Callable[[Workspace, list[Pdf], Intake], Iterable[tuple[str, Answer]]]
    cross_check: Callable[[Workspace, list[Pdf]], Iterable[CrossChecked]]
    build: Callable[[Workspace], Built]
    validate: Callable[[Built, Path, Settings], Built]
    publish: Callable[[Built, Intake, Archive, Path], Any]


def _read(workspace: Workspace, pdfs: list[Pdf], _: Intake) -> Iterable[tuple[str, Answer]]:
    return read_many(workspace, pdfs, load_ahead)


PLAIN = Steps(
    receive=receive_inbox,
    read=_read,
    cross_check=cross_check_many,
    build=build_dataset,
    validate=validate_dataset,
    publish=publish_dataset,
)
