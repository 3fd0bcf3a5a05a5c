/** What a scope holds, as a count and two sums: equal on both ends or a bug. Compares and repairs nothing. */
import { LIMITS } from "../generated/phone_tables.js";
import { blake2b } from "./hashes.js";

/** @typedef {readonly [kind: number, id: string, version: number]} Version */

const MASK = (1n << 62n) - 1n;
const UTF8 = new TextEncoder();

/** The two 62-bit numbers of one row. @param {Version} row @returns {[bigint, bigint]} */
export function rowSums([kind, id, version]) {
  const whole = blake2b(UTF8.encode(`${kind}|${id}|${version}`), 16);
  const view = new DataView(whole.buffer, whole.byteOffset, 16);
  return [view.getBigUint64(0) & MASK, view.getBigUint64(8) & MASK];
}

/** A sum as it crosses the wire: 16 hex digits. @param {bigint} sum */
export function hex62(sum) {
  return (sum & MASK).toString(16).padStart(16, "0");
}

/**
 * Count and sums over rows, in any order, as they cross the wire.
 *
 * @param {Iterable<Version>} rows
 * @returns {import("./ports.js").Removed}
 */
export function total(rows) {
  let count = 0;
  let sumA = 0n;
  let sumB = 0n;
  for (const row of rows) {
    const [a, b] = rowSums(row);
    count += 1;
    sumA += a;
    sumB += b;
  }
  return { count, sum_a: hex62(sumA), sum_b: hex62(sumB) };
}

/** Which of the 256 buckets of a repair a row falls into: the last byte of its id. @param {string} id */
export function bucket(id) {
  return Number.parseInt(id.slice(-2), 16);
}

/** The sums of each bucket: both in hex, or nothing for an empty one. @param {Iterable<Version>} rows @returns {string[]} */
export function bucketSums(rows) {
  /** @type {Version[][]} */
  const sorted = Array.from({ length: LIMITS.BUCKETS }, () => []);
  for (const row of rows) sorted[bucket(row[1])].push(row);
  return sorted.map((some) => {
    if (!some.length) return "";
    const sums = total(some);
    return sums.sum_a + sums.sum_b;
  });
}
