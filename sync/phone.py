"""The phone's half of the protocol, the reference client: a state machine over a store. It does no I/O itself.

The laws that it obeys are those of sync.md 16. Every method that changes the store reads and writes in one commit, so
that one process may write while another one syncs.
"""

from collections.abc import Sequence
from typing import TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from mobile_contract.base import CONTRACT, Clock, Command
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.sync import (
    BootReply,
    BootRequest,
    DigestReply,
    DigestRequest,
    PullReply,
    PullRequest,
    PushReply,
    Seen,
    Stamp,
    WipeProof,
    WipeReply,
)
from sync import boots, healing, intake, outbox
from sync.ports import PhoneState, PhoneStore, PhotoFile, Queued, Sent
from sync.repair import Repairs

RECEIPTS_SHOWN_MS = 30 * 24 * 3600 * 1000

Drafted = TypeVar("Drafted", bound=Command)


class AnotherUser(ValueError):
    """The store belongs to somebody else: each user has one of their own."""


class Pushed(Struct, frozen=True):
    """What a push brought. `rekey`: this install was cloned and must join anew; `reset`: nothing was processed."""

    receipts: tuple[Receipt, ...] = ()
    rekey: bool = False
    reset: str = ""


class Pulled(Struct, frozen=True):
    """What a page brought. Not `applied`: it answered another cursor, or a reset. `mismatched` are bugs to report."""

    applied: bool
    more: bool = False
    mismatched: tuple[int, ...] = ()
    reset: str = ""


