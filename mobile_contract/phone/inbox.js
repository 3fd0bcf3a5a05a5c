/** What comes back to a phone of what waited for a person: other answers. It sends nothing and judges nothing. */
import { decode, encode, WORDS } from "../generated/contract.js";
import { NUMBERS } from "../generated/phone_tables.js";
import { namelessId } from "./outbox.js";

/** @typedef {import("./ports.js").Tables} Tables */
/** @typedef {import("./ports.js").Sent} Sent */
/** @typedef {import("./ports.js").Receipt} Receipt */

/** A receipt's text, the same for the same receipt. @param {Receipt} receipt */
export function receiptText(receipt) {
  return encode("Receipt", receipt);
}

/** The receipt of a stored text. @param {string} text @returns {Receipt} */
export function receiptOf(text) {
  return decode("Receipt", JSON.parse(text));
}

/**
 * A command of this phone is answered anew: from now on this is its receipt, and the person is told again. What was
 * erased here stays so. Called within a commit.
 *
 * @param {Tables} tables
 * @param {string} told
 * @param {number} wall
 */
export async function takeAnswer(tables, told, wall) {
  const { record, known, sent } = await answerOf(tables, told);
  if (!record || !known) return;
  const receipt = receiptText({ ...record.receipt, id: known.id });
  if (receipt === known.receipt || receiptOf(known.receipt).verdict === "gone") return;
  tables.answered.put({ ...known, receipt, wall, dismissed: false });
  if (sent) tables.sent.put({ ...sent, receipt, ack_pos: Math.max(sent.ack_pos, record.receipt.pos) });
}

/**
 * An answer is gone: the server was set back to before it was given. The command waits again, for a person if its
 * conflict is open, otherwise for what it needs. Called within a commit.
 *
 * @param {Tables} tables
 * @param {string} told
 */
export async function takeBack(tables, told) {
  const { record, known, sent } = await answerOf(tables, told);
  if (!record || !known) return;
  if (sent || known.receipt !== receiptText({ ...record.receipt, id: known.id })) return; // it was answered anew meanwhile
  const opened = await openConflict(tables, record.receipt.id);
  const more = opened ? { verdict: "conflict", conflict: opened.id, why: opened.reason } : { verdict: "held" };
  const waits = decode("Receipt", { id: known.id, ...more });
  tables.answered.put({ ...known, receipt: receiptText(waits), dismissed: false });
}

/**
 * What a row tells, the command that it answers, and that command's bytes if they are still here. Another phone of the
 * same person has the same numbers.
 *
 * @param {Tables} tables
 * @param {string} told
 */
async function answerOf(tables, told) {
  const record = read("ReceiptRecord", told);
  if (!record || !WORDS.Verdict.includes(record.receipt.verdict)) return {};
  const name = record.receipt.id;
  const seq = record.seq || (await seqOf(tables, name));
  const known = await tables.answered.find(seq);
  const sent = await tables.sent.find(seq);
  const isOurs = known && (name === known.id || (sent && sent.body.length && namelessId(sent.body) === name));
  return isOurs ? { record, known, sent } : {};
}

/** @param {Tables} tables @param {string} command */
async function openConflict(tables, command) {
  const records = (await tables.base.ofKind(NUMBERS.own_conflict)).map((row) => read("OwnConflictRecord", row.record));
  return records.find((record) => record && record.command === command && record.state === "open");
}

/** @param {Tables} tables @param {string} nameless */
async function seqOf(tables, nameless) {
  const sent = await tables.sent.rows();
  return sent.find((entry) => entry.body.length && namelessId(entry.body) === nameless)?.seq ?? 0;
}

/**
 * A record, or null for a shape of a later contract: the row is kept for the build that can read it.
 *
 * @template {"ReceiptRecord" | "OwnConflictRecord"} K
 * @param {K} name
 * @param {string} text
 */
function read(name, text) {
  try {
    return decode(name, JSON.parse(text));
  } catch {
    return null;
  }
}
