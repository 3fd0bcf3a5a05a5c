"""The register as the journal tells it: commands and receipts folded into values. It shares no code with the judge.

What the fold and the tables say must be one thing. On the way it asks of each change whether its author had seen what
it overwrote (I5), and of each value that was not taken whether it waits in the inbox (I6).
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple, cast

import msgspec

from mobile_contract.receipts import Receipt
from sync.simulation import settlements
from sync.simulation.older import as_now
from sync.simulation.ports import Entry, Item, Truth
from sync.simulation.settlements import Settlements
from sync.simulation.unions import KINDS, Unions

_PERSON: dict[str, Any] = {
    "name": None, "sex": "0", "birth_on": None, "id_type": "resident_id", "phone": None, "former_name": "",
    "workplace": "", "care_labels": [], "life": "active", "residence_division": None, "residence_address": "",
}  # fmt: skip
_STAY: dict[str, Any] = {
    "dwelling": None, "household": None, "relation": "99", "inflow_reason": None, "inflow_on": None, "origin": None,
    "cert_until": None, "housing_kind": None, "cert_type": None, "cert_on": None,
}  # fmt: skip
_MADE: dict[str, tuple[str, dict[str, Any]]] = {
    "add_building": (
        "buildings",
        {
            "name": None,
            "number": "",
            "estate": "",
            "floors": 0,
            "life": "active",
            "units": 0,
            "property_phone": None,
            "property_company": "",
            "has_danger": False,
        },
    ),
    "add_dwelling": (
        "dwellings",
        {
            "building": None,
            "unit": "",
            "floor": 0,
            "room": None,
            "use": "self",
            "life": "active",
            "owner_name": "",
            "owner_phone": None,
        },
    ),
    "add_household": ("households", {"dwelling": None, "number": "", "head": None, "life": "active"}),
    "register_person": ("persons", _PERSON),
    "record_visit": ("visits", {"household": None, "channel": "door", "outcome": "met", "persons": [], "note": None}),
    "report_matter": (
        "cases",
        {"title": None, "description": "", "address": "", "urgent": False, "claimed_grid": None},
    ),
    "attach_photo": ("photos", {"subject_kind": None, "phase": None, "sha256": None, "caption": ""}),
}
"""By kind of command: the table of the row that it makes, and the facts it takes from the command, or leaves so."""

_STAYS_OF = {"register_person": "permanent", "move_in": "floating"}
_CHANGED = {
    "change_person": ("persons", {"name", "sex", "birth_on", "phone"}),
    "change_household": ("households", {"number", "head"}),
    "change_building": ("buildings", {"name", "number", "head", "gis_id"}),
    "change_dwelling": ("dwellings", {"unit", "room", "use", "owner_name", "owner_phone"}),
    "change_residency": ("residencies", {"residency_kind", "relation", "hukou_consistent", "cert_until"}),
}
"""By kind of command: the table, and the fields of it that need a person's eye."""

_DONE = ("applied", "merged", "redirected")
_DONE_ALL_THE_SAME = ("duplicate", "edited_after_retire")
_AWAY = ("held", "parked")
_MOVES_TO = {
    "accept_case": "pending_filing", "refuse_case": "refused", "file_case": "pending_dispatch",
    "not_file_case": "not_filed", "dispatch_case": "pending_handle", "assign_case": "handling",
    "finish_handling": "pending_confirm", "confirm_handling": "pending_check", "rework_handling": "handling",
    "send_check": "checking", "close_case": "closed",
}  # fmt: skip
_BY_TURNS = frozenset({*_MOVES_TO, "submit_check", "record_progress"})
"""Steps that are one person's or one office's; whoever else takes them may be refused."""

_ORDERS = frozenset({"assign_worker", "end_assignment"})
"""What an office orders about a grid; that may be no grid any more when the order comes."""

CASE_EVENTS = frozenset({*_MOVES_TO, "submit_check", "record_progress", "comment_case"})


class Fault(NamedTuple):
    """An invariant that does not hold, and where."""

    invariant: str
    what: str


