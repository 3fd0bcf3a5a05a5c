"""How a conflict is settled: the value that a person chose goes through the very rule that any other would. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec.structs import replace

from mobile_contract.accounts import Post
from mobile_contract.base import Command
from mobile_contract.cases import CaseCommand
from mobile_contract.commands import Malformed, decode_json, decode_msgpack
from mobile_contract.hazards import DangerCommand
from mobile_contract.inbox import CHANGES, Choice, ConflictState, SettleConflict
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import FieldOutcome, Verdict
from server.cases.entities import CaseEvent
from server.core.decisions import (
    ANYWHERE,
    Actor,
    Answer,
    Area,
    Context,
    Decision,
    Directory,
    Handler,
    Loaded,
    refuse,
    wait_for,
)
from server.core.entities import Conflict, LaterReceipt, Need, NeedChildren, Needs, advanced, later_id
from server.hazards.entities import DangerEvent

DECIDERS = frozenset({Post.COMMITTEE, Post.DISPATCHER, Post.SHIFT_LEADER})
"""Who decides where a case was led one way and another person meant to lead it elsewhere (sync.md 8)."""

SETTLERS = frozenset(Post) - {Post.RESIDENT, Post.VOLUNTEER, Post.SYSTEM}
"""Who may settle anything at all; what in particular, the area of each conflict says."""

_MOVED_ON = frozenset({ProblemCode.CASE_MOVED_ON, ProblemCode.DANGER_MOVED_ON})
"""Why a step was not taken that a second person may have taken after all."""

_NOTED = (Choice.KEEP_BOTH, Choice.DISMISS)
_CHOICES: Mapping[str, tuple[Choice, ...]] = {
    ProblemCode.CONCURRENT_EDIT: (Choice.KEEP_MINE, Choice.KEEP_THEIRS, Choice.KEEP_BOTH, Choice.EDIT),
    ProblemCode.LATE_SCOPE: (Choice.APPLY, Choice.DISMISS),
    ProblemCode.CASE_MOVED_ON: (Choice.APPLY, Choice.DISMISS),
    ProblemCode.DANGER_MOVED_ON: (Choice.APPLY, Choice.DISMISS),
}
_WRITES = frozenset({Choice.KEEP_MINE, Choice.EDIT})
_NOT_DONE = frozenset({Verdict.REFUSED, Verdict.HELD, Verdict.GONE, Verdict.PARKED})


def choices_of(conflict: Conflict) -> tuple[Choice, ...]:
    """The ways in which a conflict can be settled; none if it is."""
    if conflict.state is ConflictState.SETTLED:
        return ()
    choices = _CHOICES.get(conflict.reason, _NOTED)
    if conflict.reason == ProblemCode.CONCURRENT_EDIT and conflict.of_kind not in CHANGES:
        return tuple(choice for choice in choices if choice not in _WRITES)
    if conflict.reason == ProblemCode.LATE_SCOPE and isinstance(_payload(conflict), SettleConflict | None):
        return (Choice.DISMISS,)  # what it would settle is still there, to be settled by whoever may
    return choices


def _payload(conflict: Conflict) -> Command | None:
    """The command that opened a conflict, about what that is now; None if this build cannot read it."""
    try:
        command = decode_json(conflict.raw) if conflict.encoding == "json" else decode_msgpack(conflict.raw)
    except Malformed:
        return None
    if conflict.meant == conflict.entity:
        return command
    told = {name: getattr(command, name) for name in command.__struct_fields__ if name != "id"}
    named = {name: conflict.entity for name, value in told.items() if value == conflict.meant}
    return replace(command, **named, base=0)


def _change(command: SettleConflict, conflict: Conflict) -> Command | None:
    """The change that writes what was chosen, over what the person saw; None if it is no value of that field."""
    value = command.value if command.choice is Choice.EDIT else conflict.mine
    told = {name: getattr(command, name) for name in ("id", "seq", "made", "contract", "epoch", "base")} | {
        "entity": conflict.entity,
        "root": conflict.root,
        "set": {conflict.field: (command.was, value)},
    }
    shape = CHANGES[conflict.of_kind]
    try:
        return msgspec.convert(msgspec.to_builtins(told) | {"kind": shape.__struct_config__.tag}, shape, strict=False)
    except msgspec.ValidationError:
        return None


@dataclass(frozen=True, slots=True)
class Settling:
    """The rule of SettleConflict, over the rules of all others: whatever is settled, it is those that decide."""

    handlers: Mapping[type[Command], Handler]

    def handler(self) -> Handler:
        """The rule with its policy and its reads."""
        return Handler(
            SettleConflict, SETTLERS, self.area, lambda c: [Need(Conflict, c.entity)], self.settle, brings=self.brings
        )

    def posts(self, conflict: Conflict) -> frozenset[Post]:
        """Whoever might have done what is in dispute, and the committee; on a case's way, those who lead it."""
        if conflict.reason == ProblemCode.CASE_MOVED_ON:
            return DECIDERS
        payload = _payload(conflict)
        told = CHANGES.get(conflict.of_kind) or (None if payload is None else type(payload))
        may = frozenset[Post]() if told in (None, SettleConflict) else self.handlers[told].posts
        return (may | {Post.COMMITTEE}) & SETTLERS

    def area(self, command: SettleConflict, loaded: Loaded, directory: Directory) -> Area:
        """Where the conflict lies, or, to have something done, where that is done."""
        conflict = loaded.find(Conflict, command.entity)
        if conflict is None:
            return ANYWHERE
        posts, inner = self.posts(conflict), self._inner(command, conflict)
        if inner is None or conflict.reason == ProblemCode.CASE_MOVED_ON:
            return Area(grid=conflict.grid, posts=posts)
        there = self.handlers[type(inner)].area(inner, loaded, directory)
        return replace(there, posts=posts, every=tuple(replace(part, posts=posts) for part in there.every))

    def brings(self, command: SettleConflict, loaded: Loaded) -> Needs:
        """The other conflicts of the same command, its answer, and what is read to do what was chosen."""
        conflict = loaded.find(Conflict, command.entity)
        if conflict is None:
            return
        yield NeedChildren(Conflict, "command", conflict.command)
        yield Need(LaterReceipt, later_id(conflict.command))
        inner = self._inner(command, conflict)
        if inner is not None:
            yield from self.handlers[type(inner)].needs(inner)
        if isinstance(inner, CaseCommand):
            yield Need(CaseEvent, inner.id)
        if isinstance(inner, DangerCommand):
            yield Need(DangerEvent, inner.id)

    def settle(self, command: SettleConflict, loaded: Loaded, ctx: Context) -> Decision:
        """Settle it once: whoever comes second changes nothing, and is told how it was settled (`merged`).

        What somebody wrote since the person looked is not overwritten: `keep_mine` is refused then, and the conflict
        stays open; of `edit` the new value opens a conflict of its own. Where what was chosen cannot be done, the
        refusal is that of its own rule, and the conflict stays open too.
        """
        conflict = loaded.find(Conflict, command.entity)
        if conflict is None:
            return refuse(ProblemCode.MISSING_SUBJECT, conflict=command.entity)
        if conflict.state is ConflictState.SETTLED:
            facts = {"choice": str(conflict.choice), "settled_by": str(conflict.settled_by)}
            return Decision(verdict=Verdict.MERGED, version=conflict.version, conflict=conflict.id, facts=facts)
        wrong = _wrong_choice(command, conflict, ctx)
        if wrong is not None:
            return wrong
        done = Decision()
        if command.choice in _WRITES or command.choice is Choice.APPLY:
            inner = self._inner(command, conflict)
            if inner is None:
                return refuse(ProblemCode.WRONG_IDENTIFIER, field=conflict.field)
            who = _as_its_author(inner, conflict, ctx) if command.choice is Choice.APPLY else ctx
            done = self.handlers[type(inner)].decide(inner, loaded, who)
            if done.verdict in _NOT_DONE:
                return wait_for(*done.missing) if done.verdict is Verdict.HELD else replace(done, puts=())
            if command.choice is Choice.KEEP_MINE and done.fields.get(conflict.field) == FieldOutcome.KEPT:
                return refuse(ProblemCode.CONCURRENT_EDIT, field=conflict.field)
        return _settled(command, conflict, done, loaded, ctx)

    def _inner(self, command: SettleConflict, conflict: Conflict) -> Command | None:
        """The command that the choice has done."""
        if command.choice not in choices_of(conflict):
            return None
        if command.choice is Choice.APPLY:
            return _payload(conflict)
        return _change(command, conflict) if command.choice in _WRITES else None


