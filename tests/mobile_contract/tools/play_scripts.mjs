// Plays the scripts of `tests/support/phone_recording.py` on the JavaScript phone, and stops at the first difference.
// node play_scripts.mjs PHONE [STORE-MODULE] < lines; the answer is one JSON object on standard output.
import { createInterface } from "node:readline";
import { isDeepStrictEqual } from "node:util";

const { decode, encode, KINDS } = await import(new URL("../generated/contract.js", process.argv[2]));
const lib = await import(process.argv[2]);
const { openStore } = process.argv[3] ? await import(process.argv[3]) : { openStore: async () => new Watched() };

class PowerLost extends Error {}

/** A store in memory that remembers which rows its last commit touched, and what they were before. */
class Watched extends lib.MemoryStore {
  constructor() {
    super(() => this.burn());
    this.left = null;
    this.touched = [];
  }

  burn() {
    if (this.left !== null && --this.left < 0) throw new PowerLost();
  }

  commit(work) {
    const names = new Map([...this.tables].map(([name, table]) => [table, name]));
    return super.commit(async (tables) => {
      const told = await work(tables);
      if (this.left !== null) this.left = 0; // the last chance to die
      this.touched.push(...tables.backend.undo.map(([table, key, row]) => [names.get(table), key, row]));
      return told;
    });
  }
}

const READERS = { PushReply: "readPush", PullReply: "readPull", BootReply: "readBoot", DigestReply: "readDigest", WipeReply: "readWipe" };
const DERIVED = new Set(["versions", "places"]);
const BINARY = new Set(["body", "sha256"]);
const sum = { scripts: 0, steps: 0, lines: 0, deaths: 0, views: 0, shown: 0, calls: {} };
let phones = new Map();
let script = null;

function camel(name) {
  return name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
}

function plain(value) {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(plain);
  if (value === undefined || value === null) return null;
  if (typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, key === "receipt" ? receipt(one) : plain(one)]));
}

/** A stored receipt in this phone's own words: the other one writes fields that are empty. */
function receipt(text) {
  return typeof text === "string" ? encode("Receipt", decode("Receipt", JSON.parse(text))) : plain(text);
}

function argument(value) {
  if (Array.isArray(value)) return value.map(argument);
  if (!value || typeof value !== "object" || !value.$) return value;
  const read = READERS[value.$];
  if (read) return lib[read](value.text);
  return value.$ === "AnyCommand" ? JSON.parse(value.text) : decode(value.$, JSON.parse(value.text));
}

function isGiven(told, made) {
  if (Array.isArray(told)) return Array.isArray(made) && told.length === made.length && told.every((one, i) => isGiven(one, made[i]));
  if (told?.$) return Boolean(made) && encode(told.$, made) === told.text;
  if (told?.bytes !== undefined) return Boolean(made) && plain(made) === told.bytes;
  return isDeepStrictEqual(plain(made), plain(told));
}

function row(told) {
  const binary = "body" in told ? BINARY : new Set();
  return Object.fromEntries(
    Object.entries(told).map(([name, value]) => {
      if (binary.has(name)) return [name, new Uint8Array(Buffer.from(value, "base64"))];
      return [name, name === "receipt" ? receipt(value) : value];
    }),
  );
}

async function put(store, delta) {
  await store.commit(async (tables) => {
    for (const [name, rows] of Object.entries(delta)) {
      for (const [key, told] of rows) {
        if (name === "phone") tables.putState(row(told));
        else if (name === "members" && told === null) tables.members.drop(...key);
        else if (told === null) tables[name].drop(key);
        else tables[name].put(row(told));
      }
    }
  });
}

async function sameRows(store, delta) {
  const touched = store.touched ?? [];
  store.touched = [];
  return store.read(async (tables) => {
    const told = new Set();
    for (const [name, rows] of Object.entries(delta)) {
      for (const [key, expected] of rows) {
        told.add(`${name} ${JSON.stringify(key)}`);
        const found = plain(await tables.backend.get(name, key));
        if (!isDeepStrictEqual(found, plain(expected))) return { table: name, key, expected: plain(expected), found };
      }
    }
    for (const [name, key, before] of touched) {
      const label = `${name} ${JSON.stringify(key)}`;
      if (DERIVED.has(name) || told.has(label)) continue;
      told.add(label); // only the oldest is what the row was before the step
      const found = plain(await tables.backend.get(name, key));
      if (!isDeepStrictEqual(found, plain(before))) return { table: name, key, expected: plain(before), found };
    }
    return null;
  });
}

