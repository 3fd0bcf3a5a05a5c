"""`contract.d.ts`: types for TypeScript, as `contract.js` decodes, checks and writes them."""

import json
from collections.abc import Iterable, Iterator

from mobile_contract.emit.facts import Facts
from mobile_contract.emit.names import filled
from mobile_contract.emit.tree import EditOf, Field, ListOf, MapOf, Nullable, OneOf, Ref, Shape, TupleOf, Type, Words

_SCALARS = {
    "string": "string",
    "instant": "Instant",
    "int": "number",
    "float": "number",
    "bool": "boolean",
    "bytes": "Base64",
    "any": "unknown",
}


def typescript(facts: Facts) -> str:
    """The whole of `contract.d.ts`."""
    types = [_words(one) for one in facts.tree.words.values()]
    types += [_shape(one) for one in facts.tree.shapes.values()]
    types.append(_union("AnyCommand", "Every command there is, told apart by `kind`.", facts.commands.values()))
    types.append(_union("AnyRecord", "Every record that a phone may hold, told apart by `type`.", facts.kinds.values()))
    return filled(
        "contract.d.ts",
        contract=facts.contract,
        types="\n".join(types),
        shapes="\n".join(f"  readonly {name}: {name};" for name in facts.tree.shapes),
        policies=" | ".join(json.dumps(one) for one in facts.policy_names),
    )


def _words(words: Words) -> str:
    lines = [_doc(words.doc), f"export type {words.name} ="]
    for one in words.members:
        told = f"  /** {one.doc} */\n" if one.doc else ""
        lines.append(f"{told}  | {json.dumps(one.value)}")
    return "\n".join(lines) + ";\n"


def _shape(shape: Shape) -> str:
    if shape.array_like:
        places = ", ".join(f"{one.name}: {_type(one.type, asked=shape.asked)}" for one in shape.fields)
        return f"{_doc(shape.doc)}\nexport type {shape.name} = readonly [{places}];\n"
    return "\n".join([_doc(shape.doc), f"export interface {shape.name} {{", *_fields(shape), "}\n"])


def _fields(shape: Shape) -> Iterator[str]:
    if shape.tag:
        yield f"  readonly {shape.tag_field}: {json.dumps(shape.tag)};"
    for one in shape.fields:
        told = _facts_of(one)
        if told:
            yield f"  /** {told} */"
        optional = "?" if one.absent or (shape.asked and not one.required) else ""
        yield f"  readonly {one.name}{optional}: {_type(one.type, asked=shape.asked)};"


def _facts_of(field: Field) -> str:
    """What a type alone does not say: the merge policy and the default."""
    told = [f"policy {field.policy}"] if field.policy else []
    if not field.required and not field.absent and field.default is not None:
        told.append(f"default {json.dumps(field.default, ensure_ascii=False)}")
    return ", ".join(told)


def _type(told: Type, *, asked: bool) -> str:
    """The type in words of TypeScript; `asked`: a client writes it, so that its words are closed."""
    if isinstance(told, Ref):
        return f"Open<{told.name}>" if told.words and not asked else told.name
    if isinstance(told, Nullable):
        return f"{_type(told.item, asked=asked)} | null"
    if isinstance(told, EditOf):
        return f"Edit<{_type(told.item, asked=asked)}>"
    if isinstance(told, ListOf):
        return f"readonly ({_type(told.item, asked=asked)})[]"
    if isinstance(told, MapOf):
        return f"Readonly<Record<string, {_type(told.value, asked=asked)}>>"
    if isinstance(told, TupleOf):
        return f"readonly [{', '.join(_type(one, asked=asked) for one in told.items)}]"
    if isinstance(told, OneOf):
        return " | ".join(dict.fromkeys(_type(one, asked=asked) for one in told.items))
    return _SCALARS[told.name]


def _union(name: str, doc: str, members: Iterable[str]) -> str:
    return "\n".join([_doc(doc), f"export type {name} =", *(f"  | {one}" for one in members)]) + ";\n"


def _doc(text: str) -> str:
    return f"/** {text.replace('*/', '* /')} */"
