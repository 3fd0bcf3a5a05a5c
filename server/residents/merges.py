"""Two records become one person, and two again (sync.md 12). Pure: what goes along is named, what is not stays."""

from msgspec.structs import replace

from mobile_contract.accounts import Post
from mobile_contract.merges import MergePersons, UnmergePersons
from mobile_contract.policies import Policy, policies_of
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import FieldOutcome, Verdict
from mobile_contract.residents import IdType, Life, PersonEdits, PersonRecord
from server.care import following as care
from server.core.decisions import Area, Context, Decision, Directory, Handler, Loaded, decides, refuse, wait_for
from server.core.entities import Entity, Need, NeedChildren, Needs, advanced
from server.core.merging import Edits, Members, change
from server.premises.entities import Tenancy
from server.premises.following import merged, parted
from server.residents.entities import Merge, Person, Residency
from server.residents.identifiers import is_day
from server.residents.rules import area_of
from sync.judge import edits_of

COMMITTEE = frozenset({Post.COMMITTEE})
"""Who decides whether two records are one person."""


_POLICIES = policies_of(PersonRecord)


def _needs(command: MergePersons | UnmergePersons) -> Needs:
    yield Need(Merge, command.entity)
    for person in (command.winner, command.loser):
        yield Need(Person, person)
        yield NeedChildren(Residency, "person", person)
        yield NeedChildren(Tenancy, "person", person)
        yield from care.needs_of_care(person)


def _area(command: MergePersons | UnmergePersons, loaded: Loaded, _directory: Directory) -> Area:
    """Where both lie: nobody takes a resident out of a grid that is not theirs."""
    places = (area_of(loaded, Person, command.winner), area_of(loaded, Person, command.loser))
    return places[0] if places[0] == places[1] else Area(every=places)


@decides(MergePersons, posts=COMMITTEE, area=_area, needs=_needs, as_named=True)
def merge_persons(command: MergePersons, loaded: Loaded, ctx: Context) -> Decision:
    """Merge a person into another. A field that somebody wrote meanwhile keeps its value and opens a conflict.

    Refuses with `already_merged` (`into`) where either has gone into another, or both are one; with `missing_subject`
    (`stay`) where a named stay is none of the loser's.
    """
    winner, loser = loaded.find(Person, command.winner), loaded.find(Person, command.loser)
    if winner is None or loser is None:
        return wait_for(command.winner if winner is None else command.loser)
    if loaded.find(Merge, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN)
    into = winner.merged_into or loser.merged_into or (winner.id if winner.id == loser.id else None)
    if into is not None:
        return refuse(ProblemCode.ALREADY_MERGED, into=into)
    stays = loaded.children(Residency, "person", loser.id)
    strange = set(command.moved) - {stay.id for stay in stays}
    if strange:
        return refuse(ProblemCode.MISSING_SUBJECT, stay=min(strange))
    edits = edits_of(command.set)
    _, born = edits.get("birth_on", (None, None))
    if born is not None and not is_day(born):
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="birth_on")
    chosen = _chosen(winner, edits, Members(add=command.add_labels), command.base, ctx)
    if chosen.verdict is Verdict.REFUSED:
        return chosen
    after, had_id = _person_in(chosen, winner), None
    if command.take_id and (loser.id_type, loser.id_no) != (winner.id_type, winner.id_no):
        had_id = (winner.id_type, winner.id_no)
        after = _with_id(winner, after, loser.id_type, loser.id_no)
    merge = Merge(
        id=command.entity,
        winner=winner.id,
        loser=loser.id,
        moved=tuple(sorted(set(command.moved))),
        loser_life=loser.life,
        merged_ms=ctx.observed_ms,
        undo=_undo(winner, after, edits),
        labels=tuple(sorted(set(after.care_labels) - set(winner.care_labels))),
        had_id=had_id,
    )
    gone = advanced(loser, life=Life.MERGED, merged_into=winner.id)
    following = [_follow(stay, winner, merge) for stay in stays]
    rented = merged(loaded.children(Tenancy, "person", loser.id), winner.id, merge.id)
    cared = care.merged(care.care_of(loaded, loser.id), winner, merge.id)
    return _decided(chosen, winner, after, merge, gone, *following, *rented, *cared)