def _wrong_choice(command: SettleConflict, conflict: Conflict, ctx: Context) -> Decision | None:
    """Nobody leads a case, or a danger, by having a step of their own taken after all: that is for a second person."""
    choices = choices_of(conflict)
    if command.choice not in choices:
        return refuse(ProblemCode.CHOICE_NOT_OPEN, choices=", ".join(choices))
    if command.choice is Choice.DISMISS and not command.reason.strip():
        return refuse(ProblemCode.CASE_NEEDS, needs="reason")
    own = conflict.reason in _MOVED_ON and conflict.author == ctx.actor.user
    return refuse(ProblemCode.SAME_PERSON) if own and command.choice is Choice.APPLY else None


def _as_its_author(inner: Command, conflict: Conflict, ctx: Context) -> Context:
    """Late work is done in the name of who did it, as of when they did."""
    return replace(
        ctx,
        actor=Actor(conflict.author, conflict.install),
        observed_at=conflict.observed_at,
        observed_ms=int(conflict.observed_at.timestamp() * 1000),
        clock_quality=conflict.clock_quality,
        base_holds=bool(inner.epoch) and inner.epoch == ctx.epoch,
        settles=ProblemCode(conflict.reason),
    )


def _settled(command: SettleConflict, conflict: Conflict, done: Decision, loaded: Loaded, ctx: Context) -> Decision:
    edited = command.choice is Choice.EDIT
    after = advanced(
        conflict,
        state=ConflictState.SETTLED,
        choice=command.choice,
        settled_by=ctx.actor.user,
        settled_at=ctx.observed_at,
        value=command.value if edited else None,
        told=command.reason,
    )
    answers = _answers(after, done, loaded)
    if command.choice is Choice.APPLY:
        return Decision(puts=(after,), version=after.version, conflict=after.id, answers=answers)
    return Decision(
        puts=(after, *done.puts),
        verdict=done.verdict,
        version=after.version,
        why=done.why,
        conflict=after.id,
        conflicts=done.conflicts,
        answers=answers,
    )


