"""Scenes of the rules of whom to visit: an edition, and one more on top of it."""

from collections.abc import Mapping
from typing import Any

from mobile_contract.base import Command
from mobile_contract.visit_rules import PublishVisitRules
from server.core import clock
from server.core.ids import new_id
from server.visits.editions import today
from server.visits.starter import starter
from sync.visit_days import text_of_day
from tests.conformance.scenes import Act, Scene, had, new, the_system
from tests.server.cases.acts import Acts


def _an_edition(base: int, in_days: int) -> Command:
    told = starter()
    begins = text_of_day(today(clock.now()) + in_days)
    facts: dict[str, Any] = {
        "scheme": told.scheme,
        "valid_from": begins,
        "rules": told.rules[base:],
        "reason": "年度标准",
    }
    return new(PublishVisitRules, new_id(), base=base, **facts)


async def _publish(acts: Acts) -> Act:
    await had(acts, _an_edition(0, 0))
    return the_system(acts, _an_edition(1, 7))


SCENES: Mapping[type[Command], Scene] = {PublishVisitRules: _publish}
