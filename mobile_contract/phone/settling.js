/** What every reply leaves behind: stamps, answers, room. Every function is called within a commit. Sends nothing. */
import * as boots from "./boots.js";
import * as healing from "./healing.js";
import * as intake from "./intake.js";
import { receiptText } from "./inbox.js";
import * as outbox from "./outbox.js";

/** @typedef {import("./ports.js").Clock} Clock */
/** @typedef {import("./ports.js").Tables} Tables */
/** @typedef {import("./ports.js").PhoneState} PhoneState */

const RECEIPTS_SHOWN_MS = 30 * 24 * 3600 * 1000;

/**
 * Take a page and its cursor together; the scopes whose digests do not agree.
 *
 * @param {Tables} tables
 * @param {PhoneState} state
 * @param {import("./ports.js").PullReply} reply
 * @param {Clock} now
 * @param {import("./repair.js").Repairs} repairs
 */
export async function takePage(tables, state, reply, now, repairs) {
  let after = await boots.noteScopes(tables, state, reply);
  const marks = await boots.marks(tables);
  for (const row of reply.rows) await intake.take(tables, row, { mark: marks.get(row.scope) ?? 0, wall: now.wall });
  await intake.sweep(tables);
  const gone = await intake.sendAgain(tables, reply.want);
  const mismatched = reply.more ? [] : await intake.mismatches(tables, reply.digests);
  if (!reply.more) after = await repairs.begin(tables, after, mismatched, reply.cursor, now.wall);
  const isWhole = !reply.more && !(await tables.booting.rows()).length;
  if (isWhole) {
    for (const photo of await tables.photos.rows()) {
      if (photo.done && photo.done_pos === null) tables.photos.put({ ...photo, done_pos: reply.stamp.pos });
    }
    if (after.rows_due) after = { ...after, rows_of: after.rows_due, rows_due: "" };
  }
  await settle(tables, after, reply, now, {
    cursor: reply.cursor,
    cursor_pos: isWhole ? reply.stamp.pos : after.cursor_pos,
    next_in_s: reply.next_in,
    last_error: mismatched.length ? `digest mismatch: scope ${mismatched.join(", ")}` : gone,
  });
  return mismatched;
}

/**
 * A command leaves the queue with its receipt; what was not erased stays in `sent` until it is durable.
 *
 * @param {Tables} tables
 * @param {import("./ports.js").Queued} entry
 * @param {import("./ports.js").Receipt} receipt
 * @param {number} ackPos
 * @param {Clock} now
 */
export function answer(tables, entry, receipt, ackPos, now) {
  const { seq, id, lane, entity, body } = entry;
  tables.queue.drop(seq);
  if (receipt.verdict !== "gone") {
    const text = receiptText(receipt);
    tables.sent.put({ seq, id, lane, entity, body, receipt: text, ack_pos: ackPos, sha256: new Uint8Array() });
  }
  intake.recordAnswer(tables, entry, receipt, now.wall);
}

/** Whether a reply says to begin anew, or came too late: then what it asks for is done. @param {Tables} tables @param {PhoneState} state @param {healing.Reply} reply */
export async function isReset(tables, state, reply) {
  const reset = healing.standing(state, reply);
  if (reset) await healing.note(tables, state, reply, reset);
  return reset !== "";
}

/**
 * Keep the highest stamp, let go of what is durable and has been pulled, and note a contact that went well.
 *
 * @param {Tables} tables
 * @param {PhoneState} state
 * @param {Omit<healing.Reply, "reset">} reply
 * @param {Clock} now
 * @param {Partial<PhoneState>} values
 */
export async function settle(tables, state, { stamp, durable }, now, values) {
  const isHigher = !state.seen || stamp.pos > state.seen.pos;
  const settled = {
    ...state,
    seen: isHigher ? { epoch: stamp.epoch, pos: stamp.pos, tag: stamp.tag, mac: stamp.mac } : state.seen,
    durable: Math.max(durable, state.durable),
    failures: 0,
    contact_wall: now.wall,
    contact_boot: now.boot,
    contact_mono: now.mono,
    ...values,
  };
  const through = Math.min(settled.durable, settled.cursor_pos);
  const sent = await tables.sent.rows();
  for (const entry of sent) if (entry.ack_pos <= through) tables.sent.drop(entry.seq);
  const left = sent.filter((entry) => entry.ack_pos > through);
  healing.keepWithin(tables, left);
  const kept = new Set(left.map((entry) => entry.seq));
  const last = await outbox.lastSeq(tables, state);
  for (const entry of await tables.answered.rows()) {
    const isOld = !kept.has(entry.seq) && entry.seq <= last && now.wall - entry.wall > RECEIPTS_SHOWN_MS;
    if (isOld && !outbox.isWaiting(entry.receipt)) tables.answered.drop(entry.seq);
  }
  tables.putState(settled);
}
