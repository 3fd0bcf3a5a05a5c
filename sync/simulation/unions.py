"""Merges, what undoes them, and who is in use no more, as the journal tells them. It shares no code with the rules.

Each command brings a choice that its office made; the receipt says which fields of it hold. Whatever is said of a loser
afterwards must have been done on the winner (R4).
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from mobile_contract.receipts import Receipt
from sync.simulation.ports import Entry

Rows = Mapping[str, dict[str, dict[str, Any]]]
Said = Mapping[str, Any]

RETIRABLE = {"building": "buildings", "dwelling": "dwellings", "household": "households", "person": "persons"}
_LIVES = {"retire_record": "retired", "restore_record": "active"}
KINDS = frozenset({"merge_persons", "unmerge_persons", *_LIVES})
_ABOUT_PERSONS = frozenset({"change_person", "move_in"})


class Written(NamedTuple):
    """A field that a command set, or wanted to: what its author had seen and meant, and what the receipt says."""

    table: str
    entity: str
    field: str
    was: Any
    new: Any
    outcome: str


class Unions:
    """Who went into whom, up to an entry of the journal."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._into: dict[str, str] = {}
        self._merges: dict[str, dict[str, Any]] = {}

    def end_of(self, person: str) -> str:
        """Who somebody is now."""
        while person in self._into:
            person = self._into[person]
        return person

    def astray(self, entry: Entry, said: Said, receipt: Receipt) -> str | None:
        """What was said of a loser, and not done on who they are now: who that is."""
        retires = entry.kind in _LIVES and said.get("register") == "person"
        if not retires and entry.kind not in _ABOUT_PERSONS:
            return None
        winner = self.end_of(said["entity"])
        told = receipt.to or said["entity"]
        return None if winner == told else winner

    def take(self, entry: Entry, said: Said, receipt: Receipt) -> list[Written]:
        """Do what a command did beside its fields; the fields that it set, or wanted to."""
        if entry.kind in _LIVES:
            return self._live(entry.kind, said, receipt)
        return self._merge(said, receipt) if entry.kind == "merge_persons" else self._unmerge(said, receipt)

    def _live(self, kind: str, said: Said, receipt: Receipt) -> list[Written]:
        row = self._rows[RETIRABLE[said["register"]]].get(receipt.to or said["entity"])
        if row is not None and row["life"] != "merged":
            row["life"] = _LIVES[kind]
        return []

    def _merge(self, said: Said, receipt: Receipt) -> list[Written]:
        persons, stays = self._rows["persons"], self._rows["residencies"]
        winner, loser = persons.get(said["winner"]), persons.get(said["loser"])
        self._into[said["loser"]] = said["winner"]
        if winner is None:
            return []
        new = sorted(set(said.get("add_labels", ())) - set(winner["care_labels"]))
        chosen = said.get("set", {})
        undo = {name: (chosen[name][1], winner.get(name)) for name, told in receipt.fields.items() if _done(name, told)}
        self._merges[said["entity"]] = {
            "life": "active" if loser is None else loser["life"], "labels": new,
            "moved": list(said.get("moved", ())), "undo": undo,
        }  # fmt: skip
        if loser is not None:  # nobody tells of one who was erased
            loser["life"] = "merged"
        winner["care_labels"] = sorted({*winner["care_labels"], *new})
        for stay in said.get("moved", ()):
            if stay in stays:
                stays[stay]["person"] = said["winner"]
        return [
            Written("persons", said["winner"], name, chosen[name][0], chosen[name][1], outcome)
            for name, outcome in receipt.fields.items()
            if name != "care_labels"
        ]

    def _unmerge(self, said: Said, receipt: Receipt) -> list[Written]:
        persons, stays = self._rows["persons"], self._rows["residencies"]
        winner, loser = persons.get(said["winner"]), persons.get(said["loser"])
        merge = self._merges.get(said["entity"])
        self._into.pop(said["loser"], None)
        if winner is None or merge is None:
            return []
        if loser is not None:
            loser["life"] = merge["life"]
        winner["care_labels"] = sorted(set(winner["care_labels"]) - set(merge["labels"]))
        for stay in merge["moved"]:
            if stay in stays and stays[stay]["person"] == said["winner"]:
                stays[stay]["person"] = said["loser"]
        return [
            Written("persons", said["winner"], name, merge["undo"][name][0], merge["undo"][name][1], outcome)
            for name, outcome in receipt.fields.items()
            if name in merge["undo"]
        ]


def _done(name: str, outcome: str) -> bool:
    return name != "care_labels" and outcome == "applied"
