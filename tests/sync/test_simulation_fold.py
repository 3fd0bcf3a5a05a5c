"""The journal folded into values, where a part of it went with somebody who was erased."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import msgspec

from mobile_contract.receipts import Receipt, Verdict
from sync.simulation.fold import Fold
from sync.simulation.ports import Entry, Fields, Truth

PERSON, STAY, TWIN = "p", "s", "t"


def truth(entries: list[Entry], stay: Fields, person: Fields | None = None, *, erased: str = "") -> Truth:
    persons = {} if person is None else {PERSON: person}
    rows: Mapping[str, dict[str, Fields]] = defaultdict(dict, residencies={STAY: stay}, persons=persons)
    return Truth(
        holds={}, rows=rows, receipts={}, entries=entries, inbox={}, kept={}, erased=frozenset({erased}),
        epochs=[(0, "e")],
    )  # fmt: skip


def said(pos: int, kind: str, receipt: Receipt, **facts: Any) -> Entry:
    raw = msgspec.json.encode({"id": receipt.id, "entity": PERSON, **facts})
    return Entry(pos, kind, PERSON, pos, raw, receipt, "a", 0)


def registered() -> Entry:
    return said(1, "register_person", Receipt(id="c1", verdict=Verdict.APPLIED), residency=STAY, name="甲")


def test_what_was_said_of_a_stay_while_it_was_an_erased_persons_is_what_the_stay_itself_says() -> None:
    gone = Entry(2, "change_residency", STAY, 2, b"", None, "a", 0, gone=True)
    written = Fold(truth([registered(), gone], {"relation": "20", "stamps": {"relation": (2, 0)}}))
    behind = Fold(truth([registered(), gone], {"relation": "20", "stamps": {"relation": (1, 0)}}))

    assert (written.rows["residencies"][STAY]["relation"], written.faults) == ("20", [])
    assert behind.rows["residencies"][STAY]["relation"] == "99"


def test_nobody_tells_any_more_who_was_merged_into_somebody_who_is_erased() -> None:
    to_twin = Receipt(id="c2", verdict=Verdict.CONFLICT, why="late_scope", to=TWIN)
    entries = [registered(), said(2, "change_person", to_twin, set={})]

    assert Fold(truth(entries, {"stamps": {}}, erased=TWIN)).faults == []
    assert [fault.invariant for fault in Fold(truth(entries, {"stamps": {}})).faults] == ["R4"]


def test_what_was_said_of_somebody_erased_and_done_on_whom_they_had_become_is_what_the_row_itself_says() -> None:
    done = Receipt(id="c2", verdict=Verdict.APPLIED, version=2, fields={"phone": "applied"})
    let_in = msgspec.json.encode({"id": "c2", "entity": TWIN, "set": {"phone": (None, "139")}})
    entries = [
        registered(),
        Entry(2, "change_person", TWIN, 0, let_in, done, "a", 0),
        Entry(2, "change_person", PERSON, 2, b"", None, "a", 0),
    ]
    row: Fields = {"phone": "139", "stamps": {"phone": (2, 0)}}

    def phone_by(erased: str) -> Any:
        return Fold(truth(entries, {"stamps": {}}, row, erased=erased)).rows["persons"][PERSON]["phone"]

    assert phone_by(TWIN) == "139"
    assert phone_by("") is None
