/**
 * Scopes on their way in: what a page tells of them, the chunks of a boot and its end. Sends nothing.
 *
 * Every function that changes the store is called within one of its commits.
 */
import { CONTRACT } from "../generated/contract.js";
import { LIMITS } from "../generated/phone_tables.js";
import { bucketSums } from "./digest.js";
import { dropScope, swap, sweep, take } from "./intake.js";
import { SAME } from "./ports.js";

/** @typedef {import("./ports.js").Tables} Tables */
/** @typedef {import("./ports.js").PhoneState} PhoneState */
/** @typedef {import("./ports.js").Booting} Booting */

/** How many rows a chunk may have that comes mostly without records. */
const SAME_ROWS = 2000;

/** What rows come in: only within one epoch and one contract do equal versions mean equal content. @param {{epoch: string}} stamp */
function rowsKey(stamp) {
  return `${stamp.epoch}|${CONTRACT}`;
}

/** Whether what is held came to an app of another contract: rows of this very version may lack fields. @param {PhoneState} state */
export function isOfAnotherApp(state) {
  const rows = state.rows_due || state.rows_of;
  return Boolean(state.cursor && rows) && rows.slice(rows.lastIndexOf("|") + 1) !== String(CONTRACT);
}

/**
 * Note the scopes that a page tells to drop and to boot; the phone's row after it. A fresh cursor holds nothing: what is
 * not to be booted is not granted. A boot whose scope is on offer no more is called off, unless the cursor holds it.
 *
 * @param {Tables} tables
 * @param {PhoneState} state
 * @param {import("./ports.js").PullReply} reply
 */
export async function noteScopes(tables, state, reply) {
  const told = new Set(reply.boot.map((info) => info.id));
  const dropped = new Set(reply.drop);
  const has = state.rows_of === rowsKey(reply.stamp);
  let after = state;
  if (!state.cursor) {
    for (const info of await tables.scopes.rows()) if (!told.has(info.id)) dropped.add(info.id);
    after = { ...after, rows_due: rowsKey(reply.stamp) };
  }
  if (!reply.more) {
    for (const boot of await tables.booting.rows()) if (!boot.again && !told.has(boot.scope)) dropped.add(boot.scope);
  }
  for (const scope of [...dropped].sort((one, other) => one - other)) await dropScope(tables, scope);
  for (const boot of dropped.size ? await tables.booting.rows() : []) {
    // its cursor may name the dropped scope, and would bring it back without rows
    if (boot.start !== null) after = mark(tables, after, { ...boot, start: null, after: "" });
  }
  for (const info of reply.boot) {
    tables.scopes.put(info);
    tables.dropping.drop(info.id);
    const isTooBig = info.too_big && !(await tables.members.ofScope(info.id)).length;
    if (isTooBig || (await tables.booting.find(info.id))) continue;
    after = mark(tables, after, { scope: info.id, mark: 0, start: null, after: "", has, again: false });
  }
  return after;
}

/** Boot a scope that the cursor holds. @param {Tables} tables @param {PhoneState} state @param {number} scope */
export function again(tables, state, scope) {
  return mark(tables, state, { scope, mark: 0, start: null, after: "", has: false, again: true });
}

/**
 * The next chunk of the scope under way, or of the next one.
 *
 * @param {Tables} tables
 * @returns {Promise<import("./ports.js").BootRequest | null>}
 */
export async function nextChunk(tables) {
  const waiting = await tables.booting.rows();
  const state = await tables.state();
  if (!waiting.length || !state.cursor) return null;
  const boot = waiting.find((entry) => entry.start !== null) ?? waiting[0];
  const start = boot.start ?? state.cursor;
  if (boot.start === null) tables.booting.put({ ...boot, start });
  const held = boot.has ? await tables.members.versions(boot.scope) : [];
  return {
    install: state.install,
    contract: CONTRACT,
    seen: state.seen,
    cursor: start,
    scope: boot.scope,
    after: boot.after,
    limit: held.length ? SAME_ROWS : LIMITS.BOOT_ROWS,
    have: held.length ? bucketSums(held) : [],
  };
}

/**
 * Take a chunk and how far it came; the cursor after it, which the last one joins to the scope. A row that the server
 * believes to be here and that is not: the chunk is asked for once more, with all records.
 *
 * @param {Tables} tables
 * @param {Booting} boot
 * @param {import("./ports.js").BootReply} reply
 * @param {string} cursor
 * @param {number} wall
 */
export async function takeChunk(tables, boot, reply, cursor, wall) {
  if (boot.has && (await lacksAny(tables, reply.rows))) {
    tables.booting.put({ ...boot, has: false });
    return cursor;
  }
  for (const row of reply.rows) await take(tables, row, { mark: boot.mark, wall });
  if (reply.after !== null) {
    tables.booting.put({ ...boot, after: reply.after });
    return cursor;
  }
  await swap(tables, boot);
  await sweep(tables);
  return reply.cursor;
}

/** By scope the mark of its boot: what a page brings meanwhile must outlive the boot's end. @param {Tables} tables */
export async function marks(tables) {
  return new Map((await tables.booting.rows()).map((boot) => [boot.scope, boot.mark]));
}

/** @param {Tables} tables @param {readonly import("./ports.js").Arrived[]} rows */
async function lacksAny(tables, rows) {
  for (const row of rows) {
    if (row.op !== SAME) continue;
    const held = await tables.base.find([row.kind, row.id]);
    if (held?.version !== row.version) return true;
  }
  return false;
}

/** @param {Tables} tables @param {PhoneState} state @param {Booting} boot @returns {PhoneState} */
function mark(tables, state, boot) {
  tables.booting.put({ ...boot, mark: state.next_mark });
  return { ...state, next_mark: state.next_mark + 1 };
}
