"""A figure has an address that stays: as a page, as JSON, and in Python."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from PIL import Image

from pipeline.dataset import open_dataset
from pipeline.errors import UsageError
from pipeline.explore.gate import App
from pipeline.explore.paper import strip
from pipeline.explore.release_app import release_app
from pipeline.model.place import Box
from pipeline.report.pages import picture_path
from pipeline.report.render_scale import SCALE
from pipeline.report.sparkline import sparkline
from tests.publishing import handmade
from tests.publishing.handmade import row

from .releases import HOSTILE, publish_small
from .test_release_app import ask, datasette

GULOU = "2025-02/bookings_by_hospital/gulou/total"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    decided = row(
        "reviews", decision="confirm", kind="", issue_id="2025-03", entity_id="gulou",
        table_name="bookings_by_hospital", month=handmade.FEBRUARY, measure="total", printed="12",
        reason="checked", author="a reader", decided_on=dt.date(2025, 4, 1), applies=True,
        settled="",
    )  # fmt: skip
    return publish_small(tmp_path_factory.mktemp("outputs"), rows=(decided,)).path


@pytest.fixture(scope="module")
def site(folder: Path) -> App:
    return release_app(folder, folder / "originals", datasette)


def answer(site: App, address: str, **headers: str) -> httpx.Response:
    return ask(site, f"/figure/{address}", **headers)


def test_a_figure_in_python(folder: Path) -> None:
    figure = open_dataset(folder).figure(GULOU)
    assert figure.address == GULOU and figure.provenance.value == 12
    assert figure.row["total"] == 12 and figure.row["phone"] == 0
    months = {f"{month:%Y-%m}": value for month, value in figure.history}
    assert months == {"2024-02": 8, "2025-01": 10, "2025-02": 12}
    assert [one["table"] for one in figure.decisions] == ["corrections", "reviews"]
    assert "卫生信息简报》2025-03, p. 2" in figure.citation and folder.name in figure.citation


def test_an_amount_and_an_unknown_figure_in_python(folder: Path) -> None:
    dataset = open_dataset(folder)
    figure = dataset.figure("2025-02/platform_by_district/江宁区/outpatient_revenue_cny")
    assert figure.address.split("/")[2] == "320115"
    assert figure.as_json()["value"] == float(handmade.REVENUE)
    for address in ("", "2025-02", f"{GULOU}/more", GULOU.replace("total", "nothing")):
        with pytest.raises(UsageError):
            dataset.figure(address)


def test_the_page_of_a_figure(site: App) -> None:
    page = answer(site, GULOU).text
    for part in ("鼓楼医院", "checked", "2024-02", "word.pdf, p. 2", f"{GULOU}.json", "</svg>"):
        assert part in page
    hostile = answer(site, GULOU.replace("gulou", "hostile")).text
    assert HOSTILE not in hostile and "&lt;script&gt;document" in hostile


def test_json_by_ending_and_by_preference(site: App) -> None:
    by_ending = answer(site, f"{GULOU}.json").json()
    assert by_ending["value"] == 12 and by_ending["box"] == [1.5, 2.0, 3.0, 4.0]
    assert by_ending["url"] == f"http://127.0.0.1:1/figure/{GULOU}"
    assert answer(site, GULOU, accept="application/json").json() == by_ending


def test_a_name_leads_to_the_id_and_an_unknown_figure_is_404(site: App) -> None:
    named = answer(site, GULOU.replace("gulou", "鼓楼医院"))
    assert named.headers["location"] == f"/figure/{GULOU}"
    unknown = answer(site, GULOU.replace("gulou", "nobody"))
    assert unknown.status_code == 404 and "nobody" in unknown.text
    assert answer(site, f"{GULOU}s.json").status_code == 404


def test_one_figure_alone_has_no_line(site: App) -> None:
    assert '<svg class="spark"' in answer(site, GULOU).text
    alone = "2025-02/platform_by_district/320115/outpatient_revenue_cny"
    page = answer(site, alone)
    assert page.status_code == 200 and '<svg class="spark"' not in page.text


def test_a_strip_of_a_page_shows_the_box_at_its_place(tmp_path: Path) -> None:
    path = tmp_path / "report" / picture_path(handmade.SHA, 2)
    path.parent.mkdir(parents=True)
    Image.new("L", (round(200 * SCALE), round(1000 * SCALE))).save(path)
    found = strip(tmp_path, handmade.SHA, 2, Box(50, 500, 100, 510))
    assert found is not None and found.picture == f"/{picture_path(handmade.SHA, 2)}"
    assert (found.ratio, found.tall, found.up) == (2.0, 1000.0, 455.0)
    assert (found.left, found.top, found.width, found.height) == (25.0, 45.0, 25.0, 10.0)
    assert strip(tmp_path, handmade.SHA, 3, Box(50, 500, 100, 510)) is None


def test_a_sparkline_has_a_gap_where_a_month_is_missing() -> None:
    line = sparkline([0, Decimal(5), None, 10], 3)
    assert line.lines == ("4.0,36.0 68.0,20.0", "196.0,4.0 196.0,4.0") and line.at == (196.0, 4.0)
    assert sparkline([None], 0).lines == () and sparkline([None], 0).at is None
    assert sparkline([7], 0).at == (4.0, 4.0)