def _answers(conflict: Conflict, done: Decision, loaded: Loaded) -> tuple[Answer, ...]:
    """What its author is told now; nothing while another conflict of the same command is open."""
    others = [one for one in loaded.children(Conflict, "command", conflict.command) if one.id != conflict.id]
    if any(one.state is ConflictState.OPEN for one in others):
        return ()
    told: dict[str, Any] = {"conflict": conflict.id, "choice": str(conflict.choice)}
    if conflict.choice is Choice.APPLY:
        return (Answer(conflict, replace(done, **told)),)
    if conflict.choice is Choice.DISMISS and conflict.reason in _CHOICES:
        return (Answer(conflict, replace(refuse(ProblemCode.DISMISSED), **told)),)
    disputed = [one for one in (*others, conflict) if one.reason == ProblemCode.CONCURRENT_EDIT]
    mine = {one.field: one.choice is Choice.KEEP_MINE for one in disputed}
    outcomes = {name: (FieldOutcome.APPLIED if kept else FieldOutcome.KEPT).value for name, kept in mine.items()}
    verdict = Verdict.APPLIED if mine and all(mine.values()) else Verdict.MERGED
    decision = Decision(verdict=verdict, version=done.version, fields={**conflict.outcomes, **outcomes}, **told)
    return (Answer(conflict, decision),)
