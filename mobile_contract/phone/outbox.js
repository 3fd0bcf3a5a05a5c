/** The way of commands out of a phone: what a draft needs, which batch goes next, how the queue does. Sends nothing. */
import { CONTRACT, ContractError, encode, faults } from "../generated/contract.js";
import { LIMITS } from "../generated/phone_tables.js";
import { sha256 } from "./hashes.js";
import { bytesOf, hexOf, readBytes } from "./texts.js";

/** @typedef {import("./ports.js").Tables} Tables */
/** @typedef {import("./ports.js").Clock} Clock */
/** @typedef {import("./ports.js").PhoneState} PhoneState */
/** @typedef {import("./ports.js").Queued} Queued */
/** @typedef {import("./ports.js").Receipt} Receipt */
/** @typedef {import("./ports.js").AnyCommand} AnyCommand */
/** @typedef {Map<string, {boot: string, until: number}>} Held Lanes that wait, each until a reading of a boot's clock. */
/** @typedef {Record<string, any> & {kind: string, id: string, entity: string, root: string}} Draft */

const FIRST_RETRY_S = 5;
const MAX_NEEDS = 20;
const WAITING = new Set(["held", "parked", "conflict"]);

/** A command is bigger than any push may be; nothing of its batch was stored. */
export class TooLarge extends Error {}

/**
 * Store commands and photos, all or none: what is promised is told at `Phone.enqueue`.
 *
 * @param {Tables} tables
 * @param {readonly Draft[]} drafts
 * @param {readonly import("./ports.js").PhotoFile[]} photos
 * @param {Clock} now
 * @returns {Promise<AnyCommand[]>}
 */
export async function enqueue(tables, drafts, photos, now) {
  const state = await tables.state();
  const outlived = state.past_epochs.length ? await outlivedRows(tables) : new Set();
  const unsent = new Set((await tables.queue.rows()).map((entry) => entry.entity));
  const made = drafts.map((draft, i) => {
    const command = /** @type {AnyCommand} */ ({
      ...draft,
      seq: state.next_seq + i,
      made: now,
      contract: CONTRACT,
      epoch: draft.epoch || epochShown(state, outlived, draft),
      needs: draft.needs?.length ? draft.needs : needsOf(draft, unsent),
    });
    tables.queue.put(queued(command));
    unsent.add(command.entity);
    return command;
  });
  for (const photo of photos) tables.photos.put(photo);
  tables.putState({ ...state, next_seq: state.next_seq + made.length });
  return made;
}

/** @param {AnyCommand} command @returns {Queued} */
function queued(command) {
  const wrong = faults("AnyCommand", command);
  if (wrong.length) throw new ContractError("AnyCommand", wrong);
  const body = bytesOf(encode("AnyCommand", command));
  if (body.length > LIMITS.MAX_COMMAND_BYTES) throw new TooLarge(`${body.length} bytes, ${LIMITS.MAX_COMMAND_BYTES} allowed`);
  return { seq: command.seq, id: command.id, lane: command.root, entity: command.entity, body, tries: 0 };
}

/**
 * The next commands in seq order, as many as a push may hold; a larger one travels alone.
 *
 * @param {Tables} tables
 * @param {Held} held
 * @param {Clock} now
 */
export async function batch(tables, held, now) {
  const limit = (await tables.state()).max_batch;
  /** @type {Queued[]} */
  const chosen = [];
  let size = 0;
  for (const entry of await tables.queue.rows()) {
    const waits = held.get(entry.lane);
    if (waits && waits.boot === now.boot && now.mono < waits.until) continue;
    size += entry.body.length + 1;
    if (chosen.length && (chosen.length >= limit || size > LIMITS.MAX_PUSH_BYTES)) break;
    chosen.push(entry);
  }
  return chosen;
}

/**
 * A push as it crosses the wire: the envelope's line, then each command's own bytes, one a line.
 *
 * @param {PhoneState} state
 * @param {import("./ports.js").QueueState} queue
 * @param {readonly Queued[]} commands
 * @param {Clock} now
 */
