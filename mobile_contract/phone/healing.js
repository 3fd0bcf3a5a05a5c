/**
 * What a phone does when its server was set back: it sends again what it keeps, and loads its scopes anew.
 *
 * Every function that changes the store is called within one of its commits. Nothing is deleted before its replacement
 * is here.
 */
import { sha256 } from "./hashes.js";

/** @typedef {import("./ports.js").Tables} Tables */
/** @typedef {import("./ports.js").PhoneState} PhoneState */
/** @typedef {{stamp: import("../generated/contract.js").Stamp, durable: number, reset: string}} Reply What each carries. */

const EPOCH = "epoch";
const TOO_OLD = "too_old";
const STALE = "stale";
const MAX_SENT_BYTES = 20 * 1024 * 1024;

/**
 * Whether a reply may be taken (""), is stale, or is a reset: then nothing else of it counts. An earlier epoch than the
 * one seen, a stamp below the highest, and an answer to an older request are stale: taken as lost on the way.
 *
 * @param {PhoneState} state
 * @param {Reply} reply
 */
export function standing(state, reply) {
  const { stamp, reset } = reply;
  const { seen } = state;
  if (!seen) return reset;
  if (stamp.epoch !== seen.epoch) return stamp.epoch < seen.epoch ? STALE : EPOCH;
  const isBelow = stamp.pos < seen.pos || (stamp.pos === seen.pos && stamp.tag !== seen.tag);
  const isOlder = stamp.holds !== null && stamp.holds < seen.pos;
  return isBelow || isOlder || reset === EPOCH ? STALE : reset;
}

/**
 * Do what a reset asks for; what is to be told of it. None but that of the epoch touches stamp and `sent`.
 *
 * @param {Tables} tables
 * @param {PhoneState} state
 * @param {Reply} reply
 * @param {string} reset
 */
export async function note(tables, state, reply, reset) {
  if (reset === STALE) return "";
  if (reset === EPOCH) await heal(tables, state, reply);
  else if (reset !== TOO_OLD || (await tables.queue.rows()).length) tables.putState({ ...state, last_error: `reset: ${reset}` });
  else await startOver(tables);
  return reset;
}

/** Load every scope anew beside what is held. Stamp, queue and `sent` stay. @param {Tables} tables */
export async function startOver(tables) {
  for (const boot of await tables.booting.rows()) tables.booting.drop(boot.scope);
  tables.putState({ ...(await tables.state()), cursor: "", last_error: "" });
}

/**
 * Put `sent` back before the queue, take the new epoch's stamp, and hold every row as of version 0. Photos are sent
 * again too: the server knows by their hash what it still has.
 *
 * @param {Tables} tables
 * @param {PhoneState} state
 * @param {Reply} reply
 */
async function heal(tables, state, reply) {
  let lost = 0;
  for (const { seq, id, lane, entity, body } of await tables.sent.rows()) {
    tables.sent.drop(seq);
    if (body.length) tables.queue.put({ seq, id, lane, entity, body, tries: 0 });
    else lost += 1;
  }
  for (const row of await tables.base.rows()) tables.base.put({ ...row, version: 0 });
  for (const photo of await tables.photos.rows()) tables.photos.put({ ...photo, offset: 0, done: false, done_pos: null });
  await startOver(tables);
  const { epoch, pos, tag, mac } = reply.stamp;
  tables.putState({
    ...(await tables.state()),
    seen: { epoch, pos, tag, mac },
    durable: reply.durable,
    cursor_pos: 0,
    rows_of: "",
    rows_due: "",
    past_epochs: state.seen ? [...state.past_epochs, state.seen.epoch] : state.past_epochs,
    last_error: lost ? `${lost} commands were too old to be sent again` : "",
  });
}

/**
 * Keep of what is answered at most so many bytes, the newest; of older commands the hash alone.
 *
 * @param {Tables} tables
 * @param {readonly import("./ports.js").Sent[]} kept
 * @param {number} [mostBytes]
 */
export function keepWithin(tables, kept, mostBytes = MAX_SENT_BYTES) {
  let size = 0;
  for (const entry of [...kept].sort((one, other) => other.seq - one.seq)) {
    size += entry.body.length;
    if (size > mostBytes && entry.body.length) {
      tables.sent.put({ ...entry, body: new Uint8Array(), sha256: sha256(entry.body) });
    }
  }
}
