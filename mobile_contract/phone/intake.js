/**
 * Rows on their way into a phone and out of it: memberships, versions, exits, erasures, digests. Sends nothing.
 *
 * Every function that changes the store is called within one of its commits.
 */
import { CONTRACT, decode } from "../generated/contract.js";
import { NUMBERS } from "../generated/phone_tables.js";
import { total } from "./digest.js";
import { receiptText, takeAnswer, takeBack } from "./inbox.js";
import { ERASE, EXIT, PUT, SAME } from "./ports.js";
import { readBytes } from "./texts.js";

/** @typedef {import("./ports.js").Tables} Tables */
/** @typedef {import("./ports.js").Arrived} Arrived */
/** @typedef {import("./ports.js").BaseRow} BaseRow */
/** @typedef {import("./ports.js").Receipt} Receipt */
/** @typedef {import("./ports.js").Queued} Queued */
/** @typedef {import("./ports.js").Sent} Sent */

/** Children travel in their root's lane; everything else is a lane of its own. @type {Readonly<Record<number, string>>} */
const ROOT_FIELD = {
  [NUMBERS.residency]: "person",
  [NUMBERS.visit]: "household",
  [NUMBERS.case_event]: "case",
  [NUMBERS.photo]: "subject",
  [NUMBERS.conflict]: "root",
  [NUMBERS.own_conflict]: "root",
};
const ROOTS = ["person", "household", "case", "subject", "root"];

/**
 * Take one row of a page (mark 0) or of a boot, at a reading of the wall clock. A lower version changes no row; an exit
 * removes the membership, and the row with its last one; an erasure the row and what was written about it.
 *
 * @param {Tables} tables
 * @param {Arrived} row
 * @param {{mark?: number, wall?: number}} [how]
 */
export async function take(tables, row, { mark = 0, wall = 0 } = {}) {
  const { scope, kind, id, op, version } = row;
  if (op === EXIT) return leave(tables, scope, kind, id);
  if (op === ERASE) return erase(tables, kind, id, wall);
  if (op !== PUT && op !== SAME) return;
  const held = await tables.base.find([kind, id]);
  if (op === SAME && held?.version !== version) return;
  tables.members.put({ scope, kind, id, mark });
  if (op === PUT && (!held || version >= held.version)) {
    tables.base.put({ kind, id, version, record: row.record });
    if (kind === NUMBERS.receipt) await takeAnswer(tables, row.record, wall);
  }
  tables.leaving.drop([kind, id]);
}

/**
 * End a membership. The row goes with its last one, but never before its lane has been judged (law 6).
 *
 * @param {Tables} tables
 * @param {number} scope
 * @param {number} kind
 * @param {string} id
 */
export async function leave(tables, scope, kind, id) {
  tables.members.drop(scope, kind, id);
  const held = await tables.base.find([kind, id]);
  if (held && !(await tables.members.scopesOf(kind, id)).length) {
    tables.leaving.put({ kind, id, lane: laneOf(held), scope });
  }
}

/** End all memberships of a scope that is granted no more. @param {Tables} tables @param {number} scope */
export async function dropScope(tables, scope) {
  if (!(await tables.dropping.find(scope))) {
    tables.dropping.put({ scope, held: await ownDigest(tables, scope), gone: false });
  }
  tables.booting.drop(scope);
  tables.scopes.drop(scope);
  for (const member of await tables.members.ofScope(scope)) await leave(tables, scope, member.kind, member.id);
  await partWithOrphans(tables, scope);
}

/** Send off the rows that no scope shows any more, for this scope's account. @param {Tables} tables @param {number} scope */
export async function partWithOrphans(tables, scope) {
  for (const { kind, id } of await tables.members.orphans()) {
    const row = await tables.base.find([kind, id]);
    if (row && !(await tables.leaving.find([kind, id]))) tables.leaving.put({ kind, id, lane: laneOf(row), scope });
  }
}

/**
 * Delete the rows that have left and wait for no verdict any more, then the keys of the scopes that are through.
 *
 * @param {Tables} tables
 */
export async function sweep(tables) {
  const leaving = await tables.leaving.rows();
  if (leaving.length) {
    const unjudged = new Set((await tables.queue.rows()).flatMap((entry) => [entry.lane, entry.entity]));
    for (const row of leaving) if (!unjudged.has(row.id) && !unjudged.has(row.lane)) await letGo(tables, row.kind, row.id);
  }
  const waiting = new Set((await tables.leaving.rows()).map((row) => row.scope));
  for (const entry of await tables.dropping.rows()) {
    if (entry.gone || waiting.has(entry.scope)) continue;
    tables.shred(entry.scope);
    tables.dropping.put({ ...entry, gone: true });
  }
}

/** @param {Tables} tables @param {number} kind @param {string} id */
async function letGo(tables, kind, id) {
  tables.leaving.drop([kind, id]);
  if ((await tables.members.scopesOf(kind, id)).length) return; // a bug brought one back: the digests will tell of it
  const held = kind === NUMBERS.receipt ? await tables.base.find([kind, id]) : undefined;
  if (held) await takeBack(tables, held.record);
  tables.base.drop([kind, id]);
}

