"""One release as a site: its report at /, its data under /data, its checks under /checks."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from pipeline.explore.figure_pages import PREFIX, FigurePages
from pipeline.explore.gate import App
from pipeline.explore.header import MARK, added_links, whole_bar
from pipeline.explore.plugin import ORIGINALS
from pipeline.explore.rendering import http_errors
from pipeline.model.layout import REPORT, VALIDATION

DATA = "/data"
PathLike = str | os.PathLike[str]
_STATIC = Path(__file__).parent / "static"


def release_app(folder: Path, originals: Path, data: App, review: App | None = None) -> App:
    """The site of one release.

    Args:
        folder: of the release.
        originals: folder of the PDFs, served under their hashes.
        data: the Datasette of the release, whose `base_url` is /data/; it is asked without it.
        review: what answers below /review; without it there is none, and no header leads there.
    """
    on = review is not None
    checks = Pages(folder / VALIDATION, whole_bar(review=on))
    report = Pages(folder / REPORT, added_links(review=on))
    routes: list[BaseRoute] = [
        Route(f"/{ORIGINALS}/{{sha256}}.pdf", lambda request: _original(request, originals)),
        Route(f"/{REPORT}/{{path:path}}", _moved("/")),
        Route(f"/{VALIDATION}/{{path:path}}", _moved("/checks/")),
        Route(f"{PREFIX}{{path:path}}", FigurePages(folder, review=on).answer),
        Route(DATA, _moved(f"{DATA}/")),
        Route("/bulletins", _moved(f"{DATA}/bulletins")),
        Route("/bulletins/{path:path}", _moved(f"{DATA}/bulletins/")),
        *([Mount("/review", review)] if review else []),
        Mount("/served", StaticFiles(directory=_STATIC)),
        Mount("/checks", checks),
        Mount("/", report),
    ]
    site = Starlette(routes=routes, exception_handlers=http_errors(review=on))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].startswith(f"{DATA}/"):
            await data(_below_data(scope), receive, send)
        else:
            await site(scope, receive, send)

    return app


def _below_data(scope: Scope) -> Scope:
    """Datasette writes its base into every link, and would write that of the request as well."""
    raw = scope.get("raw_path") or scope["path"].encode()
    return {**scope, "path": scope["path"].removeprefix(DATA),
            "raw_path": raw.removeprefix(DATA.encode())}  # fmt: skip


class Pages(StaticFiles):
    """Files of a folder; in pages, links that only a server can answer take the place of the mark.

    Attributes:
        added: the links, as HTML.
    """

    def __init__(self, folder: Path, added: str) -> None:
        super().__init__(directory=folder, html=True, check_dir=False)
        self.added = added

    def file_response(
        self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        path = Path(full_path)
        if path.suffix != ".html":
            return super().file_response(full_path, stat_result, scope, status_code)
        page = path.read_text(encoding="utf-8")
        return HTMLResponse(page.replace(MARK, self.added, 1), status_code)


def _moved(to: str) -> Callable[[Request], Response]:
    """Where pages on disk refer to each other by the folders of a release."""

    def answer(request: Request) -> Response:
        path, query = request.path_params.get("path", "").lstrip("/"), request.url.query
        return RedirectResponse(f"{to}{path}{f'?{query}' if query else ''}")

    return answer


def _original(request: Request, originals: Path) -> Response:
    sha256 = request.path_params["sha256"]
    path = originals / f"{sha256}.pdf"
    if not sha256.isalnum() or not path.is_file():
        raise HTTPException(404)
    return FileResponse(path, media_type="application/pdf")
