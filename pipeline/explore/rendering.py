"""Pages that the server makes while it runs, in the design of the report."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from pipeline.errors import BulletinsError
from pipeline.explore.header import MARK, added_links
from pipeline.model.label import Label
from pipeline.model.message import Message, chinese
from pipeline.report.texts import both, t

_HERE = Path(__file__).parent / "pages"
_CANNOT = Label("无法显示此页", "This page cannot be shown")
_NO_PAGE = 404


def page_html(template: str, *, review: bool, **content: Any) -> str:
    """A page as HTML, with the header of the site.

    Args:
        template: name of a template in `explore/pages`.
        review: does the header lead to the review?
        content: what the template shows.
    """
    html = _environment().get_template(template).render(root="/", path=template, **content)
    return html.replace(MARK, added_links(review=review), 1)


def error_page(
    error: BulletinsError, status: int, *, review: bool, title: Label = _CANNOT
) -> HTMLResponse:
    """A page that says why another one is not shown, and what to do."""
    html = page_html(
        "message.html.j2", review=review, title=title, message=Label.of(error.message),
        hint=Label.of(error.hint),
    )  # fmt: skip
    return HTMLResponse(html, status)


def error_json(error: BulletinsError, status: int) -> JSONResponse:
    """The same for a program; scripts show the Chinese on Chinese pages."""
    said = {
        "message": error.message, "message_zh": chinese(error.message),
        "hint": error.hint, "hint_zh": chinese(error.hint),
    }  # fmt: skip
    return JSONResponse(said, status)


def http_errors(*, review: bool) -> dict[Any, Any]:
    """The handler of what Starlette answers with an error, such as an address without a page."""

    def answer(request: Request, error: HTTPException) -> Response:
        if error.status_code != _NO_PAGE:
            said = BulletinsError(error.detail)
        elif request.url.path.startswith("/review") and not review:
            command = "`bulletins review --open`"
            said = BulletinsError(
                Message("review_is_off"), Message("turn_review_on", command=command)
            )
        else:
            said = BulletinsError(Message("no_such_page"), Message("use_search"))
        if prefers_json(request):
            return error_json(said, error.status_code)
        return error_page(said, error.status_code, review=review)

    return {HTTPException: answer}


def prefers_json(request: Request) -> bool:
    """Is it a program that asks?"""
    accept = request.headers.get("accept", "")
    return "application/json" in accept and "text/html" not in accept


@cache
def _environment() -> Environment:
    report = Path(str(resources.files("pipeline.report").joinpath("templates")))
    found = Environment(
        loader=FileSystemLoader([_HERE, report]), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    found.globals.update(t=t, both=both)
    return found
