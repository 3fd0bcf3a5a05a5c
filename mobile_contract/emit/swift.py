"""`Contract.swift`: the contract for Swift, as Codable values.

Commands and records are enumerations with associated values, told apart by their tags; one of a newer server is kept as
`unknown`. Words are open: a phone that stays installed for years meets some that it does not know, and keeps them.
"""

import json
from typing import cast

from mobile_contract.emit.checking import Check, Checker, checked, patterns_of
from mobile_contract.emit.facts import Facts
from mobile_contract.emit.names import camel, docs, filled, member
from mobile_contract.emit.tree import EditOf, Field, ListOf, MapOf, Nullable, OneOf, Ref, Shape, TupleOf, Type, Words

_SCALARS = {
    "string": "String",
    "instant": "Instant",
    "int": "Int64",
    "float": "Double",
    "bool": "Bool",
    "bytes": "Base64Bytes",
    "any": "JSONValue",
}
_KEYWORDS = (
    " as associatedtype break case catch class continue default defer deinit do else enum extension"
    " fallthrough false for func guard if import in init inout internal is let nil operator private"
    " protocol public repeat return self static struct subscript super switch throw throws true try"
    " typealias var where while "
)


class _Syntax:
    """Swift's way to write checks."""

    def check(self, value: str, path: str, one: Check) -> str:
        size = f"{value}.unicodeScalars.count" if one.of_text else f"{value}.count"
        holds = {
            "ge": f"{value} >= {one.limit}",
            "le": f"{value} <= {one.limit}",
            "min_length": f"{size} >= {one.limit}",
            "max_length": f"{size} <= {one.limit}",
            "pattern": f"check.fits({value}, {one.limit})",
        }[one.rule]
        return f'check.that({holds}, "{path}", "{one.rule}")'

    def below(self, value: str, path: str) -> str:
        return f'check.below("{path}", {value})'

    def known(self, value: str, path: str, words: str) -> str:
        return f'check.that({words}.known.contains({value}), "{path}", "unknown_word")'

    def given(self, value: str, name: str, inner: list[str]) -> list[str]:
        return [f"if let {name} = {value} {{", *_indented(inner), "}"]

    def each(self, value: str, name: str, inner: list[str]) -> list[str]:
        return [f"for {name} in {value} {{", *_indented(inner), "}"]

    def both(self, value: str, name: str, inner: list[str]) -> list[str]:
        return [f"for {name} in [{value}.was, {value}.now].compactMap({{ $0 }}) {{", *_indented(inner), "}"]


def swift(facts: Facts) -> str:
    """The whole of `Contract.swift`."""
    checker = Checker(_Syntax(), facts.tree, patterns_of(facts.tree))
    parts = [filled("Contract.swift", contract=facts.contract), _tables(facts, checker.patterns)]
    parts += [_words(one) for one in facts.tree.words.values()]
    shapes = facts.tree.shapes
    commands = [shapes[name] for name in facts.commands.values()]
    records = [shapes[name] for name in facts.kinds.values()]
    parts.append(_union("AnyCommand", "kind", "Every command there is, told apart by `kind`.", commands))
    parts.append(_union("AnyRecord", "type", "Every record that a phone may hold, told apart by `type`.", records))
    parts += [_row(one, checker) if one.array_like else _shape(one, checker) for one in shapes.values()]
    return "\n".join(parts)


def _tables(facts: Facts, patterns: list[str]) -> str:
    policies = [
        f"    {_text(record)}: [{', '.join(f'{_text(name)}: {_text(one)}' for name, one in fields.items())}],"
        for record, fields in facts.policies.items()
    ]
    lines = [
        "private let patterns: [NSRegularExpression] = [",
        *(f"    pattern({_text(one)})," for one in patterns),
        "]\n",
        "/// What a refusal means, for people, and its status over HTTP.",
        "public struct ProblemText: Hashable, Sendable {",
        "    public let status: Int",
        "    public let en: String",
        "    public let zh: String",
        "}\n",
        "public let problemTexts: [String: ProblemText] = [",
        *(
            f"    {_text(code)}: ProblemText(status: {status}, en: {_text(en)}, zh: {_text(zh)}),"
            for code, (status, en, zh) in facts.problems.items()
        ),
        "]\n",
        "/// The merge policy of each field that a person may write, by record and field.",
        "public let policies: [String: [String: String]] = [",
        *policies,
        "]\n",
        "/// Commands that are decided online alone: a phone without a line keeps them as drafts.",
        f"public let onlineOnly: Set<String> = [{', '.join(map(_text, facts.online_only))}]\n",
        "/// The tag of a row's record by its kind's number on the wire; rows of other kinds are kept as they came.",
        "public let recordTypes: [Int: String] = [",
        *(f"    {number}: {_text(facts.tree.shapes[name].tag)}," for number, name in facts.kinds.items()),
        "]\n",
    ]
    return "\n".join(lines)


