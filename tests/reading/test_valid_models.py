"""What reading makes without validation holds every field of its model, each of the right type."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from pipeline.reading import read_pdf
from pipeline.reading.model import Cell, Reading, TextLine

FIXTURE = next((Path(__file__).parents[1] / "fixtures" / "issue157").glob("*.pdf"))


def _models(value: object) -> Iterator[BaseModel]:
    """A model and all models in it."""
    if isinstance(value, BaseModel):
        yield value
        for inner in value.__dict__.values():
            yield from _models(inner)
    elif isinstance(value, (tuple, list)):
        for inner in value:
            yield from _models(inner)


def test_no_field_is_left_out_and_every_value_is_valid() -> None:
    reading = read_pdf(FIXTURE, "0" * 64, recognise=None)
    made = list(_models(reading))
    assert {Cell, TextLine, Reading} <= {type(model) for model in made}
    for model in made:
        assert list(model.__dict__) == list(type(model).model_fields), type(model)
    assert Reading.model_validate_json(reading.model_dump_json()) == reading