/** End a boot: what it did not bring loses this membership. @param {Tables} tables @param {import("./ports.js").Booting} boot */
export async function swap(tables, boot) {
  for (const member of await tables.members.ofScope(boot.scope)) {
    if (member.mark !== boot.mark) await leave(tables, boot.scope, member.kind, member.id);
  }
  await partWithOrphans(tables, boot.scope);
  tables.booting.drop(boot.scope);
}

/**
 * Photos whose bytes the district has not, by their hash, go again from their first byte; which of them are here no
 * more, as a word for the district.
 *
 * @param {Tables} tables
 * @param {readonly string[]} wanted
 */
export async function sendAgain(tables, wanted) {
  const here = wanted.length ? await tables.photos.rows() : [];
  const gone = [];
  for (const sha256 of wanted) {
    const those = here.filter((photo) => photo.sha256 === sha256);
    for (const photo of those) if (photo.done) tables.photos.put({ ...photo, offset: 0, done: false, done_pos: null });
    if (!those.length) gone.push(sha256.slice(0, 8));
  }
  return gone.length ? `photo gone: ${gone.join(", ")}` : "";
}

/**
 * The proof of a scope whose rows and key are no more, and of which the server is yet to be told.
 *
 * @param {Tables} tables
 * @param {import("./ports.js").Clock} now
 * @returns {Promise<import("./ports.js").WipeProof | null>}
 */
export async function nextProof(tables, now) {
  const state = await tables.state();
  const gone = (await tables.dropping.rows()).find((entry) => entry.gone);
  if (!gone) return null;
  const { install, seen } = state;
  return { install, contract: CONTRACT, seen, scope: gone.scope, digest: gone.held, at: now };
}

/** The server has this proof; false if the scope is in or out anew. @param {Tables} tables @param {import("./ports.js").WipeProof} proof */
export async function closeDropped(tables, proof) {
  const entry = await tables.dropping.find(proof.scope);
  if (!entry?.gone || !sameDigest(entry.held, proof.digest)) return false;
  tables.dropping.drop(proof.scope);
  return true;
}

/** What this phone holds of a scope, rows of unknown kinds included. @param {Tables} tables @param {number} scope */
export async function ownDigest(tables, scope) {
  return total(await tables.members.versions(scope));
}

/**
 * The scopes whose digest here is not the one that a complete pull told, sorted: each is a bug to report.
 *
 * @param {Tables} tables
 * @param {Readonly<Record<string, import("./ports.js").Removed>>} told
 */
export async function mismatches(tables, told) {
  const known = new Set((await tables.booting.rows()).map((boot) => boot.scope));
  const found = [];
  for (const [name, digest] of Object.entries(told)) {
    const scope = Number(name);
    if (!known.has(scope) && !sameDigest(await ownDigest(tables, scope), digest)) found.push(scope);
  }
  return found.sort((one, other) => one - other);
}

/** @param {import("./ports.js").Removed} one @param {import("./ports.js").Removed} other */
function sameDigest(one, other) {
  return one.count === other.count && one.sum_a === other.sum_a && one.sum_b === other.sum_b;
}

/**
 * Keep a receipt where the person can look it up.
 *
 * @param {Tables} tables
 * @param {Queued | Sent} entry
 * @param {Receipt} receipt
 * @param {number} wall
 */
export function recordAnswer(tables, entry, receipt, wall) {
  const { seq, id, entity } = entry;
  const told = readBytes(entry.body)?.kind;
  const kind = typeof told === "string" ? told : "";
  tables.answered.put({ seq, id, kind, entity, receipt: receiptText(receipt), wall, dismissed: false });
}

/** @param {Tables} tables @param {number} kind @param {string} id @param {number} wall */
async function erase(tables, kind, id, wall) {
  for (const scope of await tables.members.scopesOf(kind, id)) tables.members.drop(scope, kind, id);
  tables.base.drop([kind, id]);
  tables.leaving.drop([kind, id]);
  /** @param {Queued | Sent} entry */
  const isAbout = (entry) => entry.entity === id || entry.lane === id;
  const queued = (await tables.queue.rows()).filter(isAbout);
  const sent = (await tables.sent.rows()).filter(isAbout);
  for (const entry of queued) {
    tables.queue.drop(entry.seq);
    recordAnswer(tables, entry, decode("Receipt", { id: entry.id, verdict: "gone" }), wall);
  }
  for (const entry of sent) tables.sent.drop(entry.seq);
  const lost = new Set([...queued, ...sent].map((entry) => entry.id));
  const photos = lost.size ? await tables.photos.rows() : [];
  for (const photo of photos) if (lost.has(photo.command)) tables.photos.drop(photo.upload);
}

/** A row's lane; one of a shape of another contract is its own. @param {BaseRow} row */
function laneOf(row) {
  const field = ROOT_FIELD[row.kind];
  if (field === undefined) return row.id;
  const told = JSON.parse(row.record);
  if (!told || ROOTS.some((name) => told[name] !== undefined && typeof told[name] !== "string")) return row.id;
  return told[field] || row.id;
}