class Phone:
    """One install of one user. The caller sees to it that one push at a time is under way."""

    def __init__(self, store: PhoneStore, *, free_bytes: int = 0) -> None:
        self.store = store
        self._free_bytes = free_bytes
        self._held: dict[str, tuple[str, int]] = {}
        self._repairs = Repairs(store)

    # --- joining and writing ---------------------------------------------------------------------

    def join(self, install: str, user: str) -> None:
        """Become an install of a user, or a new one after a `rekey`: queue, receipts and rows stay as they are."""
        with self.store.commit():
            state = self.store.state()
            if state.user not in {"", user}:
                raise AnotherUser(state.user)
            self.store.put_state(replace(state, install=install, user=user, rekey=False, last_error=""))

    def enqueue(self, drafts: Sequence[Drafted], now: Clock, *, photos: Sequence[PhotoFile] = ()) -> list[Drafted]:
        """Store commands, encoded, all or none; when this returns, they are safe and their bytes final (law 1).

        Seq, clock, contract and, where the draft names none, the epoch are filled in, and as `needs` what the draft
        names that is itself still in the queue. Raises Malformed for what no server would understand, TooLarge for
        what none would take.
        """
        return outbox.enqueue(self.store, drafts, photos, now)

    # --- push ------------------------------------------------------------------------------------

    def next_push(self, now: Clock) -> bytes | None:
        """The next body to push: the envelope, then one command a line, in seq order; None when nothing may go.

        At most the batch that the server takes and 256 KB; a larger command travels alone. A lane held back by a
        `retry` is left out until its time, the others go on (law 5).
        """
        chosen = outbox.batch(self.store, self._held, now)
        if not chosen:
            return None
        queue = outbox.queue_state(self.store, now, self._free_bytes)
        return outbox.body(self.store.state(), queue, chosen, now)

    def apply_push(self, reply: PushReply, now: Clock) -> Pushed:
        """Take the receipts. All but `retry` leave the queue for `sent`; what is not in the queue is an old double."""
        with self.store.commit():
            state = self.store.state()
            reset = healing.standing(state, reply)
            if reset:
                return Pushed(reset=healing.note(self.store, state, reply, reset))
            if reply.rekey:
                self.store.put_state(replace(state, rekey=True, last_error="rekey"))
                return Pushed(rekey=True)
            receipts = outbox.by_own_names(self.store, reply.receipts)
            waiting = {entry.id: entry for entry in self.store.queue.rows()}
            for receipt in receipts:
                entry = waiting.pop(receipt.id, None)
                if entry is None:
                    continue
                if receipt.verdict is Verdict.RETRY:
                    self._hold_back(entry, reply.retry_after, now)
                else:
                    self._answer(entry, receipt, reply.stamp.pos, now)
            self._settle(state, reply.stamp, reply.durable, now, max_batch=max(1, reply.max_batch))
            intake.sweep(self.store)
        return Pushed(receipts=receipts)

    def start_over(self) -> None:
        """The person wants everything loaded anew: what is held stays until it is here, what is kept stays kept."""
        with self.store.commit():
            healing.start_over(self.store)

    def shrink(self, max_batch: int = 0) -> None:
        """The last batch was too large (413): take what the server named, or half; never less than one command."""
        with self.store.commit():
            state = self.store.state()
            self.store.put_state(replace(state, max_batch=max(1, max_batch or state.max_batch // 2)))

    def set_aside(self, now: Clock) -> Queued | None:
        """The last batch was too large (413) and was one command alone: its lane waits as after a `retry`, the others
        go on, and the next contact tells of it. None, and nothing is done, where there were more: see `shrink`.
        """
        with self.store.commit():
            chosen = outbox.batch(self.store, self._held, now)
            if len(chosen) != 1:
                return None
            [alone] = chosen
            self._hold_back(alone, 0, now)
            self.store.put_state(replace(self.store.state(), last_error=f"too_large: {alone.id}"))
        return alone

    # --- pull ------------------------------------------------------------------------------------

    def next_pull(self, now: Clock) -> PullRequest:
        """Ask for what changed after the cursor; with an empty one, for the scopes to boot.

        An app that finds what one of another contract has loaded begins with an empty one (`start_over`).
        """
        if boots.is_of_another_app(self.store.state()):
            self.start_over()
        state = self.store.state()
        return PullRequest(
            install=state.install,
            contract=CONTRACT,
            now=now,
            seen=state.seen,
            queue=outbox.queue_state(self.store, now, self._free_bytes),
            cursor=state.cursor,
        )

    def apply_pull(self, reply: PullReply, now: Clock) -> Pulled:
        """Take a page and its cursor together (law 2), unless it answers another cursor than the present (law 3).

        `reset: too_old` forgets the cursor once the queue is empty, so that all scopes are booted again beside what is
        held. `reset: epoch` does so at once, and sends again what was answered (`sync.healing`). Any other reset is
        told, changes nothing and loses nothing.
        """
        with self.store.commit():
            state = self.store.state()
            if reply.answers != state.cursor:
                return Pulled(applied=False)
            reset = healing.standing(state, reply)
            if reset:
                return Pulled(applied=False, reset=healing.note(self.store, state, reply, reset))
            state = boots.note_scopes(self.store, state, reply)
            marks = boots.marks(self.store)
            for row in reply.rows:
                intake.take(self.store, row, mark=marks.get(row.scope, 0), wall=now.wall)
            intake.sweep(self.store)
            gone = intake.send_again(self.store, reply.want)
            mismatched = () if reply.more else intake.mismatches(self.store, reply.digests)
            told = ", ".join(str(scope) for scope in mismatched)
            if not reply.more:
                state = self._repairs.begin(state, mismatched, reply.cursor, now.wall)
            whole = not reply.more and not self.store.booting.rows()
            for photo in self.store.photos.rows() if whole else ():
                if photo.done and photo.done_pos is None:
                    self.store.photos.put(replace(photo, done_pos=reply.stamp.pos))
            if whole and state.rows_due:
                state = replace(state, rows_of=state.rows_due, rows_due="")
            self._settle(
                state,
                reply.stamp,
                reply.durable,
                now,
                cursor=reply.cursor,
                cursor_pos=reply.stamp.pos if whole else state.cursor_pos,
                next_in_s=reply.next_in,
                last_error=f"digest mismatch: scope {told}" if told else gone,
            )
        return Pulled(applied=True, more=reply.more, mismatched=mismatched)

    # --- boot ------------------------------------------------------------------------------------

    def next_boot(self) -> BootRequest | None:
        """The next chunk of the scope under way, or of the next one; None when there is none to boot.

        The cursor of before the first chunk goes with every chunk and is stored before that is asked for: what changes
        meanwhile is pulled from there (sync.md 10). One scope at a time, or one's end would undo the other's.
        """
        return boots.next_chunk(self.store)

    def apply_boot(self, request: BootRequest, reply: BootReply, now: Clock) -> bool:
        """Take the chunk that answers a request, and how far it came, together; False if the boot is elsewhere.

        Nothing that is held goes before the last chunk; then what the boot did not bring loses this membership.
        """
        with self.store.commit():
            state = self.store.state()
            boot = self.store.booting.find(request.scope)
            if boot is None or (boot.start, boot.after) != (request.cursor, request.after):
                return False
            reset = healing.standing(state, reply)
            if reset:
                healing.note(self.store, state, reply, reset)
                return False
            cursor = boots.take_chunk(self.store, boot, reply, state.cursor, now.wall)
            self._settle(state, reply.stamp, reply.durable, now, cursor=cursor)
        return True

    # --- repairs and wipes -----------------------------------------------------------------------

    def next_repair(self) -> DigestRequest | None:
        """What to ask about a scope that the last complete pull found unlike; None when it is time to pull again."""
        return self._repairs.next_request()

    def apply_repair(self, request: DigestRequest, reply: DigestReply, now: Clock) -> int | None:
        """Take an answer: how many rows it put right; None for one that nobody waits for, or after a reset.

        After three repairs of a scope in a day the next mismatch has it booted again (sync.md 11).
        """
        with self.store.commit():
            state = self.store.state()
            reset = healing.standing(state, reply)
            if reset:
                if healing.note(self.store, state, reply, reset):
                    self._repairs.forget()
                return None
            done = self._repairs.take(request, reply, now.wall)
            self._settle(state, reply.stamp, reply.durable, now)
        return done

    def give_up_repairs(self) -> None:
        """The district will not say: the scope is granted no more, perhaps. The next complete pull tells."""
        self._repairs.forget()

    def next_wipe(self, now: Clock) -> WipeProof | None:
        """The proof of a scope that is gone, rows and key; None when there is none to send (sync.md 9)."""
        return intake.next_proof(self.store, now)

    def apply_wipe(self, proof: WipeProof, reply: WipeReply, now: Clock) -> bool:
        """The proof is on record; False if it is not, or the scope has come and gone again meanwhile."""
        with self.store.commit():
            state = self.store.state()
            reset = healing.standing(state, reply)
            if reset:
                healing.note(self.store, state, reply, reset)
                return False
            proved = intake.close_dropped(self.store, proof)
            self._settle(state, reply.stamp, reply.durable, now)
        return proved

    def leave(self) -> None:
        """Log out: let go of every scope, as if none were granted (sync.md 9). What waits for a verdict stays (law 6).

        Proofs of it are to be sent as of any scope that is gone; then the caller destroys the store.
        """
        with self.store.commit():
            for info in self.store.scopes.rows():
                intake.drop_scope(self.store, info.id)
            intake.sweep(self.store)

    # --- photos, failures, the next attempt ------------------------------------------------------

    def next_photo(self) -> PhotoFile | None:
        """The first photo whose bytes have not all arrived; the queue neither waits for it nor holds it up."""
        return next((photo for photo in self.store.photos.rows() if not photo.done), None)

    def note_photo(self, photo: PhotoFile, *, offset: int, done: bool) -> None:
        """Keep how many bytes of a photo have arrived; of one that was erased meanwhile, nothing."""
        with self.store.commit():
            if self.store.photos.find(photo.upload) is not None:
                self.store.photos.put(replace(photo, offset=offset, done=done))

    def restart_photo(self, photo: PhotoFile, upload: str) -> None:
        """The server lost or refused what had arrived: send the whole photo again, under a new upload id."""
        with self.store.commit():
            if self.store.photos.find(photo.upload) is not None:
                self.store.photos.drop(photo.upload)
                self.store.photos.put(replace(photo, upload=upload, offset=0, done=False))

    def forget_photo(self, photo: PhotoFile) -> None:
        """Let go of a spare photo."""
        with self.store.commit():
            self.store.photos.drop(photo.upload)

    def spare_photos(self) -> list[PhotoFile]:
        """Photos whose row and bytes a backup holds: the only ones whose file may be deleted.

        The row may have been durable long before the last byte came; a backup of then has no such photo.
        """
        kept = {entry.id for entry in self.store.queue.rows()} | {entry.id for entry in self.store.sent.rows()}
        durable = self.store.state().durable
        done = [photo for photo in self.store.photos.rows() if photo.done_pos is not None and photo.command not in kept]
        return [photo for photo in done if (photo.done_pos or 0) <= durable]

    def dismiss(self, command: str) -> None:
        """The person has read what became of a command."""
        with self.store.commit():
            for entry in self.store.answered.rows():
                if entry.id == command:
                    self.store.answered.put(replace(entry, dismissed=True))

    def note_failure(self, why: str) -> None:
        """An attempt failed; it is told at the next contact."""
        with self.store.commit():
            state = self.store.state()
            self.store.put_state(replace(state, failures=state.failures + 1, last_error=why[:500]))

    def note_trouble(self, why: str) -> None:
        """Something beside the records went wrong; it is told at the next contact, and no attempt is due for it."""
        with self.store.commit():
            self.store.put_state(replace(self.store.state(), last_error=why[:500]))

    def wait_s(self, dice: float) -> float:
        """Seconds until the next attempt, `dice` drawn from [0, 1): the server's wish, or sooner after a failure."""
        state = self.store.state()
        wish = min(state.next_in_s, outbox.backoff_s(state.failures)) if state.failures else state.next_in_s
        return wish * (0.8 + 0.4 * dice)

    # --- private ---------------------------------------------------------------------------------

    def _hold_back(self, entry: Queued, retry_after_s: int, now: Clock) -> None:
        wait_s = max(retry_after_s, outbox.backoff_s(entry.tries))
        self._held[entry.lane] = (now.boot, now.mono + wait_s * 1000)
        self.store.queue.put(replace(entry, tries=entry.tries + 1))

    def _answer(self, entry: Queued, receipt: Receipt, ack_pos: int, now: Clock) -> None:
        self.store.queue.drop(entry.seq)
        if receipt.verdict is not Verdict.GONE:
            encoded = msgspec.json.encode(receipt)
            self.store.sent.put(Sent(entry.seq, entry.id, entry.lane, entry.entity, entry.body, encoded, ack_pos))
        intake.record_answer(self.store, entry, receipt, now.wall)

    def _settle(self, state: PhoneState, stamp: Stamp, durable: int, now: Clock, **values: object) -> None:
        """Keep the highest stamp, let go of what is durable and has been pulled, and note a contact that went well."""
        seen = state.seen
        if seen is None or stamp.pos > seen.pos:
            seen = Seen(stamp.epoch, stamp.pos, stamp.tag, stamp.mac)
        settled = replace(state, seen=seen, durable=max(durable, state.durable), failures=0)
        settled = replace(settled, contact_wall=now.wall, contact_boot=now.boot, contact_mono=now.mono)
        settled = replace(settled, **values)
        for entry in self.store.sent.rows():
            if entry.ack_pos <= min(settled.durable, settled.cursor_pos):
                self.store.sent.drop(entry.seq)
        left = self.store.sent.rows()
        healing.keep_within(self.store, left)
        kept, last = {entry.seq for entry in left}, outbox.last_seq(self.store, state)
        for answer in self.store.answered.rows():
            old = answer.seq not in kept and answer.seq <= last and now.wall - answer.wall > RECEIPTS_SHOWN_MS
            if old and not outbox.is_waiting(answer.receipt):
                self.store.answered.drop(answer.seq)
        self.store.put_state(settled)
