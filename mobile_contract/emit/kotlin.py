"""`Contract.kt`: the contract for Kotlin, on kotlinx.serialization.

Commands are a sealed interface told apart by `kind`. Enumerations are value classes over their word: a phone that stays
installed for years meets words of newer servers, keeps them, and writes them back as they came.
"""

import json
from typing import cast

from mobile_contract.emit.checking import Check, Checker, checked, patterns_of
from mobile_contract.emit.facts import Facts
from mobile_contract.emit.names import block, camel, filled
from mobile_contract.emit.tree import EditOf, Field, ListOf, MapOf, Nullable, OneOf, Ref, Shape, TupleOf, Type, Words

_SCALARS = {
    "string": "String",
    "instant": "Instant",
    "int": "Long",
    "float": "Double",
    "bool": "Boolean",
    "bytes": "Base64Bytes",
    "any": "JsonElement",
}
_KEYWORDS = (
    " as break class continue do else false for fun if in interface is null object package return super"
    " this throw true try typealias typeof val var when while "
)


class _Syntax:
    """Kotlin's way to write checks."""

    def check(self, value: str, path: str, one: Check) -> str:
        size = f"points({value})" if one.of_text else f"{value}.size"
        holds = {
            "ge": f"{value} >= {one.limit}",
            "le": f"{value} <= {one.limit}",
            "min_length": f"{size} >= {one.limit}",
            "max_length": f"{size} <= {one.limit}",
            "pattern": f"PATTERNS[{one.limit}].containsMatchIn({value})",
        }[one.rule]
        return f'check({holds}, "{path}", "{one.rule}")'

    def below(self, value: str, path: str) -> str:
        return f'below("{path}", {value})'

    def known(self, value: str, path: str, words: str) -> str:
        return f'check({value} in {words}.known, "{path}", "unknown_word")'

    def given(self, value: str, name: str, inner: list[str]) -> list[str]:
        return [f"{value}?.let {{ {name} ->", *_indented(inner), "}"]

    def each(self, value: str, name: str, inner: list[str]) -> list[str]:
        return [f"{value}.forEach {{ {name} ->", *_indented(inner), "}"]

    def both(self, value: str, name: str, inner: list[str]) -> list[str]:
        return [f"listOfNotNull({value}.was, {value}.now).forEach {{ {name} ->", *_indented(inner), "}"]


def kotlin(facts: Facts) -> str:
    """The whole of `Contract.kt`."""
    checker = Checker(_Syntax(), facts.tree, patterns_of(facts.tree))
    parts = [filled("Contract.kt", contract=facts.contract), _tables(facts, checker.patterns)]
    parts += [_words(one) for one in facts.tree.words.values()]
    parts += [
        _sealed("AnyCommand", "kind", "Every command there is, told apart by `kind`.", " : Checked"),
        _sealed("AnyRecord", "type", "Every record that a phone may hold, told apart by `type`.", ""),
    ]
    over = dict.fromkeys(facts.commands.values(), "AnyCommand") | dict.fromkeys(facts.kinds.values(), "AnyRecord")
    for one in facts.tree.shapes.values():
        parts.append(_row(one, checker) if one.array_like else _shape(one, over.get(one.name, ""), checker))
    return "\n".join(parts)


def _sealed(name: str, tag: str, doc: str, over: str) -> str:
    return f'{block(doc)}@Serializable\n@JsonClassDiscriminator("{tag}")\nsealed interface {name}{over}\n'


def _tables(facts: Facts, patterns: list[str]) -> str:
    problems = [
        f"    {_text(code)} to ProblemText({status}, {_text(en)}, {_text(zh)}),"
        for code, (status, en, zh) in facts.problems.items()
    ]
    policies = [
        f"    {_text(record)} to mapOf({', '.join(f'{_text(name)} to {_text(one)}' for name, one in fields.items())}),"
        for record, fields in facts.policies.items()
    ]
    kinds = [f"    {number} to {name}.serializer()," for number, name in facts.kinds.items()]
    lines = [
        "private val PATTERNS: List<Regex> = listOf(",
        *(f"    Regex({_text(one)}, RegexOption.UNIX_LINES)," for one in patterns),
        ")\n",
        "/** What a refusal means, for people, and its status over HTTP. */",
        "data class ProblemText(val status: Int, val en: String, val zh: String)\n",
        "val PROBLEMS: Map<String, ProblemText> = mapOf(",
        *problems,
        ")\n",
        "/** The merge policy of each field that a person may write, by record and field. */",
        "val POLICIES: Map<String, Map<String, String>> = mapOf(",
        *policies,
        ")\n",
        "/** Commands that are decided online alone: a phone without a line keeps them as drafts. */",
        f"val ONLINE_ONLY: Set<String> = setOf({', '.join(map(_text, facts.online_only))})\n",
        "/** The record of a row by its kind's number on the wire; rows of other kinds are kept as they came. */",
        "val KINDS: Map<Int, KSerializer<out AnyRecord>> = mapOf(",
        *kinds,
        ")\n",
    ]
    return "\n".join(lines)


