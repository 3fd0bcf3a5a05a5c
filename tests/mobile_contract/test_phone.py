"""The JavaScript phone: its types by the compiler, its sums by the platform, its steps by the reference phone."""

import json
import shutil
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any, cast

import pytest

from mobile_contract.emit import CONTRACT_ROOT, GENERATED
from mobile_contract.emit.bundle import Unreadable, phone_bundle
from ops.simulate.crew import settled
from ops.simulate.stores import opened
from sync.digest import bucket_sums, hex62, total
from tests.mobile_contract.phone_scripts import PHONE, PHONES, Different, command, played, record
from tests.mobile_contract.test_compilers import TOOLS, run_tool
from tests.support.node import install_npm, node, run_module

SEEDS = range(1, 25)
STEPS = 60
LINES_ON_DISK = 700
BUNDLE = GENERATED / "phone.js"
ROWS = [(kind, f"019cad29-c9e1-77a0-b1c4-d9a4b9c6e{kind:03x}", kind * 7) for kind in range(1, 400)]


def _ask(tmp_path: Path, source: str, told: object = None) -> object:
    """What an expression comes to, with the phone as `lib` and what is told as `told`."""
    module = f"""
    import {{ readFileSync }} from "node:fs";
    import * as lib from {json.dumps(PHONE.as_uri())};
    const told = JSON.parse(readFileSync(0, "utf8"));
    console.log(JSON.stringify(await (async () => {{ {source} }})()));
    """
    return json.loads(run_module(module, tmp_path, json.dumps(told).encode()))


def _copy(folder: Path) -> Path:
    """The phone and what it reads, where a test may spoil it."""
    for name in ("phone", "generated"):
        shutil.copytree(CONTRACT_ROOT / name, folder / name, dirs_exist_ok=True)
    return folder / "phone"


def test_its_types_are_strict_and_the_compiler_reads_them(tmp_path: Path) -> None:
    compiler = install_npm(TOOLS, tmp_path) / "typescript/lib/tsc.js"
    phone = _copy(tmp_path)
    done = run_tool(node(), compiler, "-p", phone)
    assert done.returncode == 0, done.stdout.decode()
    wrong = phone / "lease.js"
    wrong.write_text(wrong.read_text(encoding="utf-8").replace("now.mono", "now.mino"), encoding="utf-8")
    assert run_tool(node(), compiler, "-p", phone).returncode != 0


def test_its_hashes_are_those_of_the_platform(tmp_path: Path) -> None:
    texts = ["", "abc", "宋", *("x" * length for length in (55, 56, 63, 64, 65, 111, 127, 128, 129, 256, 1000))]
    source = """
    const hex = (bytes) => Buffer.from(bytes).toString("hex");
    return told.map((text) => [hex(lib.sha256(lib.bytesOf(text))), hex(lib.blake2b(lib.bytesOf(text), 16))]);
    """
    expected = [
        [sha256(text.encode()).hexdigest(), blake2b(text.encode(), digest_size=16).hexdigest()] for text in texts
    ]
    assert _ask(tmp_path, source, texts) == expected


def test_its_digests_are_those_of_the_reference(tmp_path: Path) -> None:
    count, sum_a, sum_b = total(ROWS)
    whole, buckets = {"count": count, "sum_a": hex62(sum_a), "sum_b": hex62(sum_b)}, list(bucket_sums(ROWS))
    assert _ask(tmp_path, "return [lib.total(told), lib.bucketSums(told)];", ROWS) == [whole, buckets]


def test_what_a_row_holds_is_kept_to_the_last_byte(tmp_path: Path) -> None:
    records = ['{"a":1.0,"b":"],\\"}"}', "null", '[1, {"deep" : [ ]} ]', "12345678901234567890", '"\\u5b8b{"', "-0.1e5"]
    rows = ", ".join(f'[1, 900,"x", 1,{i} , {record} ]' for i, record in enumerate(records))
    stamp = '"stamp":{"epoch":"e","pos":1,"tag":"t","mac":"m","rows":[7]}'
    answers = '"answers":"\\"rows\\":[","rest":{"rows":[1]},"cursor":"c"'
    reply = f'{{{answers},{stamp}, "durable":0,"more":false,"rows" : [{rows} ]}}'
    assert _ask(tmp_path, "return lib.readPull(told).rows.map((row) => row.record);", reply) == records


