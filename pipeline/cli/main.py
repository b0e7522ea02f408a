"""The way out of the command: every error becomes one message and an exit code, here only."""

from __future__ import annotations

import errno
import gc
import io
import os
import signal
import sys
from types import FrameType, TracebackType
from typing import NoReturn

from typer.exceptions import Abort, TyperException
from typer.main import get_command

from pipeline.cli.app import app
from pipeline.errors import BulletinsError, ExitCode
from pipeline.safe_text import visible
from pipeline.settings import ENV_PREFIX

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def run(arguments: list[str] | None = None) -> NoReturn:
    """Run the command and leave with its exit code. A traceback shows only when debugging."""
    if not _debugging():
        sys.excepthook = _explain
    signal.signal(signal.SIGTERM, _interrupt)
    _open_streams()
    code = _run(arguments)
    if code == ExitCode.INTERRUPTED:
        # Python ends itself by SIGINT, whatever code it is given, where the interrupt came while
        # it compiled a string, as dataclasses do at import.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    gc.freeze()  # nothing is searched for garbage on the way out, which takes half a second
    sys.exit(code)


def _run(arguments: list[str] | None) -> int:
    try:
        code = get_command(app).main(arguments, prog_name="bulletins", standalone_mode=False)
        sys.stdout.flush()
        if code == ExitCode.INTERRUPTED:
            return _interrupted()
        return int(code or 0)
    except BulletinsError as error:
        if _debugging():
            raise
        return _fail(error.message, error.hint, error.exit_code)
    except TyperException as error:
        message = f"{error.format_message().rstrip('.')}."
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "bulletins"
        return _fail(message, f"See {command} --help.", ExitCode.USAGE)
    except ModuleNotFoundError as error:
        hint = "Run `make setup`, or install the packages of requirements.lock."
        return _fail(f"The package {error.name} is missing.", hint, ExitCode.MISSING_DEPENDENCY)
    except (KeyboardInterrupt, Abort):
        return _interrupted()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # The reader of our output has left.
        return int(ExitCode.OK)
    except OSError as error:
        if _debugging() or error.filename is not None or error.errno not in _NO_ROOM:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return _fail(f"The output cannot be written: {error.strerror}.", "", ExitCode.FOLDER)


def _open_streams() -> None:
    """Streams that take any text: one may be closed, or of an encoding without Chinese."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _interrupted() -> int:
    hint = "Nothing is lost; the next run goes on from here."
    return _fail("Interrupted.", hint, ExitCode.INTERRUPTED)


def _fail(message: str, hint: str, code: ExitCode) -> int:
    print(visible(f"bulletins: {message} {hint}".strip(), keep_newlines=True), file=sys.stderr)
    return int(code)


def _explain(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A fault of the program: the previous dataset stays as it is."""
    what = f"An unexpected fault: {kind.__name__}: {error}."
    hint = f"The previous dataset stays as it is. {ENV_PREFIX}DEBUG=1 shows where it happened."
    sys.exit(_fail(what, hint, ExitCode.NOTHING_PUBLISHED))


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _debugging() -> bool:
    return os.environ.get(f"{ENV_PREFIX}DEBUG", "0").lower() in ("1", "true", "yes", "on")
