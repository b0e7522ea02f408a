"""Every expected failure, with a message for users and an exit code.

Every expected failure is a `BulletinsError`. The command line prints its message and hint and
exits with its exit code; nothing else in the program maps errors to exit codes.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the command `bulletins` returns to the shell."""

    OK = 0
    USAGE = 1
    SOME_REJECTED = 2
    MISSING_DEPENDENCY = 3
    NOTHING_PUBLISHED = 4
    FOLDER = 5
    CORRECTION = 6
    INVALID = 7
    UNHEALTHY = 8
    INTERRUPTED = 130


class BulletinsError(Exception):
    """An expected failure.

    Attributes:
        message: what is wrong, in one sentence.
        hint: what to do next; '' if there is nothing to add.
        exit_code: what the command returns.
    """

    exit_code: ExitCode = ExitCode.USAGE

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UsageError(BulletinsError):
    """The command or a setting is not valid."""

    exit_code = ExitCode.USAGE


class RejectedFile(BulletinsError):
    """One file is rejected. The others are not affected.

    Args:
        reason: what is wrong with the file, and what to do; a `Message` where it is not of an
            older archive (`pipeline/model/reasons.py`).
    """

    exit_code = ExitCode.SOME_REJECTED

    def __init__(self, reason: str) -> None:
        super().__init__(reason)

    @property
    def reason(self) -> str:
        return self.message


class LimitReached(RejectedFile):
    """A file exceeded a limit of time, memory or size; with higher limits it may be accepted."""


class MissingDependency(BulletinsError):
    """A package or program that the command needs is not installed."""

    exit_code = ExitCode.MISSING_DEPENDENCY


class NothingPublished(BulletinsError):
    """No issue could be loaded; the previous dataset stays as it is."""

    exit_code = ExitCode.NOTHING_PUBLISHED


class FolderError(BulletinsError):
    """A folder cannot be read or written."""

    exit_code = ExitCode.FOLDER


def unwritable_outputs(outputs: object, error: OSError) -> FolderError:
    """The error to raise if the outputs folder cannot be written."""
    return FolderError(
        f"The outputs folder {outputs} cannot be written: {error.strerror}.",
        "Check its permissions, or name another with --outputs.",
    )


class CorrectionError(BulletinsError):
    """A person's correction or review is not valid, or no longer finds its figure."""

    exit_code = ExitCode.CORRECTION


class InvalidDataset(BulletinsError):
    """A published dataset is damaged, or contradicts itself."""

    exit_code = ExitCode.INVALID


class Unhealthy(BulletinsError):
    """A service is down."""

    exit_code = ExitCode.UNHEALTHY
