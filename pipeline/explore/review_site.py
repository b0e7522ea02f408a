"""The review in the browser: it writes the files that the commands write, and starts a run.

Only pages of this server can decide: a request must carry the token that its pages hold.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any, cast

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from pipeline.dataset.connect import connected
from pipeline.dataset.english import english_names
from pipeline.decisions import deciding
from pipeline.decisions.names import accept_name, new_entity, take_back_name
from pipeline.errors import BulletinsError, UsageError
from pipeline.explore.gate import App
from pipeline.explore.rebuild import Rebuild
from pipeline.explore.rendering import error_json, error_page, http_errors, page_html
from pipeline.explore.review_view import review_view
from pipeline.interpreting.names.registry import ENTITY_FILES
from pipeline.model.label import Label
from pipeline.model.message import Message, chinese
from pipeline.report.labels import ENTITIES
from pipeline.settings import Settings
from schemas.base import EntityKind

_TOKEN = "x-csrf-token"
_LARGEST = 100_000
"""Bytes of a decision."""

Answer = dict[str, Any]


class _Malformed(UsageError):
    """No page of this server sends such a request; the answer is 400."""


class ReviewSite:
    """The pages and requests below /review."""

    def __init__(self, settings: Settings, rebuild: Rebuild) -> None:
        self._settings = settings
        self._rebuild = rebuild
        self._token = secrets.token_urlsafe(32)

    def app(self) -> App:
        """The ASGI application, to be mounted at /review."""
        routes = [
            Route("/", self._page),
            Route("/state", self._state),
            Route("/decide", self._decide, methods=["POST"]),
            Route("/take-back", self._take_back, methods=["POST"]),
        ]
        return cast("App", Starlette(routes=routes, exception_handlers=http_errors(review=True)))

    def _page(self, request: Request) -> Response:
        chosen = {name: request.query_params.get(name, "") for name in ("issue", "entity")}
        try:
            view = review_view(self._settings, **chosen)
        except BulletinsError as error:
            return error_page(error, 409, review=True)
        html = page_html(
            "review.html.j2", review=True, view=view, chosen=chosen, token=self._token,
            kinds=ENTITIES, author=deciding.whoever(),
        )  # fmt: skip
        return HTMLResponse(html, headers={"cache-control": "no-store"})

    def _state(self, _: Request) -> Response:
        return JSONResponse({"active": self._rebuild.active, "failure": self._rebuild.failure})

    async def _decide(self, request: Request) -> Response:
        return await self._answer(request, self._decided)

    async def _take_back(self, request: Request) -> Response:
        return await self._answer(request, self._taken_back)

    async def _answer(self, request: Request, work: Any) -> Response:
        """What a decision comes to; one that is refused says why."""
        if not secrets.compare_digest(request.headers.get(_TOKEN, ""), self._token):
            return error_json(UsageError(Message("page_outdated")), 403)
        try:
            given = _texts(await request.body())
            answer = await run_in_threadpool(work, given)
        except _Malformed as error:
            return error_json(error, 400)
        except BulletinsError as error:
            return error_json(error, 409)
        self._rebuild.ask()
        return JSONResponse(answer)

    def _decided(self, given: Mapping[str, str]) -> Answer:
        settings, decision = self._settings, _field(given, "decision")
        if decision in ("accept", "new"):
            return _named(settings, given)
        target = _field(given, "finding")
        signed = {"reason": given.get("reason", ""), "author": given.get("author") or None}
        if decision == "correct":
            made = deciding.correct(settings, target, _field(given, "value"), **signed)  # type: ignore[arg-type]
        elif decision == "confirm":
            made = deciding.confirm(settings, target, **signed)  # type: ignore[arg-type]
        elif decision == "ignore":
            made = deciding.ignore(settings, target, **signed)  # type: ignore[arg-type]
        else:
            raise _Malformed(f"“{decision}” is no decision.")
        return {"sentence": self._said(made.sentence), "row": dict(made.row)}

    def _said(self, sentence: str) -> dict[str, str]:
        """A sentence in both languages, the English one with English names."""
        with connected(self._settings.dataset) as database:
            english = english_names(database).sentence(sentence)
        return Label(chinese(sentence), english).json

    def _taken_back(self, given: Mapping[str, str]) -> Answer:
        if given.get("decision") in ("accept", "new"):
            own = given["decision"] == "new"
            printed = _field(given, "printed")
            take_back_name(self._settings.registry, _kind(given), printed, own_entity=own)
        else:
            deciding.take_back(self._settings, given)
        return {"sentence": Label.of(Message("taken_back")).json}


def _named(settings: Settings, given: Mapping[str, str]) -> Answer:
    kind, printed, entity = _kind(given), _field(given, "printed"), _field(given, "entity")
    if given["decision"] == "accept":
        accept_name(settings.registry, kind, printed, entity)
        sentence = f"“{printed}” = {entity}"
    else:
        new_entity(settings.registry, kind, printed, entity)
        sentence = f"“{printed}”: {entity}"
    row = {name: given[name] for name in ("decision", "kind", "printed", "entity")}
    return {"sentence": Label.of(sentence).json, "row": row}


def _texts(body: bytes) -> dict[str, str]:
    try:
        found = json.loads(body) if len(body) <= _LARGEST else None
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise _Malformed("The request is no decision.")
    return found


def _field(given: Mapping[str, str], name: str) -> str:
    """A field of the request that must be there."""
    if name not in given:
        raise _Malformed(f"The request has no “{name}”.")
    return given[name]


def _kind(given: Mapping[str, str]) -> EntityKind:
    kind = _field(given, "kind")
    if kind not in ENTITY_FILES:
        raise _Malformed(f"“{kind}” is no kind of name; there are {', '.join(ENTITY_FILES)}.")
    return kind