def test_a_commit_that_fails_leaves_no_trace_and_commits_wait_for_each_other(tmp_path: Path) -> None:
    source = """
    const store = new lib.MemoryStore();
    const said = [];
    const row = (id, version) => ({ kind: 1, id, version, record: "{}" });
    await store.commit(async (tables) => tables.base.put(row("a", 1)));
    const failed = store.commit(async (tables) => {
      tables.base.put(row("a", 2));
      tables.base.put(row("b", 1));
      tables.members.put({ scope: 1, kind: 1, id: "a", mark: 0 });
      tables.base.drop([1, "a"]);
      await null;
      throw new Error("no");
    }).catch((error) => said.push(error.message));
    const seen = await store.read(async (tables) => [await tables.base.rows(), await tables.members.scopesOf(1, "a")]);
    await failed;
    const outside = await store.read(async (tables) => tables.base.put(row("c", 1))).catch((error) => error.message);
    return [said, seen, outside, await store.read((tables) => tables.members.orphans())];
    """
    row = {"kind": 1, "id": "a", "version": 1}
    expected = [["no"], [[row | {"record": "{}"}], []], "a write outside of a commit", [row]]
    assert _ask(tmp_path, source) == expected


def test_a_browsers_database_keeps_whole_commits_for_every_page(tmp_path: Path) -> None:
    install_npm(TOOLS, tmp_path)
    source = """
    await import("fake-indexeddb/auto");
    const [one, other] = [await lib.IndexedDbStore.open("zhang"), await lib.IndexedDbStore.open("zhang")];
    const row = (id, version) => ({ kind: 1, id, version, record: "{}" });
    const versions = (store) => store.read(async (tables) => (await tables.base.rows()).map((row) => row.version));
    await one.commit(async (tables) => tables.base.put(row("a", 1)));
    const count = (store) => store.commit(async (tables) => {
      const state = await tables.state();
      tables.putState({ ...state, next_seq: state.next_seq + 1 });
    });
    await Promise.all([one, other, one, other, one].map(count));
    const failed = await other.commit(async (tables) => {
      tables.base.put(row("b", 2));
      await tables.base.rows();
      throw new Error("no");
    }).catch((error) => error.message);
    const unkept = await one.commit(async (tables) => tables.base.put({ ...row("c", 3), record: () => 1 }))
      .catch((error) => error.name);
    const outside = await other.read(async (tables) => tables.base.put(row("d", 4))).catch((error) => error.name);
    one.close();
    const again = await lib.IndexedDbStore.open("zhang");
    const seq = (await again.read((tables) => tables.state())).next_seq;
    const kept = await versions(again);
    await lib.IndexedDbStore.destroy("zhang");
    const fresh = await versions(await lib.IndexedDbStore.open("zhang"));
    return { failed, unkept, outside, seq, kept, fresh };
    """
    assert _ask(tmp_path, source) == {
        "failed": "no", "unkept": "DataCloneError", "outside": "ReadOnlyError", "seq": 6, "kept": [1], "fresh": [],
    }  # fmt: skip