def _words(words: Words) -> str:
    lines = [
        f"{block(words.doc)}@Serializable\n@JvmInline\nvalue class {words.name}(val word: String) {{",
        "    companion object {",
    ]
    lines += [
        f"{block(one.doc, indent='        ')}        val {one.name} = {words.name}({_text(one.value)})"
        for one in words.members
    ]
    names = ", ".join(one.name for one in words.members)
    lines += ["", "        /** The words of this contract; a newer server may say others. */"]
    return "\n".join([*lines, f"        val known: Set<{words.name}> = setOf({names})", "    }", "}\n"])


def _shape(shape: Shape, over: str, checker: Checker) -> str:
    head = f"{block(shape.doc)}@Serializable\n"
    if shape.tag:
        head += f"@SerialName({_text(shape.tag)})\n"
    supers = ", ".join(one for one in (over, "Checked" if shape.asked and over != "AnyCommand" else "") if one)
    supers = f" : {supers}" if supers else ""
    if not shape.fields:
        body = f"class {shape.name}{supers}"
    else:
        fields = "\n".join(_field(one) for one in shape.fields)
        body = f"data class {shape.name}(\n{fields}\n){supers}"
    return head + body + (f" {{\n{_faults(shape, checker)}}}\n" if shape.asked else "\n")


def _field(field: Field) -> str:
    name = _name(field.name)
    serial = f"@SerialName({_text(field.name)}) " if name != field.name else ""
    policy = f"    /** Policy {field.policy}. */\n" if field.policy else ""
    told = _type(field.type)
    if field.absent:
        return f"{policy}    {serial}val {name}: {told.removesuffix('?')}? = null,"
    default = "" if field.required else f" = {_default(field.type, field.default)}"
    return f"{policy}    {serial}val {name}: {told}{default},"


def _faults(shape: Shape, checker: Checker) -> str:
    lines: list[str] = []
    for one in shape.fields:
        lines += checker.lines(checked(one), _name(one.name), one.name)
    inner = "\n".join(_indented(lines, "        "))
    found = f"buildList {{\n{inner}\n    }}" if lines else "emptyList()"
    return f"    override fun faults(): List<Fault> = {found}\n"


def _row(shape: Shape, checker: Checker) -> str:
    """A list by the order of its fields, with a serializer of its own; a newer server may append places."""
    name = shape.name
    fields = "\n".join(_field(one) for one in shape.fields)
    reads = ", ".join(_place(i, one) for i, one in enumerate(shape.fields))
    writes = ", ".join(f"encoder.json.encodeToJsonElement(value.{_name(one.name)})" for one in shape.fields)
    checks = f" : Checked {{\n{_faults(shape, checker)}}}" if shape.asked else ""
    return f"""{block(shape.doc)}@Serializable(with = {name}Serializer::class)
data class {name}(
{fields}
){checks}

object {name}Serializer : KSerializer<{name}> {{
    override val descriptor: SerialDescriptor = JsonArray.serializer().descriptor

    override fun serialize(encoder: Encoder, value: {name}) {{
        encoder as JsonEncoder
        encoder.encodeJsonElement(JsonArray(listOf({writes})))
    }}

    override fun deserialize(decoder: Decoder): {name} {{
        decoder as JsonDecoder
        val all = decoder.decodeJsonElement().jsonArray
        return {name}({reads})
    }}
}}
"""


def _place(i: int, field: Field) -> str:
    if field.required:
        return f"decoder.json.decodeFromJsonElement(all[{i}])"
    default = _default(field.type, field.default)
    return f"all.getOrNull({i})?.let {{ decoder.json.decodeFromJsonElement(it) }} ?: {default}"


def _type(told: Type) -> str:
    if isinstance(told, Ref):
        return told.name
    if isinstance(told, Nullable):
        return f"{_type(told.item)}?"
    if isinstance(told, EditOf):
        return f"Edit<{_type(told.item)}>"
    if isinstance(told, ListOf):
        return f"List<{_type(told.item)}>"
    if isinstance(told, MapOf):
        return f"Map<String, {_type(told.value)}>"
    if isinstance(told, TupleOf):
        places = {_type(one) for one in told.items}
        return f"List<{places.pop()}>" if len(places) == 1 else "JsonArray"
    return "JsonElement" if isinstance(told, OneOf) else _SCALARS[told.name]


def _default(told: Type, value: object) -> str:
    if value is None:
        return "JsonNull" if _type(told) == "JsonElement" else "null"
    if isinstance(told, Nullable):
        return _default(told.item, value)
    if isinstance(told, Ref):
        return f"{told.name}({_text(str(value))})" if told.words else f"{told.name}()"
    if isinstance(told, ListOf):
        items = ", ".join(_default(told.item, one) for one in cast("list[object]", value))
        return f"listOf({items})" if items else "emptyList()"
    if isinstance(told, MapOf):
        return "emptyMap()"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(float(value)) if _type(told) == "Double" else str(value)
    return _text(str(value))


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("$", "\\$")


def _name(name: str) -> str:
    made = camel(name)
    return f"`{made}`" if f" {made} " in _KEYWORDS else made


def _indented(lines: list[str], by: str = "    ") -> list[str]:
    return [by + one for one in lines]
