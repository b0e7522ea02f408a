"""Headers, names and labels of totals in traditional characters."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.interpreting import interpret, load_registry
from pipeline.interpreting.text import traditional
from pipeline.interpreting.text.normalise import folded, tidy
from pipeline.interpreting.text.total_labels import is_general_total, total_with_figure
from pipeline.reading import read_pdf
from pipeline.settings import load_settings
from schemas.bookings import ChannelBookings, HospitalBookings
from schemas.hotline import HotlineMonth
from schemas.platform import DistrictPlatform
from schemas.totals import ReportedTotal
from tests.interpreting.paper import table
from tests.interpreting.test_tables import issue, rows
from tests.lab import bulletin


def test_a_table_of_bookings_in_traditional_characters() -> None:
    header = [["序號", "單位", "12320在線預約", "快速預約", "診間預約", "電話預約", "小計"]]
    figures = ["6167", "1266", "0", "1881", "9314"]
    body = [["1", "南京鼓樓醫院", *figures], ["總計", "總計", *figures]]
    found = issue(table("2025年2月12320預約掛號服務統計", header, body))
    (row,) = rows(found, HospitalBookings)
    assert (row.online, row.quick, row.in_clinic, row.phone) == (6167, 1266, 0, 1881)
    assert row.name_printed == "南京鼓樓醫院"
    assert len(rows(found, ReportedTotal)) == 5


def test_a_table_of_districts_in_traditional_characters() -> None:
    header = [
        ["接入單位", "定時數據上傳量", "門急診信息", "門急診信息", "出院信息", "出院信息"],
        ["接入單位", "定時數據上傳量", "人次", "收入（千元）", "人次", "住院收入（千元）"],
    ]
    figures = ["6000", "522", "121", "76", "106"]
    body = [["江寧區", *figures], ["雨花臺區", *figures]]
    found = issue(table("2025年2月南京市衛生信息平臺數據採集情況（區）", header, body))
    first, second = rows(found, DistrictPlatform)
    assert (first.scheduled_records, first.outpatient_visits, first.discharges) == (6000, 522, 76)
    assert (first.district_id, second.district_id) == ("320115", "320114")


def test_a_channel_whose_name_has_a_form_that_looks_like_the_simplified_one() -> None:
    found = issue(
        table(
            "2025年2月線上預約情況統計",
            [["序號", "名稱", "預約數量"]],
            [["1", "我的南京客戶端", "12"]],
        )
    )
    assert [row.channel_id for row in rows(found, ChannelBookings)] == ["my-nanjing"]


@pytest.mark.parametrize("label", ["總計", "合計", "共計"])
def test_labels_of_totals(label: str) -> None:
    assert is_general_total(label)
    assert total_with_figure(f"{label}: 171497") == "171497"


@pytest.mark.parametrize(
    "printed, simple",
    [
        ("憑證核驗賬戶餘額", "凭证核验账户余额"),
        ("浦口區湯泉街道", "浦口区汤泉街道"),
        ("關於", "关于"),
        ("然後", "然后"),
    ],
)
def test_characters_that_no_schema_knows(printed: str, simple: str) -> None:
    assert folded(printed) == simple


def test_a_simplified_text_is_not_converted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traditional, "_converter", lambda: pytest.fail("asked for"))
    for text in ("门（急）诊人次", "12320预约挂号", "2025年2月", "①②③ ㎡ • ～"):
        assert traditional.simplified(text) == text


def test_what_people_read_keeps_its_characters() -> None:
    assert tidy("門 診") == "門診"
    assert folded("門 診") == "门诊"


@pytest.mark.parametrize("wording", range(4))
def test_a_whole_bulletin(wording: int, tmp_path: Path) -> None:
    pdf, truth = bulletin(7, traditional=True, hotline=wording, rows=6)
    path = tmp_path / "issue.pdf"
    path.write_bytes(pdf)
    found = interpret(read_pdf(path, "0" * 64), load_registry(load_settings().registry))
    (row,) = rows(found, HotlineMonth)
    told = truth["hotline_monthly"][0]
    assert {name: getattr(row, name) for name in told if name != "month"} == {
        name: value for name, value in told.items() if name != "month"
    }
    printed = found.issue.model_dump()
    same = ("serial_no", "title", "editor", "address", "postcode", "print_run")
    assert {name: printed[name] for name in same} == {name: truth["issue"][name] for name in same}
    assert len(rows(found, HospitalBookings)) == 6
