"""Pages that the server makes while it runs, in the design of the report."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.explore.header import MARK, added_links

_HERE = Path(__file__).parent / "pages"


def page_html(template: str, *, review: bool, **content: Any) -> str:
    """A page as HTML, with the header of the site.

    Args:
        template: name of a template in `explore/pages`.
        review: does the header lead to the review?
        content: what the template shows.
    """
    html = _environment().get_template(template).render(root="/", path=template, **content)
    return html.replace(MARK, added_links(review=review), 1)


@cache
def _environment() -> Environment:
    report = Path(str(resources.files("pipeline.report").joinpath("templates")))
    return Environment(
        loader=FileSystemLoader([_HERE, report]), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
