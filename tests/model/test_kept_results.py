"""What is made of the same objects is made once; of others, or where nothing is kept, anew."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from pipeline.model.kept_results import (
    as_before,
    forget_results,
    keep_results,
    taken,
    taken_of_each,
    taken_of_file,
)

_MADE: list[tuple[object, ...]] = []


@pytest.fixture(autouse=True)
def _kept() -> Iterator[None]:
    _MADE.clear()
    keep_results()
    yield
    forget_results()


def _listed(same: Sequence[object], *equal: object) -> list[object]:
    _MADE.append((*same, *equal))
    return [*same, *equal]


def _counted(same: Sequence[object]) -> int:
    return len(same)


def test_the_same_objects_and_equal_values_give_the_same_result() -> None:
    one, other = object(), object()
    first = taken(_listed, (one, other), "a", None)
    assert taken(_listed, [one, other], "".join(["a"]), None) is first
    assert len(_MADE) == 1


@pytest.mark.parametrize("of", [("other", "one"), ("one",), ("one", "other", "one"), ("equal",)])
def test_other_objects_another_order_or_number_are_something_else(of: tuple[str, ...]) -> None:
    objects: dict[str, object] = {"one": ["x"], "other": ["y"], "equal": ["x"]}
    taken(_listed, (objects["one"], objects["other"]))
    taken(_listed, [objects[name] for name in of])
    assert len(_MADE) == 2


def test_another_value_or_function_is_something_else() -> None:
    one = object()
    assert taken(_listed, (one,), "a") != taken(_listed, (one,), "b")
    assert taken(_counted, (one,)) == 1


def test_of_groups_only_those_that_are_not_kept_are_made_and_all_in_their_order() -> None:
    one, other, third = [1], [2], [3]
    asked: list[list[int]] = []

    def sums(groups: Sequence[Sequence[list[int]]]) -> list[int]:
        def make(numbers: Sequence[int]) -> list[int]:
            asked.append(list(numbers))
            return [sum(value for [value] in groups[number]) for number in numbers]

        return taken_of_each(make, groups)

    assert sums([[one, other], [third]]) == [3, 3]
    assert sums([[third], [other, one], [one, other]]) == [3, 3, 3]
    assert asked == [[0, 1], [1]]
    forget_results()
    assert sums([[third], [one]]) == [3, 1]
    assert asked[2:] == [[0, 1]]


def test_an_object_is_kept_so_that_no_other_has_its_identity() -> None:
    for _ in range(1000):
        taken(_listed, [object()])
    assert len(_MADE) == 1000


def test_a_list_that_changes_later_changes_nothing() -> None:
    same: list[object] = [object()]
    assert len(taken(_listed, same)) == 1
    same[0] = object()
    same.append(object())
    assert len(taken(_listed, same)) == 2


def test_an_equal_value_is_the_one_before() -> None:
    first = as_before("names", {"a": 1})
    assert as_before("names", {"a": 1}) is first
    assert as_before("others", {"a": 1}) is not first
    assert as_before("names", {"a": 2}) == {"a": 2}
    assert as_before("names", {"a": 1}) is not first


def _content(path: Path) -> str:
    _MADE.append((path,))
    return path.read_text("utf-8")


def test_a_file_is_read_again_when_another_is_in_its_place(tmp_path: Path) -> None:
    path, new = tmp_path / "a", tmp_path / "new"
    path.write_text("a", "utf-8")
    assert [taken_of_file(_content, path) for _ in range(2)] == ["a", "a"] and len(_MADE) == 1
    new.write_text("b", "utf-8")
    os.utime(new, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    new.rename(path)
    assert taken_of_file(_content, path) == "b"
    path.unlink()
    with pytest.raises(FileNotFoundError):
        taken_of_file(_content, path)


def test_where_nothing_is_kept_everything_is_made() -> None:
    forget_results()
    one = object()
    assert taken(_listed, (one,)) is not taken(_listed, (one,))
    assert as_before("names", [one]) is not as_before("names", [one])