async function sameView(phone, told) {
  const { changed } = await phone.view();
  sum.views += 1;
  sum.shown += changed.size;
  if (changed.size !== Object.keys(told).length) return { expected: Object.keys(told), found: [...changed.keys()] };
  for (const [key, text] of Object.entries(told)) {
    const found = changed.get(key);
    const expected = decode(KINDS[key.split("|")[0]], JSON.parse(text));
    if (!isDeepStrictEqual(found, expected)) return { key, expected, found };
  }
  return null;
}

/** All that a store derives must be what it is derived from. */
async function isSound(store) {
  return store.read(async (tables) => {
    const base = (await tables.base.rows()).map(({ kind, id, version }) => ({ kind, id, version }));
    if (!isDeepStrictEqual(base, await tables.backend.all("versions"))) return { table: "versions" };
    const members = (await tables.backend.all("members")).map(({ scope, kind, id }) => `${kind}|${id}|${scope}`);
    let places = 0;
    for (const { kind, id } of await tables.backend.all("members")) {
      const scopes = await tables.members.scopesOf(kind, id);
      if (!scopes.every((scope) => members.includes(`${kind}|${id}|${scope}`))) return { table: "places" };
    }
    places = (await tables.backend.all("places")).length;
    return places === members.length ? null : { table: "places", places, members: members.length };
  });
}

/** Work after whose last write the power goes. */
function dying(work) {
  return async (tables) => {
    await work(tables);
    throw new PowerLost();
  };
}

async function die(phone, store, told) {
  sum.deaths += 1;
  store.left = told.dies;
  if (!(store instanceof Watched)) store.commit = (work) => Object.getPrototypeOf(store).commit.call(store, dying(work));
  try {
    await phone[camel(told.call)](...told.args.map(argument));
    return { expected: "dies", found: "lives" };
  } catch (error) {
    if (!(error instanceof PowerLost)) throw error;
  } finally {
    store.left = null;
    if (!(store instanceof Watched)) delete store.commit;
  }
  store.touched = [];
  return null;
}

async function call(one, told) {
  const { phone, store } = one;
  sum.calls[told.call] = (sum.calls[told.call] ?? 0) + 1;
  if (told.dies !== undefined) return (await die(phone, store, told)) ?? sameRows(store, told.delta);
  let made;
  try {
    made = await phone[camel(told.call)](...told.args.map(argument));
  } catch (error) {
    if (!told.raises) throw error;
    return sameRows(store, told.delta);
  }
  if (told.raises) return { expected: told.raises, found: made };
  if (!isGiven(told.gives, made)) return { what: "answer", expected: told.gives, found: made instanceof Uint8Array ? plain(made) : made };
  const rows = await sameRows(store, told.delta);
  if (rows) return rows;
  const clock = told.args.find((value) => value && value.boot !== undefined && value.mono !== undefined);
  if (told.over !== undefined && lib.isOver(await store.read((tables) => tables.state()), clock) !== told.over) return { what: "lease" };
  return told.view ? sameView(phone, told.view) : null;
}

async function step(told) {
  if (told.script !== undefined) {
    for (const { store } of phones.values()) {
      const wrong = await isSound(store);
      if (wrong) return wrong;
      store.close?.();
    }
    phones = new Map();
    script = told.script;
    sum.scripts += told.script === null ? 0 : 1;
    return null;
  }
  if (!phones.has(told.phone)) phones.set(told.phone, { store: await openStore(`${script}-${told.phone}`), phone: null });
  const one = phones.get(told.phone);
  if (told.set) {
    await put(one.store, told.set);
    one.store.touched = [];
  }
  if (told.wake) one.phone = new lib.Phone(one.store);
  if (!told.call) return null;
  sum.steps += 1;
  return call(one, told);
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  sum.lines += 1;
  const told = JSON.parse(line);
  let wrong;
  try {
    wrong = await step(told);
  } catch (error) {
    wrong = { raised: error.stack };
  }
  if (wrong) {
    console.log(JSON.stringify({ ...sum, wrong: { script, line: sum.lines, call: told.call, ...wrong } }));
    process.exit(1);
  }
}
console.log(JSON.stringify(sum));