def _words(words: Words) -> str:
    lines = [
        f"{docs(words.doc)}public struct {words.name}: RawRepresentable, Codable, Hashable, Sendable {{",
        "    public let rawValue: String",
        "    public init(rawValue: String) { self.rawValue = rawValue }\n",
    ]
    for one in words.members:
        told = f"    public static let {_name(member(one.name))} = {words.name}(rawValue: {_text(one.value)})"
        lines.append(f"{docs(one.doc, indent='    ')}{told}")
    names = ", ".join(f".{_name(member(one.name))}" for one in words.members)
    lines += ["", "    /// The words of this contract; a newer server may say others."]
    return "\n".join([*lines, f"    public static let known: Set<{words.name}> = [{names}]", "}\n"])


def _union(name: str, tag: str, doc: str, shapes: list[Shape]) -> str:
    cases = [(_name(camel(one.tag)), one) for one in shapes]
    lines = [
        f"{docs(doc)}public enum {name}: Codable, Hashable, Sendable {{",
        *(f"    case {case}({one.name})" for case, one in cases),
        "    /// Of a newer contract; written back as it came.",
        "    case unknown(JSONValue)\n",
        f"    private enum Tag: String, CodingKey {{ case tag = {_text(tag)} }}\n",
        "    public init(from decoder: Decoder) throws {",
        "        switch try decoder.container(keyedBy: Tag.self).decode(String.self, forKey: .tag) {",
        *(f"        case {_text(one.tag)}: self = .{case}(try {one.name}(from: decoder))" for case, one in cases),
        "        default: self = .unknown(try JSONValue(from: decoder))",
        "        }",
        "    }\n",
        "    public func encode(to encoder: Encoder) throws {",
        "        switch self {",
        *(f"        case .{case}(let value): try value.encode(to: encoder)" for case, _ in cases),
        "        case .unknown(let value): try value.encode(to: encoder)",
        "        }",
        "    }",
        "}\n",
    ]
    return "\n".join(lines)


def _shape(shape: Shape, checker: Checker) -> str:
    supers = "Codable, Hashable, Sendable" + (", Checked" if shape.asked else "")
    lines = [f"{docs(shape.doc)}public struct {shape.name}: {supers} {{"]
    for one in shape.fields:
        policy = f"    /// Policy {one.policy}.\n" if one.policy else ""
        lines.append(f"{policy}    public var {_name(camel(one.name))}: {_held(one)}")
    lines += ["", *_init(shape), "", *_keys(shape), "", *_reading(shape), "", *_writing(shape)]
    if shape.asked:
        lines += ["", *_faults(shape, checker)]
    return "\n".join([*lines, "}\n"])


def _init(shape: Shape) -> list[str]:
    places = ", ".join(
        f"{_name(camel(one.name))}: {_held(one)}" + ("" if one.required else f" = {_default_of(one)}")
        for one in shape.fields
    )
    sets = [f"        self.{camel(one.name)} = {_name(camel(one.name))}" for one in shape.fields]
    return [f"    public init({places}) {{", *sets, "    }"]


def _keys(shape: Shape) -> list[str]:
    names = [
        f"        case {_name(camel(one.name))}" + (f" = {_text(one.name)}" if camel(one.name) != one.name else "")
        for one in shape.fields
    ]
    if shape.tag:
        names.append(f"        case contractTag = {_text(shape.tag_field)}")
    if not names:
        return ["    private enum CodingKeys: CodingKey {}"]
    return ["    private enum CodingKeys: String, CodingKey {", *names, "    }"]


def _reading(shape: Shape) -> list[str]:
    lines = ["    public init(from decoder: Decoder) throws {"]
    if shape.fields:
        lines.append("        let all = try decoder.container(keyedBy: CodingKeys.self)")
    for one in shape.fields:
        name, told = camel(one.name), _type(one.type)
        key = f".{_name(name)}"
        if one.required:
            lines.append(f"        self.{name} = try all.decode({told}.self, forKey: {key})")
        else:
            plain = told.removesuffix("?")
            default = "" if one.absent or one.default is None else f" ?? {_default_of(one)}"
            lines.append(f"        self.{name} = try all.decodeIfPresent({plain}.self, forKey: {key}){default}")
    return [*lines, "    }"]


