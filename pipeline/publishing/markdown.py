"""Markdown documents from templates, with everything that a PDF said made harmless."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.model.span import span

if TYPE_CHECKING:
    from jinja2 import Environment

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|<>~&$])")


def render(template: str, **values: Any) -> str:
    """The text of a template of this package; a value that it lacks is an error."""
    return _environment().get_template(template).render(**values)


def escaped(text: object) -> str:
    """Any text as itself in the middle of a line of Markdown, a table cell included."""
    return _SPECIAL.sub(r"\\\1", " ".join(str(text).split()))


def cell(text: object) -> str:
    """A declared text in a table cell, its own Markdown left alone."""
    return " ".join(str(text).split()).replace("|", "\\|")


@cache
def _environment() -> Environment:
    import jinja2

    from pipeline.quality.data_docs.compiled_templates import compiled_templates

    program = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    environment = jinja2.Environment(
        bytecode_cache=compiled_templates(program),
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates", encoding="utf-8"),
        autoescape=False,  # Markdown, not HTML: see `escaped`
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters.update(escaped=escaped, cell=cell)
    environment.globals["span"] = span
    return environment
