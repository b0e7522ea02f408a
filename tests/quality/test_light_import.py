"""Great Expectations as it is imported here has the classes that it has as it comes."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

_CLASSES = """
from great_expectations.expectations.expectation import Expectation
from great_expectations.datasource.fluent import PandasDatasource
from great_expectations.datasource.fluent.interfaces import DataAsset, Datasource
def of(base):
    for child in base.__subclasses__():
        yield child
        yield from of(child)
for base in (Expectation, Datasource, DataAsset):
    for one in sorted({c for c in of(base) if c.__module__.startswith("great_")},
                      key=lambda c: (c.__module__, c.__name__)):
        fields = [(name, repr(f), repr(f.default), str(f.outer_type_), len(f.validators or ()))
                  for name, f in one.__fields__.items()]
        print(one.__module__, one.__name__, fields)
"""
_LIGHT = "from pipeline.quality.light_import import *\nimport_great_expectations()\n"
_EVERYTHING = """
from importlib import import_module
for name in COLLECTIONS:
    package = import_module(name)
    for one in dir(package):
        getattr(package, one)
"""


def _said(code: str) -> str:
    answer = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )  # fmt: skip
    return re.sub("0x[0-9a-f]+", "", answer.stdout)


@pytest.mark.slow
def test_its_classes_have_the_same_fields() -> None:
    light = _said(_LIGHT + _EVERYTHING + _CLASSES)
    assert light == _said(_CLASSES)
    assert light.count("\n") > 100


@pytest.mark.slow
def test_what_is_left_out_comes_when_it_is_asked_for() -> None:
    code = _LIGHT + (
        "import sys\n"
        "late = [name for name in sys.modules if name.startswith(('scipy.stats.', 'altair.'))]\n"
        "import scipy.stats, altair, sqlalchemy\n"
        "from altair import Chart\n"
        "from scipy.stats import norm\n"
        "same = scipy.stats.norm is norm and altair.Chart is Chart\n"
        "print(late, sqlalchemy.__name__, same, norm.cdf(0.0))\n"
    )
    assert _said(code).split() == ["[]", "sqlalchemy", "True", "0.5"]


@pytest.mark.slow
def test_names_of_a_collection_come_when_they_are_asked_for() -> None:
    code = _LIGHT + (
        "import sys\n"
        "from great_expectations import expectations\n"
        "name = 'great_expectations.expectations.core.expect_column_median_to_be_between'\n"
        "print(name in sys.modules, expectations.ExpectColumnMedianToBeBetween.__name__)\n"
        "from great_expectations.expectations.metrics import ColumnMedian\n"
        "print(ColumnMedian.__name__, hasattr(expectations, 'ExpectNothing'))\n"
    )
    assert _said(code).split() == [
        "False", "ExpectColumnMedianToBeBetween", "ColumnMedian", "False",
    ]  # fmt: skip


@pytest.mark.slow
def test_a_validation_asks_for_nothing_that_is_left_out() -> None:
    code = (
        "import sys\n"
        "from pipeline.quality import validate\n"
        "from tests.quality.handmade import dataset\n"
        "validate(dataset())\n"
        "left_out = ('sqlalchemy', 'scipy.stats._continuous_distns', 'altair.vegalite',\n"
        "            'great_expectations.datasource.fluent.pandas_datasource')\n"
        "print([name for name in left_out if name in sys.modules])\n"
    )
    assert _said(code).split() == ["[]"]