class Fold:
    """Takes the journal's entries in their order. `faults` is what was wrong on the way."""

    def __init__(self, truth: Truth) -> None:
        self.rows: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
        self.states: dict[str, str] = {}
        self.events: dict[str, int] = defaultdict(int)
        self.faults: list[Fault] = []
        self._epoch = ""
        self._epochs = list(truth.epochs)
        self._written: dict[tuple[str, str], tuple[int, int]] = {}
        self._items: dict[tuple[str, str], Item] = {(item.command, item.field): item for item in truth.inbox.values()}
        self._events = truth.rows["case_events"]
        self._truth = truth
        self._untold: dict[str, int] = {}
        self._unclear: set[tuple[int, str]] = set()
        self._unions = Unions(self.rows)
        self._settlements = Settlements(truth.rows["conflicts"], self._unions.end_of, truth.erased)
        for entry in truth.entries:
            while self._epochs and self._epochs[0][0] <= entry.pos:
                self._epoch = self._epochs.pop(0)[1]
            if entry.receipt is not None and entry.raw:
                self._take(entry)
            elif entry.version and (entry.gone or (entry.pos, entry.kind) in self._unclear):
                self._believe(entry)

    def _believe(self, entry: Entry) -> None:
        """What was written went with somebody who is erased, and the row lives on with somebody else.

        A stay may come back from a merge with what was said of it meanwhile, and the winner may be erased; late work on
        somebody may have been let in on whom they were merged into by then, and the decision went with them: of such a
        write the row itself is the only witness.
        """
        self._untold[entry.entity] = entry.version
        for table, rows in self.rows.items():
            folded, row = rows.get(entry.entity), self._truth.rows[table].get(entry.entity)
            if folded is None or row is None:
                continue
            stamps: Mapping[str, tuple[int, int]] = row["stamps"]
            names = [name for name, (version, _) in stamps.items() if version == entry.version and name in folded]
            folded.update({name: row[name] for name in names})

    def _take(self, entry: Entry) -> None:
        said: Mapping[str, Any] | None = said_in(entry.raw)
        verdict = None if entry.receipt is None else str(entry.receipt.verdict)
        if said is None or entry.receipt is None or verdict in _AWAY:
            return
        before = self._settlements.note(said["id"], entry.receipt)
        if before is not None:
            if not self._settlements.lets_in(before, entry.receipt):
                return
            said = self._settlements.meant(said)
        told = verdict in (*_DONE, "conflict") and entry.receipt.to not in self._truth.erased  # their merges went along
        if told and (winner := self._unions.astray(entry, said, entry.receipt)):
            self.faults.append(Fault("R4", f"{said['id']} was done on {said['entity']}, who is {winner} now"))
        if entry.kind in KINDS and verdict in (*_DONE, "conflict") and entry.receipt.why != "late_scope":
            self._unite(entry, said, entry.receipt)
            return
        if entry.kind == settlements.KIND:
            self._settle(entry, said, entry.receipt)
        elif entry.kind in _CHANGED and verdict in (*_DONE, "conflict"):
            self._change(entry, said)
        elif entry.kind in CASE_EVENTS and said["id"] in self._events and entry.receipt.why != "late_scope":
            self._move(entry, said, entry.receipt, again=before is not None and before.why == "case_moved_on")
        elif entry.receipt.why == "not_allowed":
            self._refused(entry, said)
        elif verdict in _DONE or entry.receipt.why in _DONE_ALL_THE_SAME:
            self._make(entry, said, entry.receipt)

    # --- who might ------------------------------------------------------------------------------

    def _refused(self, entry: Entry, said: Mapping[str, Any]) -> None:
        if entry.kind not in _BY_TURNS | _ORDERS:
            self.faults.append(Fault("R1", f"{said['id']} ({entry.kind}) was honest work, and is refused"))

    # --- rows that come into being ---------------------------------------------------------------

    def _unite(self, entry: Entry, said: Mapping[str, Any], receipt: Receipt) -> None:
        """A merge, or what undoes it: fields by value like any change, and all the rest."""
        if entry.kind == "merge_persons":
            self._settlements.follow(said["loser"], said["winner"])
        eyed = _CHANGED["change_person"][1]
        for told in self._unions.take(entry, said, receipt):
            row = self.rows[told.table][told.entity]
            current = row.get(told.field)
            if told.outcome == "applied":
                seen = {**said, "entity": told.entity, "set": {told.field: (told.was, told.new)}}
                if told.field in eyed and not self._seen(seen, told.field, current):
                    self.faults.append(Fault("I5", f"{told.entity}.{told.field} was overwritten by a merge unseen"))
                self._write(row, told.entity, told.field, told.new, (receipt.version, entry.observed_ms))
            elif told.field in eyed:
                self._in_the_inbox(said, told.field, (told.was, told.new, current))

    def _make(self, entry: Entry, said: Mapping[str, Any], receipt: Receipt) -> None:
        if entry.kind in _MADE:
            table, facts = _MADE[entry.kind]
            if said["entity"] in self.rows[table]:
                self.faults.append(Fault("I4", f"{table} {said['entity']} was made twice"))
            self.rows[table][said["entity"]] = {name: said.get(name, left) for name, left in facts.items()}
        if entry.kind in _STAYS_OF:
            self._stay(entry, said, receipt)
        if entry.kind == "register_person":
            person = self.rows["persons"][said["entity"]]
            person["care_labels"] = sorted(set(person["care_labels"]))
        if entry.kind == "report_matter":
            self.states[said["entity"]] = "reported"
            self.events[said["entity"]] += 1
        if entry.kind == "record_visit" and said.get("outcome", "met") in ("met", "proxy"):
            home = self.rows["households"].get(said["household"], {})
            home["last_visited_at"] = max(entry.observed_ms * 1000, home.get("last_visited_at") or 0)

    def _stay(self, entry: Entry, said: Mapping[str, Any], receipt: Receipt) -> None:
        stay = {name: said.get(name, left) for name, left in _STAY.items()}
        stay["person"] = receipt.to or said["entity"]
        stay["residency_kind"] = said.get("residency_kind", _STAYS_OF[entry.kind])
        stay["hukou_consistent"] = said.get("hukou_consistent", entry.kind == "register_person")
        self.rows["residencies"][said["residency"]] = stay

    # --- changes ---------------------------------------------------------------------------------

    def _change(self, entry: Entry, said: Mapping[str, Any]) -> None:
        table, eyed = _CHANGED[entry.kind]
        receipt = entry.receipt
        if receipt is None:
            return
        entity = receipt.to if receipt.to and table == "persons" else said["entity"]
        row = self.rows[table].get(entity)
        if row is None:
            if said["entity"] in self._truth.erased:
                self._unclear.add((entry.pos, entry.kind))
            return
        if entity != said["entity"]:
            said = {**said, "entity": entity, "base": 0}  # what was seen of a loser says nothing of the winner
        for name, outcome in receipt.fields.items():
            if name == "care_labels":
                row[name] = sorted(
                    (set(row[name]) - set(said.get("remove_labels", ()))) | set(said.get("add_labels", ()))
                )
                continue
            was, new = said["set"][name]
            if outcome == "applied":
                if name in eyed and not self._seen(said, name, row.get(name)):
                    self.faults.append(Fault("I5", f"{table} {said['entity']}.{name} was overwritten unseen"))
                self._write(row, said["entity"], name, new, (receipt.version, entry.observed_ms))
            elif outcome == "kept" and name in eyed:
                self._in_the_inbox(said, name, (was, new, row.get(name)))

    def _settle(self, entry: Entry, said: Mapping[str, Any], receipt: Receipt) -> None:
        """A decision that writes a field is held to what a change is held to."""
        told = self._settlements.take(said, receipt)
        row = None if told is None else self.rows[told.table].get(told.entity)
        if told is None or row is None:
            return
        eyed = next(fields for table, fields in _CHANGED.values() if table == told.table)
        current = row.get(told.field)
        if told.kept:
            self._in_the_inbox(said, told.field, (told.was, told.new, current))
            return
        seen = {**said, "entity": told.entity, "set": {told.field: (told.was, told.new)}}
        if told.field in eyed and not self._seen(seen, told.field, current):
            self.faults.append(Fault("I5", f"{told.entity}.{told.field} was overwritten by a decision unseen"))
        self._write(row, told.entity, told.field, told.new, (receipt.version, entry.observed_ms))

    def _seen(self, said: Mapping[str, Any], name: str, current: Any) -> bool:
        was, new = said["set"][name]
        if same(current, was) or same(current, new):
            return True
        version, _ = self._written.get((said["entity"], name), (0, 0))
        if version < self._untold.get(said["entity"], 0):
            return True  # the value before this one went with somebody who is erased
        base = said.get("base", 0)
        return bool(said.get("epoch") == self._epoch and base > 0 and version <= base)

    def _write(self, row: dict[str, Any], entity: str, name: str, new: Any, stamp: tuple[int, int]) -> None:
        if not same(row.get(name), new):
            row[name] = new
            self._written[entity, name] = stamp

    def _in_the_inbox(self, said: Mapping[str, Any], name: str, values: tuple[Any, Any, Any]) -> None:
        item = self._items.get((said["id"], name))
        version, _ = self._written.get((said["entity"], name), (0, 0))
        if item is not None and version < self._untold.get(said["entity"], 0):
            return
        if item is None or not all(map(same, (item.base, item.mine, item.theirs), values)):
            self.faults.append(Fault("I6", f"{said['id']}: what was typed for {name} is not in the inbox"))

    # --- cases -----------------------------------------------------------------------------------

    def _move(self, entry: Entry, said: Mapping[str, Any], receipt: Receipt, *, again: bool) -> None:
        """One event, that is applied when it comes, or when somebody decides so."""
        case, event = said["entity"], self._events[said["id"]]
        self.events[case] += not again
        if receipt.why == "case_moved_on" or not event["applied"] or event["from_state"] == event["to_state"]:
            return
        leads_to = _MOVES_TO.get(entry.kind)
        if entry.kind == "submit_check":
            leads_to = "pending_close" if said["result"] == "passed" else "pending_check"
        if event["from_state"] != self.states.get(case) or event["to_state"] != leads_to:
            told = f"{event['from_state']} to {event['to_state']}"
            self.faults.append(Fault("I11", f"case {case} went {told} from {self.states.get(case)}, by {entry.kind}"))
        self.states[case] = event["to_state"]


def said_in(raw: bytes) -> dict[str, Any] | None:
    """A command's bytes as plain values of this contract, in either encoding; None for what is in neither."""
    try:
        said = msgspec.json.decode(raw) if raw[:1] == b"{" else msgspec.msgpack.decode(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return as_now(cast("dict[str, Any]", said)) if isinstance(said, dict) else None


def same(one: Any, other: Any) -> bool:
    """Equal, or both empty."""
    return one == other or (one in (None, "") and other in (None, ""))
