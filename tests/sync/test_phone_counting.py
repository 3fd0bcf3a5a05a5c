"""Which number a phone says that it wrote last: an office waits for its receipt before the phone is taken away."""

from mobile_contract import kinds
from sync.phone import RECEIPTS_SHOWN_MS
from tests.support.phones import at, change_household, district, household, made_id, pull_all, push_all, synced
from tests.support.tiny_server import TinyServer

NORTH = 1


def with_homes() -> TinyServer:
    server = district()
    for number in (1, 2):
        server.put(kinds.HOUSEHOLD, household(number), {NORTH})
    return server


def test_what_was_erased_before_it_went_is_waited_for_by_nobody() -> None:
    server = with_homes()
    device = synced(server)
    device.enqueue([change_household(1, command=101, base=1, note=(None, "a"))], at())
    push_all(device, server)
    device.enqueue([change_household(2, command=n, base=1, note=(None, "b")) for n in (102, 103)], at())
    server.erase(kinds.HOUSEHOLD, made_id(2))

    pull_all(device, server)

    told = device.next_pull(at()).queue
    assert (told.length, told.last_seq) == (0, 1)
    later = at(wall_s=at().wall // 1000 + 2 * RECEIPTS_SHOWN_MS // 1000)
    device.apply_pull(server.pull(device.next_pull(later)), later)
    assert device.next_pull(later).queue.last_seq == 1  # nor when its own word on it is no longer shown
    device.enqueue([change_household(1, command=104, base=1, note=("a", "c"))], at())
    assert device.next_pull(at()).queue.last_seq == 4


def test_what_the_district_said_is_gone_has_its_receipt_and_counts() -> None:
    server = with_homes()
    device = synced(server)
    device.enqueue([change_household(1, command=101, base=1, note=(None, "a"))], at())
    push_all(device, server)

    assert device.next_pull(at()).queue.last_seq == 1