def _writing(shape: Shape) -> list[str]:
    lines = [
        "    public func encode(to encoder: Encoder) throws {",
        f"        {'var' if shape.fields or shape.tag else 'let'} all = encoder.container(keyedBy: CodingKeys.self)",
    ]
    if not shape.fields and not shape.tag:
        lines[-1] = "        _ = encoder.container(keyedBy: CodingKeys.self)"
    if shape.tag:
        lines.append(f"        try all.encode({_text(shape.tag)}, forKey: .contractTag)")
    for one in shape.fields:
        name = camel(one.name)
        put = f"try all.encode(self.{name}, forKey: .{_name(name)})"
        if one.required:
            lines.append(f"        {put}")
        elif one.absent or one.default is None:
            lines.append(f"        try all.encodeIfPresent(self.{name}, forKey: .{_name(name)})")
        else:
            lines.append(f"        if self.{name} != {_default_of(one)} {{ {put} }}")
    return [*lines, "    }"]


def _faults(shape: Shape, checker: Checker) -> list[str]:
    lines: list[str] = []
    for one in shape.fields:
        lines += checker.lines(checked(one), f"self.{camel(one.name)}", one.name)
    if not lines:
        return ["    public func faults() -> [Fault] { [] }"]
    head = ["    public func faults() -> [Fault] {", "        var check = Check()"]
    return [*head, *_indented(lines, "        "), "        return check.found", "    }"]


def _row(shape: Shape, checker: Checker) -> str:
    """A list by the order of its fields; a newer server may append places."""
    supers = "Codable, Hashable, Sendable" + (", Checked" if shape.asked else "")
    lines = [f"{docs(shape.doc)}public struct {shape.name}: {supers} {{"]
    lines += [f"    public var {_name(camel(one.name))}: {_held(one)}" for one in shape.fields]
    lines += ["", *_init(shape), "", "    public init(from decoder: Decoder) throws {"]
    lines.append("        var all = try decoder.unkeyedContainer()")
    for one in shape.fields:
        told = f"try all.decode({_type(one.type)}.self)"
        read = told if one.required else f"all.isAtEnd ? {_default_of(one)} : {told}"
        lines.append(f"        self.{camel(one.name)} = {read}")
    lines += ["    }", "", "    public func encode(to encoder: Encoder) throws {"]
    lines.append("        var all = encoder.unkeyedContainer()")
    lines += [f"        try all.encode(self.{camel(one.name)})" for one in shape.fields]
    lines.append("    }")
    if shape.asked:
        lines += ["", *_faults(shape, checker)]
    return "\n".join([*lines, "}\n"])


def _held(field: Field) -> str:
    told = _type(field.type)
    return f"{told.removesuffix('?')}?" if field.absent else told


def _type(told: Type) -> str:
    if isinstance(told, Ref):
        return told.name
    if isinstance(told, Nullable):
        return f"{_type(told.item)}?"
    if isinstance(told, EditOf):
        return f"Edit<{_type(told.item)}>"
    if isinstance(told, ListOf):
        return f"[{_type(told.item)}]"
    if isinstance(told, MapOf):
        return f"[String: {_type(told.value)}]"
    if isinstance(told, TupleOf):
        places = {_type(one) for one in told.items}
        return f"[{places.pop()}]" if len(places) == 1 else "[JSONValue]"
    return "JSONValue" if isinstance(told, OneOf) else _SCALARS[told.name]


def _default_of(field: Field) -> str:
    return "nil" if field.absent else _default(field.type, field.default)


def _default(told: Type, value: object) -> str:
    if value is None:
        return ".null" if _type(told) == "JSONValue" else "nil"
    if isinstance(told, Nullable):
        return _default(told.item, value)
    if isinstance(told, Ref):
        return f"{told.name}(rawValue: {_text(str(value))})" if told.words else f"{told.name}()"
    if isinstance(told, ListOf):
        return f"[{', '.join(_default(told.item, one) for one in cast('list[object]', value))}]"
    if isinstance(told, MapOf):
        return "[:]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(float(value)) if _type(told) == "Double" else str(value)
    return _text(str(value))


def _text(text: str) -> str:
    """A string of Swift: JSON's escapes, but for those of control characters."""
    return json.dumps(text, ensure_ascii=False).replace("\\b", "\\u{8}").replace("\\f", "\\u{c}")


def _name(name: str) -> str:
    return f"`{name}`" if f" {name} " in _KEYWORDS else name


def _indented(lines: list[str], by: str = "    ") -> list[str]:
    return [by + one for one in lines]
