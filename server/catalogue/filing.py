"""Whether a case may be filed under a class and a filing condition at an instant. Pure; it files nothing."""

from datetime import datetime

from mobile_contract.problems import ProblemCode
from server.catalogue.index import Node, in_force
from server.core.decisions import Decision, Directory, refuse


def refusal(directory: Directory, class_code: str, condition: str | None, at: datetime) -> Decision | None:
    """What stands against it, with the facts; None where nothing does.

    Refuses UNKNOWN_CLASS and UNKNOWN_CONDITION for what is not there, CLASS_RETIRED and CONDITION_RETIRED for what is
    not in force then, and CASE_NEEDS where a class has conditions in force and none was chosen.
    """
    unknown = class_out_of_force(directory, class_code, at)
    if unknown is not None:
        return unknown
    if condition is None:
        choices = directory.conditions_at(class_code, at)
        return refuse(ProblemCode.CASE_NEEDS, needs="condition", choices=len(choices)) if choices else None
    chosen = directory.condition(condition)
    if chosen is None or chosen.class_code != class_code:
        return refuse(ProblemCode.UNKNOWN_CONDITION, class_code=class_code, condition=condition)
    if not in_force(chosen, at):
        facts = {"class_code": class_code, "condition": condition, **_dates(chosen)}
        return refuse(ProblemCode.CONDITION_RETIRED, **facts)
    return None


def class_out_of_force(directory: Directory, class_code: str, at: datetime) -> Decision | None:
    """What stands against a class alone: UNKNOWN_CLASS, or CLASS_RETIRED; None where nothing does."""
    known = directory.case_class(class_code)
    if known is None:
        return refuse(ProblemCode.UNKNOWN_CLASS, class_code=class_code)
    if directory.class_at(class_code, at) is None:
        return refuse(ProblemCode.CLASS_RETIRED, class_code=class_code, name=known.name, **_dates(known))
    return None


def _dates(node: Node) -> dict[str, str]:
    told = {"valid_from": node.valid_from, "valid_until": node.valid_until}
    return {name: at.isoformat() for name, at in told.items() if at is not None}
