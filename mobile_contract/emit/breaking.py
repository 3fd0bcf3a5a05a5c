"""What a change of the contract does to phones that are out there: two schemas compared, by JSON Schema. Pure.

A phone stays installed for years. What clients write (`additionalProperties: false`) a newer server must still take;
what the server writes an older phone must still read: it leaves out fields that it does not know, and keeps words.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from mobile_contract.versions import WIDER_PATTERNS

Schema = Mapping[str, Any]

_AT_MOST = ("maxLength", "maximum", "maxItems")
_AT_LEAST = ("minLength", "minimum", "minItems")


class Break(NamedTuple):
    """Where a newer contract does not go with an older one, and how; `of` is the message, record or command."""

    of: str
    path: str
    how: str


def breaks(old: Schema, new: Schema) -> list[Break]:
    """Every way in which a phone of the old contract would be let down by the new one."""
    compared = _Compared(old, new)
    found: list[Break] = []
    for name in sorted(_roots(old)):
        if name not in new["$defs"]:
            found.append(Break(name, "", "removed"))
            continue
        asked = old["$defs"][name].get("additionalProperties") is False
        check = compared.asked if asked else compared.told
        found += [
            Break(name, path, how) for path, how in check({"$ref": f"#/$defs/{name}"}, {"$ref": f"#/$defs/{name}"})
        ]
    return found


def _roots(schema: Schema) -> Iterator[str]:
    for part in (schema["messages"], schema["records"]):
        yield from (str(one["$ref"]).rsplit("/", 1)[-1] for one in part.values())
    yield from (str(one["$ref"]).rsplit("/", 1)[-1] for one in schema["commands"]["anyOf"])


Found = Iterator[tuple[str, str]]


class _Compared:
    """Two schemas side by side; a shape that holds itself is looked at once."""

    def __init__(self, old: Schema, new: Schema) -> None:
        self._old, self._new = old["$defs"], new["$defs"]
        self._under_way: set[tuple[str, str]] = set()

    def asked(self, old: Schema, new: Schema, path: str = "") -> Found:
        """What clients write: everything that was taken is taken still."""
        key = (str(old.get("$ref")), "asked")
        if "$ref" in old and key in self._under_way:
            return
        self._under_way.add(key)
        yield from self._asked(_at(self._old, old), _at(self._new, new), path)
        self._under_way.discard(key)

    def _asked(self, old: Schema, new: Schema, path: str) -> Found:
        if _choices(old) != [old] or _choices(new) != [new]:
            for one in _choices(old):
                if all(list(self.asked(one, other, path)) for other in _choices(new)):
                    yield path, f"{_named(one)} is not taken any more"
            return
        if not _takes(old, new):
            yield path, f"{_named(old)} became {_named(new)}"
            return
        lost = set(old.get("enum", ())) - set(new.get("enum", old.get("enum", ())))
        yield from ((path, f"the word {word} is not taken any more") for word in sorted(map(str, lost)))
        yield from ((path, told) for told in _narrowed(old, new))
        yield from self._fields_asked(old, new, path)
        yield from self._items(self.asked, old, new, path)

    def _fields_asked(self, old: Schema, new: Schema, path: str) -> Found:
        had, has = old.get("properties", {}), new.get("properties", {})
        for name in sorted(had.keys() - has.keys()):
            if new.get("additionalProperties") is False:
                yield f"{path}.{name}", "the field is not taken any more"
        for name in sorted(set(new.get("required", ())) - set(old.get("required", ()))):
            yield f"{path}.{name}", "the field is needed now"
        for name in sorted(had.keys() & has.keys()):
            yield from self.asked(had[name], has[name], f"{path}.{name}")

    def told(self, old: Schema, new: Schema, path: str = "") -> Found:
        """What the server writes: an older phone finds what it needs, as it knows it."""
        key = (str(old.get("$ref")), "told")
        if "$ref" in old and key in self._under_way:
            return
        self._under_way.add(key)
        yield from self._told(_at(self._old, old), _at(self._new, new), path)
        self._under_way.discard(key)

    def _told(self, old: Schema, new: Schema, path: str) -> Found:
        if _choices(old) != [old] or _choices(new) != [new]:
            for one in _choices(new):
                if all(list(self.told(other, one, path)) for other in _choices(old)):
                    yield path, f"{_named(one)} is told now"
            return
        if not _takes(new, old):
            yield path, f"{_named(old)} became {_named(new)}"
            return
        had, has = old.get("properties", {}), new.get("properties", {})
        for name in sorted(set(old.get("required", ())) - set(new.get("required", ()))):
            yield f"{path}.{name}", "the field may be missing now"
        for name in sorted(had.keys() & has.keys()):
            yield from self.told(had[name], has[name], f"{path}.{name}")
        yield from self._items(self.told, old, new, path)

    def _items(self, check: Any, old: Schema, new: Schema, path: str) -> Found:
        if isinstance(old.get("items"), dict) and isinstance(new.get("items"), dict):
            yield from check(old["items"], new["items"], f"{path}[]")
        had, has = old.get("prefixItems", ()), new.get("prefixItems", ())
        for place, (one, other) in enumerate(zip(had, has, strict=False)):
            yield from check(one, other, f"{path}[{place}]")
        if len(has) < len(had):
            yield path, "places are missing at the end"


def _at(defs: Schema, schema: Schema) -> Schema:
    while "$ref" in schema:
        schema = defs[str(schema["$ref"]).rsplit("/", 1)[-1]]
    return schema


def _choices(schema: Schema) -> list[Schema]:
    return list(schema["anyOf"]) if "anyOf" in schema else [schema]


def _named(schema: Schema) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    return str(schema.get("title") or schema.get("type") or ("words" if "enum" in schema else "anything"))


def _takes(one: Schema, other: Schema) -> bool:
    """Whether the second takes the first's kind of value: anything takes all, a number a whole number."""
    kinds = {"words" if "enum" in schema else schema.get("type") for schema in (one, other)}
    had, has = (
        one.get("type", "words" if "enum" in one else None),
        other.get("type", "words" if "enum" in other else None),
    )
    if has is None or len(kinds) == 1:
        return True
    return (had, has) in {("integer", "number"), ("words", "string"), ("string", "words")}


def _narrowed(old: Schema, new: Schema) -> Iterator[str]:
    for name in _AT_MOST:
        if name in new and new[name] < old.get(name, float("inf")):
            yield f"{name} is {new[name]} now"
    for name in _AT_LEAST:
        if name in new and new[name] > old.get(name, 0 if name != "minimum" else float("-inf")):
            yield f"{name} is {new[name]} now"
    had, has = old.get("pattern"), new.get("pattern")
    if has is not None and has != had and WIDER_PATTERNS.get(str(had)) != has:
        yield "the pattern is another"
