"""What each guard of the case machine asks for, in words, and what it refuses with. Data; it asks nothing itself."""

from collections.abc import Mapping
from typing import NamedTuple

from mobile_contract.problems import ProblemCode as P
from server.cases.words import Guard


class Meaning(NamedTuple):
    """What must hold, and the codes of the refusals where it does not."""

    holds: str
    codes: tuple[P, ...]


MEANINGS: Mapping[Guard, Meaning] = {
    Guard.REASON: Meaning("words that say why", (P.CASE_NEEDS,)),
    Guard.CLASS_IN_FORCE: Meaning(
        "a class, and a filing condition of it where it has any, that are in force now; the class of its component",
        (P.UNKNOWN_CLASS, P.CLASS_RETIRED, P.UNKNOWN_CONDITION, P.CONDITION_RETIRED, P.CASE_NEEDS, P.COMPONENT_CLASS),
    ),
    Guard.HAS_CLASS: Meaning("the case has a class", (P.CASE_NEEDS,)),
    Guard.ORGS_THERE: Meaning("a lead department that works where the case lies", (P.DEPARTMENT_OUTSIDE,)),
    Guard.NOT_JUST_RETURNED: Meaning(
        "another department than the one that has just returned it, unless forced with a reason",
        (P.JUST_RETURNED, P.CASE_NEEDS),
    ),
    Guard.FILED: Meaning("a case that was filed and has a number", (P.CASE_NEEDS,)),
    Guard.HANDLER_THERE: Meaning(
        "a handler of that department, or of the case's grid; for one that is not known the command waits",
        (P.PERSON_OUTSIDE,),
    ),
    Guard.CHECKER_THERE: Meaning(
        "a checker with a post in the field; for one that is not known the command waits", (P.PERSON_OUTSIDE,)
    ),
    Guard.OTHER_PERSON: Meaning("somebody who did not handle it", (P.SAME_PERSON,)),
    Guard.PHOTOS_AFTER: Meaning(
        "as many photos after the work of this round as the condition asks for", (P.CASE_NEEDS,)
    ),
    Guard.PHOTOS_ARRIVED: Meaning(
        "as many photos before the work, and after that of this round, as the condition asks for, and their bytes",
        (P.CASE_NEEDS,),
    ),
    Guard.PHOTO_OF_CHECK: Meaning("a photo of the check by whoever was sent", (P.CASE_NEEDS,)),
    Guard.PHOTO_OR_REASON: Meaning("a photo by whoever was sent, or words", (P.CASE_NEEDS,)),
    Guard.MAY_SELF_HANDLE: Meaning("a class that a worker may put right alone", (P.CASE_NEEDS, P.NOT_ALLOWED)),
    Guard.PHOTOS_BOTH: Meaning("a photo before and one after, or as many as the condition asks for", (P.CASE_NEEDS,)),
    Guard.CLOSING_CONDITION: Meaning("the word that the closing condition is met", (P.CASE_NEEDS,)),
    Guard.CHECKED: Meaning("a check that passed, or a class that asks for none", (P.CASE_NEEDS,)),
    Guard.SAME_MATTER: Meaning(
        "the same component; or at most 50 m apart and the same family of classes, where one has none yet with words "
        "that say why; no chains of duplicates",
        (P.NOT_THE_SAME, P.ALREADY_MERGED, P.CASE_NEEDS),
    ),
    Guard.ID_FREE: Meaning("an id that nothing has yet", (P.ID_TAKEN,)),
    Guard.NOT_ASKED_YET: Meaning(
        "no open request of the same kind, by the handler or their department", (P.ALREADY_ASKED, P.NOT_ALLOWED)
    ),
    Guard.NOT_OVERDUE: Meaning("a clock of handling that is not over yet", (P.OVERDUE, P.CASE_NEEDS)),
    Guard.EXTENDABLE: Meaning("fewer than two extensions approved", (P.TOO_OFTEN,)),
    Guard.SUSPENDABLE: Meaning(
        "no suspension approved before, and a last day to come within 365 days", (P.TOO_OFTEN, P.OUT_OF_TIME)
    ),
    Guard.WAS_OVERDUE: Meaning("handling that ended after its limit", (P.NOT_OVERDUE,)),
    Guard.APPEALABLE: Meaning("no appeal before, or a district that lets one be made again", (P.TOO_OFTEN,)),
    Guard.SECOND_PERSON: Meaning("somebody else than who asked", (P.SAME_PERSON,)),
    Guard.REOPENABLE: Meaning(
        "not opened again before; a citizen asks within seven days", (P.TOO_OFTEN, P.OUT_OF_TIME)
    ),
    Guard.NOT_RATED: Meaning("no rating of this round yet", (P.TOO_OFTEN,)),
    Guard.LEVEL_ABOVE: Meaning("a level above the one that has it", (P.NO_LEVEL,)),
    Guard.LEVEL_BELOW: Meaning("an organisation right below, on the way to the case's grid", (P.NO_LEVEL,)),
    Guard.UNANSWERED: Meaning("a supervision of this case without reply", (P.NOT_FOUND, P.ALREADY_ENDED)),
    Guard.UNCANCELLED: Meaning("a supervision of this case that is in force", (P.NOT_FOUND, P.ALREADY_ENDED)),
    Guard.WHISTLE_OPEN: Meaning("a whistle of this case that is not over", (P.NOT_FOUND, P.ALREADY_ENDED)),
    Guard.NO_WHISTLE: Meaning("no other whistle for it that is not over", (P.ALREADY_ASKED,)),
    Guard.ON_DUTY: Meaning(
        "a department that was called; it comes once, leaves before the end with a reason, and is scored if it came",
        (P.NOT_FOUND, P.ALREADY_ENDED, P.CASE_NEEDS),
    ),
    Guard.JOIN_TIME: Meaning("no more time to come than the district gives whistles of this kind", (P.OUT_OF_TIME,)),
    Guard.JOINT_MATTER: Meaning("a matter of the district's list, where one is named", (P.NOT_FOUND,)),
    Guard.ALL_BACK: Meaning(
        "everybody who was called came and has left, or words that say why it ends without", (P.CASE_NEEDS,)
    ),
    Guard.ASSISTING: Meaning(
        "a department that was asked to assist and has not finished", (P.NOT_FOUND, P.ALREADY_ENDED)
    ),
    Guard.CORRECTABLE: Meaning(
        "something to put right; a place in the district, a grid that is known; before filing, a class in force that "
        "its component has",
        (
            P.NOTHING_TO_CHANGE,
            P.CASE_NEEDS,
            P.OUT_OF_DISTRICT,
            P.UNKNOWN_GRID,
            P.UNKNOWN_CLASS,
            P.CLASS_RETIRED,
            P.COMPONENT_CLASS,
        ),
    ),
}
"""By guard, in the order in which words.py names them."""