export function body(state, queue, commands, now) {
  const envelope = encode("PushRequest", { install: state.install, contract: CONTRACT, now, seen: state.seen, queue });
  const lines = [bytesOf(envelope), ...commands.map((entry) => entry.body)];
  const whole = new Uint8Array(lines.reduce((sum, line) => sum + line.length + 1, 0));
  let at = 0;
  for (const line of lines) {
    whole.set(line, at);
    whole[at + line.length] = 0x0a;
    at += line.length + 1;
  }
  return whole;
}

/**
 * Receipts by the ids that the queue knows: bytes in which a server finds no id are answered by `namelessId`.
 *
 * @param {Tables} tables
 * @param {readonly Receipt[]} receipts
 */
export async function byOwnNames(tables, receipts) {
  if (receipts.every((receipt) => receipt.id[14] === "7")) return [...receipts];
  const names = new Map((await tables.queue.rows()).map((entry) => [namelessId(entry.body), entry.id]));
  return receipts.map((receipt) => ({ ...receipt, id: names.get(receipt.id) ?? receipt.id }));
}

/** The id by which bytes that bring none are answered: a UUIDv8 of their SHA-256. @param {Uint8Array} bytes */
export function namelessId(bytes) {
  const told = sha256(bytes).slice(0, 16);
  told[6] = (told[6] & 0x0f) | 0x80;
  told[8] = (told[8] & 0x3f) | 0x80;
  const hex = hexOf(told);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Whether an answered command still waits for its last answer, be it for months. @param {string} receipt */
export function isWaiting(receipt) {
  return WAITING.has(JSON.parse(receipt).verdict);
}

/**
 * How this phone is doing, told with every contact.
 *
 * @param {Tables} tables
 * @param {Clock} now
 * @param {number} freeBytes
 */
export async function queueState(tables, now, freeBytes) {
  const state = await tables.state();
  const queue = await tables.queue.rows();
  const photos = await tables.photos.rows();
  return {
    length: queue.length,
    last_seq: await lastSeq(tables, state),
    oldest_s: queue.length ? ageS(queue[0], now) : 0,
    photos: photos.filter((photo) => !photo.done).length,
    last_error: state.last_error,
    free_bytes: freeBytes,
  };
}

/**
 * The highest number that the district has or is to get: of what was erased before it went, no receipt is owed.
 *
 * @param {Tables} tables
 * @param {PhoneState} state
 */
export async function lastSeq(tables, state) {
  let last = state.next_seq - 1;
  while (last) {
    const entry = await tables.answered.find(last);
    if (!entry || !neverWent(entry.receipt)) break;
    last -= 1;
  }
  return last;
}

/** Whether this is the phone's own word on a command: a district's has a position. @param {string} receipt */
function neverWent(receipt) {
  const told = JSON.parse(receipt);
  return told.verdict === "gone" && !told.pos;
}

/** Seconds to wait after so many tries in vain: doubled each time, to about five minutes. @param {number} tries */
export function backoffS(tries) {
  return FIRST_RETRY_S << Math.min(tries, 6);
}

/** @param {Queued} entry @param {Clock} now */
function ageS(entry, now) {
  const made = readBytes(entry.body)?.made;
  if (faults("Clock", made).length) return 0;
  const age = made.boot === now.boot ? now.mono - made.mono : now.wall - made.wall;
  return Math.max(0, Math.floor(age / 1000));
}

/**
 * The epoch of what is on the screen: until a reset has been healed, that is the one before.
 *
 * @param {PhoneState} state
 * @param {Set<unknown>} outlived
 * @param {Draft} draft
 */
function epochShown(state, outlived, draft) {
  const before = state.past_epochs.at(-1);
  if (before !== undefined && (!state.cursor_pos || outlived.has(draft.entity) || outlived.has(draft.root))) return before;
  return state.seen ? state.seen.epoch : "";
}

/** The rows of an epoch that is over which are still here: work on them waits for its verdict. @param {Tables} tables */
async function outlivedRows(tables) {
  /** @type {Set<unknown>} */
  const found = new Set();
  for (const row of await tables.leaving.rows()) {
    const held = await tables.base.find([row.kind, row.id]);
    if (held && held.version === 0) found.add(row.id);
  }
  return found;
}

/** @param {Draft} draft @param {Set<string>} unsent */
function needsOf(draft, unsent) {
  const named = new Set(Object.values(draft).flat(1));
  return [...unsent].filter((other) => named.has(other) && other !== draft.entity).sort().slice(0, MAX_NEEDS);
}
