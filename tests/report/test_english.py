"""English names within what findings say in English."""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.report.english import EnglishNames
from pipeline.report.labels import Label
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
    ("小计 of 南京医院 is 7.", "小计 of Nanjing Yiyuan is 7."),
    ("南京医院东院 and 南京医院 differ.", "Dong Yuan and Nanjing Yiyuan differ."),
    *[(kept, kept) for kept in ("“南京医院” is new.", "南京医院西院 is new.", "口腔医院 is new.")],
])  # fmt: skip
def test_whole_names_outside_quotations_are_english(said: str, shown: str) -> None:
    assert NAMES.worded(_event(said)).message == shown
    assert EnglishNames([]).worded(_event(said)).message == said


def test_a_name_without_english_is_itself() -> None:
    assert NAMES.label("first", "南京医院") == Label("南京医院", "Nanjing Yiyuan")
    assert NAMES.label("third", "口腔医院") == Label("口腔医院", "口腔医院")
