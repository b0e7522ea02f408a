"""What must happen: environment × command → exit code, and what is said."""

from __future__ import annotations

from dataclasses import dataclass

from tests.matrix.environments import ENVIRONMENTS

COMMANDS: dict[str, tuple[str, ...]] = {
    "run": ("run", "--workers", "1"),
    "status --check": ("status", "--check"),
    "query": ("query", "SELECT count(*) FROM issues"),
    "review": ("review",),
    "export": ("export", "--format", "csv", "--tables", "issues", "--to", "FOLDER"),
}


@dataclass(frozen=True)
class Cell:
    """How a command ends.

    Attributes:
        code: its exit code.
        says: words that it prints; empty = any.
    """

    code: int
    says: str = ""

    def __str__(self) -> str:
        return f"{self.code}: “{self.says}”" if self.says else "works"


WORKS = {command: Cell(2 if command == "run" else 0) for command in COMMANDS}
"""The inbox also holds files that are no bulletins, so that a run that works ends with 2."""

_NO_DATASET = Cell(1, "There is no dataset")
_EXCEPTIONS: dict[str, dict[str, Cell]] = {
    "the drive has no locks": {"run": Cell(5, "has no locks")},
    "the drive has no symbolic links": {"run": Cell(5, "has no symbolic links")},
    "the disk is full": {
        "run": Cell(5, "cannot be written: No space left on device"),
        "status --check": Cell(8, "is full: 0 MB are free"),
        "export": Cell(5, "No space left on device"),
    },
    "the disk is read-only": {
        "run": Cell(5, "cannot be written: Read-only file system"),
        "status --check": Cell(8, "cannot be written"),
        "export": Cell(5, "Read-only file system"),
    },
    "the inbox is gone": {
        "run": Cell(5, "cannot be read: No such file or directory"),
        "status --check": Cell(8, "cannot be read: No such file or directory"),
    },
    "the outputs folder is gone": {
        "status --check": Cell(8, "No run has been made yet"),
        "query": _NO_DATASET, "review": _NO_DATASET, "export": _NO_DATASET,
    },
    "the originals are gone": {
        "run": Cell(5, "holds none of the 1 received PDFs"),
        "status --check": Cell(8, "Of the received PDFs 1 are no longer in"),
    },
    "another run is active": {"run": Cell(5, "Wait until it has ended, then run again")},
    "the object store is down": {"run": Cell(5, "Could not connect to 127.0.0.1")},
    "the object store refuses the credentials": {"run": Cell(5, "Unable to locate credentials")},
    "the object store was emptied": {"run": Cell(5, "holds none of the 1 received PDFs")},
}  # fmt: skip
assert set(_EXCEPTIONS) <= {environment.name for environment in ENVIRONMENTS}

MATRIX = {one.name: {**WORKS, **_EXCEPTIONS.get(one.name, {})} for one in ENVIRONMENTS}
