/**
 * What a phone's store must be, and the rows that lie in it: plain tables and one local transaction. It decides nothing.
 *
 * Whoever brings a store of their own writes a `Backend` and the two transactions of `Store`; `Tables` does the rest.
 */
import { LIMITS } from "../generated/phone_tables.js";

/** @typedef {import("../generated/contract.js").Clock} Clock */
/** @typedef {import("../generated/contract.js").Seen} Seen */
/** @typedef {import("../generated/contract.js").Receipt} Receipt */
/** @typedef {import("../generated/contract.js").ScopeInfo} ScopeInfo */
/** @typedef {import("../generated/contract.js").Removed} Removed */
/** @typedef {import("../generated/contract.js").AnyCommand} AnyCommand */
/** @typedef {import("../generated/contract.js").PushReply} PushReply */
/** @typedef {import("../generated/contract.js").WipeReply} WipeReply */
/** @typedef {import("../generated/contract.js").PullRequest} PullRequest */
/** @typedef {import("../generated/contract.js").BootRequest} BootRequest */
/** @typedef {import("../generated/contract.js").DigestRequest} DigestRequest */
/** @typedef {import("../generated/contract.js").WipeProof} WipeProof */
/** @typedef {import("../generated/contract.js").QueueState} QueueState */

/** @typedef {string | number} Part */
/** @typedef {Part | readonly Part[]} Key What a row is found by. Numbers lie before texts, lists go place by place. */

/**
 * The tables of one open transaction. `put` and `drop` need not be awaited: what is read after them sees them.
 *
 * @typedef {object} Backend
 * @property {(table: string, key: Key) => Promise<any>} get The row of a key, or undefined.
 * @property {(table: string, prefix?: readonly Part[]) => Promise<any[]>} all In the order of their keys; with a prefix,
 *   those whose key is a list that begins so.
 * @property {(table: string, key: Key, row: any) => void} put
 * @property {(table: string, key: Key) => void} drop
 * @property {(scope: number) => void} [shred] Destroy the key that rows were sealed with for a scope.
 */

/** @typedef {import("./tables.js").Tables} Tables */

/**
 * A place for a phone's rows. One commit at a time; what its work throws leaves no trace, as a crash would.
 *
 * @typedef {object} Store
 * @property {<T>(work: (tables: Tables) => Promise<T>) => Promise<T>} commit All writes are kept, durably, or none.
 *   The work may await its tables alone: a database would end the transaction for anything else.
 * @property {<T>(work: (tables: Tables) => Promise<T>) => Promise<T>} read Reads of one moment.
 */

/**
 * What a phone knows of itself and of the server. `cursor` is the server's own text, `cursor_pos` the head of the last
 * complete pull, `seen` the highest stamp, `durable` the highest position that a proved backup holds. `rows_of` names
 * the epoch and contract that every held row came in, `rows_due` those of a boot of all scopes that is under way.
 *
 * @typedef {object} PhoneState
 * @property {string} install
 * @property {string} user
 * @property {string} cursor
 * @property {number} cursor_pos
 * @property {Seen | null} seen
 * @property {number} durable
 * @property {number} next_seq
 * @property {number} next_mark
 * @property {number} max_batch
 * @property {number} next_in_s
 * @property {number} failures
 * @property {number} contact_wall
 * @property {string} contact_boot
 * @property {number} contact_mono
 * @property {string} last_error
 * @property {boolean} rekey
 * @property {string} rows_of
 * @property {string} rows_due
 * @property {readonly string[]} past_epochs
 */

/** @type {Readonly<PhoneState>} */
export const FRESH = Object.freeze({
  install: "",
  user: "",
  cursor: "",
  cursor_pos: 0,
  seen: null,
  durable: 0,
  next_seq: 1,
  next_mark: 1,
  max_batch: LIMITS.MAX_BATCH,
  next_in_s: LIMITS.NEXT_IN_S,
  failures: 0,
  contact_wall: 0,
  contact_boot: "",
  contact_mono: 0,
  last_error: "",
  rekey: false,
  rows_of: "",
  rows_due: "",
  past_epochs: Object.freeze([]),
});

/** @typedef {{kind: number, id: string, version: number, record: string}} BaseRow The record's own JSON text, as it came. */
/** @typedef {{scope: number, kind: number, id: string, mark: number}} Member `mark` names a boot, 0 a pull. */
/** @typedef {{seq: number, id: string, lane: string, entity: string, body: Uint8Array, tries: number}} Queued */
/**
 * `ack_pos` is the position of the stamp that came with the receipt (JSON text). Of what exceeds the phone's room only
 * the hash is left.
 *
 * @typedef {{seq: number, id: string, lane: string, entity: string, body: Uint8Array, receipt: string, ack_pos: number,
 *   sha256: Uint8Array}} Sent
 */
/**
 * @typedef {{seq: number, id: string, kind: string, entity: string, receipt: string, wall: number, dismissed: boolean}}
 *   Answered
 */
/**
 * `start` is the cursor before the first chunk, null until that is asked for. `has`: what is held may be told, so that
 * it comes without its records. `again`: the cursor holds the scope, and this boot replaces what could not be repaired.
 *
 * @typedef {{scope: number, mark: number, start: string | null, after: string, has: boolean, again: boolean}} Booting
 */
/** @typedef {{scope: number, held: Removed, gone: boolean}} Dropping `gone`: the server is yet to be told. */
/** @typedef {{scope: number, repairs: readonly number[], booted: number | null}} Mended */
/** @typedef {{kind: number, id: string, lane: string, scope: number}} Leaving */
/**
 * A photo's bytes on their own way: where they lie, and how many have arrived. `done_pos` is the position of the first
 * complete pull after the last of them.
 *
 * @typedef {{upload: string, command: string, subject: string, sha256: string, size_bytes: number, media_type: string,
 *   path: string, offset: number, done: boolean, done_pos: number | null}} PhotoFile
 */

/** @typedef {{scope: number, kind: number, id: string, op: number, version: number, record: string}} Arrived */
/** @typedef {Omit<import("../generated/contract.js").PullReply, "rows"> & {rows: Arrived[]}} PullReply */
/** @typedef {Omit<import("../generated/contract.js").BootReply, "rows"> & {rows: Arrived[]}} BootReply */
/** @typedef {Omit<import("../generated/contract.js").DigestReply, "rows"> & {rows: Arrived[]}} DigestReply */

export const PUT = 1;
export const EXIT = 2;
export const ERASE = 3;
export const SAME = 4;
