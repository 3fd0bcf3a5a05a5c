"""How somebody decides a conflict that lies before them: which choice, and with what words. It sends nothing."""

from collections.abc import Mapping
from typing import Any

from mobile_contract.inbox import CHANGES, Choice
from mobile_contract.problems import ProblemCode
from sync.simulation.dice import Dice

_EDITED: Mapping[str, str] = {"phone": "13900000007", "name": "己", "unit": "五", "number": "五"}
"""By field: a third value."""

_DO = (Choice.APPLY, Choice.APPLY, Choice.DISMISS)
_NOTE = (Choice.KEEP_BOTH, Choice.DISMISS)
_KEEP = (Choice.KEEP_THEIRS, Choice.KEEP_BOTH)


def decided(reason: str, of_kind: str, field: str, was: Any, dice: Dice) -> dict[str, Any]:
    """The facts of a decision: `choice`, and what it needs. `was` is what the field shows to whoever decides."""
    choice = dice.pick(_open(reason, of_kind, field))
    facts: dict[str, Any] = {"choice": choice}
    if choice is Choice.DISMISS:
        facts["reason"] = "不办"
    if choice in (Choice.KEEP_MINE, Choice.EDIT):
        facts["was"] = was
    if choice is Choice.EDIT:
        facts["value"] = _EDITED[field]
    return facts


def _open(reason: str, of_kind: str, field: str) -> tuple[Choice, ...]:
    if reason == ProblemCode.LATE_SCOPE and of_kind == "settle_conflict":
        return (Choice.DISMISS,)
    if reason in (ProblemCode.LATE_SCOPE, ProblemCode.CASE_MOVED_ON):
        return _DO
    if reason != ProblemCode.CONCURRENT_EDIT:
        return _NOTE
    if of_kind not in CHANGES:
        return _KEEP
    edit = (Choice.EDIT,) if field in _EDITED else ()
    return (Choice.KEEP_MINE, Choice.KEEP_MINE, *_KEEP, *edit)
