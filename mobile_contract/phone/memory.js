/** The store in memory: the oracle for every other. Commits are all or nothing; nothing survives the page. */
import { Tables, TABLES } from "./tables.js";

/** @typedef {import("./ports.js").Key} Key */
/** @typedef {import("./ports.js").Part} Part */
/** @typedef {import("./ports.js").Backend} Backend */

/** @param {Part} one @param {Part} other */
function comparePart(one, other) {
  if (typeof one !== typeof other) return typeof one === "number" ? -1 : 1;
  return one < other ? -1 : one > other ? 1 : 0;
}

/** @param {Key} one @param {Key} other @returns {number} */
function compare(one, other) {
  if (typeof one !== "object" || typeof other !== "object") return comparePart(/** @type {Part} */ (one), /** @type {Part} */ (other));
  for (let i = 0; i < one.length && i < other.length; i++) {
    const found = comparePart(one[i], other[i]);
    if (found) return found;
  }
  return one.length - other.length;
}

/** Rows in the order of their keys. */
class Sorted {
  constructor() {
    /** @type {{key: Key, row: any}[]} */
    this.entries = [];
  }

  /** The first place whose key is not lower. @param {Key} key */
  place(key) {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(this.entries[middle].key, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** @param {Key} key */
  get(key) {
    const entry = this.entries[this.place(key)];
    return entry && compare(entry.key, key) === 0 ? entry.row : undefined;
  }

  /** @param {Key} key @param {any} row undefined takes it away */
  set(key, row) {
    const at = this.place(key);
    const there = at < this.entries.length && compare(this.entries[at].key, key) === 0 ? 1 : 0;
    if (row === undefined) this.entries.splice(at, there);
    else this.entries.splice(at, there, { key, row });
  }

  /** @param {readonly Part[]} prefix */
  from(prefix) {
    const found = [];
    for (let at = this.place(prefix); at < this.entries.length; at++) {
      const { key, row } = this.entries[at];
      if (typeof key !== "object" || prefix.some((part, i) => key[i] !== part)) break;
      found.push(row);
    }
    return found;
  }
}

/** One open transaction, and how to take it back. @implements {Backend} */
class Open {
  /** @param {Map<string, Sorted>} tables @param {(() => void) | null} onWrite null: reads alone */
  constructor(tables, onWrite) {
    this.tables = tables;
    this.onWrite = onWrite;
    /** @type {[Sorted, Key, any][]} */
    this.undo = [];
  }

  /** @param {string} name @returns {Sorted} */
  table(name) {
    const found = this.tables.get(name);
    if (!found) throw new TypeError(`there is no table ${name}`);
    return found;
  }

  /** @param {string} name @param {Key} key */
  async get(name, key) {
    return this.table(name).get(key);
  }

  /** @param {string} name @param {readonly Part[]} [prefix] */
  async all(name, prefix) {
    const table = this.table(name);
    return prefix ? table.from(prefix) : table.entries.map((entry) => entry.row);
  }

  /** @param {string} name @param {Key} key @param {any} row */
  put(name, key, row) {
    if (this.onWrite === null) throw new Error("a write outside of a commit");
    this.onWrite();
    const table = this.table(name);
    this.undo.push([table, key, table.get(key)]);
    table.set(key, row);
  }

  /** @param {string} name @param {Key} key */
  drop(name, key) {
    this.put(name, key, undefined);
  }
}

/** A store that is gone with the page. `onWrite` is called before each write and before each commit ends. */
export class MemoryStore {
  /** @param {() => void} [onWrite] */
  constructor(onWrite = () => {}) {
    this.onWrite = onWrite;
    /** @type {Map<string, Sorted>} */
    this.tables = new Map(TABLES.map((name) => [name, new Sorted()]));
    /** @type {Promise<unknown>} */
    this.last = Promise.resolve();
  }

  /** @template T @param {(tables: Tables) => Promise<T>} work @returns {Promise<T>} */
  commit(work) {
    return this._afterLast(async () => {
      const open = new Open(this.tables, () => this.onWrite());
      try {
        const told = await work(new Tables(open));
        this.onWrite();
        return told;
      } catch (error) {
        for (const [table, key, row] of open.undo.reverse()) table.set(key, row);
        throw error;
      }
    });
  }

  /** @template T @param {(tables: Tables) => Promise<T>} work @returns {Promise<T>} */
  read(work) {
    return this._afterLast(() => work(new Tables(new Open(this.tables, null))));
  }

  /** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  _afterLast(work) {
    const done = this.last.then(work);
    this.last = done.catch(() => {});
    return done;
  }
}
