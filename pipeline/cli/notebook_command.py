"""`bulletins notebook`: the example notebook with the dataset of the user, opened in Jupyter."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from importlib import resources
from pathlib import Path

from pipeline.cli.terminal import out, say
from pipeline.errors import FolderError, MissingDependency, UsageError
from pipeline.files.atomic import write_atomically
from pipeline.settings import Settings

_EXAMPLE = "first-hour.ipynb"
_OPENS = "open_dataset()"
"""What the example opens: the dataset of the folder it is run in."""

_PROGRAMS = ("jupyterlab", "notebook")
"""Packages that show notebooks, the better one first; each is run as a module."""


def open_notebook(settings: Settings, path: Path) -> int:
    """Write the notebook where there is none yet, and show it until Jupyter ends.

    Returns:
        The exit code of Jupyter.

    Raises:
        UsageError: there is no dataset, or the file is no notebook.
        FolderError: the file cannot be written.
        MissingDependency: Jupyter is not installed; the notebook is written.
    """
    if path.suffix != ".ipynb":
        raise UsageError(f"{path} is no notebook.", "Name a file that ends in .ipynb.")
    if path.is_dir():
        raise FolderError(f"{path} is a folder.", "Name a file.")
    if not path.exists():
        _write(settings.dataset, path)
    say(out(), str(path))
    program = next((name for name in _PROGRAMS if importlib.util.find_spec(name)), None)
    if program is None:
        raise MissingDependency(
            "Jupyter is not installed.",
            f"Install it with `{sys.executable} -m pip install jupyterlab`, or open {path} in "
            "another program for notebooks.",
        )
    return subprocess.run([sys.executable, "-m", program, str(path)]).returncode


def _write(dataset: Path, path: Path) -> None:
    from pipeline.dataset.load import require_dataset

    require_dataset(dataset)
    example = json.loads(resources.files("pipeline.dataset").joinpath(_EXAMPLE).read_text("utf-8"))
    opened = f"open_dataset({str(dataset.absolute())!r})"
    for cell in example["cells"]:
        cell["source"] = [line.replace(_OPENS, opened) for line in cell["source"]]
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(example, ensure_ascii=False, indent=1) + "\n"
    write_atomically(path, text.encode())
