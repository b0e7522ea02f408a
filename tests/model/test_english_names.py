"""English names within what findings say in English."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model.english_names import EnglishNames
from pipeline.model.label import Label
from schemas.dimensions import Hospital
from schemas.events import Event


def _hospital(id_: str, name: str, english: str | None) -> Hospital:
    return Hospital.model_validate({
        **dict.fromkeys(Hospital.model_fields),
        "hospital_id": id_, "name": name, "name_en": english, "provisional": False,
    })  # fmt: skip


def _event(message: str) -> Event:
    return Event.model_validate({
        **dict.fromkeys(Event.model_fields), "month": dt.date(2025, 2, 1), "entity_id": "",
        "table_name": "hospitals", "measure": "", "kind": "entity_joins", "message": message,
        "message_zh": "",
    })  # fmt: skip


NAMES = EnglishNames(
    [
        _hospital("first", "南京医院", "Nanjing Yiyuan"),
        _hospital("second", "南京医院东院", "Dong Yuan"),
        _hospital("third", "口腔医院", None),
    ]
)


@pytest.mark.parametrize(("said", "shown"), [
    ("X of 南京医院 is 7.", "X of Nanjing Yiyuan is 7."),
    ("南京医院东院 and 南京医院 differ.", "Dong Yuan and Nanjing Yiyuan differ."),
    *[(kept, kept) for kept in ("“南京医院” is new.", "南京医院西院 is new.", "口腔医院 is new.")],
])  # fmt: skip
def test_whole_names_outside_quotations_are_english(said: str, shown: str) -> None:
    assert NAMES.worded(_event(said)).message == shown
    assert EnglishNames([]).worded(_event(said)).message == said


@pytest.mark.parametrize(("said", "table", "shown"), [
    ("小计 (total) of X is 7.", "bookings_by_hospital", "total of X is 7."),
    ("小计 (bookings_by_hospital.total) is 7.", "bookings_by_hospital", "total is 7."),
    ("电话预约 12 + 诊间预约 3", "bookings_by_hospital", "phone 12 + in_clinic 3"),
    ("电话预约 is 7.", "hotline_monthly", "phone_bookings is 7."),
    ("The total of 电话预约 is 7.", "reported_totals", "The total of phone is 7."),
    ("电话预约 (phone) is 7, as 电话预约.", None, "phone is 7, as 电话预约."),
    ("“电话预约” (phone) has figures.", "bookings_by_hospital", "“电话预约” (phone) has figures."),
    ("各医院预约挂号 (2016年7月) is missing.", None, "Bookings by hospital (2016-07) is missing."),
    ("“2016年7月预约” and 南京2016年7月", None, "“2016年7月预约” and 南京2016年7月"),
    ("(门急诊次均费用（元）：a visit costs tens)", "platform_by_hospital", "(a visit costs tens)"),
])  # fmt: skip
def test_columns_tables_and_months_are_english(said: str, table: str | None, shown: str) -> None:
    assert NAMES.sentence(said, table) == shown


def test_a_name_without_english_is_itself() -> None:
    assert NAMES.label("first", "南京医院") == Label("南京医院", "Nanjing Yiyuan")
    assert NAMES.label("third", "口腔医院") == Label("口腔医院", "口腔医院")


def test_an_empty_name_is_no_name() -> None:
    names = EnglishNames([_hospital("a", "", "Nobody")])
    assert names.sentence("南京 in 2024年3月.") == "南京 in 2024-03."


@settings(max_examples=200, deadline=None)
@given(
    said=st.text('甲乙丙1“”（） "aB', max_size=30),
    names=st.dictionaries(st.text("甲乙1a", min_size=1, max_size=3), st.text("xy", min_size=1)),
)
def test_names_stand_apart(said: str, names: dict[str, str]) -> None:
    """As a pattern says it that looks at what is before a name at every place."""
    any_name = "|".join(map(re.escape, sorted(names, key=len, reverse=True))) or "(?!)"
    han = "\u3400-\u9fff"
    apart = re.compile(rf"(?<![“\"（{han}\d])({any_name})(?![”\"（{han}])")
    rows = [_hospital(str(at), *named) for at, named in enumerate(names.items())]
    assert EnglishNames(rows).sentence(said) == apart.sub(lambda one: names[one[1]], said)
