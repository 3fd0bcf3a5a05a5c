"""An indicator that cannot be computed as it is written is refused when it is read, with what is wrong."""

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from server.analytics.reckoning import Ratio, ratios, total_of
from server.analytics.specs import Book, By, Specification, Unit, WrongSpecification, checked, packaged, read_file
from server.app import create_app
from server.settings import Settings, WrongSettings
from tests.server.analytics.lives import a_count


def a_spec(**more: Any) -> Specification:
    facts: dict[str, Any] = {
        "id": "closed_rate", "version": 2, "name_zh": "结案率", "name_en": "Closed", "cohort": "due_at",
        "numerator": "closed", "denominator": "should_handle",
    }  # fmt: skip
    return Specification(**(facts | more))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"numerator": "finished"}, "closed_rate version 2: the predicate 'finished' asks for the fact 'finished'"),
        ({"denominator": "closed and"}, "the predicate 'closed and' ends where a fact should follow"),
        ({"exclude": ("void",)}, "asks for the fact 'void'"),
        ({"cohort": "born_at"}, "there is no cohort 'born_at'; there are reported_at, filed_at, due_at"),
        ({"cohort": "sent_at"}, "tasks, and tasks alone, are counted by sent_at"),
        ({"unit": Unit.TASK}, "tasks, and tasks alone, are counted by sent_at"),
        ({"unit": Unit.TASK, "cohort": "sent_at", "person": "handler"}, "a task is its worker's"),
        ({"unit": Unit.TASK, "cohort": "sent_at"}, "'should_handle', which no case has; there are task"),
        ({"unit": Unit.PERSON}, "says of which post"),
        ({"numerator": ""}, "it has no numerator"),
        ({"parts": ({"indicator": "x1", "weight": 100},)}, "a score has parts, and neither cohort"),
    ],
)
def test_what_cannot_be_counted_is_refused(wrong: dict[str, Any], told: str) -> None:
    spec = msgspec.convert(msgspec.to_builtins(a_spec()) | wrong, Specification)
    with pytest.raises(WrongSpecification) as raised:
        checked(spec)
    assert told in str(raised.value)


def test_the_packaged_indicators_are_those_of_the_domain_and_each_tells_its_formula() -> None:
    book = Book(packaged())
    assert {one.spec.name_zh for one in book.list_in_force(202611)} >= {
        "处置率", "按期处置率", "结案率", "按期结案率", "按期派遣率", "派遣准确率", "有效上报率",
        "按期核实率", "按期核查率", "返工率", "延期率", "超期待处置率", "按时立案率", "准确立案率",
        "漏报率", "响应率", "解决率", "满意率",
    }  # fmt: skip
    assert len(book.ids()) == len(book.list_in_force(202611))
    told = book.in_force("handled_in_time_rate", 202611)
    assert told is not None
    assert told.spec.formula == (
        "cases by due_at excluding voided, refused, not_filed, merged, forced_closed: "
        "(handled_in_time) / (should_handle); a granted appeal counts as on time"
    )


def test_a_district_takes_another_denominator_from_a_month_on_and_what_was_published_stays() -> None:
    ended = checked(a_spec(id="rework_rate", version=1, numerator="reworks >= 1", valid_until=date(2026, 7, 1)))
    other = checked(
        a_spec(id="rework_rate", version=3, numerator="reworks >= 1", denominator="closed", valid_from=date(2026, 7, 1))
    )
    book = Book(packaged(), (ended, other))
    cases = [a_count(3, should_handle=True), a_count(1, should_handle=True, closed=True, reworks=1)]
    found: list[tuple[int, Ratio]] = []
    for month in (202606, 202607):
        rate = book.in_force("rework_rate", month)
        assert rate is not None
        found.append((rate.spec.version, total_of(ratios(rate, cases))))
    assert found == [(1, Ratio(1, 4)), (3, Ratio(1, 1))]


def test_two_versions_in_force_at_once_are_refused() -> None:
    with pytest.raises(WrongSpecification, match=r"closed_rate: versions 1 and 2 are in force at once"):
        Book(packaged(), (checked(a_spec(valid_from=date(2026, 7, 1))),))


def test_before_it_is_in_force_an_indicator_is_not_there() -> None:
    book = Book((checked(a_spec(valid_from=date(2026, 7, 1))),))
    assert book.in_force("closed_rate", 202606) is None
    assert book.list_in_force(202606) == []
    assert book.in_force("unheard_of", 202607) is None


def test_a_score_needs_its_parts_and_weights_of_a_hundred() -> None:
    part = {"indicator": "handled_rate", "weight": 60}
    wrong = {"id": "own_score", "version": 1, "name_zh": "分", "name_en": "Score"}
    with pytest.raises(WrongSpecification, match="100 together, and not 60"):
        read_file(_toml(wrong, [part]), "own.toml")
    whole = read_file(_toml(wrong, [part, {"indicator": "nothing_there", "weight": 40}]), "own.toml")
    with pytest.raises(WrongSpecification, match="'nothing_there' is no rate"):
        Book(packaged(), whole)


@pytest.mark.parametrize("raw", [b"indicators = 3", b"[[indicators]]\nid = 'x1'", b"\xff", b"[[", b"other = 1"])
def test_a_file_that_is_none_is_refused_by_its_name(raw: bytes) -> None:
    with pytest.raises(WrongSpecification, match=r"^own\.toml: "):
        read_file(raw, "own.toml")


def test_a_server_with_wrong_indicators_does_not_start(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text("[[indicators]]\nid = 'Wrong Name'\n", encoding="utf-8")
    settings = Settings(
        database="sqlite:///none", district=1, key_file=tmp_path / "key", blobs=tmp_path, indicators=own
    )
    with pytest.raises(WrongSettings, match=r"wrong indicators: own\.toml: "):
        create_app(settings)


def test_by_what_a_figure_may_be_told_is_the_specifications() -> None:
    assert checked(a_spec(group_by=(By.STREET,))).spec.group_by == (By.STREET,)


def _toml(facts: dict[str, Any], parts: list[dict[str, Any]]) -> bytes:
    lines = ["[[indicators]]", *(f"{name} = {value!r}" for name, value in facts.items())]
    for part in parts:
        lines += ["[[indicators.parts]]", *(f"{name} = {value!r}" for name, value in part.items())]
    return "\n".join(lines).encode()