@decides(UnmergePersons, posts=COMMITTEE, area=_area, needs=_needs, as_named=True)
def unmerge_persons(command: UnmergePersons, loaded: Loaded, ctx: Context) -> Decision:
    """Undo a merge: both get back what they had, and what was written on the winner since then stays there.

    A field that needs a person's eye and was written since is a conflict. Refuses with `merge_undone` where the merge
    is not of these two, or not in force; with `already_merged` (`into`) where the winner has gone into another since:
    that merge is to be undone first.
    """
    merge = loaded.find(Merge, command.entity)
    winner, loser = loaded.find(Person, command.winner), loaded.find(Person, command.loser)
    if merge is None:
        return wait_for(command.entity)
    if winner is None or loser is None:
        return wait_for(command.winner if winner is None else command.loser)
    if (merge.winner, merge.loser) != (winner.id, loser.id) or merge.undone or loser.merged_into != winner.id:
        return refuse(ProblemCode.MERGE_UNDONE)
    if winner.merged_into is not None:
        return refuse(ProblemCode.ALREADY_MERGED, into=winner.merged_into)
    # As if it had been said when they were merged: of what it restores, whatever was observed since then is later.
    then = replace(ctx, observed_ms=min(merge.merged_ms, ctx.observed_ms), base_holds=False)
    edits = edits_of(merge.undo)
    lost = {name for name, (got, _) in edits.items() if _POLICIES[name] is Policy.LWW and getattr(winner, name) != got}
    chosen = _chosen(
        winner, {name: edits[name] for name in edits if name not in lost}, Members(remove=merge.labels), 0, then
    )
    chosen = replace(chosen, fields=chosen.fields | dict.fromkeys(sorted(lost), FieldOutcome.KEPT.value))
    after = _person_in(chosen, winner)
    if merge.had_id is not None and (winner.id_type, winner.id_no) == (loser.id_type, loser.id_no):
        after = _with_id(winner, after, *merge.had_id)
    back = advanced(loser, life=merge.loser_life, merged_into=None)
    returning = [
        advanced(stay, person=loser.id, grid=loser.grid)
        for stay in loaded.children(Residency, "person", winner.id)
        if stay.id in merge.moved
    ]
    seen_again = [
        advanced(stay, left_by=None)
        for stay in loaded.children(Residency, "person", loser.id)
        if stay.left_by == merge.id
    ]
    undone = advanced(merge, undone=True, undo=PersonEdits(), labels=(), had_id=None)  # it is of use no more
    rented = parted(loaded.children(Tenancy, "person", winner.id), loser.id, merge.id)
    cared = care.parted(care.care_of(loaded, winner.id), loser, merge.id)
    return _decided(chosen, winner, after, undone, back, *returning, *seen_again, *rented, *cared)


def _chosen(winner: Person, edits: Edits, labels: Members, base: int, ctx: Context) -> Decision:
    """What of the choice per field holds, by value and by the policy of each field."""
    if not edits and not labels.add and not labels.remove:
        return Decision(version=winner.version)
    return change(winner, edits, record=PersonRecord, base=base, ctx=ctx, sets={"care_labels": labels})


def _person_in(decision: Decision, before: Person) -> Person:
    return next((row for row in decision.puts if isinstance(row, Person)), before)


def _with_id(before: Person, after: Person, id_type: IdType, id_no: str | None) -> Person:
    """An identity number is no field that people edit: it takes no stamp."""
    if after is before:
        return advanced(before, id_type=id_type, id_no=id_no)
    return replace(after, id_type=id_type, id_no=id_no)


def _undo(before: Person, after: Person, edits: Edits) -> PersonEdits:
    """The way back, field by field: from what the winner has now to what it had."""
    differing = {name: (getattr(after, name), getattr(before, name)) for name in edits}
    return PersonEdits(**{name: (now, had) for name, (now, had) in differing.items() if now != had})


def _follow(stay: Residency, winner: Person, merge: Merge) -> Residency:
    if stay.id in merge.moved:
        return advanced(stay, person=winner.id, grid=winner.grid)
    return advanced(stay, left_by=merge.id)


def _decided(chosen: Decision, before: Person, after: Person, *rows: Entity) -> Decision:
    changed = () if after is before else (after,)
    return replace(chosen, puts=(*changed, *rows), version=after.version)


HANDLERS: tuple[Handler, ...] = (merge_persons, unmerge_persons)
