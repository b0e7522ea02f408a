"""A browser for tests of pages: Debian's Chromium without a window, and what it did meanwhile.

    from tests.browser import chromium, open_page  # noqa: F401

    def test_a_page(open_page: OpenPage) -> None:
        seen = open_page("http://127.0.0.1:8001/")
        assert seen.page.title() == "…"
        seen.check()

Requests to other machines are stopped and remembered.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Error,
    Page,
    Request,
    Route,
    sync_playwright,
)

_ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
_OWN_SCHEMES = ("file", "data", "blob", "about", "chrome-extension")
_OWN_HOSTS = ("127.0.0.1", "localhost", "::1")


@dataclass
class Seen:
    """A page that is open, and all that went wrong since.

    Attributes:
        page: to act on.
        errors: messages of the console that are errors, and exceptions of scripts.
        foreign: addresses on other machines that the page asked for.
        missing: addresses here that were answered with an error.
    """

    page: Page
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def check(self) -> None:
        """Nothing went wrong."""
        assert not self.foreign, f"the page asked other machines: {self.foreign}"
        assert not self.missing, f"the page asked for what is not there: {self.missing}"
        assert not self.errors, f"the console reported errors: {self.errors}"

    def settle(self) -> None:
        """Wait until its scripts have run and the browser has nothing to do."""
        self.page.wait_for_load_state("load")
        self.page.evaluate("new Promise((done) => requestIdleCallback(done, {timeout: 5000}))")


OpenPage = Callable[..., Seen]


def find_chromium() -> str | None:
    """The program, or None where there is none."""
    named = os.environ.get("CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for the tests of a module.

    While it is there an event loop is running, so that no test of the module, and with a longer
    life no test at all, could call `asyncio.run`.
    """
    program = find_chromium()
    if program is None:
        pytest.skip("no Chromium here: install the package `chromium`, or set CHROMIUM to it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(_ARGUMENTS))
        if not _draws(browser):
            pytest.skip("Chromium cannot draw text here: install a font, such as fonts-noto-cjk")
        yield browser
        browser.close()


def _draws(browser: Browser) -> bool:
    """Chromium ends where there is no font at all."""
    try:
        page = browser.new_page()
        page.goto("data:text/html,<select><option>text</select><input value=text>")
        page.screenshot()
        page.close()
    except Error:
        return False
    return True


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenPage]:
    """Open an address in a context of its own; options as of `Browser.new_context`."""
    contexts = []

    def opened(address: str, **options: Any) -> Seen:
        context = chromium.new_context(**options)
        contexts.append(context)
        seen = Seen(context.new_page())
        context.route(lambda address: _is_foreign(address), lambda r: _stop(r, seen))
        seen.page.on("console", lambda message: _note(message, seen))
        seen.page.on("pageerror", lambda error: seen.errors.append(str(error)))
        seen.page.on("requestfailed", lambda request: _failed(request, seen))
        seen.page.on(
            "response",
            lambda answer: seen.missing.append(answer.url) if answer.status >= 400 else None,
        )
        seen.page.goto(address)
        return seen

    yield opened
    for context in contexts:
        context.close()


def _is_foreign(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme not in _OWN_SCHEMES and parts.hostname not in _OWN_HOSTS


def _stop(route: Route, seen: Seen) -> None:
    seen.foreign.append(route.request.url)
    route.abort()


def _note(message: ConsoleMessage, seen: Seen) -> None:
    if message.type == "error":
        seen.errors.append(message.text)


def _failed(request: Request, seen: Seen) -> None:
    if not _is_foreign(request.url) and request.failure != "net::ERR_ABORTED":
        seen.missing.append(request.url)
