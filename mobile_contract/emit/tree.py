"""The contract as a small tree, which every emitter reads: made from the types by `msgspec.inspect` alone."""

import ast
import inspect as python
import textwrap
from collections.abc import Iterable, Iterator
from enum import Enum
from functools import cache
from typing import Any, Literal, NamedTuple, cast

import msgspec
from msgspec import NODEFAULT, UNSET, inspect

from mobile_contract.base import Request
from mobile_contract.policies import Policy, policies_of

ScalarName = Literal["string", "instant", "int", "float", "bool", "bytes", "any"]


class Bounds(NamedTuple):
    """What a value must keep to; None is no bound. Lengths of text are counted in code points."""

    ge: float | None = None
    le: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None


class Scalar(NamedTuple):
    """A plain value. `instant` is an RFC 3339 date and time with its offset; `bytes` are Base64 in JSON."""

    name: ScalarName
    bounds: Bounds = Bounds()


class Ref(NamedTuple):
    """A shape, or an enumeration (`words`), by name."""

    name: str
    words: bool = False


class ListOf(NamedTuple):
    """A list of one type."""

    item: "Type"
    bounds: Bounds = Bounds()


class MapOf(NamedTuple):
    """An object with free keys."""

    value: "Type"


class TupleOf(NamedTuple):
    """A list of a fixed length, each place with its own type."""

    items: "tuple[Type, ...]"


class Nullable(NamedTuple):
    """A type, or null."""

    item: "Type"


class EditOf(NamedTuple):
    """What a change says of a field: `[was, new]`, each null for "empty"."""

    item: "Type"


class OneOf(NamedTuple):
    """Text, a number, or a switch: JSON tells them apart."""

    items: "tuple[Type, ...]"


Type = Scalar | Ref | ListOf | MapOf | TupleOf | Nullable | EditOf | OneOf


class Field(NamedTuple):
    """A field of a shape. One left out is not touched if it may be `absent`, else has its `default`."""

    name: str
    type: Type
    required: bool
    absent: bool
    default: Any
    policy: str


class Shape(NamedTuple):
    """An object, or (`array_like`) a list by its fields' order. `asked`: clients write it, the server is strict."""

    name: str
    doc: str
    fields: tuple[Field, ...]
    tag_field: str
    tag: str
    array_like: bool
    asked: bool


class Member(NamedTuple):
    """A word of an enumeration."""

    name: str
    value: str
    doc: str


class Words(NamedTuple):
    """An enumeration. A newer server may say words that are not in it."""

    name: str
    doc: str
    members: tuple[Member, ...]


class Tree(NamedTuple):
    """All shapes and enumerations that the roots reach, by name, and the types that they were made from."""

    shapes: dict[str, Shape]
    words: dict[str, Words]
    types: dict[str, type]


def tree_of(roots: Iterable[Any]) -> Tree:
    """What some types reach. Raises TypeError for what the contract may not use, and for two types of one name."""
    tree = Tree({}, {}, {})
    for root in roots:
        _type(inspect.type_info(root), tree)
    return Tree(dict(sorted(tree.shapes.items())), dict(sorted(tree.words.items())), tree.types)


def type_of(told: Any) -> Type:
    """A type as emitters see it; what it reaches is told by `tree_of`. Raises TypeError as that."""
    return _type(inspect.type_info(told), Tree({}, {}, {}))


def _type(told: inspect.Type, tree: Tree) -> Type:
    if isinstance(told, inspect.Metadata):
        return _type(told.type, tree)
    scalar = _scalar(told)
    if scalar is not None:
        return scalar
    if isinstance(told, inspect.StructType):
        _reach_shape(told, tree)
        return Ref(told.cls.__name__)
    if isinstance(told, inspect.EnumType):
        _reach_words(told.cls, tree)
        return Ref(told.cls.__name__, words=True)
    if isinstance(told, inspect.UnionType):
        return _union(told, tree)
    if isinstance(told, (inspect.ListType, inspect.VarTupleType)):
        bounds = Bounds(min_length=told.min_length, max_length=told.max_length)
        return ListOf(_type(told.item_type, tree), bounds)
    if isinstance(told, inspect.DictType):
        return MapOf(_type(told.value_type, tree))
    if isinstance(told, inspect.TupleType):
        return _tuple(tuple(_type(one, tree) for one in told.item_types))
    raise TypeError(f"no emitter knows {told!r}")


