"""The clients that are made from the contract: JavaScript runs every vector, TypeScript, Kotlin and Swift are read."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
import tree_sitter_kotlin
import tree_sitter_swift
from tree_sitter import Language, Node, Parser

from mobile_contract.emit import CONTRACT_ROOT, GENERATED
from mobile_contract.emit.facts import read_facts
from tests.support.node import run_module

VECTORS: dict[str, Any] = msgspec.json.decode((CONTRACT_ROOT / "vectors/types.json").read_bytes())["types"]
_RUN = """
import {{ readFileSync }} from "node:fs";
import {{ ContractError, decode, encode, faults }} from {contract};
const told = [];
for (const [name, one] of Object.entries(JSON.parse(readFileSync(0, "utf8")))) {{
  for (const text of [one.least, one.full]) {{
    const value = JSON.parse(text);
    told.push([name, text, encode(name, decode(name, value)), faults(name, value)]);
  }}
  for (const {{ path, rule, put, drop }} of one.refused) {{
    const value = JSON.parse(one.least);
    if (drop) delete value[drop];
    else value[path] = put;
    told.push([name, path, rule, faults(name, value)]);
  }}
}}
{more}
console.log(JSON.stringify(told));
"""


TREE = read_facts().tree
# The wheels still give a number.
KOTLIN = Language(tree_sitter_kotlin.language())  # pyright: ignore[reportDeprecated]
SWIFT = Language(tree_sitter_swift.language())  # pyright: ignore[reportDeprecated]


def test_every_shape_has_its_vectors() -> None:
    assert VECTORS.keys() == TREE.shapes.keys()


@pytest.mark.parametrize("name", VECTORS)
def test_python_reads_and_writes_the_vectors_and_refuses_what_breaks_a_rule(name: str) -> None:
    shape: Any = TREE.types[name]
    vector = VECTORS[name]
    for text in (vector["least"], vector["full"]):
        value = msgspec.json.decode(text, type=shape)
        assert msgspec.json.decode(msgspec.json.encode(value), type=shape) == value
    for one in vector["refused"]:
        least = json.loads(vector["least"])
        if "drop" in one:
            del least[one["drop"]]
        else:
            least[one["path"]] = one["put"]
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(json.dumps(least), type=shape)


def _told(tmp_path: Path, vectors: dict[str, Any], more: str = "") -> list[Any]:
    source = _RUN.format(contract=json.dumps((GENERATED / "contract.js").as_uri()), more=more)
    told: list[Any] = json.loads(run_module(source, tmp_path, json.dumps(vectors).encode()))
    return told


def test_javascript_writes_every_vector_as_it_read_it_and_names_each_broken_rule(tmp_path: Path) -> None:
    told = _told(tmp_path, VECTORS)
    assert len(told) > 2 * len(VECTORS)
    values = [one for one in told if one[1][:1] in "{["]
    refused = [one for one in told if one[1][:1] not in "{["]
    assert [one for one in values if one[1] != one[2] or one[3]] == []
    assert [one for one in refused if {"path": one[1], "rule": one[2]} not in one[3]] == []


def test_javascript_keeps_words_and_leaves_out_fields_of_a_newer_server(tmp_path: Path) -> None:
    person = json.loads(VECTORS["PersonRecord"]["full"])
    newer = person | {"sex": "of a newer server", "not_known_yet": 1}
    more = f"""
    told.push(decode("PersonRecord", {json.dumps(newer)}));
    told.push(faults("PersonRecord", {json.dumps(newer)}).map((one) => one.rule));
    try {{
      decode("PersonRecord", {{}});
    }} catch (error) {{
      told.push(error instanceof ContractError, error.faults.length);
    }}
    """
    decoded, rules, raised, count = _told(tmp_path, {}, more)
    assert decoded == person | {"sex": "of a newer server"}
    assert rules == ["unknown_word"]
    assert raised
    assert count >= 3


@pytest.mark.parametrize(
    ("file", "language"),
    [("Contract.kt", KOTLIN), ("Contract.swift", SWIFT)],
)
def test_the_syntax_of_kotlin_and_swift_is_right(file: str, language: Language) -> None:
    root = Parser(language).parse((GENERATED / file).read_bytes()).root_node
    assert not _errors(root), [(one.start_point, one.text) for one in _errors(root)][:3]
    # A parser that takes anything proves nothing.
    assert _errors(Parser(language).parse(b"class { val ( = }").root_node), (
        "a parser that takes anything proves nothing"
    )


def _errors(node: Node) -> list[Node]:
    if node.type == "ERROR" or node.is_missing:
        return [node]
    return [one for child in node.children for one in _errors(child)] if node.has_error else []
