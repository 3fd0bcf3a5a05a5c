"""The catalogue as rules look things up in it: every version of classes and conditions, by key and by instant. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from server.core.decisions import ClassNode, ConditionNode

Node = ClassNode | ConditionNode


class CatalogueIndex:
    """Immutable. A class has few versions, so a look-up by instant walks through them: a few microseconds at most."""

    __slots__ = ("_classes", "_conditions", "_of_class")

    def __init__(self, classes: Iterable[ClassNode] = (), conditions: Iterable[tuple[int, ConditionNode]] = ()) -> None:
        """`conditions` come with their ordinals."""
        self._classes: dict[str, list[ClassNode]] = defaultdict(list)
        for node in sorted(classes, key=lambda one: one.class_version):
            self._classes[node.code].append(node)
        self._of_class: dict[str, list[ConditionNode]] = defaultdict(list)
        for _, condition in sorted(conditions, key=lambda told: (told[0], told[1].id)):
            self._of_class[condition.class_code].append(condition)
        self._conditions = {one.id: one for those in self._of_class.values() for one in those}

    def case_class(self, code: str) -> ClassNode | None:
        """The newest version of a class, whenever it is in force."""
        versions = self._classes.get(code)
        return versions[-1] if versions else None

    def class_at(self, code: str, at: datetime) -> ClassNode | None:
        """The version of a class that is in force at an instant."""
        for node in reversed(self._classes.get(code, ())):
            if in_force(node, at):
                return node
        return None

    def class_version(self, code: str, version: int) -> ClassNode | None:
        """A version of a class by its number."""
        return next((node for node in self._classes.get(code, ()) if node.class_version == version), None)

    def condition(self, condition: str) -> ConditionNode | None:
        """A filing condition by its id, whenever it is in force."""
        return self._conditions.get(condition)

    def conditions_of(self, class_code: str) -> tuple[ConditionNode, ...]:
        """All versions of all filing conditions of a class, by id."""
        return tuple(sorted(self._of_class.get(class_code, ()), key=lambda node: node.id))

    def conditions_at(self, class_code: str, at: datetime) -> tuple[ConditionNode, ...]:
        """The filing conditions of a class that are in force at an instant, by ordinal."""
        return tuple(node for node in self._of_class.get(class_code, ()) if in_force(node, at))


def in_force(node: Node, at: datetime) -> bool:
    """From `valid_from` on, and no longer at `valid_until`."""
    return (node.valid_from is None or node.valid_from <= at) and (node.valid_until is None or at < node.valid_until)
