"""The review in the browser: ten doubts by keyboard leave the files that the commands leave."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
import uvicorn
from playwright.sync_api import expect

from pipeline.decisions import deciding
from pipeline.explore.gate import Gate
from pipeline.explore.rebuild import Rebuild
from pipeline.explore.review_site import ReviewSite
from pipeline.explore.site import FollowingSite
from pipeline.publishing import publish
from pipeline.settings import Settings, load_settings
from schemas.base import Row
from tests.browser import OpenPage, chromium, open_page  # noqa: F401
from tests.publishing import handmade
from tests.publishing.handmade import FEBRUARY, row

HOSTILE = "<script>document.title='owned'</script>"
TEN = [f"h{number}" for number in range(10)]
UNKNOWN = "南京无名医院"


@dataclass(frozen=True)
class Served:
    address: str
    settings: Settings
    runs: list[str]


def doubtful(hospital: str) -> list[Row]:
    at = {"table_name": "bookings_by_hospital", "month": FEBRUARY, "entity_id": hospital,
          "measure": "total", "issue_id": "2025-03"}  # fmt: skip
    return [
        row("hospitals", hospital_id=hospital, name=f"医院{hospital}", provisional=False),
        row("bookings_by_hospital", month=FEBRUARY, hospital_id=hospital, issue_id="2025-03",
            position=1, name_printed=hospital, total=100),
        row("observations", **at, occurrence=1, value=Decimal(100), printed="1OO", unit="bookings",
            unit_printed="", status="flagged", method="text", confidence=0.5, page=2, x0=1.5,
            top=2, x1=3, bottom=4, source_sha256=handmade.SHA),
        row("findings", **at, finding_id=f"{hospital}{'0' * 14}", kind="low_confidence",
            severity="warning", message=f"{HOSTILE} of {hospital}", mended="110",
            suspect_table=at["table_name"], suspect_entity_id=hospital, suspect_measure="total"),
    ]  # fmt: skip


def settings_in(folder: Path, outputs: Path) -> Settings:
    folder.mkdir()
    registry = folder / "registry"
    registry.mkdir()
    for path in load_settings().registry.glob("*.csv"):
        (registry / path.name).write_bytes(path.read_bytes())
    return load_settings(
        outputs=outputs, corrections=folder / "corrections.csv", reviews=folder / "reviews.csv",
        registry=registry,
    )  # fmt: skip


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    unknown = [
        row("hospitals", hospital_id="x-unknown", name=UNKNOWN, provisional=True),
        row("entity_names", kind="hospital", name=UNKNOWN, entity_id="x-unknown",
            source="provisional"),
        row("bookings_by_hospital", month=FEBRUARY, hospital_id="x-unknown", issue_id="2025-03",
            position=9, name_printed=UNKNOWN, total=1),
    ]  # fmt: skip
    rows = [one for hospital in TEN for one in doubtful(hospital)]
    outputs = tmp_path / "outputs"
    publish(handmade.dataset(*rows, *unknown), outputs, summary={})
    settings = settings_in(tmp_path / "web", outputs)
    runs: list[str] = []

    def run() -> str:
        runs.append("run")
        return ""

    rebuild = Rebuild(run, pause_s=0.2)
    site = FollowingSite(settings.dataset, settings.originals, ReviewSite(settings, rebuild).app())
    bound = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(Gate(site, "127.0.0.1"), log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
    thread.start()
    yield Served(f"http://127.0.0.1:{bound.getsockname()[1]}/", settings, runs)
    server.should_exit = True
    thread.join()


def test_ten_doubts_by_keyboard(served: Served, tmp_path: Path, open_page: OpenPage) -> None:  # noqa: F811
    seen = open_page(f"{served.address}review/?issue=2025-03")
    page, press = seen.page, seen.page.keyboard.press
    page.fill("#author", "李老师")
    page.locator(".doubt-card").first.focus()
    for number, key in enumerate("cxicxicxic"):
        press(key)
        if key == "x":
            page.keyboard.type(f"1{number}0")
            press("Enter")
        page.keyboard.type(f"reason {number}")
        press("Enter")
        expect(page.locator("[data-done]")).to_have_count(number + 1)
    press("u")
    expect(page.locator("[data-done]")).to_have_count(9)
    assert page.title() == "人工复核 Review"
    seen.check()

    typed = settings_in(tmp_path / "typed", served.settings.outputs)
    order = [one.get_attribute("data-finding") for one in page.locator(".doubt-card").all()]
    for number, key in enumerate("cxicxicxi"):
        target, signed = order[number] or "", {"reason": f"reason {number}", "author": "李老师"}
        if key == "c":
            deciding.confirm(typed, target, **signed)
        elif key == "x":
            deciding.correct(typed, target, f"1{number}0", **signed)
        else:
            deciding.ignore(typed, target, **signed)
    for ours, theirs in ((served.settings.corrections, typed.corrections),
                         (served.settings.reviews, typed.reviews)):  # fmt: skip
        assert ours.read_bytes() == theirs.read_bytes()
    deadline = time.monotonic() + 10
    while not served.runs and time.monotonic() < deadline:
        time.sleep(0.1)
    assert served.runs


def test_an_unknown_name_is_decided_and_taken_back(served: Served, open_page: OpenPage) -> None:  # noqa: F811
    before = {path.name: path.read_bytes() for path in served.settings.registry.iterdir()}
    seen = open_page(f"{served.address}review/")
    card = seen.page.locator(".name-card")
    expect(card).to_contain_text(UNKNOWN)
    card.locator("[data-decision=new]").click()
    expect(card).to_have_attribute("data-done", "")
    assert UNKNOWN.encode() in (served.settings.registry / "hospitals.csv").read_bytes()
    seen.page.locator(".doubt-card").first.focus()
    seen.page.keyboard.press("u")
    expect(card).not_to_have_attribute("data-done", "")
    assert {p.name: p.read_bytes() for p in served.settings.registry.iterdir()} == before
    seen.check()


def test_a_decision_of_another_day_is_taken_back(
    served: Served, open_page: OpenPage  # noqa: F811
) -> None:  # fmt: skip
    first = deciding.confirm(served.settings, TEN[0], reason='"a", b', author="=Li").row
    before = served.settings.reviews.read_bytes()
    deciding.ignore(served.settings, TEN[1], reason="x", author="y")
    seen = open_page(f"{served.address}review/")
    rows = seen.page.locator("#decisions tr")
    expect(rows).to_have_count(2)
    said = rows.filter(has_text="ignore").locator("td").nth(2)
    expect(said.locator("span[lang=en]").first).to_have_text("Bookings by hospital")
    assert f"医院{TEN[1]}" in (said.text_content() or "") and "小计" in (said.text_content() or "")
    rows.filter(has_text="ignore").locator("button").click()
    expect(rows).to_have_count(1)
    assert served.settings.reviews.read_bytes() == before
    deciding.take_back(served.settings, first)
    assert len(served.settings.reviews.read_text().splitlines()) == 1
    seen.page.goto(f"{served.address}data/")
    assert seen.page.locator("nav a[href='/review/']").count() == 1
    seen.check()


def test_a_decision_needs_the_token_of_a_page(served: Served) -> None:
    body = {"decision": "confirm", "finding": TEN[0], "reason": "x", "author": "y"}
    for token in ({}, {"x-csrf-token": "guess"}):
        answer = httpx.post(f"{served.address}review/decide", json=body, headers=token, timeout=60)
        assert answer.status_code == 403
    assert not served.settings.reviews.exists()


def test_a_request_that_lacks_a_field_is_answered_with_a_sentence(served: Served) -> None:
    page = httpx.get(f"{served.address}review/", timeout=60).text
    token = {"x-csrf-token": re.findall(r'name="csrf" content="([^"]+)"', page)[0]}
    name = {"decision": "accept", "kind": "hospital", "printed": UNKNOWN, "entity": "h0"}
    correction = {"decision": "correct", "finding": TEN[0], "value": "1"}
    lacking = [
        ("take-back", {"decision": "new"}),
        ("decide", name | {"kind": "planet"}),
        *(("decide", {k: v for k, v in one.items() if k != field})
          for one in (name, correction) for field in one),
    ]  # fmt: skip
    for path, body in lacking:
        answer = httpx.post(f"{served.address}review/{path}", json=body, headers=token, timeout=60)
        assert answer.status_code == 400, body
        assert answer.json()["message"].endswith(".")
    assert not served.runs


def test_what_cannot_be_decided_is_said(served: Served, open_page: OpenPage) -> None:  # noqa: F811
    seen = open_page(f"{served.address}review/", locale="en")
    page = seen.page
    page.keyboard.press("x")
    page.keyboard.type("no number")
    page.keyboard.press("Enter")
    page.keyboard.type("why")
    page.keyboard.press("Enter")
    said = page.locator(".doubt-card output").first
    expect(said.get_by_text("is no number")).to_be_visible()
    page.get_by_role("button", name="中文").click()
    expect(said.get_by_text("不是数字")).to_be_visible()
    expect(said.get_by_text("is no number")).to_be_hidden()
    assert not served.settings.corrections.exists()
