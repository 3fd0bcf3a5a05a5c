"""Check lists in files are read whole or refused with where they part from them; what is written down is as it is."""

import json
from typing import Any

import pytest

from mobile_contract.hazards import PublishCheckTemplate
from server.features import all_kinds
from server.hazards.files import NotReadable, read_templates, starter
from server.hazards.telling import DANGERS_FILE, text
from server.hazards.templates import publish_check_template
from tests.support.judging import an_id, command_facts, judge

ITEM = {"code": "stairs", "text": "楼梯堵塞", "level": "general"}
LEVEL = {"code": "general", "name": "一般", "period_days": 30}
ONE: dict[str, Any] = {
    "scheme": "city", "site_type": "shop", "name": "表", "source": "区消防 2026", "items": [ITEM], "levels": [LEVEL],
    "period_days": 90,
}  # fmt: skip


def a_file(*lists: object) -> bytes:
    return json.dumps({"templates": lists}).encode()


def test_a_list_of_a_file_is_what_the_contract_makes_of_it() -> None:
    (facts,) = read_templates(a_file(ONE))

    assert PublishCheckTemplate(**command_facts(an_id()), **facts).items[0].rectify_days == 7


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"{", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"\xff", "no JSON"),
        (b"[]", "no list of templates"),
        (b'{"templates": []}', "no list of templates"),
        (a_file(7), "template 1: "),
        (a_file(ONE | {"period_days": 0}), r"template 1: .*period_days"),
        (a_file(ONE, ONE | {"site_type": "x", "odd": 1}), "template 2: .*odd"),
        (a_file(ONE | {"id": "x"}), "template 1: id is no fact"),
        (a_file(ONE | {"valid_from": "1800-01-01T00:00:00Z"}), "template 1: .*1900"),
        (a_file(ONE, ONE), "shop of scheme city is named twice"),
    ],
)
def test_a_file_that_is_none_of_check_lists_says_where(raw: bytes, told: str) -> None:
    with pytest.raises(NotReadable, match=told):
        read_templates(raw)


def test_the_starter_can_be_published_and_claims_no_standard() -> None:
    for facts in starter():
        command = PublishCheckTemplate(**command_facts(an_id()), **facts)
        assert judge(publish_check_template, command, (), all_kinds()).puts
        assert command.source == "starter, to be confirmed by the district"
        assert "GB" not in json.dumps([item.text for item in command.items])
    assert {facts["site_type"] for facts in starter()} == {"small_shop", "workshop", "entertainment", "rented_house"}


def test_the_machine_that_is_written_down_is_the_one_that_judges() -> None:
    assert DANGERS_FILE.read_text(encoding="utf-8") == text(), "run `python -m server.hazards.telling`"
