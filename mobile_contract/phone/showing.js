/** A phone's store as its user sees it: decoded records under the own unseen commands. Changes nothing. */
import { decode, decodeRecord, faults } from "../generated/contract.js";
import { receiptOf } from "./inbox.js";
import { Overlay } from "./overlay.js";
import { readBytes } from "./texts.js";

/** @typedef {import("./ports.js").Tables} Tables */
/** @typedef {import("./ports.js").Receipt} Receipt */
/** @typedef {{command: any, skip: ReadonlySet<string>}} Own `skip` are fields that the server has judged and not applied. */

/** Conflicts of which a person must know, and whose command was done as it was written. */
const DONE_ALL_THE_SAME = new Set(["duplicate", "edited_after_retire"]);

/**
 * What is shown now (law 4); made anew after each change of the store.
 *
 * @param {Tables} tables
 * @returns {Promise<Overlay>}
 */
export async function view(tables) {
  const own = await ownCommands(tables);
  const base = own.length ? await baseOf(tables) : new Map();
  return new Overlay(base, (await tables.state()).user).replay(own);
}

/**
 * The base rows, decoded, by `kind|id`. A shape that this build cannot read is not shown.
 *
 * @param {Tables} tables
 * @returns {Promise<Map<string, any>>}
 */
export async function baseOf(tables) {
  const found = new Map();
  for (const row of await tables.base.rows()) {
    const record = readRecord(row.kind, row.record);
    if (record) found.set(`${row.kind}|${row.id}`, record);
  }
  return found;
}

/** A row's record, null for a kind or a shape that this build does not know. @param {number} kind @param {string} text */
export function readRecord(kind, text) {
  try {
    return decodeRecord(kind, JSON.parse(text));
  } catch {
    return null; // written under a later contract; the raw row stays for the build that can
  }
}

/**
 * The own commands on top of the base, in seq order: the queue, and what is answered but not yet pulled. Of a change
 * whose fields were judged apart, only those that were applied are replayed.
 *
 * @param {Tables} tables
 * @returns {Promise<Own[]>}
 */
export async function ownCommands(tables) {
  const { cursor_pos: cursorPos } = await tables.state();
  const queued = await tables.queue.rows();
  const unseen = queued.map(({ seq, body }) => ({ seq, body, skip: new Set() }));
  for (const { seq, body, receipt: text } of await tables.sent.rows()) {
    const receipt = receiptOf(text);
    if (receipt.pos > cursorPos && hadEffect(receipt)) unseen.push({ seq, body, skip: notApplied(receipt) });
  }
  return unseen
    .sort((one, other) => one.seq - other.seq)
    .map(({ body, skip }) => ({ command: readCommand(body), skip }))
    .filter(({ command }) => command !== null);
}

/** @param {Uint8Array} body */
function readCommand(body) {
  const told = readBytes(body);
  return told === undefined || faults("AnyCommand", told).length ? null : decode("AnyCommand", told);
}

/** @param {Receipt} receipt */
function hadEffect(receipt) {
  if (receipt.verdict === "conflict") {
    const isDone = DONE_ALL_THE_SAME.has(receipt.why) || Object.values(receipt.fields).includes("applied");
    return isDone && !receipt.to; // what was done on the winner of a merge is shown there
  }
  return receipt.verdict === "applied" || receipt.verdict === "merged";
}

/** @param {Receipt} receipt */
function notApplied(receipt) {
  return new Set(Object.keys(receipt.fields).filter((name) => receipt.fields[name] !== "applied"));
}
