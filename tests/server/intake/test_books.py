"""What people are told: whole in both languages, and true to the case machine."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from mobile_contract.cases import CaseState
from server.app import create_app
from server.cases.machine import STEPS
from server.intake.books import WrongTemplates, book, shown, template_at, templates_of
from server.settings import Settings, WrongSettings
from tests.support.judging import NOW


def test_every_state_has_its_words_and_every_text_both_languages() -> None:
    known = book()
    assert set(known.stages) == set(CaseState)
    said = [*known.stages.values(), *known.steps.values(), *known.whys.values()]
    said += [*known.matters, *known.notices, *known.questions, known.privacy]  # type: ignore[list-item] # alike
    assert not [one for one in said if not one.zh.strip() or not one.en.strip()]


def test_steps_are_those_of_the_machine() -> None:
    kinds = {step.kind for step in STEPS} | {"report_matter"}
    assert {code.partition(">")[0] for code in book().steps} <= kinds
    assert {code.partition(">")[2] for code in book().steps} - {""} <= set(CaseState)


def test_emergencies_name_notices_with_the_numbers_of_china() -> None:
    codes = {one.code for one in book().notices}
    assert {one.emergency for one in book().matters} - {None} <= codes
    assert {number for one in book().notices for number in one.numbers} == {"110", "119", "120"}
    assert len({one.code for one in book().matters}) == len(book().matters)


@pytest.mark.parametrize(
    ("words", "notice"),
    [("楼下着火了", "fire"), ("闻到煤气味", "gas"), ("GAS LEAK", "gas"), ("有人打架", "danger"), ("路灯不亮", None)],
)
def test_words_that_speak_of_an_emergency_call_for_its_notice(words: str, notice: str | None) -> None:
    found = book().notice_before(None, words)
    assert (None if found is None else found.code) == notice


def test_the_list_shows_no_class_and_no_keyword() -> None:
    told = shown(book())
    assert {"fire", "gas", "road"} <= {one.code for one in told.matters}
    assert not hasattr(told.matters[0], "class_code")
    assert not hasattr(told.notices[0], "keywords")


def test_a_template_is_in_force_from_its_day_on() -> None:
    found = template_at(templates_of(None), "general", NOW)
    assert found is not None
    assert (found.reply.value, found.reply.unit) == (7, "natural_day")
    assert template_at(templates_of(None), "general", datetime(2025, 1, 1, tzinfo=UTC)) is None
    assert template_at(templates_of(None), "leisurely", NOW) is None


def a_template(**more: Any) -> dict[str, Any]:
    limit = {"value": 3, "unit": "natural_day"}
    facts = {"code": "general", "zh": "一般", "en": "General", "valid_from": "2026-01-01T00:00:00+08:00"}
    return facts | {"sign": limit, "reply": limit} | more


def a_file(folder: Path, *those: dict[str, Any]) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / "own.json"
    file.write_bytes(msgspec.json.encode(those))
    return file


def test_a_districts_own_template_stands_for_all_of_its_code_and_leaves_the_others(tmp_path: Path) -> None:
    own = templates_of(a_file(tmp_path, a_template(), a_template(code="market", zh="集市")))
    general, market, urgent = (template_at(own, code, NOW) for code in ("general", "market", "emergency"))
    assert general is not None
    assert (general.reply.value, market is not None, urgent is not None) == (3, True, True)
    ended = templates_of(a_file(tmp_path / "later", a_template(valid_until="2026-02-01T00:00:00+08:00")))
    assert template_at(ended, "general", NOW) is None


@pytest.mark.parametrize("wrong", [{"colour": "red"}, {"reply": {"value": 0, "unit": "natural_day"}}, {"code": 7}])
def test_a_server_with_wrong_templates_or_likeness_does_not_start(tmp_path: Path, wrong: dict[str, Any]) -> None:
    own = a_file(tmp_path, a_template(**wrong))
    with pytest.raises(WrongTemplates, match=r"^own\.json: "):
        templates_of(own)
    for name in ("templates", "likeness"):
        files: dict[str, Any] = {name: own}
        settings = Settings(database="sqlite:///none", district=1, key_file=tmp_path / "key", blobs=tmp_path, **files)
        with pytest.raises(WrongSettings, match=rf"wrong {name}: own\.json: "):
            create_app(settings)
