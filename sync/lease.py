"""How long a phone shows what it holds without a word from its district (sync.md 9). Pure: asks no clock itself."""

from mobile_contract.base import Clock
from sync.ports import PhoneState

LEASE_MS = 7 * 24 * 3600 * 1000


def is_over(state: PhoneState, now: Clock) -> bool:
    """Whether more than seven days have gone since the last contact, so that what is personal is shut away.

    The queue is no part of it: it is kept, written to and sent. Within one boot the clock that counts sleep tells;
    across boots the wall clock, and one that has gone back to before the contact ends the lease: nobody keeps a phone
    open by setting its clock, and one contact opens it again. A phone that never had one holds nothing to shut away.
    """
    if not state.contact_wall:
        return False
    if state.contact_boot and state.contact_boot == now.boot:
        return now.mono - state.contact_mono > LEASE_MS
    return not 0 <= now.wall - state.contact_wall <= LEASE_MS
