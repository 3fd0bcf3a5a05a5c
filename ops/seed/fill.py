"""Send the demo through the one door, batch by batch, each command as the person and at the instant that it names."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple, Protocol

from msgspec.structs import replace

from media.blobs import BlobStore
from mobile_contract.receipts import Receipt, Verdict
from ops.seed.dice import Dice
from ops.seed.intents import Intent
from ops.seed.plan import Phase, Plan
from server.core.decisions import Actor
from server.core.door import SYSTEM, SYSTEM_USER, Outcome
from server.core.intake import Sent, Submission, made_here
from sync.observed import Quality

BATCH = 500
"""Commands in one transaction: more than a phone may send, for this is an import."""

_DONE = (Verdict.APPLIED, Verdict.MERGED)


class DoorPort(Protocol):
    """What filling needs of `server.core.door.Door`."""

    async def submit(self, submission: Submission) -> Outcome:
        """Judge a batch."""
        ...


class Report(Protocol):
    """Hears how far a phase is: its name, commands done, commands in all."""

    def __call__(self, phase: str, done: int, total: int) -> None:
        """Called before a phase begins and after each batch."""
        ...


class Counts(NamedTuple):
    """What went in: commands by phase, and the journal's position afterwards."""

    commands: dict[str, int]
    pos: int


class NotTaken(Exception):
    """The door did not take a command of the demo: the plan and the rules disagree."""

    def __init__(self, phase: str, told: Intent, receipt: Receipt) -> None:
        kind = type(told.command).__name__
        super().__init__(f"{phase}: {kind} {receipt.id} {receipt.verdict}: {receipt.why} {receipt.facts}")
        self.phase = phase
        self.intent = told
        self.receipt = receipt


async def fill(door: DoorPort, plan: Plan, progress: Report) -> Counts:
    """Send all phases; a second time the door knows every id, and nothing changes. Raises NotTaken at a refusal."""
    counts: dict[str, int] = {}
    pos = 0
    for phase in plan.phases:
        progress(phase.name, 0, phase.total)
        done = 0
        for batch in _batches(phase):
            pos = await send(door, phase.name, batch)
            done += len(batch)
            progress(phase.name, done, phase.total)
        counts[phase.name] = done
    return Counts(counts, pos)


async def store_pictures(blobs: BlobStore, plan: Plan) -> None:
    """Put the bytes that the demo's photos promise where photos are read from. What is there already stays."""
    dice = Dice("pictures", plan.seed)
    for picture in plan.pictures():
        upload = dice.fresh_id(plan.until_ms)
        if await blobs.size_of(picture.sha256) is None:
            await blobs.begin(upload)
            await blobs.append(upload, 0, picture.path.read_bytes())
            await blobs.finish(upload, picture.sha256)


def _batches(phase: Phase) -> Iterator[list[Intent]]:
    commands = phase.commands()
    while batch := list(islice(commands, BATCH)):
        yield batch


async def send(door: DoorPort, phase: str, batch: Sequence[Intent]) -> int:
    """Send a batch that belongs to a phase; the position afterwards. Raises NotTaken at a refusal."""
    outcome = await door.submit(Submission(SYSTEM, [_sent(told) for told in batch]))
    for told, receipt in zip(batch, outcome.receipts, strict=True):
        if receipt.verdict not in _DONE:
            raise NotTaken(phase, told, receipt)
    return outcome.head.pos


def _sent(told: Intent) -> Sent:
    """The server sends it, in the name of whoever did it."""
    actor = Actor(user=told.user, install=SYSTEM_USER, system=True)
    sent = made_here(told.command, actor)
    return replace(sent, observed_at=told.observed_at, clock_quality=Quality.EXACT.value)
