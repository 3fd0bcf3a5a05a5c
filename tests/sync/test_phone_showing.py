"""What is shown (law 4 of sync.md 16): base and own work together, and never a blink."""

from mobile_contract import kinds
from mobile_contract.receipts import Verdict
from mobile_contract.visits import VisitRecord
from sync.showing import view
from tests.support.phones import (
    NORTH,
    SOUTH,
    USER,
    add_household,
    at,
    boot_all,
    change_household,
    district,
    household,
    made_id,
    phone,
    pull_all,
    push_all,
    shown,
    synced,
    verdicts,
    visit,
)


def test_an_own_edit_never_blinks_between_saving_receipt_and_pull() -> None:
    server = district()
    server.put(kinds.HOUSEHOLD, household(1, note="old"), {NORTH})
    device = synced(server)
    notes: list[str | None] = []

    def look() -> None:
        record = shown(device, 1)
        assert record is not None
        notes.append(record.note)

    device.enqueue([change_household(1, command=101, base=1, note=("old", "mine"))], at())
    look()
    push_all(device, server)
    look()
    pull_all(device, server)
    look()

    assert notes == ["mine", "mine", "mine"]
    assert view(device.store).changed == {}


def test_an_own_record_is_shown_while_its_area_is_still_being_loaded() -> None:
    server = district(page_rows=1)
    for number in (1, 2):
        server.put(kinds.HOUSEHOLD, household(number), {NORTH})
    device = phone()
    device.enqueue([add_household(9, command=101)], at())
    push_all(device, server)

    pull_all(device, server)
    assert shown(device, 9) is not None
    boot_all(device, server)
    pull_all(device, server)

    assert shown(device, 9) is not None
    assert view(device.store).changed == {}


def test_an_own_visit_is_shown_at_once_and_its_household_as_visited() -> None:
    server = district()
    server.put(kinds.HOUSEHOLD, household(1), {NORTH})
    device = synced(server)

    device.enqueue([visit(2, command=102, household=1, note="fine")], at())

    record = view(device.store).find(kinds.VISIT, made_id(2))
    assert isinstance(record, VisitRecord)
    assert (record.note, record.worker) == ("fine", USER)
    home = shown(device, 1)
    assert home is not None
    assert home.last_visited_at == record.visited_at


def test_of_a_conflict_the_field_that_stayed_is_shown_as_it_stands() -> None:
    server = district()
    server.put(kinds.HOUSEHOLD, household(1), {NORTH})
    device = synced(server)
    server.edit(kinds.HOUSEHOLD, made_id(1), number="theirs")
    device.enqueue([change_household(1, command=101, base=1, number=("", "mine"), note=(None, "note"))], at())

    push_all(device, server)
    record = shown(device, 1)

    assert verdicts(device) == {made_id(101): Verdict.CONFLICT}
    assert record is not None
    assert (record.number, record.note) == ("", "note")


def test_a_command_that_was_refused_is_not_shown_as_done() -> None:
    server = district()
    server.put(kinds.HOUSEHOLD, household(5), {SOUTH})
    device = synced(server)
    device.enqueue([add_household(9, command=101, dwelling=5)], at())
    assert shown(device, 9) is not None

    push_all(device, server)

    assert verdicts(device) == {made_id(101): Verdict.CONFLICT}
    assert shown(device, 9) is None