def _tuple(items: tuple[Type, ...]) -> Type:
    if len(items) == 2 and all(isinstance(one, Nullable) for one in items) and items[0] == items[1]:
        return EditOf(cast("Nullable", items[0]).item)
    return TupleOf(items)


def _scalar(told: inspect.Type) -> Scalar | None:
    if isinstance(told, inspect.StrType):
        return Scalar("string", Bounds(min_length=told.min_length, max_length=told.max_length, pattern=told.pattern))
    if isinstance(told, inspect.IntType):
        return Scalar("int", Bounds(ge=told.ge, le=told.le))
    if isinstance(told, inspect.FloatType):
        return Scalar("float", Bounds(ge=told.ge, le=told.le))
    if isinstance(told, inspect.BytesType):
        return Scalar("bytes", Bounds(max_length=told.max_length))
    if isinstance(told, inspect.BoolType):
        return Scalar("bool")
    if isinstance(told, inspect.DateTimeType):
        return Scalar("instant")
    return Scalar("any") if isinstance(told, (inspect.AnyType, inspect.RawType)) else None


def _union(told: inspect.UnionType, tree: Tree) -> Type:
    items = [_type(one, tree) for one in told.types if not isinstance(one, inspect.NoneType)]
    if all(isinstance(one, Ref) for one in items) and len(items) > 1:
        return Ref("AnyCommand")
    inner = items[0] if len(items) == 1 else OneOf(tuple(items))
    return Nullable(inner) if told.includes_none else inner


def _reach_shape(told: inspect.StructType, tree: Tree) -> None:
    name = told.cls.__name__
    if _is_known(told.cls, tree):
        return
    tree.shapes[name] = Shape(name, "", (), "", "", array_like=False, asked=False)  # a shape may hold itself
    fields = tuple(_fields(told, tree))
    tree.shapes[name] = Shape(
        name=name,
        doc=_doc(told.cls),
        fields=fields,
        tag_field=told.tag_field or "",
        tag=str(told.tag) if told.tag is not None else "",
        array_like=told.array_like,
        asked=issubclass(told.cls, Request),
    )


def _fields(told: inspect.StructType, tree: Tree) -> Iterator[Field]:
    policies = policies_of(told.cls)
    defaults = {one.name: one.default for one in msgspec.structs.fields(told.cls)}
    for one in told.fields:
        default = one.default if one.default is not NODEFAULT else None
        if one.default_factory is not NODEFAULT:
            default = one.default_factory()
        chosen = policies[one.name]
        yield Field(
            name=one.encode_name,
            type=_type(one.type, tree),
            required=one.required,
            absent=defaults[one.name] is UNSET,
            default=msgspec.json.decode(msgspec.json.encode(default)) if default is not UNSET else None,
            policy="" if chosen is Policy.SERVER else chosen.value,
        )


def _reach_words(cls: type[Enum], tree: Tree) -> None:
    if _is_known(cls, tree):
        return
    name, docs = cls.__name__, _member_docs(cls)
    members = tuple(Member(one.name, str(one.value), docs.get(one.name, "")) for one in cls)
    tree.words[name] = Words(name, _doc(cls), members)


def _is_known(cls: type, tree: Tree) -> bool:
    if tree.types.setdefault(cls.__name__, cls) is not cls:
        raise TypeError(f"two types have the name {cls.__name__}")
    return cls.__name__ in tree.shapes or cls.__name__ in tree.words


def _doc(cls: type) -> str:
    return " ".join((cls.__doc__ or "").split())


@cache
def _member_docs(cls: type[Enum]) -> dict[str, str]:
    """What stands below each member in the source: the one place where its meaning is written."""
    body = ast.parse(textwrap.dedent(python.getsource(cls))).body[0]
    if not isinstance(body, ast.ClassDef):
        return {}
    told = dict[str, str]()
    for one, below in zip(body.body, body.body[1:], strict=False):
        if isinstance(one, ast.Assign) and isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            (target,) = one.targets
            told[cast("ast.Name", target).id] = " ".join(str(below.value.value).split())
    return told
