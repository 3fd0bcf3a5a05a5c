"""The facts that predicates may ask for, each case's packed into one number. Pure.

Cases are alike in most of their facts: a month of thirty thousand has a few hundred different numbers. So whatever is
asked is answered once a number, and a new indicator needs no new count of old cases.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from mobile_contract.case_steps import TaskKind
from mobile_contract.cases import CaseSource
from server.analytics.language import FactType, Value

SOURCES = ("", *(source.value for source in CaseSource))
KINDS = ("", "event", "component", "community")
TASKS = (TaskKind.VERIFY.value, TaskKind.CHECK.value)

CASE_FACTS: tuple[FactType, ...] = (
    FactType("source", "how the report came", words=SOURCES),
    FactType("kind", "what its class is about; empty while it has none", words=KINDS),
    FactType("accepted", "an acceptor took the report on (受理)"),
    FactType("accepted_in_time", "accepted, and no clock of accepting ran out"),
    FactType("refused", "ended as not taken on"),
    FactType("filed", "it was filed and has its number (立案)"),
    FactType("not_filed", "ended as not filed"),
    FactType("filed_right", "filed, and neither returned to the acceptor nor voided afterwards"),
    FactType("voided", "ended as void (作废)"),
    FactType("merged", "ended as another report of the same matter"),
    FactType("forced_closed", "ended by force; counted apart"),
    FactType("closed", "ended as closed (结案)"),
    FactType("dispatched", "it was given to a department (派遣)"),
    FactType("dispatched_in_time", "dispatched, and no clock of dispatching ran out"),
    FactType("redispatched", "it was given to one department after another"),
    FactType("should_handle", "a limit of handling stands or stood; without one that rests or came to nothing"),
    FactType("handled", "the department has confirmed the work of the last round"),
    FactType("handled_in_time", "handled, each round within its limit"),
    FactType("closed_in_time", "closed, and handled in time: closing has no limit of its own"),
    FactType("closed_before_due", "closed no later than the limit of handling"),
    FactType("self_handled", "the worker put it right on the spot"),
    FactType("exempt", "an appeal was granted: overdue, and not to be counted so"),
    FactType("historic", "a matter left from long ago"),
    FactType("urgent", "it is urgent"),
    FactType("suspended", "it rested at least once"),
    FactType("reopened", "it was opened again after closing"),
    FactType("rated", "the reporter answered for the last round that they rated"),
    FactType("contacted", "the reporter says that they were heard"),
    FactType("solved", "the reporter, or the citizen whom the hotline's order is about, says that it is solved"),
    FactType("satisfaction", "what they say of it, from 1 to 5; 0 while there is none", most=5),
    FactType("reworks", "how often it was done again, 7 for more", most=7),
    FactType("extensions", "how often it got more time, 3 for more", most=3),
    FactType("returns", "how often somebody said that it is not theirs, 7 for more", most=7),
    FactType("ticket", "a hotline sent it as an order (工单)"),
    FactType("signed_in_time", "the order was signed for within its limit (签收)"),
    FactType("contacted_in_time", "the citizen was reached within the order's limit (联系)"),
    FactType("replied_in_time", "the order was answered within its limit (回复)"),
    FactType("surveyed", "the reporter rated it, or the citizen answered when called back (回访)"),
)
"""In the order of their bits: a new fact goes last, and its cases are counted anew (`hexward kpi rebuild`)."""

TASK_FACTS: tuple[FactType, ...] = (
    FactType("task", "what the worker was sent for: to look before filing, or after handling", words=TASKS),
    FactType("source", "how the report came", words=SOURCES),
    FactType("kind", "what the case's class is about", words=KINDS),
    FactType("withdrawn", "the case went on without it"),
    FactType("done", "the worker has told what there is to see"),
    FactType("done_in_time", "done within its limit"),
    FactType("passed", "all was well"),
)


class Packing:
    """Packs facts into a number and tells them back."""

    def __init__(self, facts: Sequence[FactType]) -> None:
        self.facts: Mapping[str, FactType] = MappingProxyType({fact.name: fact for fact in facts})
        self._places: list[tuple[FactType, int, int]] = []
        shift = 0
        for fact in facts:
            width = max(1, (len(fact.words) - 1 if fact.words else fact.most).bit_length())
            self._places.append((fact, shift, (1 << width) - 1))
            shift += width
        if shift > 62:
            raise ValueError("more facts than a number of the database holds")
        self.unpack = lru_cache(maxsize=65_536)(self._unpack)

    def pack(self, values: Mapping[str, Value]) -> int:
        """The number of these facts; what is not named is not so, none, or the first word. Numbers are cut to `most`.

        Raises KeyError for a fact that is none, ValueError for a word that is none.
        """
        unknown = values.keys() - self.facts.keys()
        if unknown:
            raise KeyError(*sorted(unknown))
        signature = 0
        for fact, shift, _ in self._places:
            value = values.get(fact.name)
            if value:
                number = fact.words.index(str(value)) if fact.words else min(int(value), fact.most)
                signature |= number << shift
        return signature

    def _unpack(self, signature: int) -> Mapping[str, Value]:
        found: dict[str, Value] = {}
        for fact, shift, mask in self._places:
            number = signature >> shift & mask
            found[fact.name] = fact.words[number] if fact.words else bool(number) if fact.is_flag else number
        return found


CASES = Packing(CASE_FACTS)
TASKS_SENT = Packing(TASK_FACTS)

ON_TIME: Mapping[str, str] = MappingProxyType({"handled_in_time": "handled", "closed_in_time": "closed"})
"""What a granted appeal makes true, and of which fact (domain.md 3.3)."""


def as_exempted(facts: Mapping[str, Value]) -> Mapping[str, Value]:
    """The facts as an indicator counts them that lets a granted appeal count as on time; the case keeps its own."""
    if not facts.get("exempt"):
        return facts
    return {**facts, **{name: facts[whole] for name, whole in ON_TIME.items()}}
