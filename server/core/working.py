"""The rows of one batch: as they were loaded, and as they are after the commands judged so far. No I/O."""

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from typing import TypeVar, cast

from server.core.entities import Entity, Need, Needs
from server.core.kinds import Kinds

E = TypeVar("E", bound=Entity)
Slot = tuple[type[Entity], str]
ChildSlot = tuple[type[Entity], str, str]


class WorkingSet:
    """What rules read (the protocol Loaded) and what the door writes from."""

    def __init__(self, kinds: Kinds) -> None:
        self.kinds = kinds
        self.original: dict[Slot, Entity | None] = {}
        self._current: dict[Slot, Entity] = {}
        self._children: dict[ChildSlot, set[str]] = defaultdict(set)
        self._declared: set[ChildSlot] = set()
        self.moved: dict[str, str] = {}
        """Rows that are merged into another as things stand, by id: into which."""
        self.once_moved: dict[str, str] = {}
        """The same of all rows that were so at some time in this batch."""

    def declare(self, needs: Needs) -> None:
        """Note what must be loaded."""
        for need in needs:
            if isinstance(need, Need):
                self.original.setdefault((need.entity, need.id), None)
            else:
                self._declared.add((need.entity, need.column, need.parent))

    def declares(self, needs: Needs) -> bool:
        """Whether all of this is, or will be, loaded."""
        return all(
            (need.entity, need.id) in self.original
            if isinstance(need, Need)
            else (need.entity, need.column, need.parent) in self._declared
            for need in needs
        )

    def wanted(self) -> dict[type[Entity], dict[str, list[str]]]:
        """What to load, by kind, in the fixed order of kinds: by column (`id`, or one of a parent) the sorted ids."""
        wanted: dict[type[Entity], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for entity, identity in sorted(self.original, key=lambda slot: slot[1]):
            wanted[entity]["id"].append(identity)
        for entity, column, parent in sorted(self._declared, key=lambda slot: slot[1:]):
            wanted[entity][column].append(parent)
        return {entity: wanted[entity] for entity in sorted(wanted, key=self.kinds.order.__getitem__)}

    def load(self, entities: Iterable[Entity]) -> None:
        """Take loaded rows in. A row that came twice is the same row."""
        for entity in entities:
            slot = (type(entity), entity.id)
            self.original[slot] = entity
            self._current[slot] = entity
            self._index(entity)

    def put(self, entities: Iterable[Entity]) -> None:
        """The rows as a command left them."""
        for entity in entities:
            slot = (type(entity), entity.id)
            self.original.setdefault(slot, None)
            before = self._current.get(slot)
            if before is not None:
                self._forget(before)
            self._current[slot] = entity
            self._index(entity)

    def find(self, entity: type[E], identity: str | None, /) -> E | None:
        """See Loaded."""
        if identity is None:
            return None
        if (entity, identity) not in self.original:
            raise KeyError(f"{entity.__name__} {identity} was not declared")
        return cast("E | None", self._current.get((entity, identity)))

    def holds(self, entity: Entity, /) -> bool:
        """Whether there is a row of this kind and id."""
        return (type(entity), entity.id) in self._current

    def children(self, entity: type[E], column: str, parent: str, /) -> Sequence[E]:
        """See Loaded."""
        slot = (entity, column, parent)
        if slot not in self._declared:
            raise KeyError(f"children {entity.__name__}.{column} of {parent} were not declared")
        return [cast("E", self._current[entity, identity]) for identity in sorted(self._children[slot])]

    def touched_of(self, kinds: Container[type[Entity]]) -> list[tuple[Entity | None, Entity]]:
        """As `touched`, of some kinds, in no order."""
        changed = ((slot, entity) for slot, entity in self._current.items() if slot[0] in kinds)
        return [(self.original[slot], entity) for slot, entity in changed if self.original[slot] is not entity]

    def touched(self) -> list[tuple[Entity | None, Entity]]:
        """Rows that differ from what was loaded, as (before, after), by kind and id."""
        changed = [
            (self.original[slot], entity) for slot, entity in self._current.items() if self.original[slot] is not entity
        ]
        return sorted(changed, key=lambda pair: (self.kinds.order[type(pair[1])], pair[1].id))

    def _index(self, entity: Entity) -> None:
        kind = self.kinds.of(type(entity)).kind
        for column in kind.children:
            self._children[type(entity), column, str(getattr(entity, column))].add(entity.id)
        if kind.into:
            self._redirect(entity.id, getattr(entity, kind.into))

    def _redirect(self, entity: str, into: str | None) -> None:
        if into is not None:
            self.moved[entity] = self.once_moved[entity] = into
        elif self.moved:
            self.moved.pop(entity, None)

    def _forget(self, entity: Entity) -> None:
        for column in self.kinds.of(type(entity)).kind.children:
            self._children[type(entity), column, str(getattr(entity, column))].discard(entity.id)
