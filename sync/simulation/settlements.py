"""Conflicts and what became of them, as the journal tells it. It shares no code with the rules.

A decision about a field is a change like any other. A decision on late work lets its command in: that is journalled
once more, with another receipt. Whatever else a decision does is an answer, and changes no row.
"""

from collections.abc import Callable, Container, Mapping
from typing import Any, NamedTuple

from mobile_contract.receipts import Receipt
from sync.simulation.ports import Fields

KIND = "settle_conflict"

_TABLES = {
    "building": "buildings",
    "person": "persons",
    "dwelling": "dwellings",
    "household": "households",
    "residency": "residencies",
}
_WRITES = frozenset({"keep_mine", "edit"})
_LET_IN = frozenset({"late_scope", "case_moved_on"})
_DONE = frozenset({"applied", "merged", "redirected"})

Said = Mapping[str, Any]


class Chosen(NamedTuple):
    """A field that a decision set, or wanted to."""

    table: str
    entity: str
    field: str
    was: Any
    new: Any
    kept: bool


class Settlements:
    """Which conflicts there are up to an entry of the journal, whom they are about by then, and how they were decided.

    `conflicts` are the rows as they are in the end: what they are about then may be another record. `end_of` is who a
    person is now. Of `erased` the journal tells no merge: where what a conflict is about is one of them, it came
    there by a merge that went with them.
    """

    def __init__(self, conflicts: Mapping[str, Fields], end_of: Callable[[str], str], erased: Container[str]) -> None:
        self._conflicts = conflicts
        self._erased = erased
        self._end_of = end_of
        self._of: dict[str, list[str]] = {}
        for identity, row in conflicts.items():
            self._of.setdefault(row["command"], []).append(identity)
        self._about: dict[str, str] = {}
        self._settled: set[str] = set()
        self._told: dict[str, Receipt] = {}

    def note(self, command: str, receipt: Receipt) -> Receipt | None:
        """A command has this answer from now on; what it had before."""
        before = self._told.get(command)
        self._told[command] = receipt
        for identity in self._of.get(command, ()):
            self._about.setdefault(identity, self._end_of(self._conflicts[identity]["meant"]))
        return before

    def follow(self, loser: str, winner: str) -> None:
        """A merge: what was about the loser is about the winner, also after that is undone."""
        for identity, about in self._about.items():
            if about == loser:
                self._about[identity] = winner

    def lets_in(self, before: Receipt, after: Receipt) -> bool:
        """Whether another answer means that the command was done only now."""
        return before.why in _LET_IN and (str(after.verdict) in _DONE or after.why not in ("", *_LET_IN))

    def meant(self, said: Said) -> Said:
        """A command that is let in, about what it is about by now."""
        for identity in self._of.get(said["id"], ()):
            row, about = self._conflicts[identity], self._about[identity]
            if row["entity"] in self._erased:
                about = row["entity"]
            if row["reason"] == "late_scope" and row["meant"] != about:
                named = {name: about for name, value in said.items() if value == row["meant"] and name != "id"}
                return {**said, **named, "base": 0}
        return said

    def take(self, said: Said, receipt: Receipt) -> Chosen | None:
        """Note a decision, if it was the first on its conflict; the field that it set, or wanted to."""
        identity, row = said["entity"], self._conflicts.get(said["entity"])
        done = str(receipt.verdict) in _DONE or (str(receipt.verdict) == "conflict" and receipt.why != "late_scope")
        if row is None or identity in self._settled or not done:
            return None
        self._settled.add(identity)
        if said["choice"] not in _WRITES:
            return None
        new = said.get("value") if said["choice"] == "edit" else row["mine"]
        kept = receipt.why == "concurrent_edit"
        return Chosen(_TABLES[row["of_kind"]], self._about[identity], row["field"], said.get("was"), new, kept)