def test_a_lower_version_changes_no_row_and_another_cursors_page_nothing(tmp_path: Path) -> None:
    source = """
    const now = { wall: 1, boot: "b", mono: 1 };
    const phone = new lib.Phone(new lib.MemoryStore());
    await phone.join("i", "u");
    const page = (answers, version) => JSON.stringify({
      answers, cursor: "c", stamp: { epoch: "e", pos: version, tag: `t${version}`, mac: "m" }, durable: 0, more: true,
      rows: [[1, 900, "x", 1, version, { version }]],
    });
    const said = [];
    for (const [answers, version, pos] of [["", 5, 1], ["c", 3, 2], ["", 9, 3], ["c", 5, 4]]) {
      const stamp = { epoch: "e", pos, tag: "t", mac: "m", holds: null };
      const { applied } = await phone.applyPull({ ...lib.readPull(page(answers, version)), stamp }, now);
      const [held] = await phone.store.read((tables) => tables.base.rows());
      said.push([applied, held.version, held.record]);
    }
    return said;
    """
    held = [5, '{"version":5}']
    assert _ask(tmp_path, source) == [[True, *held], [True, *held], [False, *held], [True, *held]]


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Scripts of the reference phone, in one file."""
    path = tmp_path_factory.mktemp("scripts") / "scripts.jsonl"
    with settled(), opened("memory", PHONES) as shelf, path.open("wb") as file:
        record(shelf, SEEDS, STEPS, file.write)
    return path


def _play(scripts: Path, *, phone: Path = PHONE, store: Path | None = None, lines: int | None = None) -> dict[str, Any]:
    told = b"".join(scripts.read_bytes().splitlines(keepends=True)[:lines])
    done = run_tool(*command(store, phone), told=told)
    assert not done.stderr, done.stderr.decode()
    return played(done.stdout, done.returncode)


def test_it_goes_with_the_reference_phone_step_by_step(scripts: Path) -> None:
    told = _play(scripts, phone=BUNDLE)
    assert told["scripts"] == len(SEEDS)
    assert told["deaths"] > 0
    assert told["shown"] > len(SEEDS)
    assert {"apply_push", "apply_pull", "apply_boot", "apply_wipe", "apply_repair"} <= told["calls"].keys()


def test_it_goes_with_the_reference_phone_over_a_browsers_database(scripts: Path, tmp_path: Path) -> None:
    install_npm(TOOLS, tmp_path)
    store = Path(shutil.copy(TOOLS / "indexed_db.mjs", tmp_path))
    told = _play(scripts, store=store, lines=LINES_ON_DISK)
    assert told["scripts"] > 1
    assert told["deaths"] > 0


def test_one_module_has_all_that_the_many_have_and_needs_no_other(tmp_path: Path) -> None:
    alone = Path(shutil.copy(BUNDLE, tmp_path / "phone.mjs"))
    source = f"""
    const one = await import({json.dumps(alone.as_uri())});
    return [Object.keys(one).sort(), Object.keys(lib).sort()];
    """
    one, many = cast("list[list[str]]", _ask(tmp_path, source))
    assert one == many
    assert "Phone" in one


@pytest.mark.parametrize(
    "line",
    ['import x from "./x.js";', 'export * from "./x.js";', "export default 1;", 'import { self } from "./odd.js";'],
)
def test_a_module_of_another_form_is_not_put_into_one(line: str, tmp_path: Path) -> None:
    (tmp_path / "index.js").write_text('export { a } from "./odd.js";\n', encoding="utf-8")
    (tmp_path / "odd.js").write_text(f"{line}\nexport const a = 1;\n", encoding="utf-8")
    with pytest.raises(Unreadable):
        phone_bundle(tmp_path / "index.js", {})


FAULTS = {
    "a receipt is forgotten at once": ("settling.js", "entry.ack_pos <= through) tables", "true) tables"),
    "a boot forgets its mark": ("boots.js", "mark: boot.mark, wall", "mark: 0, wall"),
    "a command needs nothing": ("outbox.js", "named.has(other) && other !== draft.entity", "false"),
    "a sum forgets its second half": ("digest.js", "sumB += b;", ""),
    "a boot is not called off": ("boots.js", "if (!boot.again && !told.has(boot.scope)) dropped.add(boot.scope);", ";"),
    "a set forgets what was added": ("making.js", "...add])]", "])]"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_phone_with_a_fault_parts_from_the_reference(fault: str, scripts: Path, tmp_path: Path) -> None:
    file, right, wrong = FAULTS[fault]
    phone = _copy(tmp_path)
    text = (phone / file).read_text(encoding="utf-8")
    assert text.count(right) == 1
    (phone / file).write_text(text.replace(right, wrong), encoding="utf-8")
    with pytest.raises(Different):
        _play(scripts, phone=phone / "index.js")
