"""Scenes of forms: what a heading means."""

from collections.abc import Mapping

from mobile_contract.base import Command
from mobile_contract.forms import AnswerHeading
from server.core.ids import new_id
from tests.conformance.scenes import Scene, at_once, new

SCENES: Mapping[type[Command], Scene] = {
    AnswerHeading: at_once(lambda _acts: new(AnswerHeading, new_id(), heading="备注", field="workplace")),
}
