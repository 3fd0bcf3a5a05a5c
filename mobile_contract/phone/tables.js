/** The tables of a phone over any backend: rows by the keys that they carry in themselves. It decides nothing. */
import { FRESH } from "./ports.js";

/** @typedef {import("./ports.js").Backend} Backend */
/** @typedef {import("./ports.js").Key} Key */
/** @typedef {import("./ports.js").BaseRow} BaseRow */
/** @typedef {import("./ports.js").Member} Member */

/** Every table that a backend must have. `places` and `versions` are ways to find what `members` and `base` hold. */
export const TABLES = Object.freeze([
  "phone", "base", "versions", "members", "places", "queue", "sent", "answered", "scopes", "booting", "dropping", "mended",
  "leaving", "photos",
]);

/**
 * @template R
 * @template {Key} K
 */
export class Table {
  /** @param {Backend} backend @param {string} name @param {(row: R) => K} key */
  constructor(backend, name, key) {
    this.backend = backend;
    this.name = name;
    this.key = key;
  }

  /** The row of a key, if there is one. @param {K} key @returns {Promise<R | undefined>} */
  find(key) {
    return this.backend.get(this.name, key);
  }

  /** All rows, in the order of their keys. @returns {Promise<R[]>} */
  rows() {
    return this.backend.all(this.name);
  }

  /** Insert a row, or replace the one of its key. @param {R} row */
  put(row) {
    this.backend.put(this.name, this.key(row), row);
  }

  /** Delete a row; one that is not there is nothing. @param {K} key */
  drop(key) {
    this.backend.drop(this.name, key);
  }
}

/** The rows that the server sent, by kind and id. @extends {Table<BaseRow, readonly [number, string]>} */
class Base extends Table {
  /** @param {Backend} backend */
  constructor(backend) {
    super(backend, "base", (row) => [row.kind, row.id]);
  }

  /** All rows of a kind, by id. @param {number} kind @returns {Promise<BaseRow[]>} */
  ofKind(kind) {
    return this.backend.all(this.name, [kind]);
  }

  /** @param {BaseRow} row */
  put(row) {
    super.put(row);
    this.backend.put("versions", this.key(row), { kind: row.kind, id: row.id, version: row.version });
  }

  /** @param {readonly [number, string]} key */
  drop(key) {
    super.drop(key);
    this.backend.drop("versions", key);
  }
}

/** Which rows are visible through which scopes. */
class Members {
  /** @param {Backend} backend */
  constructor(backend) {
    this.backend = backend;
  }

  /** Keep a membership; a later mark replaces an earlier one. @param {Member} member */
  put(member) {
    const { scope, kind, id } = member;
    this.backend.put("members", [scope, kind, id], member);
    this.backend.put("places", [kind, id, scope], scope);
  }

  /** Delete a membership; one that is not there is nothing. @param {number} scope @param {number} kind @param {string} id */
  drop(scope, kind, id) {
    this.backend.drop("members", [scope, kind, id]);
    this.backend.drop("places", [kind, id, scope]);
  }

  /** The memberships of a scope, by kind and id. @param {number} scope @returns {Promise<Member[]>} */
  ofScope(scope) {
    return this.backend.all("members", [scope]);
  }

  /** The scopes through which a row is visible, sorted. @param {number} kind @param {string} id @returns {Promise<number[]>} */
  scopesOf(kind, id) {
    return this.backend.all("places", [kind, id]);
  }

  /** What a scope's digest counts. @param {number} scope @returns {Promise<import("./digest.js").Version[]>} */
  async versions(scope) {
    const members = await this.ofScope(scope);
    const held = members.length ? await this._held() : new Map();
    /** @type {import("./digest.js").Version[]} */
    const found = [];
    for (const { kind, id } of members) {
      const version = held.get(`${kind}|${id}`);
      if (version !== undefined) found.push([kind, id, version]);
    }
    return found;
  }

  /** The keys of the base rows that are visible through no scope. @returns {Promise<{kind: number, id: string}[]>} */
  async orphans() {
    const seen = new Set((await this.backend.all("members")).map((one) => `${one.kind}|${one.id}`));
    const rows = await this.backend.all("versions");
    return rows.filter((row) => !seen.has(`${row.kind}|${row.id}`));
  }

  /** @returns {Promise<Map<string, number>>} */
  async _held() {
    const rows = await this.backend.all("versions");
    return new Map(rows.map((row) => [`${row.kind}|${row.id}`, row.version]));
  }
}

/** All tables of one open transaction. */
export class Tables {
  /** @param {Backend} backend */
  constructor(backend) {
    this.backend = backend;
    this.base = new Base(backend);
    this.members = new Members(backend);
    /** @type {Table<import("./ports.js").Queued, number>} */
    this.queue = new Table(backend, "queue", (row) => row.seq);
    /** @type {Table<import("./ports.js").Sent, number>} */
    this.sent = new Table(backend, "sent", (row) => row.seq);
    /** @type {Table<import("./ports.js").Answered, number>} */
    this.answered = new Table(backend, "answered", (row) => row.seq);
    /** @type {Table<import("./ports.js").ScopeInfo, number>} */
    this.scopes = new Table(backend, "scopes", (row) => row.id);
    /** @type {Table<import("./ports.js").Booting, number>} */
    this.booting = new Table(backend, "booting", (row) => row.scope);
    /** @type {Table<import("./ports.js").Dropping, number>} */
    this.dropping = new Table(backend, "dropping", (row) => row.scope);
    /** @type {Table<import("./ports.js").Mended, number>} */
    this.mended = new Table(backend, "mended", (row) => row.scope);
    /** @type {Table<import("./ports.js").Leaving, readonly [number, string]>} */
    this.leaving = new Table(backend, "leaving", (row) => [row.kind, row.id]);
    /** @type {Table<import("./ports.js").PhotoFile, string>} */
    this.photos = new Table(backend, "photos", (row) => row.upload);
  }

  /** The phone's one row; its defaults on a fresh phone. @returns {Promise<import("./ports.js").PhoneState>} */
  async state() {
    return { ...FRESH, ...(await this.backend.get("phone", "phone")) };
  }

  /** Replace the phone's one row. @param {import("./ports.js").PhoneState} state */
  putState(state) {
    this.backend.put("phone", "phone", state);
  }

  /** Destroy the key that rows were sealed with for a scope, where a store seals them. @param {number} scope */
  shred(scope) {
    this.backend.shred?.(scope);
  }
}
